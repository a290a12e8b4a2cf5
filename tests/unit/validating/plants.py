"""For each check one violation, planted into a season that keeps every rule.

Each plant answers how many rows break the rule then.
"""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta

from services.entries.domain.tournaments import draw_deadline, entry_deadline
from shared.terms import DrawStatus, MatchStatus, Stage
from tests.unit.validating.hand import Hand
from tools.validating.sheets import Sheet, loser_of
from tools.validating.tables import (
    Draw,
    DrawPlayer,
    DrawSeed,
    Entry,
    Match,
    Messages,
    Player,
    Points,
    PointsRuleRow,
    Rank,
    RankingWeek,
    Suspension,
    TableRights,
    Tournament,
)

Plant = Callable[[Hand], int]
STRANGER = 99_999
DAY = timedelta(days=1)


def completed(hand: Hand, players: int | None = None) -> Sheet:
    """A draw that is over, of so many players."""
    return next(
        sheet for sheet in hand.stored.made if sheet.is_over and players in {None, len(sheet.lines)}
    )


def of_sixteen(hand: Hand) -> Sheet:
    """A seeded draw of 16 lines with byes."""
    return next(
        sheet
        for sheet in hand.stored.made
        if sheet.draw.draw_size == 16
        and sheet.with_seeding(actual=True)
        and 9 < len(sheet.lines) < 16
    )


def on_line(sheet: Sheet, line: int) -> DrawPlayer:
    return next(row for row in sheet.lines if row.draw_position == line)


def swap_lines(hand: Hand, sheet: Sheet, one: int, other: int) -> None:
    first, second = on_line(sheet, one), on_line(sheet, other)
    hand.change(first, draw_position=other)
    hand.change(second, draw_position=one)


def pairs(sheet: Sheet) -> list[tuple[int, list[int]]]:
    """Each pair's upper line, and the lines of it that somebody stands on."""
    return [
        (upper, [line for line in (upper, upper + 1) if line in sheet.player_on])
        for upper in range(1, (sheet.draw.draw_size or 0) + 1, 2)
    ]


# --- the ten -----------------------------------------------------------------------------------


def first_loss(hand: Hand) -> int:
    stored = hand.stored
    points = hand.first(
        Points,
        lambda row: (
            row.points_earned == 0
            and not row.sanctioned
            and row.wins == 0
            and stored.sheet_with(row) is not None
        ),
    )
    hand.change(points, points_earned=5)
    return 1


def best_four(hand: Hand) -> int:
    row = hand.first(Rank)
    hand.change(row, total_points=row.total_points + 1)
    return 1


def sanctioned(hand: Hand) -> int:
    """Disqualifications and no-shows."""
    sanctioned = hand.all(Points, lambda row: bool(row.sanctioned))
    for row in sanctioned:
        hand.change(row, points_earned=10)
    return len(sanctioned)


def suspension_length(hand: Hand) -> int:
    row = hand.first(Suspension)
    hand.change(row, suspension_end=row.suspension_end + DAY)
    return 1


def drawn_entered(hand: Hand) -> int:
    line = completed(hand).lines[0]
    sheet = hand.stored.sheets[line.draw_id]
    entry = next(e for e in hand.stored.entries_of[sheet.key] if e.player_id == line.player_id)
    hand.remove(entry)
    return 1


def positions(hand: Hand) -> int:
    row = hand.first(Rank, lambda row: row.rank_position == 2)
    hand.change(row, rank_position=1)
    return 2  # both who share it


def winner_plays(hand: Hand) -> int:
    hand.change(hand.first(Match, lambda row: row.winner_id is not None), winner_id=STRANGER)
    return 1


def two_sets(hand: Hand) -> int:
    row = hand.first(Match, lambda row: row.match_status_id == MatchStatus.COMPLETED)
    hand.change(row, winner_id=loser_of(row))
    return 1


def tiebreak_set(hand: Hand) -> int:
    row = hand.first(Match, lambda row: row.set1_tiebreak_player1 is not None)
    hand.change(
        row,
        set1_tiebreak_player1=row.set1_tiebreak_player2,
        set1_tiebreak_player2=row.set1_tiebreak_player1,
    )
    return 1


