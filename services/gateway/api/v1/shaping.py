"""From what the pages' readers and the services answer to the shapes of `/api/v1`.

Guarantees that no number is worked out here: a state, a movement, a bracket is the one that the
page shows.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from urllib.parse import urlencode

from services.gateway import showing
from services.gateway.api.v1 import codes, models
from services.gateway.api.v1.answering import PREFIX
from services.gateway.api.v1.parameters import shown_week
from services.gateway.views.bracket import Bracket, BracketMatch, Side
from services.gateway.views.breakdown import BreakdownPage, WeekState
from services.gateway.views.draw import SeedingRow
from services.gateway.views.meetings import MeetingsPage
from services.gateway.views.people import Person
from services.gateway.views.played import against_href
from services.gateway.views.rankings import (
    SEPARATION_TEXT,
    RankedPlayer,
    RankingPage,
    SeparatedBy,
)
from services.gateway.views.season import Tournament
from services.gateway.views.suspensions import state_of
from services.gateway.views.tournament import EntryRow
from services.gateway.views.verification import Standing, VerificationPage
from shared.terms import (
    AgeCategory,
    DrawStatus,
    Gender,
    MatchStatus,
    PlayerStatus,
    Round,
)
from shared.weeks import Week
from shared.wire import from_moment, from_week
from tour.common.v1 import common_pb2
from tour.draws.v1 import draws_pb2
from tour.entries.v1 import entries_pb2
from tour.matches.v1 import matches_pb2
from tour.rankings.v1 import rankings_pb2


def url_of(kind: str, key: int, part: str = "") -> str:
    """``/api/v1/draws/17/seeds``."""
    return f"{PREFIX}/{kind}/{key}{'/' if part else ''}{part}"


def ranking_url(week: Week, age: AgeCategory, gender: Gender) -> str:
    asked = {
        "category": codes.CATEGORIES[age],
        "gender": codes.GENDERS[gender],
        "week": str(week),
    }
    return f"{PREFIX}/rankings?{urlencode(asked)}"


def points_url(player_id: int, week: Week, age: AgeCategory) -> str:
    asked = {"category": codes.CATEGORIES[age], "week": str(week)}
    return f"{url_of('players', player_id, 'points')}?{urlencode(asked)}"


# --- players -------------------------------------------------------------------------------------


def player_name(person: Person) -> models.PlayerName:
    return models.PlayerName(
        id=person.player_id,
        name=person.name,
        country=person.country_code or None,
        url=url_of("players", person.player_id),
    )


def player(message: entries_pb2.Player) -> models.Player:
    key = message.player_id
    return models.Player(
        id=key,
        url=url_of("players", key),
        first_name=message.first_name,
        last_name=message.last_name,
        birth_year=message.birth_year,
        gender=codes.GENDERS[Gender(message.gender)],
        country=country(message.country),
        status=codes.PLAYER_STATES[PlayerStatus(message.status)],
        suspended_until=showing.day(message.suspended_until)
        if message.HasField("suspended_until")
        else None,
        links=models.PlayerLinks(
            results=url_of("players", key, "results"),
            points=url_of("players", key, "points"),
            rankings=url_of("players", key, "rankings"),
            suspensions=url_of("players", key, "suspensions"),
            calendar=f"/player/{key}/calendar.ics",
            page=f"/player/{key}",
        ),
    )


def head_to_head(
    page: MeetingsPage, part: Iterable[matches_pb2.Match], following: str | None
) -> models.HeadToHead:
    """``part`` of its meetings, and the address of the part that follows."""
    known = {each.player_id: each for each in (page.player, page.other)}
    return models.HeadToHead(
        player=player_name(page.player),
        opponent=player_name(page.other),
        won=page.record.won,
        lost=page.record.lost,
        surfaces=[
            models.SurfaceRecord(surface=codes.SURFACES[surface], won=record.won, lost=record.lost)
            for surface, record in page.by_surface.items()
        ],
        items=[match(each, known) for each in part],
        next=following,
        page=against_href(page.player.player_id, page.other.player_id),
    )


def country(message: entries_pb2.Country) -> models.CountryOfTour:
    return models.CountryOfTour(code=message.code, name=message.name)


def ranked_week(message: rankings_pb2.RankedWeek) -> models.RankedWeek:
    week, age = from_week(message.week, "week"), AgeCategory(message.age_category)
    return models.RankedWeek(
        week=shown_week(week),
        category=codes.CATEGORIES[age],
        position=message.position,
        points=message.points,
        url=ranking_url(week, age, Gender(message.gender)),
    )


def suspension(message: matches_pb2.Suspension, today: date) -> models.Suspension:
    """One that is not annulled."""
    first, last = showing.day(message.start_date), showing.day(message.end_date)
    lifted_on = showing.day(message.lifted_on) if message.HasField("lifted_on") else None
    state = state_of(first, last, today, lifted=lifted_on is not None, annulled=message.annulled)
    return models.Suspension(
        id=message.suspension_id,
        cause="disqualification"
        if MatchStatus(message.cause) is MatchStatus.DISQUALIFIED
        else "no-show",
        tournament_url=url_of("tournaments", message.tournament_id),
        first_day=first,
        last_day=last,
        lifted_on=lifted_on,
        state=codes.SUSPENSION_STATES[state],
    )


def breakdown(page: BreakdownPage) -> models.Breakdown:
    place = page.place
    return models.Breakdown(
        player=player_name(page.person),
        category=codes.CATEGORIES[page.query.age],
        gender=codes.GENDERS[page.query.gender],
        week=shown_week(page.query.week),
        is_published=page.state is WeekState.PUBLISHED,
        position=place.position if place else None,
        points=place.points if place else None,
        results=[
            models.CountedResult(
                tournament=each.tournament,
                tournament_url=url_of("tournaments", each.tournament_id),
                week=shown_week(each.week),
                stage=codes.STAGES[each.stage],
                points=each.points,
                counts=each.counts,
                sanctioned=each.is_sanctioned,
                drops_off=shown_week(each.drops_off),
            )
            for each in page.results
        ],
        changes=[
            models.ComingChange(
                week=shown_week(each.week),
                leaving=list(each.leaving),
                arriving=list(each.arriving),
                points=each.points,
            )
            for each in page.changes
        ],
    )


# --- tournaments ---------------------------------------------------------------------------------


def tournament(found: Tournament, now: datetime) -> models.Tournament:
    key = found.tournament_id
    return models.Tournament(
        id=key,
        url=url_of("tournaments", key),
        name=found.name,
        first_day=found.first_day,
        last_day=found.last_day,
        week=shown_week(Week.of(found.first_day)),
        category=codes.POINTS_CATEGORIES[found.category],
        surface=codes.SURFACES[found.surface],
        venue=models.Place(name=found.venue, city=found.city, country=found.country),
        state=codes.TOURNAMENT_STATES[found.state(now)],
        entry_deadline=found.entry_deadline,
        draw_deadline=found.draw_deadline,
        links=models.TournamentLinks(
            entries=url_of("tournaments", key, "entries"),
            draws=url_of("tournaments", key, "draws"),
            order_of_play=url_of("tournaments", key, "order-of-play"),
            calendar=f"/tournament/{key}/calendar.ics",
            page=f"/tournament/{key}",
        ),
    )


def entry(row: EntryRow) -> models.Entry:
    return models.Entry(
        player=player_name(row.person),
        points=row.points,
        position=row.position or None,
        entered_at=row.entered_at,
    )


# --- draws and matches ---------------------------------------------------------------------------


def draw(message: draws_pb2.Draw) -> models.Draw:
    key = message.draw_id
    is_made = DrawStatus(message.status) in (DrawStatus.GENERATED, DrawStatus.COMPLETED)
    return models.Draw(
        id=key,
        url=url_of("draws", key),
        tournament_url=url_of("tournaments", message.tournament_id),
        category=codes.CATEGORIES[AgeCategory(message.age_category)],
        gender=codes.GENDERS[Gender(message.gender)],
        label=showing.label_of(message),
        status=codes.DRAW_STATES[DrawStatus(message.status)],
        players=message.num_players if is_made else None,
        size=message.size or None,
        deciding_set="super tie-break" if message.has_supertiebreak else "full set",
        made_at=from_moment(message.generated_at) if message.HasField("generated_at") else None,
        random_seed=str(message.random_seed) if message.algorithm_version else None,
        algorithm_version=message.algorithm_version or None,
        seeding_week=shown_week(from_week(message.seeding_week, "seeding_week"))
        if message.HasField("seeding_week") and (message.is_seeded or not is_made)
        else None,
        is_unverified=message.origin == common_pb2.ORIGIN_UNVERIFIED,
        version=message.version,
        links=models.DrawLinks(
            bracket=url_of("draws", key, "bracket"),
            matches=url_of("draws", key, "matches"),
            seeds=url_of("draws", key, "seeds"),
            verification=url_of("draws", key, "verification"),
            page=f"/draw/{key}",
        ),
    )


def match(message: matches_pb2.Match, known: Mapping[int, Person]) -> models.Match:
    """``known`` holds everybody who stands in the match."""
    first, second = (
        player_name(known[key]) if key else None for key in (message.player1_id, message.player2_id)
    )
    return models.Match(
        id=message.match_id,
        url=url_of("matches", message.match_id),
        draw_url=url_of("draws", message.draw_id),
        tournament_url=url_of("tournaments", message.tournament_id),
        round=codes.ROUNDS[Round(message.round)],
        number=message.match_number,
        day=showing.day(message.match_date),
        status=codes.MATCH_STATES[MatchStatus(message.result.status)],
        player1=first,
        player2=second,
        winner_id=message.result.winner_id or None,
        sets=[_set(one) for one in message.result.sets],
        score=message.score or None,
        meetings_url=url_of("players", first.id, f"against/{second.id}")
        if first and second
        else None,
        version=message.version,
    )


def _set(one: matches_pb2.SetScore) -> models.SetPlayed:
    return models.SetPlayed(
        games=_pair(one.games) if one.HasField("games") else None,
        tiebreak=_pair(one.tiebreak) if one.HasField("tiebreak") else None,
        supertiebreak=_pair(one.supertiebreak) if one.HasField("supertiebreak") else None,
    )


def _pair(pair: matches_pb2.Pair) -> tuple[int, int]:
    return pair.player1, pair.player2


def players_in(matches: Iterable[matches_pb2.Match]) -> list[int]:
    return [key for each in matches for key in (each.player1_id, each.player2_id) if key]


def bracket(draw_id: int, found: Bracket) -> models.Bracket:
    champion = found.champion.person if found.champion else None
    return models.Bracket(
        draw_url=url_of("draws", draw_id),
        size=found.size,
        rounds=[
            models.BracketRound(
                round=codes.ROUNDS[each.round], places=[_place(place) for place in each.matches]
            )
            for each in found.rounds
        ],
        champion=player_name(champion) if champion else None,
    )


def _place(place: BracketMatch) -> models.BracketPlace:
    return models.BracketPlace(
        number=place.number,
        upper=_side(place.upper),
        lower=_side(place.lower),
        match_url=url_of("matches", place.match_id) if place.match_id else None,
        status=codes.MATCH_STATES[place.status] if place.match_id else None,
        score=place.score or None,
        day=place.day,
    )


def _side(side: Side) -> models.BracketSide:
    return models.BracketSide(
        kind=codes.SIDES[side.kind],
        player=player_name(side.person) if side.person else None,
        seed=side.seed or None,
        is_winner=side.is_winner,
    )


def seed(row: SeedingRow) -> models.Seed:
    planned, actual = row.planned, row.actual
    return models.Seed(
        number=row.seed,
        planned=player_name(planned.person) if planned else None,
        planned_points=planned.points if planned else None,
        actual=player_name(actual.person) if actual else None,
        actual_points=actual.points if actual else None,
    )


def verification(page: VerificationPage) -> models.Verification:
    return models.Verification(
        draw_url=url_of("draws", page.draw.draw_id),
        verdict=codes.VERDICTS[page.verdict],
        reason=page.reason or None,
        random_seed=str(page.making.random_seed) if page.making else None,
        algorithm_version=page.making.algorithm_version if page.making else None,
        differences=list(page.differences),
        lines=[
            models.VerifiedLine(
                line=each.line,
                stored=_standing(each.stored),
                computed=_standing(each.computed),
                agrees=each.agrees,
            )
            for each in page.lines
        ],
        lots=[
            models.VerifiedLot(
                index=each.index,
                number=each.digits,
                below=each.below,
                lot=each.lot,
                decides=each.what_for,
            )
            for each in page.lots
        ],
    )


def _standing(standing: Standing) -> models.VerifiedStanding:
    return models.VerifiedStanding(
        player=player_name(standing.person) if standing.person else None,
        seed=standing.seed or None,
    )


# --- rankings ------------------------------------------------------------------------------------


def ranked_player(found: RankedPlayer, page: RankingPage) -> models.RankedPlayer:
    query, by = page.query, found.separated_by
    return models.RankedPlayer(
        position=found.position,
        player=player_name(found.person),
        points=found.points,
        tournaments=found.tournaments or None,
        previous_position=found.previous_position or None,
        movement=codes.MOVEMENTS[found.movement],
        moved_by=found.moved_by,
        separated=None
        if by is SeparatedBy.POINTS
        else models.Separation(by=codes.SEPARATIONS[by], text=SEPARATION_TEXT[by]),
        points_url=points_url(found.person.player_id, query.week, query.age),
    )
