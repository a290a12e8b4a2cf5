"""Draws with their players, seeds and matches as they were read, by rules.md sections 4, 5 and 13.

Guarantees that every part belongs to a draw that is stored, and stands in it once.
"""

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property

from services.matches.domain.stages import PlayerOutcome
from shared.terms import DrawStatus, MatchStatus
from tools import rows
from tools.importing import earlier
from tools.importing.book import CATEGORIES, GENDERS, LARGEST_NUMBER, LARGEST_PLACE, Book
from tools.importing.judge_matches import ReadMatch, read_match
from tools.importing.judge_people import People
from tools.importing.reading import Numbered
from tools.score_columns import score_of

_NOT_PLAYED = frozenset({MatchStatus.SCHEDULED, MatchStatus.CANCELLED})
_SANCTIONED = frozenset({MatchStatus.WALKOVER, MatchStatus.DISQUALIFIED})


@dataclass
class Judged:
    """A draw with its parts, as far as they can be stored.

    Who won, was drawn or sanctioned is asked when all parts are there.
    """

    numbered: Numbered[earlier.Draw]
    tournament: rows.Tournament
    players: list[Numbered[earlier.DrawPlayer]] = field(default_factory=list)
    seeds: list[Numbered[earlier.DrawSeed]] = field(default_factory=list)
    matches: list[ReadMatch] = field(default_factory=list)
    size: int | None = None
    outcomes: dict[int, PlayerOutcome] = field(default_factory=dict)
    """Of every player, where the matches form a bracket that is played to its end."""

    @property
    def row(self) -> earlier.Draw:
        return self.numbered.row

    @property
    def key(self) -> tuple[int, int, int]:
        return (self.row.tournament_id, self.row.age_category_id, self.row.gender_id)

    @property
    def is_over(self) -> bool:
        return bool(self.matches) and all(
            match.status is not MatchStatus.SCHEDULED for match in self.matches
        )

    @property
    def is_undrawn(self) -> bool:
        """Whether it says that it was never made, and nothing that comes with the lots is there."""
        never = {DrawStatus.OPEN, DrawStatus.CLOSED, DrawStatus.CANCELLED}
        actual = [seed for seed in self.seeds if seed.row.is_actual_seeding]
        return self.row.draw_status_id in never and not (self.players or actual or self.matches)

    @cached_property
    def drawn(self) -> frozenset[int]:
        """The players with a line."""
        return frozenset(numbered.row.player_id for numbered in self.players)

    @cached_property
    def wins(self) -> Counter[int]:
        """Matches won by each player, walkovers included."""
        return Counter(
            match.row.winner_id
            for match in self.matches
            if match.row.winner_id is not None and match.status not in _NOT_PLAYED
        )

    @cached_property
    def sanctioned(self) -> frozenset[int]:
        """Who lost by a walkover or a disqualification; the earlier data names no other reasons."""
        return frozenset(
            match.loser_id
            for match in self.matches
            if match.loser_id is not None and match.status in _SANCTIONED
        )


def collect_draws(book: Book, people: People) -> dict[int, Judged]:
    """The draws with their players, seeds and matches; what names no draw is set aside."""
    draws: dict[int, Judged] = {}
    keys: set[tuple[int, int, int]] = set()
    for numbered in book.take(earlier.Draw, ("draw_id",)):
        row = numbered.row
        name = f"draw {row.draw_id}"
        tournament = people.tournaments.get(row.tournament_id)
        key = (row.tournament_id, row.age_category_id, row.gender_id)
        if (
            tournament is None
            or row.age_category_id not in CATEGORIES
            or row.gender_id not in GENDERS
        ):
            book.aside(numbered, "1", "names an unknown tournament, category or gender", name)
        elif key in keys:
            book.aside(numbered, "4", "a second draw of the same tournament and category", name)
        else:
            keys.add(key)
            draws[row.draw_id] = Judged(numbered, tournament)
    _collect_players(book, people, draws)
    _collect_seeds(book, people, draws)
    _collect_matches(book, people, draws)
    return draws