def entry_age(hand: Hand) -> int:
    row = hand.first(Entry)
    hand.change(row, age_category_id=3 - row.age_category_id)
    return 1


# --- lists, keys, players, tournaments ---------------------------------------------------------


def fixed_lists(hand: Hand) -> int:
    row = hand.first(PointsRuleRow)
    hand.change(row, points=row.points + 1)
    return 2  # one too many, one missing


def codes(hand: Hand) -> int:
    hand.change(hand.first(Match), match_status_id=9)
    hand.change(hand.first(Rank), ranking_week=54)
    return 2


def once(hand: Hand) -> int:
    hand.add(hand.first(Player))
    return 2


def links(hand: Hand) -> int:
    hand.change(hand.first(Entry), player_id=STRANGER)
    return 1


def players(hand: Hand) -> int:
    hand.change(hand.first(Player), birth_year=1800)
    hand.change(hand.all(Player)[1], last_name=" ")
    return 3  # space at the ends, and no name


def tournament_week(hand: Hand) -> int:
    row = hand.first(Tournament)
    hand.change(row, end_date=row.end_date + DAY)
    return 1


def tournament_iso(hand: Hand) -> int:
    row = hand.first(Tournament)
    hand.change(row, tournament_week=row.tournament_week + 1)
    return 1


# --- entries -----------------------------------------------------------------------------------


def entry_gender(hand: Hand) -> int:
    row = hand.first(Entry)
    hand.change(row, gender_id=3 - row.gender_id)
    return 1


def entry_deadline_passed(hand: Hand) -> int:
    row = hand.first(Entry)
    closed = entry_deadline(hand.stored.tournaments[row.tournament_id].start_date)
    hand.change(row, entry_timestamp=closed + timedelta(seconds=1))
    return 1


def entry_once(hand: Hand) -> int:
    hand.add(hand.first(Entry, lambda row: row.withdrawn_at is None), entry_id=STRANGER)
    return 2


def entry_week(hand: Hand) -> int:
    starts = Counter(row.start_date for row in hand.all(Tournament))
    one = hand.first(Tournament, lambda row: starts[row.start_date] == 2)
    other = hand.first(Tournament, lambda row: row.start_date == one.start_date and row is not one)
    entry = hand.first(Entry, lambda row: row.tournament_id == one.tournament_id)
    hand.add(entry, entry_id=STRANGER, tournament_id=other.tournament_id)
    return 1


def entry_suspended(hand: Hand) -> int:
    """One who entered before, and was not withdrawn when the suspension came."""
    first_day = {row.tournament_id: row.start_date for row in hand.all(Tournament)}
    entry = max(hand.all(Entry), key=lambda row: first_day[row.tournament_id])
    hand.add(
        hand.first(Suspension),
        suspension_id=STRANGER,
        player_id=entry.player_id,
        suspension_end=first_day[entry.tournament_id],
        created_at=hand.now,
    )
    reaching = [
        row
        for row in hand.all(Entry)
        if row.player_id == entry.player_id
        and hand.stored.tournaments[row.tournament_id].start_date > hand.now.date()
    ]
    return len(reaching)


def entry_withdrawal(hand: Hand) -> int:
    one, other, third = hand.all(Entry, lambda row: row.withdrawn_at is None)[:3]
    hand.change(one, withdrawn_at=hand.now)
    early = other.entry_timestamp - DAY
    hand.change(other, withdrawn_at=early, withdrawal_type="BEFORE_DRAW")
    at = third.entry_timestamp + timedelta(seconds=1)
    hand.change(third, withdrawn_at=at, withdrawal_type="AFTER_DRAW")
    return 3


def entry_64(hand: Hand) -> int:
    open_ = hand.first(Draw, lambda row: row.draw_status_id == DrawStatus.OPEN)
    key = (open_.tournament_id, open_.age_category_id, open_.gender_id)
    here = hand.stored.entries_of[key]
    for number in range(66 - len(here)):
        hand.add(here[0], entry_id=STRANGER + number, player_id=STRANGER + number)
    return 2


