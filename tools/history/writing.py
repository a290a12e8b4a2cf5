"""A history as rows of the tour's tables, chapter after chapter.

Guarantees that they are rows of live play: stored under every constraint that its rows keep, so
that the services carry the history on as their own (decision 61), and that nothing in them tells
when they were made: the same history is the same rows.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time, timedelta
from itertools import count
from typing import Any, Final, Literal, cast

from services.draws.domain.lots import ALGORITHM_VERSION
from services.draws.domain.sizes import has_super_tie_break
from services.entries.domain.tournaments import draw_deadline, entry_deadline
from services.matches.rows import columns_of
from services.rankings.domain.window import published_at
from shared.terms import DrawStatus
from shared.text import name_key, search_key
from tools import rows
from tools.history.places import GROUNDS, NATIONS
from tools.history.records import (
    Ban,
    Chapter,
    Closing,
    DrawSheet,
    Making,
    Person,
    Play,
    Tournament,
    WeekList,
)
from tools.history.season import Season
from tools.validating.frequencies import GENERATOR

BY: Final = GENERATOR
_ORIGIN: Final = "live"
_MIDNIGHT: Final = time(tzinfo=UTC)


def season_rows(season: Season) -> Iterator[rows.Row]:
    """Everything, in any order; ``load`` sorts it by tables."""
    writer = Writer(season.now)
    yield from writer.beginning(season.people)
    for chapter in season.chapters:
        yield from writer.chapter(chapter)


class Writer:
    """Turns one history into rows; gives what has no id there the next one.

    ``now`` (UTC) is the moment as which it stands.
    """

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._match_ids = count(1)
        self._suspension_ids = count(1)
        self._points_ids = count(1)

    def beginning(self, people: Iterable[Person]) -> Iterator[rows.Row]:
        """What is there before the first week."""
        yield from self._places()
        for person in people:
            yield from self._person(person)

    def chapter(self, chapter: Chapter) -> Iterator[rows.Row]:
        for tournament in chapter.tournaments:
            yield from self._tournament(tournament)
        for sheet in chapter.sheets:
            yield from self._sheet(sheet)
        for ranked in chapter.rankings:
            yield from _ranking(ranked)

    def _places(self) -> Iterator[rows.Row]:
        for nation in NATIONS:
            yield rows.Country(nation.country_id, nation.code, nation.name)
        for ground in GROUNDS:
            # every city has one venue, so they share their ids
            yield rows.Location(ground.venue_id, ground.country_id, ground.city)
            yield rows.Venue(ground.venue_id, ground.venue_id, ground.name, BY, self._now)

    def _person(self, person: Person) -> Iterator[rows.Row]:
        yield rows.Player(
            player_id=person.player_id,
            gender_id=person.gender,
            country_id=person.country_id,
            status_id=person.status,
            first_name=person.first_name,
            last_name=person.last_name,
            birth_year=person.birth_year,
            sort_key=name_key(person.last_name, person.first_name),
            search_key=search_key(person.name),
            origin=_ORIGIN,
            changed_by=BY,
            changed_at=self._now,
        )
        yield rows.RankingPlayer(person.player_id, person.gender, person.birth_year, version=1)

    def _tournament(self, tournament: Tournament) -> Iterator[rows.Row]:
        week = tournament.week
        yield rows.Tournament(
            tournament_id=tournament.tournament_id,
            name=tournament.name,
            start_date=week.monday,
            end_date=week.sunday,
            tournament_year=week.year,
            tournament_week=week.number,
            venue_id=tournament.venue_id,
            category_id=tournament.category,
            surface_id=tournament.surface,
            entry_deadline=entry_deadline(week.monday),
            draw_deadline=draw_deadline(week.monday),
            origin=_ORIGIN,
            changed_by=BY,
            changed_at=self._now,
        )
        yield rows.DrawTournament(
            tournament_id=tournament.tournament_id,
            start_date=week.monday,
            end_date=week.sunday,
            category_id=tournament.category,
            entry_deadline=entry_deadline(week.monday),
            draw_deadline=draw_deadline(week.monday),
            version=1,
        )

    def _sheet(self, sheet: DrawSheet) -> Iterator[rows.Row]:
        yield from self._entries(sheet)
        yield self._draw(sheet)
        if sheet.closing is not None:
            yield from _closing(sheet, sheet.closing)
        if sheet.making is not None:
            yield from _lines(sheet, sheet.making)
        if sheet.making is not None and sheet.play is not None:
            yield from self._matches(sheet, sheet.making, sheet.play)
            yield from self._points(sheet, sheet.play)

    def _entries(self, sheet: DrawSheet) -> Iterator[rows.Row]:
        tournament, competition = sheet.tournament, sheet.competition
        state: Literal["FROZEN", "CLOSED", "OPEN"] = "CLOSED" if sheet.closing else "OPEN"
        if sheet.making:
            state = "FROZEN"
        yield rows.EntryList(
            tournament.tournament_id, competition.category, competition.gender, state
        )
        for entry in sheet.entries:
            yield rows.Entry(
                entry_id=entry.entry_id,
                player_id=entry.person.player_id,
                tournament_id=tournament.tournament_id,
                age_category_id=competition.category,
                gender_id=competition.gender,
                entry_points=entry.points,
                entry_timestamp=entry.entered_at,
                withdrawn_at=entry.withdrawn_at,
                withdrawal_type="BEFORE_DRAW" if entry.withdrawn_at else None,
                start_date=tournament.week.monday,
                birth_year=entry.person.birth_year,
                released=False,
                origin=_ORIGIN,
                changed_by=BY,
                changed_at=entry.withdrawn_at or entry.entered_at,
            )

    def _draw(self, sheet: DrawSheet) -> rows.Draw:
        closing, making = sheet.closing, sheet.making
        return rows.Draw(
            draw_id=sheet.draw_id,
            tournament_id=sheet.tournament.tournament_id,
            age_category_id=sheet.competition.category,
            gender_id=sheet.competition.gender,
            draw_status_id=_status(sheet),
            num_players=_num_players(making) if making else None,
            has_supertiebreak=_has_supertiebreak(sheet),
            draw_generated_at=making.made_at if making else None,
            draw_size=making.bracket.size if making else None,
            is_seeded=closing.ranking is not None if closing else None,
            random_seed=making.random_seed if making else None,
            algorithm_version=ALGORITHM_VERSION if making else None,
            closed_at=closing.closed_at if closing else None,
            origin=_ORIGIN,
            changed_by=BY,
            changed_at=_draw_changed_at(sheet) or self._now,
        )

    def _matches(self, sheet: DrawSheet, making: Making, play: Play) -> Iterator[rows.Row]:
        tournament, week = sheet.tournament, sheet.tournament.week
        yield rows.MatchDraw(
            draw_id=sheet.draw_id,
            tournament_id=tournament.tournament_id,
            age_category_id=sheet.competition.category,
            gender_id=sheet.competition.gender,
            category_id=tournament.category,
            start_date=week.monday,
            end_date=week.sunday,
            draw_size=making.bracket.size,
            num_players=_num_players(making),
            has_supertiebreak=_has_supertiebreak(sheet),
            completed_at=play.completed_at,
            origin=_ORIGIN,
        )
        match_ids = {}
        for match in play.matches.matches:
            match_ids[match.place] = next(self._match_ids)
            yield rows.Match(
                match_id=match_ids[match.place],
                draw_id=sheet.draw_id,
                round_id=match.place.round,
                match_number=match.place.number,
                start_date=week.monday,
                draw_size=making.bracket.size,
                has_supertiebreak=_has_supertiebreak(sheet),
                origin=_ORIGIN,
                changed_by=BY,
                changed_at=play.decided_at.get(match.place, making.made_at),
                **cast(dict[str, Any], columns_of(match)),
            )
        for ban in play.bans:
            yield from self._suspension(tournament, ban, match_ids[ban.place])

    def _suspension(self, tournament: Tournament, ban: Ban, match_id: int) -> Iterator[rows.Row]:
        suspension, suspension_id = ban.suspension, next(self._suspension_ids)
        ended_at = datetime.combine(suspension.last_day + timedelta(days=1), _MIDNIGHT)
        is_over = ended_at <= self._now
        yield rows.PlayerSuspension(
            suspension_id=suspension_id,
            player_id=suspension.player_id,
            tournament_id=tournament.tournament_id,
            reason_match_status_id=suspension.cause,
            suspension_start=suspension.first_day,
            suspension_end=suspension.last_day,
            created_at=ban.decided_at,
            match_id=match_id,
            ended_at=ended_at if is_over else None,
            origin=_ORIGIN,
            changed_by=BY,
            changed_at=ended_at if is_over else ban.decided_at,
        )
        yield rows.KnownSuspension(
            suspension_id,
            suspension.player_id,
            tournament.tournament_id,
            suspension.first_day,
            suspension.last_day,
            version=1,
        )

    def _points(self, sheet: DrawSheet, play: Play) -> Iterator[rows.Row]:
        if play.completed_at is None:
            return
        yield rows.AwardedDraw(sheet.draw_id, version=1)
        for award in sheet.awards:
            yield rows.Points(
                id=next(self._points_ids),
                player_id=award.player_id,
                tournament_id=sheet.tournament.tournament_id,
                age_category_id=sheet.competition.category,
                stage_result_id=award.stage,
                points_earned=award.points,
                tournament_end_date=sheet.tournament.week.sunday,
                created_at=play.completed_at,
                draw_id=sheet.draw_id,
                gender_id=sheet.competition.gender,
                category_id=sheet.tournament.category,
                wins=award.wins,
                sanctioned=award.is_sanctioned,
                origin=_ORIGIN,
            )


def _status(sheet: DrawSheet) -> DrawStatus:
    if sheet.play is not None and sheet.play.completed_at is not None:
        return DrawStatus.COMPLETED
    if sheet.making is not None:
        return DrawStatus.GENERATED
    return DrawStatus.OPEN if sheet.closing is None else DrawStatus.CLOSED


def _draw_changed_at(sheet: DrawSheet) -> datetime | None:
    """When it came as far as it has; None where nothing has been done to it."""
    if sheet.play is not None and sheet.play.completed_at is not None:
        return sheet.play.completed_at
    if sheet.making is not None:
        return sheet.making.made_at
    return sheet.closing.closed_at if sheet.closing is not None else None


def _closing(sheet: DrawSheet, closing: Closing) -> Iterator[rows.Row]:
    """Planned seeds and the field.

    The ranked players who have no entry belong to it for those who may come back before the draw is
    made (decision 10); in a draw that was made long ago nobody asks for them.
    """
    for seed in closing.seeds:
        yield rows.DrawSeed(sheet.draw_id, seed.player_id, seed.number, seed.points, False, _ORIGIN)
    entered = {entry.person.player_id: entry for entry in sheet.entries}
    ranking = closing.ranking or {}
    others = ranking.keys() if sheet.making is None else ()
    for player_id in sorted(entered.keys() | others):
        entry, place = entered.get(player_id), ranking.get(player_id)
        yield rows.DrawField(
            draw_id=sheet.draw_id,
            player_id=player_id,
            entry_id=entry.entry_id if entry else None,
            entered_at=entry.entered_at if entry else None,
            ranking_position=place.position if place else None,
            ranking_points=place.points if place else 0,
        )


def _lines(sheet: DrawSheet, making: Making) -> Iterator[rows.Row]:
    entered = {entry.person.player_id: entry for entry in sheet.entries}
    with_bye = making.bracket.players_with_bye
    for line in making.bracket.lines:
        if line.player_id is not None:
            entry = entered[line.player_id]
            yield rows.DrawEntry(
                sheet.draw_id, line.player_id, entry.entry_id, entry.entered_at, entry.points
            )
            yield rows.DrawPlayer(
                draw_id=sheet.draw_id,
                player_id=line.player_id,
                draw_position=line.number,
                has_bye=line.player_id in with_bye,
                entry_points=entry.points,
                entry_timestamp=entry.entered_at,
                draw_size=making.bracket.size,
                origin=_ORIGIN,
            )
    for seed in making.seeds:
        yield rows.DrawSeed(sheet.draw_id, seed.player_id, seed.number, seed.points, True, _ORIGIN)


def _ranking(ranked: WeekList) -> Iterator[rows.Row]:
    week, competition = ranked.week, ranked.competition
    yield rows.RankingWeek(
        ranking_year=week.year,
        ranking_week=week.number,
        age_category_id=competition.category,
        gender_id=competition.gender,
        state="PUBLISHED" if ranked.players else "NONE",
        published_at=published_at(week) if ranked.players else None,
        num_players=len(ranked.players),
        origin=_ORIGIN,
    )
    for player in ranked.players:
        yield rows.Rank(
            player_id=player.player_id,
            age_category_id=competition.category,
            gender_id=competition.gender,
            ranking_year=week.year,
            ranking_week=week.number,
            total_points=player.points,
            rank_position=player.position,
            tournaments=player.tournaments,
            separated_by=player.separated_by.name if player.separated_by else None,
            origin=_ORIGIN,
        )


def _num_players(making: Making) -> int:
    return making.bracket.size - making.bracket.byes


def _has_supertiebreak(sheet: DrawSheet) -> bool:
    return has_super_tie_break(sheet.competition.category, sheet.competition.gender)
