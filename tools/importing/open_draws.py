"""Draws that nobody has made: those still to be made are open, the others were cancelled.

Guarantees that every entry has the list that it goes to.
"""

from collections.abc import Collection, Mapping

from services.draws.domain.sizes import has_super_tie_break
from shared.terms import AgeCategory, DrawStatus, Gender
from tools import rows
from tools.importing.book import IMPORT, Book
from tools.importing.judge_people import People
from tools.importing.read_draws import Judged
from tools.importing.write_draws import write_seeds

_Key = tuple[int, int, int]  # tournament, category, gender


def open_draws(book: Book, people: People, draws: Collection[Judged]) -> None:
    """Entry lists for every draw and entry, and draws that are still to be made (section 13)."""
    undrawn = {draw.key: draw for draw in draws if draw.is_undrawn}
    made = {draw.key for draw in draws} - undrawn.keys()
    entered = {(t, category, gender) for t, category, gender, _ in people.entered}
    opened = _until_the_deadline(book, people, {tournament_id for tournament_id, _, _ in made})
    opened += _until_the_lots(book, people, entered - made, undrawn)
    next_id = max((draw.row.draw_id for draw in draws), default=0)
    for key in opened:
        if key not in undrawn:
            next_id += 1
        draw_id = undrawn[key].row.draw_id if key in undrawn else next_id
        book.rows.append(_draw(draw_id, key, DrawStatus.OPEN, "live"))
        book.rows.append(rows.EntryList(*key, state="OPEN"))
    for key, draw in undrawn.items():
        if key in opened:
            _judge_undrawn(book, draw, DrawStatus.OPEN)
            for seed in draw.seeds:
                book.aside(seed, "4", "planned anew when entries close", f"draw {draw.row.draw_id}")
        else:
            _judge_undrawn(book, draw, DrawStatus.CANCELLED)
            book.rows.append(_draw(draw.row.draw_id, key, DrawStatus.CANCELLED, "imported"))
            book.rows.append(rows.EntryList(*key, state="CANCELLED"))
            write_seeds(book, draw, "seed of a draw that was not made")
    for key in sorted((made | entered) - undrawn.keys() - set(opened)):
        book.rows.append(rows.EntryList(*key, state="FROZEN"))


def _until_the_deadline(book: Book, people: People, drawn: Collection[int]) -> list[_Key]:
    """All four draws of every tournament that can still be entered and played by the rules."""
    return [
        (tournament.tournament_id, category.value, gender.value)
        for tournament in people.tournaments.values()
        if tournament.tournament_id not in drawn
        and tournament.entry_deadline >= book.now
        and tournament.origin != "unverified"
        for category in AgeCategory
        for gender in Gender
    ]


def _until_the_lots(
    book: Book, people: People, entered: Collection[_Key], undrawn: Mapping[_Key, Judged]
) -> list[_Key]:
    """Draws with entries that closed and were not made yet, of tournaments still ahead.

    The clock closes them at once, and makes them by Friday 19:00 (section 3). One that nobody has
    entered is none: its entries were never taken.
    """
    cancelled = {
        key for key, draw in undrawn.items() if draw.row.draw_status_id == DrawStatus.CANCELLED
    }
    return [
        key
        for key in sorted(set(entered) - cancelled)
        if (tournament := people.tournaments[key[0]]).origin != "unverified"
        and tournament.entry_deadline < book.now
        and book.now.date() < tournament.start_date
    ]


def _judge_undrawn(book: Book, draw: Judged, status: DrawStatus) -> None:
    row = draw.row
    name = f"draw {row.draw_id}"
    if row.draw_status_id != status:
        book.normalised(
            draw.numbered, "13", "the status follows from the matches", f"{name}: {status.name}"
        )
    if row.num_players or row.draw_generated_at is not None:
        title = "a draw that was not made has no players and no time"
        book.normalised(draw.numbered, "13", title, name)
    if row.has_supertiebreak != _has_super_tie_break(draw.key):
        book.normalised(draw.numbered, "3", "the third set gets the format of the draw", name)


def _has_super_tie_break(key: _Key) -> bool:
    _, category, gender = key
    return has_super_tie_break(AgeCategory(category), Gender(gender))


def _draw(draw_id: int, key: _Key, status: DrawStatus, origin: rows.Origin) -> rows.Draw:
    """A draw that nobody has made."""
    tournament_id, category, gender = key
    return rows.Draw(
        draw_id=draw_id,
        tournament_id=tournament_id,
        age_category_id=category,
        gender_id=gender,
        draw_status_id=status,
        num_players=None,
        has_supertiebreak=_has_super_tie_break(key),
        draw_generated_at=None,
        draw_size=None,
        is_seeded=None,
        random_seed=None,
        algorithm_version=None,
        closed_at=None,
        origin=origin,
        changed_by=IMPORT,
    )