def entered_drawn(hand: Hand) -> int:
    sheet = completed(hand)
    entry = hand.stored.entries_of[sheet.key][0]
    hand.add(entry, entry_id=STRANGER, player_id=STRANGER, withdrawn_at=None, withdrawal_type=None)
    return 1


# --- draws -------------------------------------------------------------------------------------


def draws_four(hand: Hand) -> int:
    hand.remove(hand.first(Draw))
    return 1


def draw_format(hand: Hand) -> int:
    row = hand.first(Draw)
    hand.change(row, has_supertiebreak=not row.has_supertiebreak)
    return 1


def draw_time(hand: Hand) -> int:
    one, other = hand.all(Draw, lambda row: row.draw_generated_at is not None)[:2]
    start = hand.stored.tournaments[one.tournament_id].start_date
    hand.change(one, draw_generated_at=entry_deadline(start))
    hand.change(other, draw_generated_at=draw_deadline(start) + timedelta(hours=1))
    return 2


def draw_due(hand: Hand) -> int:
    row = hand.first(Draw, lambda row: row.draw_status_id == DrawStatus.OPEN)
    start = hand.stored.tournaments[row.tournament_id].start_date
    hand.now = entry_deadline(start) + timedelta(hours=1)
    return len(
        [
            sheet
            for sheet in hand.stored.sheets.values()
            if not sheet.lines and sheet.tournament and sheet.tournament.start_date <= start
        ]
    )


def draw_status(hand: Hand) -> int:
    sheet = completed(hand)
    hand.change(sheet.draw, draw_status_id=DrawStatus.GENERATED)
    return 1


def draw_numbers(hand: Hand) -> int:
    one, other = hand.all(Draw, lambda row: row.num_players is not None)[:2]
    hand.change(one, num_players=(one.num_players or 0) + 1)
    hand.change(other, draw_size=64)
    return 2


def draw_size(hand: Hand) -> int:
    hand.change(completed(hand).lines[0], draw_position=65)
    return 1


def byes_number(hand: Hand) -> int:
    hand.change(hand.first(DrawPlayer, lambda row: row.has_bye), has_bye=False)
    return 1


def byes_opposite(hand: Hand) -> int:
    sheet = of_sixteen(hand)
    one, other = [(upper, taken) for upper, taken in pairs(sheet) if len(taken) == 1][:2]
    empty = next(line for line in (other[0], other[0] + 1) if line not in sheet.player_on)
    hand.change(on_line(sheet, one[1][0]), draw_position=empty)
    return 1


def byes_to_seeds(hand: Hand) -> int:
    """Somebody unseeded moves opposite the first seed and leaves a bye to an opponent."""
    sheet = of_sixteen(hand)
    seeded = {row.player_id for row in sheet.seeds}
    line = next(
        taken[0]
        for _, taken in pairs(sheet)
        if len(taken) == 2 and not {sheet.player_on[one] for one in taken} & seeded
    )
    hand.change(on_line(sheet, line), draw_position=2)
    return 1


def byes_spread(hand: Hand) -> int:
    """All full pairs of the lower half lose a player to the empty lines of the upper."""
    sheet = of_sixteen(hand)
    empty = [line for line in range(1, 9) if line not in sheet.player_on]
    givers = [taken[1] for upper, taken in pairs(sheet) if upper > 8 and len(taken) == 2]
    for line, to in zip(givers, empty, strict=False):
        hand.change(on_line(sheet, line), draw_position=to)
    return 1


def seeds_number(hand: Hand) -> int:
    hand.remove(of_sixteen(hand).with_seeding(actual=True)[0])
    return 1


def seeds_lines(hand: Hand) -> int:
    sheet = of_sixteen(hand)
    swap_lines(hand, sheet, 12, next(line for line in (9, 10, 11) if line in sheet.player_on))
    return 1


def seeds_sides(hand: Hand) -> int:
    swap_lines(hand, of_sixteen(hand), 5, 12)
    return 1


def seeds_apart(hand: Hand) -> int:
    sheet = of_sixteen(hand)
    swap_lines(hand, sheet, 12, next(line for line in (13, 14, 15) if line in sheet.player_on))
    return 1


