"""Players, tournaments and entries by rules.md sections 2 and 13."""

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

from services.draws.domain.sizes import MAX_PLAYERS
from services.entries.domain.eligibility import Suspension
from services.entries.domain.people import PlayerDetails, check_player
from services.entries.domain.tournaments import draw_deadline, entry_deadline
from services.gateway.views.words import draw_label
from shared.ages import age_in, category_for
from shared.terms import AgeCategory, Gender, PlayerStatus, Surface, TournamentCategory
from shared.text import check_text, name_key, search_key
from shared.weeks import Week
from tools import rows
from tools.importing import earlier
from tools.importing.book import CATEGORIES, GENDERS, IMPORT, LARGEST_NUMBER, YEARS, Book
from tools.importing.reading import Numbered


@dataclass(slots=True)
class People:
    """What is stored of players, tournaments, suspensions and entries, by key."""

    players: dict[int, rows.Player] = field(default_factory=dict)
    tournaments: dict[int, rows.Tournament] = field(default_factory=dict)
    suspensions: defaultdict[int, list[rows.KnownSuspension]] = field(
        default_factory=lambda: defaultdict(list)
    )
    """By player."""
    entered: set[tuple[int, int, int, int]] = field(default_factory=set)
    """(tournament, category, gender, player) of every stored entry."""


def judge_players(book: Book, people: People, countries: Collection[int]) -> None:
    for numbered in book.take(earlier.Player, ("player_id",)):
        player = numbered.row
        status = player.status_id
        if status == PlayerStatus.SUSPENDED:
            book.normalised(
                numbered, "7", "Suspended is shown, not set", f"player {player.player_id}"
            )
            status = PlayerStatus.ACTIVE
        details = PlayerDetails(
            player.first_name,
            player.last_name,
            player.birth_year,
            player.gender_id,
            player.country_id,
            status,
        ).tidied()
        broken = check_player(details, book.now.year, countries)
        if broken:
            book.aside(numbered, broken[0].rule, "is no player's data", broken[0].message)
            continue
        if (details.first_name, details.last_name) != (player.first_name, player.last_name):
            book.normalised(numbered, "9", "the name was tidied", details.last_name)
        stored = rows.Player(
            player_id=player.player_id,
            gender_id=player.gender_id,
            country_id=player.country_id,
            status_id=status,
            first_name=details.first_name,
            last_name=details.last_name,
            birth_year=player.birth_year,
            sort_key=name_key(details.last_name, details.first_name),
            search_key=search_key(f"{details.first_name} {details.last_name}"),
            origin=book.origin(numbered),
            changed_by=IMPORT,
        )
        people.players[player.player_id] = stored
        book.rows.append(stored)
        book.rows.append(
            rows.RankingPlayer(player.player_id, player.gender_id, player.birth_year, 1)
        )


def judge_tournaments(book: Book, people: People, venues: Collection[int]) -> None:
    for numbered in book.take(earlier.Tournament, ("tournament_id",)):
        tournament = numbered.row
        name = f"tournament {tournament.tournament_id}"
        broken = check_text("name", tournament.name, 120)
        known = (
            tournament.venue_id in venues
            and tournament.category_id in set(TournamentCategory)
            and tournament.surface_id in set(Surface)
        )
        if broken or not known or not _is_in_calendar(tournament):
            why = "venue, category or surface is unknown"
            if broken:
                why = broken[0].message
            elif known:
                why = f"nothing is planned for {tournament.start_date} to {tournament.end_date}"
            book.aside(numbered, "9", "is no tournament's data", f"{name}: {why}")
            continue
        stored = _tournament(book, numbered, name)
        people.tournaments[tournament.tournament_id] = stored
        book.rows.append(stored)
        book.rows.append(
            rows.DrawTournament(
                stored.tournament_id,
                stored.start_date,
                stored.end_date,
                stored.category_id,
                stored.entry_deadline,
                stored.draw_deadline,
                version=1,
            )
        )


def _is_in_calendar(tournament: earlier.Tournament) -> bool:
    return tournament.start_date.year in YEARS and tournament.end_date.year in YEARS


def _tournament(book: Book, numbered: Numbered[earlier.Tournament], name: str) -> rows.Tournament:
    tournament = numbered.row
    start = tournament.start_date
    week = Week.of(start)
    if start != week.monday or tournament.end_date != week.sunday:
        book.unverified(
            numbered,
            "2",
            "does not last from Monday to Sunday",
            f"{name}: {start} to {tournament.end_date}",
        )
    stated = (tournament.tournament_year, tournament.tournament_week)
    if stated != (week.year, week.number):
        book.normalised(
            numbered,
            "2",
            "states another week than that of its first day",
            f"{name}: {stated[0]}/{stated[1]}, but {start} lies in {week.year}/{week.number}",
        )
    return rows.Tournament(
        tournament_id=tournament.tournament_id,
        name=book.tidied(numbered, tournament.name),
        start_date=start,
        end_date=max(start, tournament.end_date),
        tournament_year=week.year,
        tournament_week=week.number,
        venue_id=tournament.venue_id,
        category_id=tournament.category_id,
        surface_id=tournament.surface_id,
        entry_deadline=entry_deadline(week.monday),
        draw_deadline=draw_deadline(week.monday),
        origin=book.origin(numbered),
        changed_by=IMPORT,
    )


