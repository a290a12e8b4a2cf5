"""A draw with its parts, and what its matches say of a player.

Guarantees that rows which stand for a bye are no matches (rules.md section 13), and that nothing is
taken from the services but their words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, TypeAlias

from services.matches.domain.bracket import WalkoverReason
from services.matches.domain.sets import Side
from shared.terms import MatchStatus, Round
from tools.score_columns import score_of
from tools.validating.tables import (
    Draw,
    DrawEntry,
    DrawField,
    DrawPlayer,
    DrawSeed,
    Match,
    Tournament,
)

DrawKey: TypeAlias = tuple[int, int, int]
"""Tournament, age category, gender."""


@dataclass(frozen=True, slots=True)
class Career:
    """A player in one draw, read from its matches alone: the last round stood in, whether that
    match was won, matches won (walkovers included), and whether one was lost by a sanction."""

    last: Round
    won_last: bool
    wins: int
    sanctioned: bool


@dataclass(frozen=True, eq=False)
class Sheet:
    """A draw with its parts. ``matches`` are all rows, those of byes included (section 13)."""

    draw: Draw
    tournament: Tournament | None
    lines: Sequence[DrawPlayer]
    seeds: Sequence[DrawSeed]
    rows: Sequence[Match]
    field: Sequence[DrawField]
    frozen: Sequence[DrawEntry]

    @property
    def key(self) -> DrawKey:
        return (self.draw.tournament_id, self.draw.age_category_id, self.draw.gender_id)

    @property
    def name(self) -> str:
        return f"draw {self.draw.draw_id}"

    @cached_property
    def byes(self) -> list[Match]:
        """Rows that stand for a bye: one player, no score, and nobody to wait for."""
        places = {(row.round_id, row.match_number) for row in self.rows}
        return [row for row in self.rows if _is_bye(row, places)]

    @cached_property
    def matches(self) -> list[Match]:
        """The matches proper, round by round."""
        byes = {id(row) for row in self.byes}
        proper = [row for row in self.rows if id(row) not in byes]
        return sorted(proper, key=lambda row: (row.round_id, row.match_number))

    @cached_property
    def drawn(self) -> frozenset[int]:
        return frozenset(line.player_id for line in self.lines)

    @cached_property
    def player_on(self) -> dict[int, int]:
        """Who stands on each line."""
        return {line.draw_position: line.player_id for line in self.lines}

    def with_seeding(self, *, actual: bool) -> list[DrawSeed]:
        """The actual or the planned seeds, in order."""
        found = [seed for seed in self.seeds if seed.is_actual_seeding is actual]
        return sorted(found, key=lambda seed: seed.seed_number)

    @property
    def is_over(self) -> bool:
        """Whether it was played, to its last match."""
        return bool(self.matches) and all(
            match.match_status_id != MatchStatus.SCHEDULED for match in self.matches
        )

    @cached_property
    def careers(self) -> dict[int, Career]:
        found: dict[int, Career] = {}
        for match in self.matches:
            for player in players_of(match):
                before = found.get(player, Career(Round.R64, False, 0, False))
                won = match.winner_id == player
                found[player] = Career(
                    Round(match.round_id),
                    won,
                    before.wins + (won and match.match_status_id not in _NO_WIN),
                    before.sanctioned or is_sanctioned(match, player),
                )
        return found


_NO_WIN: Final = frozenset({MatchStatus.SCHEDULED, MatchStatus.CANCELLED})
_SANCTIONED: Final = frozenset({"NO_SHOW", "WITHDRAWN_AFTER_DRAW", "DISQUALIFIED"})


def is_sanctioned(match: Match, player: int) -> bool:
    """Whether this player was sanctioned here; a walkover that tells no reason was a no-show
    (section 13: the earlier data knows no other)."""
    if match.winner_id == player:
        return False
    status = match.match_status_id
    if status == MatchStatus.DISQUALIFIED:
        return True
    absence = match.player1_absence if player == match.player1_id else match.player2_absence
    untold = match.player1_absence is None and match.player2_absence is None
    if status == MatchStatus.WALKOVER and untold:
        return match.winner_id is not None
    return status in {MatchStatus.WALKOVER, MatchStatus.CANCELLED} and absence in _SANCTIONED


def players_of(match: Match) -> tuple[int, ...]:
    return tuple(one for one in (match.player1_id, match.player2_id) if one is not None)


def loser_of(match: Match) -> int | None:
    """Who lost to the winner; None where nobody won, or nobody stood opposite."""
    if match.winner_id is None or match.winner_id not in (match.player1_id, match.player2_id):
        return None
    return match.player2_id if match.winner_id == match.player1_id else match.player1_id


def winning_side(match: Match) -> Side | None:
    """None without a winner; a winner who is none of the two counts as none."""
    if match.winner_id is None:
        return None
    if match.winner_id == match.player1_id:
        return 1
    return 2 if match.winner_id == match.player2_id else None


def reason_of(absence: str | None) -> WalkoverReason | None:
    return WalkoverReason.__members__.get(absence or "")


def _is_bye(row: Match, places: set[tuple[int, int]]) -> bool:
    if (row.player1_id is None) == (row.player2_id is None) or score_of(row).sets:
        return False
    feeder = (row.round_id - 1, 2 * row.match_number - (row.player1_id is None))
    waits = row.match_status_id in {MatchStatus.SCHEDULED, MatchStatus.CANCELLED}
    return row.winner_id in {None, *players_of(row)} and not (waits and feeder in places)
