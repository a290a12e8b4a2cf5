"""What a recalculation changes, row by row, as it is told to people and to programs.

Guarantees that every changed row is named once: whose, where, as it was and as it is now.
"""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum

from services.matches.consequences import Consequences as MatchConsequences
from services.matches.messages import score_text
from services.matches.rows import StoredMatch, StoredSuspension
from services.rankings.consequences import Consequences as RankingConsequences
from services.rankings.domain.ranking import RankedPlayer
from services.rankings.store.rows import ListKey, PointsRow, StoredRank
from shared.ages import AGES
from shared.weeks import Week


class What(StrEnum):
    """Which table a row is of."""

    POINTS = "points"
    RANKING = "ranking"
    SUSPENSION = "suspension"
    MATCH = "match"


@dataclass(frozen=True, slots=True)
class EarnedPoints:
    stage: str
    points: int
    wins: int | None
    sanctioned: bool

    def __str__(self) -> str:
        why = [self.stage]
        if self.wins is not None:
            why.append(f"{self.wins} won")
        if self.sanctioned:
            why.append("sanctioned")
        return f"{self.points} ({', '.join(why)})"


@dataclass(frozen=True, slots=True)
class Place:
    """``separated_by``: from the one above of equal points; None where the points do."""

    position: int
    points: int
    tournaments: int | None
    separated_by: str | None

    def __str__(self) -> str:
        told = f"{self.position}. with {self.points}"
        if self.tournaments is not None:
            told += f" in {self.tournaments} tournament{'s' if self.tournaments > 1 else ''}"
        if self.separated_by is not None:
            told += f", behind by {self.separated_by.lower().replace('_', ' ')}"
        return told


@dataclass(frozen=True, slots=True)
class Suspended:
    """``cause`` is WALKOVER or DISQUALIFIED (rules.md section 7)."""

    cause: str
    first_day: date
    last_day: date
    annulled: bool
    lifted_on: date | None

    def __str__(self) -> str:
        days = f"{self.first_day} to {self.last_day}"
        if self.annulled:
            return f"{days}, annulled"
        return f"{days}, lifted {self.lifted_on}" if self.lifted_on else days


@dataclass(frozen=True, slots=True)
class Played:
    """The result of a match; ``winner`` is a player."""

    status: str
    winner: int | None
    score: str

    def __str__(self) -> str:
        told = self.score or self.status.lower()
        return f"{told}, {self.winner} won" if self.winner else told


@dataclass(frozen=True, slots=True)
class Difference:
    """A row as stored and as it is recalculated; None where there is none.

    ``week`` is the ranking's or the tournament's. ``player`` is None for a match.
    """

    what: What
    week: Week
    list: ListKey | None
    tournament: int | None
    match: int | None
    player: int | None
    stored: EarnedPoints | Place | Suspended | Played | None
    recalculated: EarnedPoints | Place | Suspended | Played | None

    @property
    def where(self) -> str:
        """``2026-W09, men 60+``, ``tournament 7 (2026-W07), men 60+``."""
        place = str(self.week)
        if self.match is not None:
            place = f"match {self.match} ({self.week})"
        elif self.tournament is not None:
            place = f"tournament {self.tournament} ({self.week})"
        return f"{place}, {list_in_words(self.list)}" if self.list else place

    def as_json(self) -> dict[str, object]:
        """Dates and weeks as their text; what does not apply is null."""
        return {
            "what": self.what,
            "week": str(self.week),
            "category": AGES[self.list.category].start if self.list else None,
            "gender": self.list.gender.name.lower() if self.list else None,
            "tournament": self.tournament,
            "match": self.match,
            "player": self.player,
            "stored": asdict(self.stored) if self.stored else None,
            "recalculated": asdict(self.recalculated) if self.recalculated else None,
        }


def list_in_words(ranked: ListKey) -> str:
    return f"{ranked.gender.name.lower()} {AGES[ranked.category].start}+"


def of_rankings(found: RankingConsequences) -> Iterator[Difference]:
    """Points first, then the rankings that count them."""
    for draw in found.points:
        for player, stored, due in draw.players:
            yield Difference(
                What.POINTS,
                draw.draw.week,
                draw.draw.list,
                draw.draw.tournament_id,
                None,
                player,
                _earned(stored) if stored else None,
                _earned(due) if due else None,
            )
    for revision in found.rankings:
        for each in revision.players:
            yield Difference(
                What.RANKING,
                revision.week.week,
                revision.week.list,
                None,
                None,
                each.player_id,
                _place(each.before) if each.before else None,
                _place(each.after) if each.after else None,
            )


def of_matches(found: MatchConsequences) -> Iterator[Difference]:
    """Suspensions first, then the matches in which players are out, or play again."""
    for change in found.suspensions:
        yield Difference(
            What.SUSPENSION,
            Week.of(change.after.suspension.first_day),
            None,
            change.after.tournament_id,
            None,
            change.after.suspension.player_id,
            _suspended(change.before) if change.before else None,
            _suspended(change.after),
        )
    for draw in found.elsewhere:
        facts = draw.before.facts
        for before, after in draw.matches:
            yield Difference(
                What.MATCH,
                Week.of(facts.start_date),
                None,
                facts.tournament_id,
                before.match_id,
                None,
                _played(before),
                _played(after),
            )


def players_of(differences: Iterable[Difference]) -> set[int]:
    return {each.player for each in differences if each.player is not None}


def _earned(row: PointsRow) -> EarnedPoints:
    return EarnedPoints(row.stage.name, row.points, row.wins, row.sanctioned)


def _place(rank: StoredRank | RankedPlayer) -> Place:
    reason = rank.separated_by.name if rank.separated_by else None
    return Place(rank.position, rank.points, rank.tournaments, reason)


def _suspended(stored: StoredSuspension) -> Suspended:
    held = stored.suspension
    return Suspended(held.cause.name, held.first_day, held.last_day, held.annulled, held.lifted_on)


def _played(stored: StoredMatch) -> Played:
    return Played(stored.match.status.name, stored.match.winner, score_text(stored))
