"""A history: tournaments held and rankings published, week after week up to now and ahead.

Guarantees that scope and moment alone decide everything, and that no week is held in memory longer
than the next ones need it. As weeks are played in their order, the shares of section 10 hold for
those that are over, however many.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from random import Random

from services.draws.domain.seeding import Ranking, RankingPlace
from services.draws.domain.sizes import has_super_tie_break
from services.matches.domain.stages import outcomes
from services.rankings.domain.points import points_for
from services.rankings.domain.ranking import Result, make_ranking
from services.rankings.domain.window import due_week, first_counted, weeks_through
from shared.weeks import Week
from tools.history.calendar import make_calendar
from tools.history.drawing import DrawDesk
from tools.history.entering import EntryDesk
from tools.history.people import make_people
from tools.history.playing import Conditions, play
from tools.history.records import (
    COMPETITIONS,
    Award,
    Chapter,
    Competition,
    DrawSheet,
    Person,
    Tournament,
    WeekList,
)
from tools.history.scope import Scope, frame_of
from tools.history.scores import Results

# who enters 30 days before the deadline sees the ranking of six weeks before the tournament
_RANKINGS_NEEDED = 8


@dataclass(frozen=True)
class Season:
    """A history as a whole, as it stands at ``now`` (UTC)."""

    now: datetime
    people: tuple[Person, ...]
    chapters: tuple[Chapter, ...]

    @cached_property
    def tournaments(self) -> tuple[Tournament, ...]:
        return tuple(one for chapter in self.chapters for one in chapter.tournaments)

    @cached_property
    def sheets(self) -> tuple[DrawSheet, ...]:
        return tuple(one for chapter in self.chapters for one in chapter.sheets)

    @cached_property
    def rankings(self) -> tuple[WeekList, ...]:
        return tuple(one for chapter in self.chapters for one in chapter.rankings)


def make_season(scope: Scope, now: datetime) -> Season:
    """All of a history that passes ``check_scope``; the same arguments give the same one."""
    maker = SeasonMaker(scope, now)
    return Season(now, maker.people, tuple(maker.chapters()))


class SeasonMaker:
    """Plays a history that passes ``check_scope``, once: ``people``, then ``chapters``."""

    def __init__(self, scope: Scope, now: datetime) -> None:
        self._now = now
        # it decides nothing that anybody could gain by
        chance = Random(scope.random_seed)  # noqa: S311
        frame = frame_of(scope, now)
        self.people = make_people(chance, scope.players, frame.birth_years, frame.present.year)
        self._calendar = make_calendar(chance, frame, scope.tournaments_a_year)
        self._entry_desk = EntryDesk(chance, self.people, self._points_at)
        self._draw_desk = DrawDesk(chance)
        self._deal = Results(chance)
        self._birth_years = {person.player_id: person.birth_year for person in self.people}
        self._results: dict[Competition, list[Result]] = {one: [] for one in COMPETITIONS}
        self._rankings: dict[Week, dict[Competition, Ranking]] = {}
        # the ranking that the first tournament would be seeded by: none was published
        self._next_week = frame.first - 1
        self._last_draw_id = 0

    def chapters(self) -> Iterator[Chapter]:
        """Week after week, those ahead included."""
        for week, tournaments in self._calendar:
            rankings = tuple(self._publish_until(week - 1))
            sheets = tuple(self._hold(week, tournaments))
            yield Chapter(week, rankings, tuple(tournaments), sheets)

    def _hold(self, week: Week, tournaments: list[Tournament]) -> list[DrawSheet]:
        """The draws of a week, by their ids, as far as they have come by now."""
        entries = self._entry_desk.take(week, tournaments, self._now)
        opened = [
            DrawSheet(
                draw_id, tournament, competition, entries[tournament.tournament_id, competition]
            )
            for draw_id, (tournament, competition) in enumerate(
                (
                    (tournament, competition)
                    for tournament in tournaments
                    for competition in COMPETITIONS
                ),
                start=self._last_draw_id + 1,
            )
        ]
        self._last_draw_id += len(opened)
        rankings = self._rankings.get(week - 1, {})
        return [
            self._play(self._draw_desk.draw(sheet, rankings.get(sheet.competition), self._now))
            for sheet in opened
        ]

    def _play(self, sheet: DrawSheet) -> DrawSheet:
        if sheet.making is None or sheet.closing is None:
            return sheet
        competition = sheet.competition
        conditions = Conditions(
            self._deal,
            sheet.closing.ranking or {},
            has_super_tie_break(competition.category, competition.gender),
        )
        played = play(sheet.making, sheet.tournament.week, conditions, self._now)
        for ban in played.bans:
            self._entry_desk.learn(ban)
        return self._award(replace(sheet, play=played))

    def _award(self, sheet: DrawSheet) -> DrawSheet:
        """With everybody's points, once the draw is complete."""
        if sheet.play is None or sheet.play.completed_at is None:
            return sheet
        tournament = sheet.tournament
        awards = tuple(
            Award(
                outcome.player_id,
                outcome.stage,
                outcome.wins,
                outcome.zeroed,
                points_for(tournament.category, outcome.stage, outcome.wins, outcome.zeroed),
            )
            for outcome in outcomes(sheet.play.matches)
        )
        self._results[sheet.competition] += [
            Result(award.player_id, tournament.tournament_id, tournament.week, award.points)
            for award in awards
        ]
        return replace(sheet, awards=awards)

    def _publish_until(self, last: Week) -> Iterator[WeekList]:
        """The weeks not published yet, to this one, as far as their moment has come."""
        for week in weeks_through(self._next_week, min(last, due_week(self._now))):
            for competition in COMPETITIONS:
                yield self._publish(week, competition)
            self._rankings.pop(week - _RANKINGS_NEEDED, None)
            self._next_week = week + 1

    def _publish(self, week: Week, competition: Competition) -> WeekList:
        first = first_counted(week)
        results = [one for one in self._results[competition] if one.week >= first]
        self._results[competition] = results
        players = make_ranking(week, competition.category, results, self._birth_years)
        if players:
            self._rankings.setdefault(week, {})[competition] = {
                player.player_id: RankingPlace(player.position, player.points) for player in players
            }
        return WeekList(week, competition, tuple(players))

    def _points_at(self, competition: Competition, player_id: int, moment: datetime) -> int:
        """The points in the ranking that was the latest at this moment."""
        rankings: Mapping[Competition, Ranking] = self._rankings.get(due_week(moment), {})
        place = rankings.get(competition, {}).get(player_id)
        return place.points if place else 0