def seeds_ranking(hand: Hand) -> int:
    row = hand.first(DrawSeed, lambda row: row.is_actual_seeding)
    hand.change(row, seeding_points=row.seeding_points + 1)
    return 1


def seeds_planned(hand: Hand) -> int:
    row = hand.first(DrawSeed, lambda row: not row.is_actual_seeding)
    hand.change(row, seeding_points=row.seeding_points + 1)
    return 1


def draw_again(hand: Hand) -> int:
    row = hand.first(Draw, lambda row: row.random_seed is not None)
    hand.change(row, random_seed=(row.random_seed or 0) ^ 1)
    return 1


# --- matches -----------------------------------------------------------------------------------


def byes_no_match(hand: Hand) -> int:
    sheet = next(s for s in hand.stored.made if any(line.has_bye for line in s.lines))
    line = next(line for line in sheet.lines if line.has_bye)
    first = sheet.matches[0]
    hand.add(
        first,
        match_id=STRANGER,
        match_number=(line.draw_position + 1) // 2,
        player1_id=line.player_id,
        player2_id=None,
        winner_id=line.player_id,
        match_status_id=MatchStatus.WALKOVER,
        **_NO_SCORE,
    )
    return 1


_NO_SCORE = {
    f"set{number}_{kind}player{side}": None
    for number in (1, 2, 3)
    for kind in ("", "tiebreak_")
    for side in (1, 2)
} | {"set3_supertiebreak_player1": None, "set3_supertiebreak_player2": None}


def match_places(hand: Hand) -> int:
    hand.remove(completed(hand).matches[-1])
    return 1


def match_lines(hand: Hand) -> int:
    one, other = completed(hand).matches[:2]
    hand.change(one, player1_id=other.player1_id)
    hand.change(other, player1_id=one.player1_id)
    return 2


def match_feeders(hand: Hand) -> int:
    final = completed(hand).matches[-1]
    hand.change(final, player1_id=final.player2_id, player2_id=final.player1_id)
    return 2  # both sides


def match_drawn(hand: Hand) -> int:
    hand.change(hand.first(Match), player1_id=STRANGER)
    return 1


def match_everybody(hand: Hand) -> int:
    hand.remove(completed(hand).matches[0])
    return 1  # its loser


def match_sets(hand: Hand) -> int:
    row = hand.first(Match, lambda row: row.match_status_id == MatchStatus.COMPLETED)
    hand.change(row, set1_player1=9)
    return 1


def match_result(hand: Hand) -> int:
    row = hand.first(Match, lambda row: row.match_status_id == MatchStatus.COMPLETED)
    hand.change(row, winner_id=None)
    return 1


def match_reasons(hand: Hand) -> int:
    row = hand.first(Match, lambda row: row.match_status_id == MatchStatus.WALKOVER)
    hand.change(row, player1_absence=None, player2_absence=None)
    played = hand.first(Match, lambda row: row.match_status_id == MatchStatus.COMPLETED)
    hand.change(played, player1_absence="NO_SHOW")
    return 2


def match_week(hand: Hand) -> int:
    row = completed(hand).matches[-1]
    hand.change(row, match_date=row.match_date + 7 * DAY)
    return 1


def match_round_day(hand: Hand) -> int:
    sheet = completed(hand)
    assert sheet.tournament
    hand.change(sheet.matches[-1], match_date=sheet.tournament.start_date)
    return 1


def match_order(hand: Hand) -> int:
    sheet = completed(hand)
    hand.change(sheet.matches[-1], match_date=sheet.matches[-2].match_date)
    return 1


def match_ahead(hand: Hand) -> int:
    last = max(
        hand.all(Match, lambda row: row.match_status_id == MatchStatus.COMPLETED),
        key=lambda row: row.match_date,
    )
    hand.now = datetime.combine(last.match_date, time(), tzinfo=UTC) - timedelta(seconds=1)
    played = {MatchStatus.COMPLETED, MatchStatus.RETIRED, MatchStatus.DISQUALIFIED}
    return len(
        hand.all(
            Match,
            lambda row: row.match_date == last.match_date and row.match_status_id in played,
        )
    )


