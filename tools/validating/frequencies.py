"""How often things happen in a history that the tour has made for itself (rules.md section 10).

Guarantees that each figure is held against its target as a quota over the whole history: within
5 % of it, or one event where that is less. Asked only where ``tour history`` made the tournaments.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from services.entries.domain.tournaments import entry_deadline
from shared.terms import MatchStatus
from tools import shares
from tools.score_columns import score_of
from tools.validating.check import Bad, Check
from tools.validating.sheets import Sheet, players_of
from tools.validating.stored import Stored
from tools.validating.tables import Draw, DrawField, DrawPlayer, Entry, Match, Tournament

GENERATOR: Final = "history"
"""Who made the tournaments of a generated history: their ``changed_by``."""
COUNTED: Final = (Tournament, Draw, DrawPlayer, DrawField, Match, Entry)
_TOLERANCE: Final = 0.05
_UNRANKED: Final = 2**31


@dataclass(frozen=True, slots=True)
class Quota:
    """So many of ``among`` events should be ``target`` of them."""

    what: str
    happened: int
    among: int
    target: float

    @property
    def is_kept(self) -> bool:
        due = self.target * self.among
        return abs(self.happened - due) <= max(_TOLERANCE * due, 1)

    @property
    def share(self) -> float:
        """What was observed."""
        return self.happened / self.among if self.among else 0

    def __str__(self) -> str:
        return (
            f"{self.what}: {self.happened} of {self.among} ({self.share:.4f}), target {self.target}"
        )


def _generated(stored: Stored) -> bool:
    return any(row.changed_by == GENERATOR for row in stored.of(Tournament))


def _over(stored: Stored) -> list[Sheet]:
    """The history's draws: made here, and played to their end."""
    return [
        sheet
        for sheet in stored.made
        if sheet.is_over and sheet.tournament and sheet.tournament.changed_by == GENERATOR
    ]


def mishaps(stored: Stored) -> list[Quota]:
    """Withdrawals between deadline and draw; no-shows and disqualifications of matches."""
    sheets = _over(stored)
    matches = [row for sheet in sheets for row in sheet.matches]
    entries, withdrawn = 0, 0
    for sheet in sheets:
        assert sheet.tournament is not None
        closed = entry_deadline(sheet.tournament.start_date)
        for entry in stored.entries_of.get(sheet.key, ()):
            entries += 1
            withdrawn += (
                entry.withdrawal_type == "BEFORE_DRAW"
                and entry.withdrawn_at is not None
                and entry.withdrawn_at > closed
            )
    no_shows = sum("NO_SHOW" in (row.player1_absence, row.player2_absence) for row in matches)
    disqualified = sum(row.match_status_id == MatchStatus.DISQUALIFIED for row in matches)
    return [
        Quota("withdrawals between deadline and draw", withdrawn, entries, shares.WITHDRAWALS),
        Quota("no-shows", no_shows, len(matches), shares.NO_SHOWS),
        Quota("disqualifications", disqualified, len(matches), shares.DISQUALIFICATIONS),
    ]


def scores(stored: Stored) -> list[Quota]:
    """Deciding sets, tie-breaks, retirements, and how sets, tie-breaks and super tie-breaks end."""
    games: Counter[tuple[int, int]] = Counter()
    tiebreaks: Counter[tuple[int, int]] = Counter()
    supers: Counter[tuple[int, int]] = Counter()
    decided, completed, retired = 0, 0, 0
    for sheet in _over(stored):
        for row in sheet.matches:
            retired += row.match_status_id == MatchStatus.RETIRED
            if row.match_status_id != MatchStatus.COMPLETED:
                continue
            sets = score_of(row).sets
            completed += 1
            decided += len(sets) == 3
            for one in sets:
                if one.supertiebreak is not None:
                    supers[_ordered(one.supertiebreak)] += 1
                elif one.tiebreak is not None:
                    tiebreaks[_ordered(one.tiebreak)] += 1
                elif one.games is not None:
                    games[_ordered(one.games)] += 1
    plain, with_tiebreak = games.total(), tiebreaks.total()
    return [
        Quota("matches with a deciding set", decided, completed, shares.DECIDING_SETS),
        Quota("sets with a tie-break", with_tiebreak, plain + with_tiebreak, shares.TIEBREAKS),
        Quota("sets with a retirement", retired, plain + retired, shares.RETIREMENTS),
        # of those that were played to their end
        *(
            Quota(f"sets {_dash(end)}", games[end], plain, share / sum(shares.SETS.values()))
            for end, share in shares.SETS.items()
        ),
        *_short_and_long("tie-breaks", tiebreaks, shares.SHORT_TIEBREAKS, shares.LONG_TIEBREAKS),
        *_short_and_long(
            "super tie-breaks", supers, shares.SHORT_SUPER_TIEBREAKS, shares.LONG_SUPER_TIEBREAKS
        ),
    ]


