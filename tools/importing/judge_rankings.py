"""Suspensions, points and rankings, by rules.md sections 6, 7 and 13.

Guarantees that a ranking stays as it was published: totals and positions are compared with the
rules and told, never corrected.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta

from services.matches.domain.suspensions import Sanction, suspension_for
from services.rankings.domain.points import POINTS
from services.rankings.domain.ranking import RankedPlayer, Result, make_rankings
from services.rankings.domain.window import published_at, weeks_through
from shared.ages import age_in, category_for
from shared.terms import AgeCategory, Gender, MatchStatus, Round, Stage, TournamentCategory
from shared.weeks import Week
from tools import rows
from tools.importing import earlier
from tools.importing.book import CATEGORIES, GENDERS, IMPORT, LARGEST_NUMBER, YEARS, Book
from tools.importing.judge_people import People
from tools.importing.read_draws import Judged
from tools.importing.reading import Numbered

SUNDAY = 7
_STAGES: frozenset[int] = frozenset(Stage)

_Key = tuple[int, int]  # category, gender


def judge_suspensions(book: Book, people: People) -> None:
    """Stored as they are; the import invents none and lifts none."""
    once: set[tuple[int, int, int]] = set()
    for numbered in book.take(earlier.PlayerSuspension, ("suspension_id",)):
        row = numbered.row
        name = f"suspension {row.suspension_id} of player {row.player_id}"
        tournament = people.tournaments.get(row.tournament_id)
        cause = (row.player_id, row.tournament_id, row.reason_match_status_id)
        if tournament is None or row.player_id not in people.players:
            book.aside(numbered, "7", "names an unknown player or tournament", name)
            continue
        if row.reason_match_status_id not in {MatchStatus.WALKOVER, MatchStatus.DISQUALIFIED}:
            book.aside(numbered, "7", "has no cause that is sanctioned", name)
            continue
        if cause in once:
            book.aside(numbered, "7", "a second one for one cause", name)
            continue
        first, last = row.suspension_start, row.suspension_end
        if last < first or first.year not in YEARS or last.year not in YEARS:
            book.aside(numbered, "7", "lasts over impossible days", f"{name}: {first} to {last}")
            continue
        once.add(cause)
        sanction = Sanction(row.player_id, MatchStatus(row.reason_match_status_id))
        due = suspension_for(sanction, tournament.start_date)
        if (first, last) != (due.first_day, due.last_day):
            book.unverified(
                numbered, "7", "not 2 or 6 months from the tournament's first day", name
            )
        _write_suspension(book, people, numbered)


def _write_suspension(
    book: Book, people: People, numbered: Numbered[earlier.PlayerSuspension]
) -> None:
    row = numbered.row
    over = datetime.combine(row.suspension_end + timedelta(days=1), time(), tzinfo=UTC)
    book.rows.append(
        rows.PlayerSuspension(
            suspension_id=row.suspension_id,
            player_id=row.player_id,
            tournament_id=row.tournament_id,
            reason_match_status_id=row.reason_match_status_id,
            suspension_start=row.suspension_start,
            suspension_end=row.suspension_end,
            created_at=row.created_at,
            match_id=None,
            ended_at=over if over <= book.now else None,
            origin=book.origin(numbered),
            changed_by=IMPORT,
        )
    )
    known = rows.KnownSuspension(
        row.suspension_id,
        row.player_id,
        row.tournament_id,
        row.suspension_start,
        row.suspension_end,
        version=1,
    )
    people.suspensions[row.player_id].append(known)
    book.rows.append(known)


def judge_points(book: Book, people: People, draws: Mapping[int, Judged]) -> None:
    by_key = {draw.key: draw for draw in draws.values()}
    once = ("player_id", "tournament_id", "age_category_id")
    for numbered in book.take(earlier.Points, ("id",), once):
        row = numbered.row
        player = people.players.get(row.player_id)
        tournament = people.tournaments.get(row.tournament_id)
        if (
            player is None
            or tournament is None
            or row.age_category_id not in CATEGORIES
            or row.stage_result_id not in _STAGES
        ):
            book.aside(numbered, "6", "names an unknown player, tournament or stage", _name(row))
            continue
        if not 0 <= row.points_earned <= LARGEST_NUMBER:
            book.aside(numbered, "6", "holds points that nobody can earn", _name(row))
            continue
        draw = by_key.get((row.tournament_id, row.age_category_id, player.gender_id))
        _judge_earned(book, numbered, tournament, draw)
        age = age_in(tournament.tournament_year, player.birth_year)
        if category_for(age) != row.age_category_id:
            book.unverified(numbered, "2", "the age is not that of the draw", _name(row))
        if row.tournament_end_date != tournament.end_date:
            book.normalised(numbered, "13", "the end is the tournament's last day", _name(row))
        origin = book.origin(numbered)
        book.rows.append(
            rows.Points(
                id=row.id,
                player_id=row.player_id,
                tournament_id=row.tournament_id,
                age_category_id=row.age_category_id,
                stage_result_id=row.stage_result_id,
                points_earned=row.points_earned,
                tournament_end_date=tournament.end_date,
                created_at=row.created_at,
                draw_id=draw.row.draw_id if draw else None,
                gender_id=player.gender_id,
                category_id=tournament.category_id,
                wins=draw.wins[row.player_id] if draw and origin == "imported" else None,
                sanctioned=draw is not None and row.player_id in draw.sanctioned,
                origin=origin,
            )
        )
    book.rows.extend(rows.AwardedDraw(draw_id, 1) for draw_id, d in draws.items() if d.is_over)


def _judge_earned(
    book: Book,
    numbered: Numbered[earlier.Points],
    tournament: rows.Tournament,
    draw: Judged | None,
) -> None:
    row = numbered.row
    if tournament.end_date.isoweekday() != SUNDAY:
        book.unverified(numbered, "2", "of a tournament that does not end on a Sunday", _name(row))
    if draw is None or row.player_id not in draw.drawn:
        book.unverified(numbered, "6", "points without a place in the draw", _name(row))
        return
    due = POINTS[TournamentCategory(tournament.category_id)][Stage(row.stage_result_id)]
    if row.points_earned not in {0, due}:
        book.unverified(numbered, "6", "not the points of the stage", f"{_name(row)}: not {due}")
    wins, sanctioned = draw.wins[row.player_id], row.player_id in draw.sanctioned
    if wins > len(Round):
        book.unverified(numbered, "5", "more matches won than a draw has rounds", _name(row))
    if row.points_earned and sanctioned:
        book.unverified(numbered, "6", "points in spite of a sanction", _name(row))
    elif row.points_earned and not wins:
        book.unverified(numbered, "6", "points without a match won", _name(row))
    elif not row.points_earned and wins and not sanctioned:
        book.unverified(numbered, "6", "no points in spite of a match won", _name(row))
    outcome = draw.outcomes.get(row.player_id)
    if outcome is not None and outcome.stage != row.stage_result_id:
        book.unverified(
            numbered, "6", "another stage than the bracket's", f"{_name(row)}: {outcome.stage.name}"
        )


def _name(row: earlier.Points) -> str:
    return (
        f"player {row.player_id} in tournament {row.tournament_id}: {row.points_earned} points "
        f"for stage {row.stage_result_id}"
    )


def judge_rankings(book: Book, people: People) -> None:
    """Every row against the best four of its window; positions against gaps and points."""
    lists: defaultdict[tuple[Week, int, int], list[Numbered[earlier.Rank]]] = defaultdict(list)
    key = ("player_id", "age_category_id", "gender_id", "ranking_year", "ranking_week")
    for numbered in book.take(earlier.Rank, key):
        row = numbered.row
        week = _week(row)
        if week is None:
            book.aside(numbered, "6", "the year has no such week", _rank_name(row))
            continue
        if (
            row.player_id not in people.players
            or row.age_category_id not in CATEGORIES
            or row.gender_id not in GENDERS
        ):
            book.aside(numbered, "6", "names an unknown player or list", _rank_name(row))
            continue
        if not (
            1 <= row.rank_position <= LARGEST_NUMBER and 0 <= row.total_points <= LARGEST_NUMBER
        ):
            book.aside(numbered, "6", "holds an impossible position or total", _rank_name(row))
            continue
        lists[week, row.age_category_id, row.gender_id].append(numbered)
    if not lists:
        return
    weeks = list(weeks_through(min(key[0] for key in lists), max(key[0] for key in lists)))
    for category in AgeCategory:
        for gender in Gender:
            computed = _computed(book, people, category, gender, weeks)
            for week in weeks:
                ranked = lists.get((week, category, gender), [])
                _judge_list(book, ranked, computed[week])
                _write_list(book, week, (category, gender), ranked, computed[week])


def _week(row: earlier.Rank) -> Week | None:
    """The week of a row; None where the tour's calendar has none such."""
    if row.ranking_year not in YEARS:
        return None
    try:
        return Week.iso(row.ranking_year, row.ranking_week)
    except (ValueError, OverflowError):
        return None