# --- points and rankings -----------------------------------------------------------------------


def points_drawn(hand: Hand) -> int:
    row = hand.first(Points)
    ahead = max(hand.all(Tournament), key=lambda row: row.start_date)
    hand.add(row, id=STRANGER, tournament_id=ahead.tournament_id)
    return 1


def points_everybody(hand: Hand) -> int:
    hand.remove(hand.first(Points))
    return 1


def points_stage(hand: Hand) -> int:
    row = hand.first(Points, lambda row: row.stage_result_id == Stage.W)
    hand.change(row, stage_result_id=Stage.F)
    return 1


def points_award(hand: Hand) -> int:
    row = hand.first(Points, lambda row: row.points_earned > 0)
    hand.change(row, points_earned=row.points_earned + 1)
    return 1


def points_counts(hand: Hand) -> int:
    row = hand.first(Points)
    hand.change(row, wins=(row.wins or 0) + 1)
    return 1


def points_end(hand: Hand) -> int:
    row = hand.first(Points)
    hand.change(row, tournament_end_date=row.tournament_end_date - DAY)
    return 1


def ranking_listed(hand: Hand) -> int:
    hand.change(
        hand.first(Rank),
        player_id=hand.first(
            Player, lambda p: p.player_id not in {row.player_id for row in hand.all(Points)}
        ).player_id,
    )
    return 2  # one who is missing, one who is strange


def ranking_age(hand: Hand) -> int:
    rank = hand.first(Rank)
    player = hand.stored.players[rank.player_id]
    hand.change(player, birth_year=player.birth_year - 10)
    return len(hand.all(Rank, lambda row: row.player_id == player.player_id))


def ranking_order(hand: Hand) -> int:
    row = hand.first(Rank, lambda row: row.rank_position == 1 and row.total_points > 0)
    hand.change(row, total_points=0)
    return 1


def ranking_ties(hand: Hand) -> int:
    low = hand.first(Rank, lambda row: row.separated_by is not None)
    high = hand.first(
        Rank,
        lambda row: (
            row.rank_position == low.rank_position - 1
            and (row.ranking_year, row.ranking_week, row.age_category_id, row.gender_id)
            == (low.ranking_year, low.ranking_week, low.age_category_id, low.gender_id)
        ),
    )
    hand.change(low, rank_position=high.rank_position)
    hand.change(high, rank_position=low.rank_position)
    return 1


def ranking_told(hand: Hand) -> int:
    one, other = hand.all(Rank)[:2]
    hand.change(one, separated_by="LOT")
    hand.change(other, tournaments=9)
    return 2


def ranking_weeks(hand: Hand) -> int:
    hand.remove(hand.all(RankingWeek)[4])
    return 1


def ranking_moment(hand: Hand) -> int:
    row = hand.first(RankingWeek, lambda row: row.published_at is not None)
    assert row.published_at
    hand.change(row, published_at=row.published_at - timedelta(seconds=1))
    return 1


def ranking_ahead(hand: Hand) -> int:
    hand.now = datetime(2026, 2, 16, 19, 59, 59, tzinfo=UTC)
    return 4


def ranking_count(hand: Hand) -> int:
    row = hand.first(RankingWeek)
    hand.change(row, num_players=row.num_players + 1)
    return 1


# --- suspensions and what only a database tells ------------------------------------------------


def suspension_cause(hand: Hand) -> int:
    hand.change(hand.first(Suspension), player_id=hand.first(Player).player_id)
    return 1


def suspension_missing(hand: Hand) -> int:
    hand.remove(hand.first(Suspension))
    return 1


def suspension_days(hand: Hand) -> int:
    row = hand.first(Suspension)
    hand.change(
        row,
        suspension_start=row.suspension_start + DAY,
        suspension_end=row.suspension_end + DAY,
    )
    return 1


def suspension_once(hand: Hand) -> int:
    hand.add(hand.first(Suspension), suspension_id=STRANGER)
    return 2