def favourites(stored: Stored) -> list[Quota]:
    """The better ranked player wins two matches of three; who is unranked comes behind."""
    won, played = 0, 0
    for sheet in _over(stored):
        place = {row.player_id: row.ranking_position or _UNRANKED for row in sheet.field}
        for row in sheet.matches:
            if row.match_status_id != MatchStatus.COMPLETED or len(players_of(row)) < 2:
                continue
            one, other = sorted(players_of(row), key=lambda each: place.get(each, _UNRANKED))
            if place.get(one, _UNRANKED) != place.get(other, _UNRANKED):
                played += 1
                won += row.winner_id == one
    return [Quota("matches won by the better ranked", won, played, shares.FAVOURITES)]


def _short_and_long(
    what: str,
    found: Counter[tuple[int, int]],
    short: shares.Ends,
    long: shares.Ends,
) -> Iterator[Quota]:
    """Four of five end at the first chance; then each kind by its own shares."""
    for kind, ends, part in (("short", short, shares.SHORT), ("long", long, shares.LONG)):
        total = sum(found[end] for end in ends)
        yield Quota(f"{kind} {what}", total, found.total(), part)
        for end, share in ends.items():
            yield Quota(f"{what} {_dash(end)}", found[end], total, share)


def arrivals(stored: Stored) -> list[Quota]:
    """Entries come in the 30 days before the deadline, seven of ten in the last 14."""
    closed_for = {
        row.tournament_id: entry_deadline(row.start_date)
        for row in stored.of(Tournament)
        if row.changed_by == GENERATOR and entry_deadline(row.start_date) <= stored.now
    }
    before = [
        closed_for[entry.tournament_id] - entry.entry_timestamp
        for entry in stored.of(Entry)
        if entry.tournament_id in closed_for
    ]
    return [
        Quota(
            "in 30 days",
            sum(time <= timedelta(shares.ENTRY_DAYS) for time in before),
            len(before),
            1,
        ),
        Quota(
            "in the last 14",
            sum(time <= timedelta(shares.LAST_DAYS) for time in before),
            len(before),
            shares.IN_LAST_DAYS,
        ),
    ]


def quotas(stored: Stored) -> list[Quota]:
    """Every share of section 10; asked for are the tables of ``COUNTED``."""
    return [*mishaps(stored), *scores(stored), *favourites(stored), *arrivals(stored)]


def _ordered(pair: tuple[int, int]) -> tuple[int, int]:
    return (max(pair), min(pair))


def _dash(pair: tuple[int, int]) -> str:
    return f"{pair[0]}-{pair[1]}"


def _missed(quotas: list[Quota]) -> Iterator[Bad]:
    for quota in quotas:
        if not quota.is_kept:
            yield Bad(None, str(quota))


_ELSEWHERE: Final = "Only a history that `tour history` made keeps these shares."
CHECKS = (
    Check(
        "history-mishaps",
        "10",
        "Withdrawals, no-shows and disqualifications are as many as planned",
        ("entries", "matches"),
        lambda stored: _missed(mishaps(stored)),
        asked=_generated,
        unless=_ELSEWHERE,
    ),
    Check(
        "history-scores",
        "10",
        "Deciding sets, tie-breaks and scores have their shares",
        ("matches",),
        lambda stored: _missed(scores(stored)),
        asked=_generated,
        unless=_ELSEWHERE,
    ),
    Check(
        "history-favourites",
        "10",
        "The better ranked player wins two matches of three",
        ("matches", "draw_field"),
        lambda stored: _missed(favourites(stored)),
        needs=(DrawField,),
        asked=_generated,
        unless=_ELSEWHERE,
    ),
    Check(
        "history-arrivals",
        "10",
        "Entries arrive in the 30 days before the deadline, seven of ten in the last 14",
        ("entries",),
        lambda stored: _missed(arrivals(stored)),
        asked=_generated,
        unless=_ELSEWHERE,
    ),
)