def _collect_players(book: Book, people: People, draws: dict[int, Judged]) -> None:
    taken: set[tuple[int, int]] = set()
    for numbered in book.take(earlier.DrawPlayer, ("draw_id", "player_id")):
        row = numbered.row
        name = f"player {row.player_id} on line {row.draw_position} of draw {row.draw_id}"
        draw = draws.get(row.draw_id)
        if (
            draw is None
            or row.player_id not in people.players
            or not 1 <= row.draw_position <= LARGEST_PLACE
        ):
            book.aside(numbered, "4", "names an unknown draw, player or line", name)
        elif (row.draw_id, row.draw_position) in taken:
            book.aside(numbered, "4", "a second player on a line", name)
        elif (row.entry_points or 0) > LARGEST_NUMBER:
            book.aside(numbered, "9", "holds a number too large for any points", name)
        else:
            taken.add((row.draw_id, row.draw_position))
            draw.players.append(numbered)
            if (*draw.key, row.player_id) not in people.entered:
                book.unverified(numbered, "14", "drawn without an entry", name)


def _collect_seeds(book: Book, people: People, draws: dict[int, Judged]) -> None:
    seeded: set[tuple[int, bool, int]] = set()
    for numbered in book.take(earlier.DrawSeed, ("draw_id", "is_actual_seeding", "seed_number")):
        row = numbered.row
        name = f"seed {row.seed_number} of draw {row.draw_id}"
        once = (row.draw_id, row.is_actual_seeding, row.player_id)
        draw = draws.get(row.draw_id)
        if draw is None or row.player_id not in people.players or not 1 <= row.seed_number <= 16:
            book.aside(numbered, "4", "names an unknown draw, player or seed", name)
        elif once in seeded:
            book.aside(numbered, "4", "a player seeded twice", name)
        elif row.seeding_points > LARGEST_NUMBER:
            book.aside(numbered, "9", "holds a number too large for any points", name)
        else:
            seeded.add(once)
            draw.seeds.append(numbered)


def _collect_matches(book: Book, people: People, draws: dict[int, Judged]) -> None:
    places = {(m.row.draw_id, _place(m.row)) for m in book.data.of(earlier.Match)}
    place = ("draw_id", "round_id", "match_number")
    for numbered in book.take(earlier.Match, ("match_id",), place):
        row = numbered.row
        draw = draws.get(row.draw_id)
        named = [player for player in (row.player1_id, row.player2_id) if player is not None]
        if draw is None or any(player not in people.players for player in named):
            book.aside(numbered, "5", "names an unknown draw or player", f"match {row.match_id}")
        elif _is_bye(row, waits=(row.draw_id, _feeder(row)) in places):
            book.bye(numbered, f"match {row.match_id}: player {named[0]}")
        else:
            start, end = draw.tournament.start_date, draw.tournament.end_date
            match = read_match(book, numbered, draw.row.has_supertiebreak, start, end)
            if match is not None:
                draw.matches.append(match)


def _is_bye(row: earlier.Match, *, waits: bool) -> bool:
    """Whether it is a match with one player and nothing but that.

    ``waits``: there is a match that the opponent is to come from. Such a match is still to be
    played, or was cancelled because nobody came (rules.md section 5).
    """
    if (row.player1_id is None) == (row.player2_id is None):
        return False
    if row.winner_id not in {None, row.player1_id, row.player2_id} or row.match_number < 1:
        return False
    if waits and row.match_status_id in {MatchStatus.SCHEDULED, MatchStatus.CANCELLED}:
        return False
    return not score_of(row).sets


def _place(row: earlier.Match) -> tuple[int, int]:
    return (row.round_id, row.match_number)


def _feeder(row: earlier.Match) -> tuple[int, int]:
    """The place that the missing player would come from: round, number."""
    return (row.round_id - 1, 2 * row.match_number - (row.player1_id is None))