def judge_entries(book: Book, people: People) -> None:
    """Every entry by section 2; those that break a rule are history that nobody verified."""
    weeks: set[tuple[int, Week]] = set()
    listed: Counter[tuple[int, int, int]] = Counter()
    for numbered in book.take(earlier.Entry, ("entry_id",)):
        entry = numbered.row
        player = people.players.get(entry.player_id)
        tournament = people.tournaments.get(entry.tournament_id)
        list_ = (entry.tournament_id, entry.age_category_id, entry.gender_id)
        if (
            player is None
            or tournament is None
            or entry.age_category_id not in CATEGORIES
            or entry.gender_id not in GENDERS
        ):
            book.aside(numbered, "2", "names an unknown player, tournament or draw", _name(entry))
            continue
        if not _is_whole(entry):
            book.aside(numbered, "2", "withdrawn without time or kind", _name(entry))
            continue
        if (entry.entry_points or 0) > LARGEST_NUMBER:
            book.aside(numbered, "9", "holds a number too large for any points", _name(entry))
            continue
        _judge_eligibility(book, numbered, player, tournament)
        _judge_withdrawal(book, numbered, tournament)
        # a suspension that comes after the entry withdraws it before the draw
        if entry.withdrawal_type != "BEFORE_DRAW":
            if any(_covers(one, tournament) for one in people.suspensions[entry.player_id]):
                book.unverified(numbered, "2", "entered while suspended", _name(entry))
            week = Week.of(tournament.start_date)
            if (entry.player_id, week) in weeks:
                book.unverified(numbered, "2", "a second entry in one week", _name(entry))
            weeks.add((entry.player_id, week))
            listed[list_] += 1
            if listed[list_] > MAX_PLAYERS:
                book.unverified(numbered, "3", "entry 65 of a draw", _name(entry))
        points = book.points(numbered, entry.entry_points, _name(entry))
        people.entered.add((*list_, entry.player_id))
        book.rows.append(
            rows.Entry(
                entry_id=entry.entry_id,
                player_id=entry.player_id,
                tournament_id=entry.tournament_id,
                age_category_id=entry.age_category_id,
                gender_id=entry.gender_id,
                entry_points=points,
                entry_timestamp=entry.entry_timestamp,
                withdrawn_at=entry.withdrawn_at,
                withdrawal_type=entry.withdrawal_type,
                start_date=tournament.start_date,
                birth_year=player.birth_year,
                released=False,
                origin=book.origin(numbered),
                changed_by=IMPORT,
            )
        )


def _judge_eligibility(
    book: Book,
    numbered: Numbered[earlier.Entry],
    player: rows.Player,
    tournament: rows.Tournament,
) -> None:
    entry = numbered.row
    age = age_in(tournament.tournament_year, player.birth_year)
    if category_for(age) != entry.age_category_id:
        draw = draw_label(AgeCategory(entry.age_category_id), Gender(entry.gender_id))
        book.unverified(
            numbered, "2", "the age is not that of the draw", f"{_name(entry)}: {age} in {draw}"
        )
    if player.gender_id != entry.gender_id:
        book.unverified(numbered, "2", "the gender is not that of the draw", _name(entry))
    if entry.entry_timestamp > tournament.entry_deadline:
        book.unverified(numbered, "2", "entered after the deadline", _name(entry))


def _is_whole(entry: earlier.Entry) -> bool:
    """A withdrawal has a time and a known kind, or there is none."""
    kinds = {None, "BEFORE_DRAW", "AFTER_DRAW"}
    known = entry.withdrawal_type in kinds
    return known and (entry.withdrawn_at is None) == (entry.withdrawal_type is None)


def _judge_withdrawal(
    book: Book, numbered: Numbered[earlier.Entry], tournament: rows.Tournament
) -> None:
    entry = numbered.row
    if entry.withdrawn_at is not None and (
        entry.withdrawn_at < entry.entry_timestamp
        or (
            entry.withdrawal_type == "AFTER_DRAW"
            and entry.withdrawn_at <= tournament.entry_deadline
        )
    ):
        book.unverified(numbered, "2", "withdrawn at an impossible time", _name(entry))


def _covers(suspension: rows.KnownSuspension, tournament: rows.Tournament) -> bool:
    """Whether it covers a day of this tournament, which is not the one that caused it."""
    held = Suspension(suspension.start_date, suspension.end_date)
    return suspension.tournament_id != tournament.tournament_id and held.touches(
        tournament.start_date, tournament.end_date
    )


def _name(entry: earlier.Entry) -> str:
    return f"entry {entry.entry_id} of player {entry.player_id} in tournament {entry.tournament_id}"
