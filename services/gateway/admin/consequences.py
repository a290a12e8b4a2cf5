"""What follows from a correction, from the contract's messages into plain sentences.

Guarantees that every match and every suspension that would change is named, and that it is said
where none would (rules.md sections 5 to 7).
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from services.gateway import queries, showing
from services.gateway.admin.recorded import result_words
from services.gateway.admin.typed_result import Absence
from services.gateway.peers import Peers
from services.gateway.views.correction import Consequences, Follows
from services.gateway.views.people import Person
from services.gateway.views.suspensions import CAUSE_TEXT
from services.gateway.views.words import ROUND_TEXT, day, listed, short_day, week_text
from shared.grpc_client import ask
from shared.terms import MatchStatus, Round
from shared.weeks import WINDOW_WEEKS, Week
from shared.wire import from_week
from tour.matches.v1 import matches_pb2 as pb
from tour.rankings.v1 import rankings_pb2

_GONE = {
    Absence.NO_SHOW: "did not come",
    Absence.WITHDRAWN_AFTER_DRAW: "has withdrawn",
    Absence.SUSPENDED: "is suspended",
    Absence.OTHER: "is not there",
    Absence.DISQUALIFIED: "was disqualified",
}
_WITHDRAWN = "Entries to tournaments that a suspension touches are withdrawn."
_COME_BACK = (
    "Entries that an annulled suspension withdrew come back where that draw is not made yet; "
    "walkovers that it caused stand, without sanction."
)


@dataclass(frozen=True, slots=True)
class Names:
    """What the sentences call people and draws; ``own`` is the draw of the corrected match."""

    own: int
    people: Mapping[int, Person]
    draws: Mapping[int, str]
    weeks: tuple[Week, ...] = ()

    def of(self, player_id: int) -> str:
        person = self.people.get(player_id)
        return person.name if person else "somebody to be decided"


async def consequences(
    peers: Peers, match: pb.Match, answer: pb.CheckCorrectionResponse
) -> Consequences:
    """What the check of a correction of ``match`` told."""
    return in_sentences(match, answer, await _names(peers, match, answer))


async def _names(peers: Peers, match: pb.Match, answer: pb.CheckCorrectionResponse) -> Names:
    changed = [each for change in answer.matches for each in (change.before, change.after)]
    suspended = [
        each.player_id for each in (*answer.suspensions_made, *answer.suspensions_annulled)
    ]
    touched = {each.tournament_id for each in changed}
    touched |= {each.tournament_id for each in answer.returns}
    elsewhere = sorted(touched - {match.tournament_id})
    tournament, others, draws, people, weeks = await asyncio.gather(
        queries.tournament_message(peers, match.tournament_id),
        queries.tournaments_by_id(peers, elsewhere),
        queries.draws_of(peers, elsewhere),
        queries.people(
            peers,
            [
                *(key for each in (match, *changed) for key in (each.player1_id, each.player2_id)),
                *(each.player_id for each in answer.returns),
                *suspended,
            ],
        ),
        ask(peers.rankings.ListWeeks(rankings_pb2.ListWeeksRequest())),
    )
    played = Week.of(showing.day(tournament.start_date))
    published = sorted(from_week(week, "week") for week in weeks.weeks)
    return Names(
        match.draw_id,
        people,
        {
            each.draw_id: f"{showing.label_of(each)} of {others[each.tournament_id].name}"
            for each in draws
        },
        tuple(week for week in published if played < week <= played + WINDOW_WEEKS),
    )


def in_sentences(match: pb.Match, answer: pb.CheckCorrectionResponse, names: Names) -> Consequences:
    """The match itself, other matches, suspensions, points and rankings."""
    corrected = pb.Match()
    corrected.CopyFrom(match)
    corrected.result.CopyFrom(answer.result)
    corrected.score = answer.score
    is_undone = MatchStatus(answer.result.status) is MatchStatus.SCHEDULED
    others = [change for change in answer.matches if change.after.match_id != match.match_id]
    return Consequences(
        f"{names.of(match.player1_id)} v {names.of(match.player2_id)} is to be played again."
        if is_undone
        else result_words(corrected, names.people),
        (
            Follows(
                "Matches",
                (
                    *_champion(match, corrected, names),
                    *_matches(others, names),
                    *_returns(answer, names),
                )
                or ("No other match changes.",),
            ),
            Follows("Suspensions", _suspensions(answer, names)),
            Follows("Points and rankings", _points(answer, names)),
        ),
    )


def _champion(before: pb.Match, after: pb.Match, names: Names) -> Iterable[str]:
    """Who wins the draw, where that changes."""
    now = after.result.winner_id
    if Round(before.round) is Round.F and now != before.result.winner_id:
        yield f"{names.of(now)} wins the draw." if now else "The draw has no champion."


def _matches(changes: Iterable[pb.MatchChange], names: Names) -> Iterable[str]:
    for change in changes:
        after = change.after
        which = ROUND_TEXT[Round(after.round)]
        if after.draw_id != names.own:
            which = f"{names.draws.get(after.draw_id, 'Another draw')}, {which.lower()}"
        on = short_day(showing.day(after.match_date))
        yield f"{which}, {on}: {_becomes(change.before, after, names)}"


def _becomes(before: pb.Match, after: pb.Match, names: Names) -> str:
    """What becomes of a match that follows."""
    was, now = MatchStatus(before.result.status), MatchStatus(after.result.status)
    both = after.player1_id and after.player2_id
    if now is MatchStatus.SCHEDULED and was is MatchStatus.SCHEDULED:
        sides = ((before.player1_id, after.player1_id), (before.player2_id, after.player2_id))
        return " ".join(_side(old, new, names) for old, new in sides if old != new)
    if now is MatchStatus.SCHEDULED:
        return f"{names.of(after.player1_id)} v {names.of(after.player2_id)}, to be played again."
    if now is MatchStatus.CANCELLED:
        if after.result.winner_id:
            return (
                f"{names.of(after.result.winner_id)} goes through: nobody stands on the other side."
            )
        return "neither player is there, nobody goes on." if both else "nobody is left to play it."
    if now is MatchStatus.WALKOVER:
        gone = [
            f"{names.of(player)} {_GONE[Absence(absence)]}"
            for player, absence in (
                (after.player1_id, after.result.player1_absence),
                (after.player2_id, after.result.player2_absence),
            )
            if absence
        ]
        return f"{listed(tuple(gone))}: a walkover for {names.of(after.result.winner_id)}."
    return result_words(after, names.people)


def _side(old: int, new: int, names: Names) -> str:
    if not new:
        return f"{names.of(old)} is out; who plays there is to be decided again."
    return (
        f"{names.of(new)} plays instead of {names.of(old)}." if old else f"{names.of(new)} plays."
    )


def _returns(answer: pb.CheckCorrectionResponse, names: Names) -> Iterable[str]:
    for each in answer.returns:
        where = names.draws.get(each.draw_id, "another draw")
        yield f"{names.of(each.player_id)} plays on in {where}."


def _suspensions(answer: pb.CheckCorrectionResponse, names: Names) -> tuple[str, ...]:
    told: list[str] = []
    for each in answer.suspensions_made:
        days, cause = _days(each), CAUSE_TEXT[MatchStatus(each.cause)].lower()
        if not each.suspension_id:
            told.append(f"{names.of(each.player_id)} is suspended from {days}: {cause}.")
        elif each.HasField("lifted_on"):
            told.append(
                f"The suspension of {names.of(each.player_id)} from {days} is annulled no longer, "
                f"and stays lifted from {day(showing.day(each.lifted_on))} on."
            )
        else:
            told.append(f"The suspension of {names.of(each.player_id)} from {days} holds again.")
    if any(not each.HasField("lifted_on") for each in answer.suspensions_made):
        told.append(_WITHDRAWN)
    told += [
        f"The suspension of {names.of(each.player_id)} from {_days(each)} is annulled."
        for each in answer.suspensions_annulled
    ]
    told += [_COME_BACK] if answer.suspensions_annulled else []
    return tuple(told) or ("No suspension is made or annulled.",)


def _days(suspension: pb.Suspension) -> str:
    return f"{day(showing.day(suspension.start_date))} to {day(showing.day(suspension.end_date))}"


def _points(answer: pb.CheckCorrectionResponse, names: Names) -> tuple[str, ...]:
    if answer.draw_reopened:
        first = (
            "The draw is open again: its points are taken back until its last match is recorded."
        )
    elif answer.draw_complete:
        first = "Every match of the draw is over: its points are worked out anew."
    else:
        return ("The draw is not over yet: it has given no points, and no ranking changes.",)
    return first, _rankings(names.weeks)


def _rankings(weeks: Sequence[Week]) -> str:
    """What becomes of the published weeks that count the tournament."""
    if not weeks:
        return "No ranking that counts it is published yet."
    if len(weeks) == 1:
        return (
            f"The published ranking of {week_text(weeks[0])} is worked out anew; if it changes, "
            "it is marked as revised."
        )
    return (
        f"The published rankings of {week_text(weeks[0])} to {week_text(weeks[-1])} are worked out "
        "anew; those that change are marked as revised."
    )
