"""The rows of a draw that was judged, with its lines, seeds and matches.

Guarantees that lines and matches of a draw without a size are unverified history.
"""

from shared.terms import DrawStatus
from tools import rows
from tools.importing.book import IMPORT, Book
from tools.importing.judge_matches import ReadMatch
from tools.importing.read_draws import Judged


def write_draw(book: Book, draw: Judged) -> None:
    """All rows of a draw that was made; numbers that can be derived are (section 13)."""
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
    whose = None if draw.size else "seed of a draw whose matches form no bracket"
    write_seeds(book, draw, whose, rule="5")
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
        points = book.points(numbered, row.entry_points, name)
        book.rows.append(
            rows.DrawPlayer(
                draw_id=row.draw_id,
                player_id=row.player_id,
                draw_position=row.draw_position,
                has_bye=has_bye,
                entry_points=points,
                entry_timestamp=row.entry_timestamp,
                draw_size=draw.size,
                origin=book.origin(numbered),
            )
        )


def write_seeds(book: Book, draw: Judged, whose: str | None, rule: str = "4") -> None:
    """The seeds of a draw; ``whose`` says why those of this draw can only be history."""
    drawn = {numbered.row.player_id for numbered in draw.players}
    for numbered in draw.seeds:
        row = numbered.row
        name = f"seed {row.seed_number} of draw {row.draw_id}"
        if row.is_actual_seeding and row.player_id not in drawn:
            book.unverified(numbered, "4", "a seed who was not drawn", name)
        if whose is not None:
            book.unverified(numbered, rule, whose, name)
        points = book.points(numbered, row.seeding_points, name)
        book.rows.append(
            rows.DrawSeed(
                row.draw_id,
                row.player_id,
                row.seed_number,
                points,
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
