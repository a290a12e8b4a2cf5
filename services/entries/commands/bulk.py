"""Lists of players and of entries, stored at once (rules.md sections 2 and 9).

Guarantees one transaction and one moment for a whole list, every line judged as the single form
would judge it, an event for every row, and that two lists at the same moment store nobody twice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from services.entries import events
from services.entries.commands.entries import enter, keep_still
from services.entries.domain.bulk import Outcome, PlayerLine, Verdict
from services.entries.judgement import (
    EntryLine,
    JudgedEntry,
    Situation,
    judge_entries,
    judge_player_lines,
    look_into_lines,
)
from services.entries.peers import Peers
from services.entries.store import players
from services.entries.store.rows import Entry, Player
from shared.terms import Violation
from shared.work import Work, lock_for_transaction


@dataclass(frozen=True, slots=True)
class PlayersAnswer:
    """What became of each line, in order, and the players registered, by line."""

    verdicts: Sequence[Verdict]
    registered: Mapping[int, Player]


@dataclass(frozen=True, slots=True)
class EntriesAnswer:
    """What became of each line, in order, and the entries made, by player."""

    judged: Sequence[JudgedEntry]
    entered: Mapping[int, Entry]


class NobodyRegistered(Exception):
    """No line is good: nothing is stored, and the request id is not used up."""

    def __init__(self, answer: PlayersAnswer) -> None:
        super().__init__("nobody is registered")
        self.answer = answer


class NobodyEntered(Exception):
    """No line is good: nothing is stored, and the request id is not used up."""

    def __init__(self, answer: EntriesAnswer) -> None:
        super().__init__("nobody is entered")
        self.answer = answer


async def register_players(work: Work, lines: Sequence[PlayerLine]) -> PlayersAnswer:
    """Add the players of all good lines; NobodyRegistered where none is."""
    db = await work.begin()
    lines = [replace(each, details=each.details.tidied()) for each in lines]
    # no constraint holds namesakes apart: of two lists with the same player the second must see
    # what the first has stored
    await lock_for_transaction(db, "players registered by list")
    verdicts = await judge_player_lines(db, lines, work.now.year)
    good = [
        line
        for line, verdict in zip(lines, verdicts, strict=True)
        if verdict.outcome is Outcome.ACCEPTED
    ]
    if not good:
        raise NobodyRegistered(PlayersAnswer(verdicts, {}))
    player_ids = await players.add(db, [each.details for each in good], work.actor.name)
    stored = await players.load_many(db, player_ids, work.now.date())
    for player in stored:
        events.player_registered(work, player)
    return PlayersAnswer(
        verdicts, {line.line: player for line, player in zip(good, stored, strict=True)}
    )


async def submit_entries(
    work: Work, peers: Peers, tournament_id: int, lines: Sequence[EntryLine]
) -> EntriesAnswer:
    """Enter the players of all good lines; NobodyEntered where none is.

    NotFound for an unknown tournament, Stale where it was changed while the other services were
    asked; of a player who was, the line is refused.
    """
    facts = await look_into_lines(work.database, peers, tournament_id, lines)
    await work.begin()
    unsettled = {
        player_id: Violation("player_id", "9", stale.sentence)
        for player_id, stale in (await keep_still(work, facts)).items()
    }
    judged: Sequence[JudgedEntry] = ()

    def judge(as_it_is: Situation) -> tuple[int, ...]:
        nonlocal judged
        judged = judge_entries(lines, facts, as_it_is, unsettled)
        let_in = tuple(each.player.player_id for each in judged if each.is_accepted and each.player)
        if not let_in:
            raise NobodyEntered(EntriesAnswer(judged, {}))
        return let_in

    stored = await enter(work, facts, judge)
    return EntriesAnswer(judged, {each.player.player_id: each for each in stored})