def _computed(
    book: Book, people: People, category: AgeCategory, gender: Gender, weeks: list[Week]
) -> dict[Week, dict[int, RankedPlayer]]:
    """What the rules make of the stored points."""
    results = [
        Result(r.player_id, r.tournament_id, Week.of(r.tournament_end_date), r.points_earned)
        for r in book.rows
        if isinstance(r, rows.Points) and (r.age_category_id, r.gender_id) == (category, gender)
    ]
    years = {player_id: player.birth_year for player_id, player in people.players.items()}
    rankings = make_rankings(weeks, category, results, years)
    return {week: {p.player_id: p for p in players} for week, players in rankings.items()}


def _judge_list(
    book: Book, ranked: list[Numbered[earlier.Rank]], computed: Mapping[int, RankedPlayer]
) -> None:
    positions = Counter(numbered.row.rank_position for numbered in ranked)
    in_order = sorted(ranked, key=lambda numbered: numbered.row.rank_position)
    above: earlier.Rank | None = None
    for numbered in in_order:
        row = numbered.row
        name = _rank_name(row)
        if positions[row.rank_position] > 1 or row.rank_position > len(ranked):
            book.unverified(numbered, "6", "positions repeat or leave a gap", name)
        elif above is not None and above.total_points < row.total_points:
            book.unverified(numbered, "6", "stands below somebody with fewer points", name)
        above = row
        due = computed.get(row.player_id)
        if due is None:
            book.unverified(numbered, "6", "has no result in the window, or another age", name)
        elif due.points != row.total_points:
            book.unverified(
                numbered, "6", "not the best four of the window", f"{name}, not {due.points}"
            )
        elif due.position != row.rank_position:
            book.remarked(
                numbered, "6", "the rules give another position", f"{name}, not {due.position}"
            )