def suspended_plays(hand: Hand) -> int:
    """Two who met last week had been suspended since the tournament before."""
    last = max(
        (sheet for sheet in hand.stored.made if sheet.is_over),
        key=lambda sheet: sheet.draw.tournament_id,
    )
    row = next(m for m in last.matches if m.match_status_id == MatchStatus.COMPLETED)
    suspension = hand.first(Suspension)
    loser = loser_of(row)
    hand.add(
        suspension,
        suspension_id=STRANGER,
        player_id=loser,
        tournament_id=1,
        suspension_start=row.match_date,
        suspension_end=row.match_date,
        created_at=datetime.combine(row.match_date, time(), tzinfo=UTC),
    )
    return 1


def ownership(hand: Hand) -> int:
    hand.change(hand.all(TableRights)[0], owner="own_gateway")
    hand.remove(hand.all(TableRights)[-1])
    return 2


def grants(hand: Hand) -> int:
    row = hand.all(TableRights)[0]
    hand.change(row, writers=(*row.writers, "svc_gateway"))
    return 1


def outboxes(hand: Hand) -> int:
    hand.change(hand.all(Messages)[0], waiting=3)
    return 3


def dead_letters(hand: Hand) -> int:
    hand.change(hand.all(Messages)[1], dead=2)
    return 2


PLANTS: dict[str, Plant] = {
    "first-loss": first_loss,
    "best-four": best_four,
    "sanctioned": sanctioned,
    "suspension-length": suspension_length,
    "drawn-entered": drawn_entered,
    "positions": positions,
    "winner-plays": winner_plays,
    "two-sets": two_sets,
    "tiebreak-set": tiebreak_set,
    "entry-age": entry_age,
    "fixed-lists": fixed_lists,
    "codes": codes,
    "once": once,
    "links": links,
    "players": players,
    "tournament-week": tournament_week,
    "tournament-iso": tournament_iso,
    "entry-gender": entry_gender,
    "entry-deadline": entry_deadline_passed,
    "entry-once": entry_once,
    "entry-week": entry_week,
    "entry-suspended": entry_suspended,
    "entry-withdrawal": entry_withdrawal,
    "entry-64": entry_64,
    "entered-drawn": entered_drawn,
    "draws-four": draws_four,
    "draw-format": draw_format,
    "draw-time": draw_time,
    "draw-due": draw_due,
    "draw-status": draw_status,
    "draw-numbers": draw_numbers,
    "draw-size": draw_size,
    "byes-number": byes_number,
    "byes-lines": byes_number,
    "byes-opposite": byes_opposite,
    "byes-to-seeds": byes_to_seeds,
    "byes-spread": byes_spread,
    "seeds-number": seeds_number,
    "seeds-lines": seeds_lines,
    "seeds-sides": seeds_sides,
    "seeds-apart": seeds_apart,
    "seeds-ranking": seeds_ranking,
    "seeds-planned": seeds_planned,
    "draw-again": draw_again,
    "byes-no-match": byes_no_match,
    "match-places": match_places,
    "match-lines": match_lines,
    "match-feeders": match_feeders,
    "match-drawn": match_drawn,
    "match-everybody": match_everybody,
    "match-sets": match_sets,
    "match-result": match_result,
    "match-reasons": match_reasons,
    "match-week": match_week,
    "match-round-day": match_round_day,
    "match-order": match_order,
    "match-day": match_order,
    "match-ahead": match_ahead,
    "points-drawn": points_drawn,
    "points-everybody": points_everybody,
    "points-stage": points_stage,
    "points-award": points_award,
    "points-counts": points_counts,
    "points-end": points_end,
    "ranking-listed": ranking_listed,
    "ranking-age": ranking_age,
    "ranking-order": ranking_order,
    "ranking-ties": ranking_ties,
    "ranking-told": ranking_told,
    "ranking-weeks": ranking_weeks,
    "ranking-moment": ranking_moment,
    "ranking-ahead": ranking_ahead,
    "ranking-count": ranking_count,
    "suspension-cause": suspension_cause,
    "suspension-missing": suspension_missing,
    "suspension-days": suspension_days,
    "suspension-once": suspension_once,
    "suspended-plays": suspended_plays,
    "ownership": ownership,
    "grants": grants,
    "outboxes": outboxes,
    "dead-letters": dead_letters,
}
