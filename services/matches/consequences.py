"""What follows from a result, a correction or an absence: in its draw, for its players, elsewhere.

Guarantees that who only tries a correction and who stores it learn of the same consequences:
everything is worked out here, and nothing is written.
"""

from collections import defaultdict
from collections.abc import AsyncIterator, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from services.matches.domain.bracket import Draw, Match, Place, WalkoverReason
from services.matches.domain.progress import Absence, is_recorded, settle, still_plays
from services.matches.domain.stages import is_complete
from services.matches.domain.suspensions import Sanction, covers, sanctions_in, suspension_for
from services.matches.rows import DrawFacts, Origin, StoredMatch, StoredSuspension
from services.matches.store import draws as draw_rows
from services.matches.store import matches as match_rows
from services.matches.store import suspensions as suspension_rows
from services.matches.store.matches import MatchFilter
from services.matches.store.suspensions import SuspensionFilter
from shared.terms import MatchStatus

# a long history does not fit into memory at once
_READ_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class OpenDraw:
    """A draw, its matches and who is absent; where it is to change, locked until the end of the
    transaction."""

    facts: DrawFacts
    matches: Sequence[StoredMatch]
    absences: Sequence[Absence]

    @property
    def bracket(self) -> Draw:
        return Draw(stored.match for stored in self.matches)

    @property
    def is_history(self) -> bool:
        """Whether unverified history is in the way of playing on."""
        return any(
            stored.is_history and stored.match.status is MatchStatus.SCHEDULED
            for stored in self.matches
        )

    def is_kept(self, corrected: StoredMatch) -> bool:
        """Whether the correction of a match would change unverified history, which never changes:
        the match itself, or one without a result that might follow it."""
        return self.facts.origin is Origin.UNVERIFIED or any(
            stored.origin is Origin.UNVERIFIED
            and (stored.match_id == corrected.match_id or not is_recorded(stored.match))
            for stored in self.matches
        )

    def match(self, match_id: int) -> StoredMatch:
        return next(stored for stored in self.matches if stored.match_id == match_id)


@dataclass(frozen=True, slots=True)
class DrawChange:
    """What becomes of one draw; ``coming`` and ``leaving`` are absences recorded and taken back."""

    before: OpenDraw
    bracket: Draw
    coming: Sequence[Absence] = ()
    leaving: Sequence[Absence] = ()

    @property
    def matches(self) -> list[tuple[StoredMatch, StoredMatch]]:
        """The matches that change, before and after, in the order of the draw."""
        found = []
        for before in self.before.matches:
            match = self.bracket.at(before.match.place)
            if match is not None and match != before.match:
                found.append((before, replace(before, match=match, version=before.version + 1)))
        return found

    @property
    def is_complete(self) -> bool:
        return is_complete(self.bracket)

    @property
    def is_reopened(self) -> bool:
        return self.before.facts.completed_at is not None and not self.is_complete


@dataclass(frozen=True, slots=True)
class SuspensionChange:
    """A suspension made (nothing before), annulled, holding again or lifted."""

    before: StoredSuspension | None
    after: StoredSuspension


@dataclass(frozen=True, slots=True)
class Consequences:
    """All that changes, in the order in which it is told; ``own`` is the draw of the match."""

    own: DrawChange | None
    suspensions: Sequence[SuspensionChange] = ()
    elsewhere: Sequence[DrawChange] = ()


async def read_draw(db: AsyncConnection, draw_id: int, *, lock: bool) -> OpenDraw | None:
    """A draw as it stands; if it is to change, its own row is locked first, then its matches.
    None where it has no matches yet.
    """
    if lock:
        facts = await draw_rows.lock_draw(db, draw_id)
    else:
        facts = await draw_rows.find_draw(db, draw_id)
    if facts is None:
        return None
    if lock:
        matches = await match_rows.lock_matches(db, draw_id)
    else:
        matches = await match_rows.list_matches(db, MatchFilter(draw_ids=[draw_id]))
    return OpenDraw(facts, matches, await draw_rows.absences_of(db, draw_id))


