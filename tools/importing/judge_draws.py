"""Draws with their players, seeds and matches, by rules.md sections 3 to 5, 11 and 13.

Guarantees that a draw gets a size, and so is shown as a bracket, only if its matches form one: the
whole tree, each player come through to it. Everything else is a list of matches.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date

from services.draws.domain import check
from services.draws.domain.bracket import Draw as LinedDraw
from services.draws.domain.bracket import Line
from services.draws.domain.seeding import Seed
from services.draws.domain.sizes import can_be_drawn, draw_size, has_super_tie_break
from services.matches.domain import bracket
from services.matches.domain.progress import settle
from services.matches.domain.skeleton import build_skeleton
from services.matches.domain.stages import PlayerOutcome, outcomes
from shared.terms import AgeCategory, DrawStatus, Gender, MatchStatus
from shared.weeks import Week
from tools import rows
from tools.importing import earlier
from tools.importing.book import IMPORT, Book
from tools.importing.judge_matches import ReadMatch, read_match
from tools.importing.judge_people import People
from tools.importing.reading import Numbered

_BROKEN_TITLES = {
    "3": "the size or the byes are not those of the rules",
    "4": "the seeds stand on the wrong side or in the wrong section",
    "11": "the seeds stand on the wrong lines, or the byes are not spread",
}


@dataclass(slots=True)
class Judged:
    """A draw with its parts, as far as they can be stored."""

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

    def wins(self, player_id: int) -> int:
        """Matches won by this player, walkovers included."""
        return sum(
            match.row.winner_id == player_id
            and match.status not in {MatchStatus.SCHEDULED, MatchStatus.CANCELLED}
            for match in self.matches
        )

    def is_sanctioned(self, player_id: int) -> bool:
        """Lost by a walkover or a disqualification; the earlier data names no other reasons."""
        causes = {MatchStatus.WALKOVER, MatchStatus.DISQUALIFIED}
        return any(m.loser_id == player_id and m.status in causes for m in self.matches)


def judge_draws(book: Book, people: People) -> dict[int, Judged]:
    """All draws, by key; their rows are in the book."""
    draws = _collect(book, people)
    for draw in draws.values():
        lines = _lines(draw)
        matches = _bracket(draw, lines) if lines is not None else None
        if matches is None:
            book.unverified(
                draw.numbered, "5", "the matches form no bracket", f"draw {draw.row.draw_id}"
            )
        else:
            draw.size = len(lines or ())
            if draw.is_over:
                draw.outcomes = {one.player_id: one for one in outcomes(matches)}
        _judge_lines(book, draw, lines)
        _judge_days(book, draw)
        _write(book, draw)
    return draws


def _collect(book: Book, people: People) -> dict[int, Judged]:
    """The draws with their players, seeds and matches; what names no draw is set aside."""
    draws: dict[int, Judged] = {}
    keys: set[tuple[int, int, int]] = set()
    for numbered in book.take(earlier.Draw, "draw_id"):
        row = numbered.row
        name = f"draw {row.draw_id}"
        tournament = people.tournaments.get(row.tournament_id)
        key = (row.tournament_id, row.age_category_id, row.gender_id)
        if (
            tournament is None
            or row.age_category_id not in set(AgeCategory)
            or row.gender_id not in set(Gender)
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
    for numbered in book.take(earlier.DrawPlayer, "draw_id", "player_id"):
        row = numbered.row
        name = f"player {row.player_id} on line {row.draw_position} of draw {row.draw_id}"
        draw = draws.get(row.draw_id)
        if draw is None or row.player_id not in people.players or row.draw_position < 1:
            book.aside(numbered, "4", "names an unknown draw, player or line", name)
        elif (row.draw_id, row.draw_position) in taken:
            book.aside(numbered, "4", "a second player on a line", name)
        else:
            taken.add((row.draw_id, row.draw_position))
            draw.players.append(numbered)
            if (*draw.key, row.player_id) not in people.entered:
                book.unverified(numbered, "14", "drawn without an entry", name)


def _collect_seeds(book: Book, people: People, draws: dict[int, Judged]) -> None:
    for numbered in book.take(earlier.DrawSeed, "draw_id", "is_actual_seeding", "seed_number"):
        row = numbered.row
        name = f"seed {row.seed_number} of draw {row.draw_id}"
        draw = draws.get(row.draw_id)
        if draw is None or row.player_id not in people.players or not 1 <= row.seed_number <= 16:
            book.aside(numbered, "4", "names an unknown draw, player or seed", name)
        else:
            draw.seeds.append(numbered)


def _collect_matches(book: Book, people: People, draws: dict[int, Judged]) -> None:
    for numbered in book.take(earlier.Match, "draw_id", "round_id", "match_number"):
        row = numbered.row
        draw = draws.get(row.draw_id)
        named = [player for player in (row.player1_id, row.player2_id) if player is not None]
        if draw is None or any(player not in people.players for player in named):
            book.aside(numbered, "5", "names an unknown draw or player", f"match {row.match_id}")
        elif len(named) == 1 and row.winner_id is None:
            book.bye(numbered, f"match {row.match_id}: player {named[0]}")
        else:
            start, end = draw.tournament.start_date, draw.tournament.end_date
            match = read_match(book, numbered, draw.row.has_supertiebreak, start, end)
            if match is not None:
                draw.matches.append(match)


def _lines(draw: Judged) -> list[int | None] | None:
    """The players by line; None where the lines are not those of any draw."""
    if not can_be_drawn(len(draw.players)):
        return None
    lines: list[int | None] = [None] * draw_size(len(draw.players))
    for numbered in draw.players:
        if numbered.row.draw_position > len(lines):
            return None
        lines[numbered.row.draw_position - 1] = numbered.row.player_id
    return lines


def _bracket(draw: Judged, lines: Sequence[int | None]) -> bracket.Draw | None:
    """The matches as a bracket grown from these lines; None if they are none."""
    try:
        skeleton = build_skeleton(lines, Week.of(draw.tournament.start_date))
        stored = bracket.Draw(
            bracket.Match(
                place=bracket.Place(match.round, match.row.match_number),
                day=match.row.match_date,
                player1=match.row.player1_id,
                player2=match.row.player2_id,
                status=match.status,
                winner=match.row.winner_id,
            )
            for match in draw.matches
        )
        if {match.place for match in stored.matches} != {m.place for m in skeleton.matches}:
            return None
        for planned in skeleton.matches:
            here = stored.at(planned.place)
            if here is None or not set(planned.players) <= set(here.players):
                return None
        return stored if not settle(stored) else None
    except bracket.ImpossibleDrawError:
        return None


def _judge_lines(book: Book, draw: Judged, lines: Sequence[int | None] | None) -> None:
    """Format, seeds, byes and their lines."""
    row = draw.row
    name = f"draw {row.draw_id}"
    if row.has_supertiebreak != has_super_tie_break(
        AgeCategory(row.age_category_id), Gender(row.gender_id)
    ):
        book.unverified(draw.numbered, "3", "the third set has the wrong format", name)
    if not can_be_drawn(len(draw.players)):
        book.unverified(draw.numbered, "3", "not 6 to 64 players", f"{name}: {len(draw.players)}")
    if lines is None:
        return
    by_player = {seed.row.player_id: seed for seed in draw.seeds if seed.row.is_actual_seeding}
    lined = LinedDraw(
        len(lines),
        tuple(
            Line(number, player, by_player[player].row.seed_number)
            if player is not None and player in by_player
            else Line(number, player)
            for number, player in enumerate(lines, 1)
        ),
    )
    seeds = [
        Seed(seed.row.seed_number, seed.row.player_id, max(seed.row.seeding_points, 0))
        for seed in sorted(by_player.values(), key=lambda seed: seed.row.seed_number)
    ]
    field_ = {player for player in lines if player is not None}
    told: set[str] = set()
    for violation in check.broken_rules(lined, seeds, field_):
        if violation.rule not in told:
            told.add(violation.rule)
            title = _BROKEN_TITLES.get(violation.rule, "breaks a rule of draws")
            book.unverified(draw.numbered, violation.rule, title, f"{name}: {violation.message}")
    if told & {"4", "11"}:
        for seed in draw.seeds:
            book.unverified(
                seed, "4", "seed of a draw that breaks the rules of seeding", f"of {name}"
            )


def _judge_days(book: Book, draw: Judged) -> None:
    """Nobody plays twice on one day; a round is not played before its day."""
    days: Counter[tuple[int, date]] = Counter()
    for match in draw.matches:
        row = match.row
        for player in (row.player1_id, row.player2_id):
            if player is not None:
                days[player, row.match_date] += 1
                if days[player, row.match_date] > 1:
                    book.unverified(
                        match.numbered,
                        "5",
                        "a player's second match of a day",
                        f"match {row.match_id}",
                    )
        if draw.size is not None:
            earliest = row.round_id - (7 - draw.size.bit_length() + 1)
            if (row.match_date - draw.tournament.start_date).days < earliest:
                book.unverified(
                    match.numbered,
                    "5",
                    "played before the day of its round",
                    f"match {row.match_id}",
                )


def _write(book: Book, draw: Judged) -> None:
    row, tournament = draw.row, draw.tournament
    name = f"draw {row.draw_id}"
    players = len(draw.players)
    if row.num_players != players:
        book.normalised(
            draw.numbered,
            "13",
            "num_players is counted",
            f"{name}: {row.num_players}, but {players}",
        )
    status = DrawStatus.COMPLETED if draw.is_over else DrawStatus.GENERATED
    if row.draw_status_id != status:
        book.normalised(
            draw.numbered, "13", "the status follows from the matches", f"{name}: {status.name}"
        )
    made = row.draw_generated_at
    if made is None or not tournament.entry_deadline < made <= tournament.draw_deadline:
        book.unverified(draw.numbered, "3", "not made between deadline and Friday 19:00", name)
    book.rows.append(
        rows.Draw(
            draw_id=row.draw_id,
            tournament_id=row.tournament_id,
            age_category_id=row.age_category_id,
            gender_id=row.gender_id,
            draw_status_id=status,
            num_players=players,
            has_supertiebreak=row.has_supertiebreak,
            draw_generated_at=made,
            draw_size=draw.size,
            is_seeded=any(seed.row.is_actual_seeding for seed in draw.seeds),
            random_seed=None,
            algorithm_version=None,
            closed_at=None,
            origin=book.origin(draw.numbered),
            changed_by=IMPORT,
        )
    )
    _write_players(book, draw)
    _write_seeds(book, draw)
    _write_matches(book, draw)


def _write_players(book: Book, draw: Judged) -> None:
    positions = {numbered.row.draw_position for numbered in draw.players}
    for numbered in draw.players:
        row = numbered.row
        name = f"player {row.player_id} of draw {row.draw_id}"
        has_bye = row.has_bye
        if draw.size is None:
            book.unverified(numbered, "5", "line of a draw whose matches form no bracket", name)
        else:
            has_bye = ((row.draw_position - 1) ^ 1) + 1 not in positions
            if has_bye != row.has_bye:
                book.normalised(numbered, "13", "has_bye follows from the lines", name)
        if row.entry_points is None:
            book.normalised(numbered, "1", "no points at the entry means 0", name)
        book.rows.append(
            rows.DrawPlayer(
                draw_id=row.draw_id,
                player_id=row.player_id,
                draw_position=row.draw_position,
                has_bye=has_bye,
                entry_points=max(row.entry_points or 0, 0),
                entry_timestamp=row.entry_timestamp,
                draw_size=draw.size,
                origin=book.origin(numbered),
            )
        )


def _write_seeds(book: Book, draw: Judged) -> None:
    drawn = {numbered.row.player_id for numbered in draw.players}
    once: set[tuple[bool, int]] = set()
    for numbered in draw.seeds:
        row = numbered.row
        name = f"seed {row.seed_number} of draw {row.draw_id}"
        if (row.is_actual_seeding, row.player_id) in once:
            book.aside(numbered, "4", "a player seeded twice", name)
            continue
        once.add((row.is_actual_seeding, row.player_id))
        if row.is_actual_seeding and row.player_id not in drawn:
            book.unverified(numbered, "4", "a seed who was not drawn", name)
        if draw.size is None:
            book.unverified(numbered, "5", "seed of a draw whose matches form no bracket", name)
        book.rows.append(
            rows.DrawSeed(
                row.draw_id,
                row.player_id,
                row.seed_number,
                max(row.seeding_points, 0),
                row.is_actual_seeding,
                book.origin(numbered),
            )
        )


def _write_matches(book: Book, draw: Judged) -> None:
    row, tournament = draw.row, draw.tournament
    book.rows.append(
        rows.MatchDraw(
            draw_id=row.draw_id,
            tournament_id=row.tournament_id,
            age_category_id=row.age_category_id,
            gender_id=row.gender_id,
            category_id=tournament.category_id,
            start_date=tournament.start_date,
            end_date=tournament.end_date,
            draw_size=draw.size,
            num_players=len(draw.players),
            has_supertiebreak=row.has_supertiebreak,
            completed_at=book.now if draw.is_over else None,
            origin="imported" if draw.size is not None else "unverified",
        )
    )
    for match in draw.matches:
        if draw.size is None:
            book.unverified(
                match.numbered,
                "5",
                "match of a draw whose matches form no bracket",
                f"match {match.row.match_id}",
            )
        book.rows.append(_match(book, draw, match))


def _match(book: Book, draw: Judged, match: ReadMatch) -> rows.Match:
    row = match.row
    empty = (None, None)
    sets = [
        (one.games or empty, one.tiebreak or empty, one.supertiebreak or empty)
        for one in match.score.sets
    ] + [(empty, empty, empty)] * (3 - len(match.score.sets))
    (games1, tiebreak1, _), (games2, tiebreak2, _), (games3, tiebreak3, supertiebreak) = sets
    return rows.Match(
        match_id=row.match_id,
        draw_id=row.draw_id,
        round_id=row.round_id,
        player1_id=row.player1_id,
        player2_id=row.player2_id,
        match_number=row.match_number,
        match_date=row.match_date,
        winner_id=row.winner_id,
        match_status_id=row.match_status_id,
        set1_player1=games1[0],
        set1_player2=games1[1],
        set1_tiebreak_player1=tiebreak1[0],
        set1_tiebreak_player2=tiebreak1[1],
        set2_player1=games2[0],
        set2_player2=games2[1],
        set2_tiebreak_player1=tiebreak2[0],
        set2_tiebreak_player2=tiebreak2[1],
        set3_player1=games3[0],
        set3_player2=games3[1],
        set3_tiebreak_player1=tiebreak3[0],
        set3_tiebreak_player2=tiebreak3[1],
        set3_supertiebreak_player1=supertiebreak[0],
        set3_supertiebreak_player2=supertiebreak[1],
        start_date=draw.tournament.start_date,
        draw_size=draw.size,
        has_supertiebreak=draw.row.has_supertiebreak,
        player1_absence=None,
        player2_absence=None,
        origin=book.origin(match.numbered),
        changed_by=IMPORT,
    )


def open_draws(book: Book, people: People, draws: Collection[Judged]) -> None:
    """Entry lists for every draw and entry; tournaments ahead without draws open all four.

    One whose entry deadline has passed gets none: its entries were never taken (section 13).
    """
    known = {draw.key for draw in draws}
    listed = known | {(t, category, gender) for t, category, gender, _ in people.entered}
    drawn = {tournament_id for tournament_id, _, _ in known}
    next_id = max((draw.row.draw_id for draw in draws), default=0)
    opened: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    for tournament in people.tournaments.values():
        if tournament.tournament_id in drawn or tournament.entry_deadline < book.now:
            continue
        for category in AgeCategory:
            for gender in Gender:
                opened[tournament.tournament_id].append(
                    (tournament.tournament_id, category.value, gender.value)
                )
    for keys in opened.values():
        for key in keys:
            next_id += 1
            book.rows.append(_open_draw(next_id, key))
            book.rows.append(rows.EntryList(*key, state="OPEN"))
    ahead = {key for keys in opened.values() for key in keys}
    for key in sorted(listed - ahead):
        book.rows.append(rows.EntryList(*key, state="FROZEN"))


def _open_draw(draw_id: int, key: tuple[int, int, int]) -> rows.Draw:
    tournament_id, category, gender = key
    return rows.Draw(
        draw_id=draw_id,
        tournament_id=tournament_id,
        age_category_id=category,
        gender_id=gender,
        draw_status_id=DrawStatus.OPEN,
        num_players=None,
        has_supertiebreak=has_super_tie_break(AgeCategory(category), Gender(gender)),
        draw_generated_at=None,
        draw_size=None,
        is_seeded=None,
        random_seed=None,
        algorithm_version=None,
        closed_at=None,
        origin="live",
        changed_by=IMPORT,
    )
