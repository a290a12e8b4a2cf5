"""Our own exports back into a tour: every row as it was, or nothing (docs/decisions/0060).

Guarantees that after the import the tour's content has the hash that the manifest says, and that
what the database refuses is told by file, line and rule.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import psycopg
from psycopg import Connection, IsolationLevel
from psycopg.sql import SQL, Identifier

from shared.csv_lines import Lines
from shared.locks import lock_key
from shared.schema import head_revision
from tools.exporting.content import TableContent, content_of, copied, speak_plainly
from tools.exporting.layout import REFERENCE, TABLES, Shape, shapes
from tools.exporting.manifest import FILE, Format, Manifest, read_manifest
from tools.exporting.writing import SQL_FILE
from tools.importing.files import BadFile, check_header, check_width, csv_cells, table_files
from tools.importing.refusals import Place, refused
from tools.importing.report import Report
from tools.importing.sql_lines import sql_tables
from tools.importing.storing import EarlierImport, Imported, begin, record
from tools.loading import forget_empty_weeks, move_sequences
from tools.problems import Problem


class Source(Protocol):
    """The rows of one table in an export."""

    @property
    def name(self) -> str: ...

    def lines(self) -> Lines: ...


@dataclass(frozen=True, slots=True)
class Export:
    """An export as it lies there; nothing but the manifest is read yet."""

    folder: Path
    manifest: Manifest
    sources: Mapping[str, Source]


def is_export(folder: Path) -> bool:
    """Whether a folder is of our own layout: by its manifest, or by a name that only we have."""
    names = (FILE, SQL_FILE, "age_category.csv", "age_category.xlsx")
    return any((folder / name).is_file() for name in names)


def read_export(folder: Path) -> Export:
    """Problem where the manifest or a file is missing, or is not what an export writes."""
    manifest = read_manifest(folder)
    if manifest.format is Format.SQL:
        if not (folder / SQL_FILE).is_file():
            raise BadFile(f"{folder} lacks {SQL_FILE}.")
        return Export(folder, manifest, sql_tables(folder / SQL_FILE))
    return Export(folder, manifest, table_files(folder, TABLES))


def import_export(
    db: Connection[Any], export: Export, told: Callable[[str], None]
) -> Report | EarlierImport:
    """Everything into an empty tour, or the earlier import of this export; the caller commits.

    ``db`` is a new connection of the importer's login. Problem where the tour holds other data, or
    the export is not as it was made.
    """
    _alone(db)
    earlier = begin(db, export.manifest.hash)
    if earlier is not None:
        return earlier
    speak_plainly(db)
    forget_empty_weeks(db)
    report = Report()
    for shape in shapes(db):
        told(shape.table)
        report.read[shape.table] = _take(db, export, shape)
    _check_whole(db, export)
    move_sequences(db)
    _compare(export.manifest, content_of(db, told))
    rows = sum(report.read[table] for table in TABLES if table not in REFERENCE)
    record(db, Imported(export.manifest.hash, str(export.folder), report, rows, []))
    return report


def _alone(db: Connection[Any]) -> None:
    """Nothing that others commit meanwhile is seen, or the hash would be of two tours."""
    with db.transaction():
        db.execute("SELECT pg_advisory_lock(%s)", (lock_key("import"),))
    db.commit()
    db.isolation_level = IsolationLevel.REPEATABLE_READ


def _take(db: Connection[Any], export: Export, shape: Shape) -> int:
    """Store the rows of a table, or compare those that every tour has; answers how many."""
    source = export.sources[shape.table]
    lines = source.lines()
    _, header = next(lines, (1, None))
    try:
        check_header(source.name, shape.names, header)
    except BadFile as error:
        raise _of_another_schema(export, error) from error
    if shape.table in REFERENCE:
        return _same_rows(db, shape, source.name, lines)
    return _copy(db, export, shape, lines)


def _of_another_schema(export: Export, error: BadFile) -> BadFile:
    theirs, ours = export.manifest.schema_revision, head_revision()
    if theirs == ours:
        return error
    return BadFile(f"{error} The export is of schema {theirs}, this tour has {ours}.")


def _copy(db: Connection[Any], export: Export, shape: Shape, lines: Lines) -> int:
    source, width = export.sources[shape.table], len(shape.columns)
    numbers: list[int] = []
    statement = SQL("COPY tour.{} ({}) FROM STDIN").format(
        Identifier(shape.table), SQL(", ").join(map(Identifier, shape.names))
    )
    try:
        with db.cursor() as cursor, cursor.copy(statement) as copy:
            for line, cells in lines:
                check_width(source.name, line, cells, width)
                numbers.append(line)
                copy.write_row([cell or None for cell in cells])
    except (psycopg.IntegrityError, psycopg.DataError) as error:
        raise refused(error, _places(export), numbers) from error
    return len(numbers)


def _same_rows(db: Connection[Any], shape: Shape, name: str, lines: Lines) -> int:
    """The rule book fixes these rows, so they must be here already."""
    ours = [csv_cells(line) for line in copied(db, shape, SQL("FORMAT csv, ENCODING 'UTF8'"))]
    rows = 0
    for line, cells in lines:
        check_width(name, line, cells, len(shape.columns))
        if rows >= len(ours) or cells != ours[rows]:
            raise BadFile(
                f"{name}, line {line}: this tour has another row there; the rules fix this table"
                " (section 1)."
            )
        rows += 1
    if rows < len(ours):
        raise BadFile(f"{name} has {rows} rows; the rules have {len(ours)} (section 1).")
    return rows


def _check_whole(db: Connection[Any], export: Export) -> None:
    """What waits for the commit: whole draws, whole rankings."""
    try:
        db.execute("SET CONSTRAINTS ALL IMMEDIATE")
    except psycopg.IntegrityError as error:
        raise refused(error, _places(export), []) from error


def _places(export: Export) -> Mapping[str, Place]:
    return {table: Place(source.name, source.lines) for table, source in export.sources.items()}


def _compare(manifest: Manifest, stored: list[TableContent]) -> None:
    for wanted, found in zip(manifest.tables, stored, strict=True):
        if wanted != found:
            count = (
                f"{found.rows:,} rows, but {wanted.rows:,} were exported"
                if wanted.rows != found.rows
                else "a cell of it says something else"
            )
            raise Problem(
                f"{wanted.table} is not as it was exported: {count}. Nothing was stored; take the"
                " export as it was made."
            )