async def read_draws(db: AsyncConnection, first_day: date | None) -> AsyncIterator[OpenDraw]:
    """The draws that have a bracket, of tournaments that begin on this day or later (None: all),
    earliest first, as they stand; unverified history forms none. Some are read at a time."""
    absences = await draw_rows.list_absences(db)
    listed = await draw_rows.list_draws(db, first_day)
    facts = [each for each in listed if each.origin is not Origin.UNVERIFIED]
    for start in range(0, len(facts), _READ_AT_ONCE):
        some = facts[start : start + _READ_AT_ONCE]
        matches: defaultdict[int, list[StoredMatch]] = defaultdict(list)
        wanted = MatchFilter(draw_ids=[each.draw_id for each in some])
        for stored in await match_rows.list_matches(db, wanted):
            matches[stored.draw_id].append(stored)
        for each in some:
            if each.draw_id in matches:
                yield OpenDraw(each, matches[each.draw_id], absences.get(each.draw_id, []))


async def follow(
    db: AsyncConnection,
    draw: OpenDraw,
    changes: Iterable[Match],
    coming: Sequence[Absence] = (),
    *,
    now: datetime,
    lock: bool,
) -> Consequences:
    """What follows from these matches and absences in ``draw``; ``now`` is tour time, UTC.

    Whoever the draw sanctions and did not before is suspended, or the suspension annulled for the
    same cause holds again; one whose cause is gone is annulled. Source: rules.md sections 5 and 7.
    """
    absences = (*draw.absences, *coming)
    bracket = draw.bracket.with_changes(changes)
    bracket = bracket.with_changes(settle(bracket, absences))
    own = DrawChange(draw, bracket, coming)
    before = sanctions_in(draw.bracket, draw.absences)
    after = sanctions_in(bracket, absences)
    if before.keys() == after.keys():
        return Consequences(own)
    known = await _suspensions_of(
        db, {sanction.player_id for sanction in before.keys() ^ after.keys()}, lock=lock
    )
    changed = [
        made(draw.facts, known, sanction, match_id_at(draw, place), now)
        for sanction, place in after.items()
        if sanction not in before
    ]
    changed += [
        _no_longer_due(draw.facts, known, sanction, now)
        for sanction in before
        if sanction not in after
    ]
    suspensions = [change for change in changed if change is not None]
    return Consequences(own, suspensions, await elsewhere(db, known, suspensions, lock=lock))


async def follow_suspension(db: AsyncConnection, change: SuspensionChange) -> Consequences:
    """What follows where an official changes a suspension: other draws are locked."""
    player = change.after.suspension.player_id
    known = await _suspensions_of(db, {player}, lock=True)
    return Consequences(None, [change], await elsewhere(db, known, [change], lock=True))


async def suspended_again(
    db: AsyncConnection, draw: OpenDraw, changes: Iterable[Match]
) -> Sequence[Absence]:
    """Who would play in ``draw`` again after these changes but is suspended from elsewhere.

    A suspension takes nobody out of a draw who is out already, so that it is asked here once more.
    """
    bracket = draw.bracket.with_changes(changes)
    bracket = bracket.with_changes(settle(bracket, draw.absences))
    absent = {absence.player_id for absence in draw.absences}
    back = {
        player
        for match in bracket.matches
        for player in match.players
        if player not in absent
        and still_plays(bracket, player)
        and not still_plays(draw.bracket, player)
    }
    known = await _suspensions_of(db, back, lock=False)
    return [
        Absence(player, WalkoverReason.SUSPENDED)
        for player in sorted(back)
        if _is_suspended(known, player, draw.facts)
    ]


async def elsewhere(
    db: AsyncConnection,
    known: Sequence[StoredSuspension],
    changes: Sequence[SuspensionChange],
    *,
    lock: bool,
) -> tuple[DrawChange, ...]:
    """Who is suspended now gives up the next match in every draw of a week that is touched; who is
    not any more plays on there, unless the walkover was given already.

    ``known`` are all suspensions of these players as stored. A suspension touches nothing in the
    tournament that it comes from.
    """
    changed = {change.after.suspension_id: change.after for change in changes}
    standing = [changed.get(each.suspension_id, each) for each in known]
    standing += [change.after for change in changes if change.before is None]
    touched: dict[int, list[StoredSuspension]] = {}
    for change in changes:
        for draw_id in await _draws_touched(db, change):
            touched.setdefault(draw_id, []).append(change.after)
    found = []
    for draw_id in sorted(touched):
        draw = await read_draw(db, draw_id, lock=lock)
        if draw is None:
            continue
        players = {
            each.suspension.player_id
            for each in touched[draw_id]
            if each.tournament_id != draw.facts.tournament_id
        }
        change_there = _in_other_draw(draw, sorted(players), standing)
        if change_there.coming or change_there.leaving:
            found.append(change_there)
    return tuple(found)