def _write_list(
    book: Book,
    week: Week,
    key: _Key,
    ranked: list[Numbered[earlier.Rank]],
    computed: Mapping[int, RankedPlayer],
) -> None:
    category, gender = key
    if not ranked and published_at(week) > book.now:
        # not confirmed to have no ranking: the clock publishes it
        return
    origins = {book.origin(numbered) for numbered in ranked}
    book.rows.append(
        rows.RankingWeek(
            week.year,
            week.number,
            category,
            gender,
            state="PUBLISHED" if ranked else "NONE",
            published_at=published_at(week) if ranked else None,
            num_players=len(ranked),
            origin="unverified" if "unverified" in origins else "imported",
        )
    )
    for numbered in ranked:
        row = numbered.row
        due = computed.get(row.player_id)
        book.rows.append(
            rows.Rank(
                player_id=row.player_id,
                age_category_id=category,
                gender_id=gender,
                ranking_year=week.year,
                ranking_week=week.number,
                total_points=row.total_points,
                rank_position=row.rank_position,
                tournaments=due.tournaments if due else None,
                separated_by=None,
                origin=book.origin(numbered),
            )
        )


def _rank_name(row: earlier.Rank) -> str:
    return (
        f"player {row.player_id}, position {row.rank_position} of {row.ranking_year}/"
        f"{row.ranking_week}: {row.total_points} points"
    )
