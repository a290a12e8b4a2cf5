"""Lists of players to register and of entries to make: pasted or as a file, checked, then stored.

Guarantees that a check stores nothing, that what is stored is the text that was checked, once per
request id, and that the lines which are not stored are handed back to be mended.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from services.gateway import queries, showing
from services.gateway.admin.bulk_cells import (
    ENTRIES,
    PLAYERS,
    country_keys,
    entry_line,
    player_line,
)
from services.gateway.admin.bulk_lines import Line, ReadList, read_list
from services.gateway.admin.bulk_text import handed_in
from services.gateway.admin.saving import REFUSALS, violations_of
from services.gateway.forms import Reader, shortened
from services.gateway.guard import open_to, takes_files
from services.gateway.views.bulk import (
    ENTRY_WORDS,
    PLAYER_WORDS,
    Answer,
    AnsweredLine,
    ListPage,
    list_page,
)
from services.gateway.views.season import entry_deadline
from services.gateway.views.site import Flash, FlashKind, Section
from services.gateway.views.words import counted, draw_label
from services.gateway.visit import Visit, Visiting
from shared.context import Role
from shared.grpc_client import ask
from shared.terms import AgeCategory, Gender, Violation
from tour.common.v1 import common_pb2
from tour.entries.v1 import entries_pb2 as pb

router = APIRouter()

# a list of thousands takes longer than a single command
_SECONDS: Final = 12.0
_LONGEST_SHOWN: Final = 100
_ANSWERS: Final = {
    pb.LINE_OUTCOME_ACCEPTED: Answer.GOOD,
    pb.LINE_OUTCOME_KNOWN: Answer.KNOWN,
    pb.LINE_OUTCOME_REPEATED: Answer.REPEATED,
    pb.LINE_OUTCOME_REFUSED: Answer.REFUSED,
}

# what becomes of the lines of a list; stored under the request id, or only tried without one
Judge = Callable[[ReadList, str], Awaitable[Sequence[AnsweredLine]]]


@router.get("/admin/players/list")
@open_to(Role.REFEREE)
async def show_players(visit: Visiting) -> Response:
    page = await _players_page(visit)
    return visit.html("admin/bulk.html", page, Section.ADMIN)


@router.post("/admin/players/list")
@open_to(Role.REFEREE)
@takes_files
async def take_players(visit: Visiting) -> Response:
    page = await _players_page(visit)

    async def judge(read: ReadList, request_id: str) -> Sequence[AnsweredLine]:
        return await _judge_players(visit, read, request_id)

    return await _take(visit, page, lambda text: read_list(text, PLAYERS, page.words.most), judge)


@router.get("/admin/entries/list/{tournament_id:row}")
@open_to(Role.REFEREE)
async def show_entries(visit: Visiting, tournament_id: int) -> Response:
    page = await _entries_page(visit, tournament_id)
    return visit.html("admin/bulk.html", page, Section.ADMIN)


@router.post("/admin/entries/list/{tournament_id:row}")
@open_to(Role.REFEREE)
@takes_files
async def take_entries(visit: Visiting, tournament_id: int) -> Response:
    page = await _entries_page(visit, tournament_id)

    async def judge(read: ReadList, request_id: str) -> Sequence[AnsweredLine]:
        return await _judge_entries(visit, tournament_id, read, request_id)

    return await _take(visit, page, lambda text: read_list(text, ENTRIES, page.words.most), judge)


async def _players_page(visit: Visit) -> ListPage:
    return replace(
        list_page(PLAYER_WORDS, visit.guard(), "/admin/players/list"),
        lacks_countries=not await queries.countries(visit.peers),
    )


async def _entries_page(visit: Visit, tournament_id: int) -> ListPage:
    tournament = showing.tournament(await queries.tournament_message(visit.peers, tournament_id))
    return replace(
        list_page(ENTRY_WORDS, visit.guard(), f"/admin/entries/list/{tournament_id}"),
        tournament=tournament,
        deadline=entry_deadline(tournament, visit.now),
    )


async def _take(
    visit: Visit, page: ListPage, read: Callable[[str], ReadList], judge: Judge
) -> Response:
    """Check the list, or store it where the form says so; ``page`` as first shown."""
    typed, file = visit.form.get("lines", ""), visit.files.get("file")
    saves = visit.form.get("action") == "save"
    try:
        typed = await handed_in(typed, file, page.words.most)
        lines = read(typed)
        reader = Reader(visit.form)
        request_id = reader.request_id() if saves else ""
        reader.finish()
        answers = tuple(await judge(lines, request_id))
    except REFUSALS as error:
        page = page.again(typed, violations_of(error, ()))
        return visit.html("admin/bulk.html", page, Section.ADMIN, error.http_status)
    page = replace(page, answers=answers, is_stored=saves, unread=lines.unread)
    if not saves:
        page = replace(page.again(typed), checked=typed if page.good else "")
        return visit.html("admin/bulk.html", page, Section.ADMIN)
    if not page.good:
        nobody = Violation("lines", "9", f"Nobody is {page.words.done}: no line is good.")
        return visit.html("admin/bulk.html", page.again(typed, (nobody,)), Section.ADMIN, 422)
    left = {each.number for each in answers if each.answer is Answer.REFUSED}
    page = page.again(lines.text_of(left))
    return visit.html("admin/bulk.html", page, Section.ADMIN, notes=(_done(page, len(left)),))


def _done(page: ListPage, left: int) -> Flash:
    are = "is" if len(page.good) == 1 else "are"
    text = f"{page.people} {are} {page.words.done}."
    if left:
        text += f" {counted(left, 'line is', 'lines are')} left to mend."
    if page.tournament is None:
        return Flash(FlashKind.DONE, text, "/admin/players", "Players")
    href = f"/admin/entries?tournament_id={page.tournament.tournament_id}"
    return Flash(FlashKind.DONE, text, href, "All entries")


# --- players ---------------------------------------------------------------------------------


async def _judge_players(visit: Visit, read: ReadList, request_id: str) -> Sequence[AnsweredLine]:
    """What cannot be read is asked for as 0, which is refused: so whoever mistyped two things hears
    of both."""
    countries = country_keys(await queries.countries(visit.peers))
    sent, unread = [], {}
    for line in read.lines:
        if not line.fault:
            message, unread[line.number] = player_line(line, countries)
            sent.append(message)
    entries = visit.peers.entries
    found: Sequence[pb.PlayerLineAnswer] = ()
    if sent and request_id:
        request = pb.RegisterPlayersRequest(request_id=request_id, lines=sent)
        found = (await ask(entries.RegisterPlayers(request, timeout=_SECONDS))).answers
    elif sent:
        checked = pb.CheckPlayersRequest(lines=sent)
        found = (await ask(entries.CheckPlayers(checked, timeout=_SECONDS))).answers
    by_line = {each.line: each for each in found}
    return [
        _answered_player(each, by_line[each.number], unread[each.number])
        if not each.fault
        else _faulty(each)
        for each in read.lines
    ]


def _answered_player(
    line: Line, answer: pb.PlayerLineAnswer, unread: Sequence[Violation]
) -> AnsweredLine:
    cells = line.cells
    name = f"{cells['first_name']} {cells['last_name']}".strip()
    born = cells["birth_year"]
    facts = (cells["gender"], f"born {born}" if born else "", cells["country"])
    number = answer.player_id
    return AnsweredLine(
        line.number,
        _ANSWERS[answer.outcome],
        shortened(name, _LONGEST_SHOWN) or "nobody",
        shortened(", ".join(filter(None, facts)), _LONGEST_SHOWN),
        _reasons(unread, answer.reasons),
        f"/admin/player/{number}" if number else "",
        f"player {number}" if number else "",
    )


# --- entries ---------------------------------------------------------------------------------


async def _judge_entries(
    visit: Visit, tournament_id: int, read: ReadList, request_id: str
) -> Sequence[AnsweredLine]:
    """A line with something that cannot be read is not sent: without it, it could mean another."""
    countries = country_keys(await queries.countries(visit.peers))
    sent, unread = [], {}
    for line in read.lines:
        if not line.fault:
            message, wrong = entry_line(line, countries)
            if wrong:
                unread[line.number] = wrong
            else:
                sent.append(message)
    entries = visit.peers.entries
    found: Sequence[pb.EntryLineAnswer] = ()
    if sent and request_id:
        request = pb.SubmitEntriesRequest(
            request_id=request_id, tournament_id=tournament_id, lines=sent
        )
        found = (await ask(entries.SubmitEntries(request, timeout=_SECONDS))).answers
    elif sent:
        checked = pb.CheckEntriesRequest(tournament_id=tournament_id, lines=sent)
        found = (await ask(entries.CheckEntries(checked, timeout=_SECONDS))).answers
    by_line = {each.line: each for each in found}
    return [
        _answered_entry(each, by_line[each.number])
        if each.number in by_line
        else _faulty(each, unread.get(each.number, ()))
        for each in read.lines
    ]


def _answered_entry(line: Line, answer: pb.EntryLineAnswer) -> AnsweredLine:
    who, note, href = _written(line), "", ""
    if answer.HasField("player"):
        found = showing.player_found(answer.player)
        who, note = found.person.name, found.note
        href = f"/player/{found.person.player_id}"
    if answer.outcome == pb.LINE_OUTCOME_ACCEPTED:
        draw = draw_label(AgeCategory(answer.age_category), Gender(answer.player.gender))
        note = f"{note} · {draw}, {counted(answer.entry_points, 'point')}"
    return AnsweredLine(
        line.number,
        _ANSWERS[answer.outcome],
        who,
        note,
        _reasons((), answer.reasons),
        href,
        f"player {answer.player.player_id}" if href else "",
    )


# --- both ------------------------------------------------------------------------------------


def _faulty(line: Line, unread: Sequence[Violation] = ()) -> AnsweredLine:
    """A line of which nothing was asked."""
    reasons = (line.fault,) if line.fault else _reasons(unread, ())
    return AnsweredLine(line.number, Answer.REFUSED, _written(line), reasons=reasons)


def _written(line: Line) -> str:
    return shortened(" · ".join(filter(None, line.written)), _LONGEST_SHOWN)


def _reasons(unread: Sequence[Violation], reasons: Sequence[common_pb2.Reason]) -> tuple[str, ...]:
    """What could not be read, and what the service says of the other fields."""
    fields = {each.field for each in unread}
    others = [each.message for each in reasons if each.field not in fields]
    return (*(each.message for each in unread), *others)