async def _draws_touched(db: AsyncConnection, change: SuspensionChange) -> list[int]:
    """Draws that the suspension touches, or touched with the days it had before."""
    each = [change.after.suspension, *([change.before.suspension] if change.before else ())]
    return await draw_rows.draws_of_player_between(
        db,
        change.after.suspension.player_id,
        min(suspension.first_day for suspension in each),
        max(suspension.last_day for suspension in each),
    )


def _in_other_draw(
    draw: OpenDraw, players: Iterable[int], standing: Sequence[StoredSuspension]
) -> DrawChange:
    bracket = draw.bracket
    recorded = {absence.player_id: absence for absence in draw.absences}
    coming, leaving = [], []
    for player in players:
        absence = recorded.get(player)
        if _is_suspended(standing, player, draw.facts):
            if absence is None and still_plays(bracket, player):
                coming.append(Absence(player, WalkoverReason.SUSPENDED))
        elif (
            absence is not None
            and absence.reason is WalkoverReason.SUSPENDED
            and not any(match.reason_of(player) for match in bracket.matches)
        ):
            leaving.append(absence)
    absences = [absence for absence in draw.absences if absence not in leaving]
    settled = settle(bracket, [*absences, *coming])
    return DrawChange(draw, bracket.with_changes(settled), coming, leaving)


def _is_suspended(standing: Iterable[StoredSuspension], player: int, draw: DrawFacts) -> bool:
    """Whether a suspension from another tournament touches the draw's week."""
    return any(
        each.suspension.player_id == player
        and each.tournament_id != draw.tournament_id
        and covers(each.suspension, draw.start_date, draw.end_date)
        for each in standing
    )


async def _suspensions_of(
    db: AsyncConnection, players: Collection[int], *, lock: bool
) -> list[StoredSuspension]:
    if not players:
        return []
    wanted = SuspensionFilter(player_ids=sorted(players), include_annulled=True)
    return await suspension_rows.list_suspensions(db, wanted, lock=lock)


def _stored(
    facts: DrawFacts, known: Iterable[StoredSuspension], sanction: Sanction
) -> StoredSuspension | None:
    """The one row of this player, tournament and cause."""
    return next(
        (
            each
            for each in known
            if each.tournament_id == facts.tournament_id
            and each.suspension.player_id == sanction.player_id
            and each.suspension.cause is sanction.cause
        ),
        None,
    )


def made(
    facts: DrawFacts,
    known: Iterable[StoredSuspension],
    sanction: Sanction,
    match_id: int | None,
    now: datetime,
) -> SuspensionChange | None:
    """The suspension for this sanction is made, or holds again if it was annulled; None where it
    holds already or is unverified history."""
    before = _stored(facts, known, sanction)
    if before is None:
        new = StoredSuspension(
            suspension_id=0,
            tournament_id=facts.tournament_id,
            suspension=suspension_for(sanction, facts.start_date),
            match_id=match_id,
            created_at=now,
            annulled_at=None,
            ended_at=None,
            origin=Origin.LIVE,
            version=1,
            changed_by="",
            changed_at=now,
        )
        return SuspensionChange(None, new)
    if not before.suspension.annulled or before.origin is Origin.UNVERIFIED:
        return None
    after = replace(
        before,
        suspension=replace(before.suspension, annulled=False),
        match_id=match_id,
        annulled_at=None,
        version=before.version + 1,
    )
    return SuspensionChange(before, after)


def _no_longer_due(
    facts: DrawFacts, known: Iterable[StoredSuspension], sanction: Sanction, now: datetime
) -> SuspensionChange | None:
    before = _stored(facts, known, sanction)
    if before is None or before.suspension.annulled or before.origin is Origin.UNVERIFIED:
        return None
    return annulled(before, now)


def annulled(before: StoredSuspension, now: datetime) -> SuspensionChange:
    """The cause of a suspension that holds is gone: it is kept, but covers nothing."""
    after = replace(
        before,
        suspension=replace(before.suspension, annulled=True),
        annulled_at=now,
        version=before.version + 1,
    )
    return SuspensionChange(before, after)


def match_id_at(draw: OpenDraw, place: Place | None) -> int | None:
    return next((each.match_id for each in draw.matches if each.match.place == place), None)
