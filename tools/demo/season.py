"""The demo season: tournaments held and rankings published, week after week up to now.

Guarantees that random seed and moment alone decide everything, and that each step sees only
what was there when it would have been taken.
"""

from collections import defaultdict
from dataclasses import replace
from datetime import datetime
from random import Random

from services.draws.domain.seeding import Ranking, RankingPlace
from services.draws.domain.sizes import has_super_tie_break
from services.matches.domain.stages import outcomes
from services.rankings.domain.points import points_for
from services.rankings.domain.ranking import Result, make_ranking
from services.rankings.domain.window import due_week, published_at, weeks_through
from shared.weeks import Week
from tools.demo.calendar import WEEKS_BEFORE, make_calendar
from tools.demo.drawing import close, make, withdraw
from tools.demo.entering import EntryDesk
from tools.demo.people import make_people
from tools.demo.playing import Players, play
from tools.demo.records import (
    COMPETITIONS,
    Award,
    Competition,
    DrawSheet,
    Season,
    Tournament,
    WeekList,
)


def make_season(random_seed: int, now: datetime) -> Season:
    """The season as it stands at ``now`` (UTC); the same arguments give the same one."""
    return _SeasonMaker(random_seed, now).make()


class _SeasonMaker:
    def __init__(self, random_seed: int, now: datetime) -> None:
        self._now = now
        # it decides nothing that anybody could gain by
        self._chance = Random(random_seed)  # noqa: S311
        present = Week.of(now.date())
        self._people = make_people(self._chance, present.year)
        self._calendar = make_calendar(present)
        self._strength = {person.player_id: person.strength for person in self._people}
        self._birth_years = {person.player_id: person.birth_year for person in self._people}
        self._desk = EntryDesk(self._chance, self._people, self._points_at)
        self._results: defaultdict[Competition, list[Result]] = defaultdict(list)
        self._lists: dict[tuple[Week, Competition], WeekList] = {}
        # the ranking that the first tournament would be seeded by: none was published
        self._next_week = present - WEEKS_BEFORE - 1

    def make(self) -> Season:
        sheets: list[DrawSheet] = []
        for tournament in self._calendar:
            self._publish_until(tournament.week - 1)
            for competition in COMPETITIONS:
                sheet = self._hold(len(sheets) + 1, tournament, competition)
                sheets.append(sheet)
        self._publish_until(due_week(self._now))
        return Season(
            now=self._now,
            people=self._people,
            tournaments=self._calendar,
            sheets=tuple(sheets),
            rankings=tuple(self._lists.values()),
        )

    def _hold(self, draw_id: int, tournament: Tournament, competition: Competition) -> DrawSheet:
        """A draw, as far as it has come by now."""
        entries = self._desk.take(tournament, competition, self._now)
        sheet = DrawSheet(draw_id, tournament, competition, entries)
        sheet = close(sheet, self._seeding_ranking(tournament, competition), self._now)
        sheet = withdraw(sheet, self._now)
        sheet = make(sheet, self._chance, self._now)
        if sheet.making is None:
            return sheet
        players = Players(
            self._chance,
            self._strength,
            has_super_tie_break(competition.category, competition.gender),
            tournament.mishaps.get(competition),
        )
        played = play(sheet.making, tournament.week, players, self._now)
        for ban in played.bans:
            self._desk.learn(ban)
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

    def _publish_until(self, last: Week) -> None:
        """The weeks not published yet, to this one, as far as their moment has come."""
        for week in weeks_through(self._next_week, min(last, due_week(self._now))):
            for competition in COMPETITIONS:
                players = make_ranking(
                    week, competition.category, self._results[competition], self._birth_years
                )
                self._lists[week, competition] = WeekList(week, competition, tuple(players))
            self._next_week = week + 1

    def _seeding_ranking(self, tournament: Tournament, competition: Competition) -> Ranking | None:
        found = self._lists.get((tournament.week - 1, competition))
        if found is None or not found.players:
            return None
        return {
            player.player_id: RankingPlace(player.position, player.points)
            for player in found.players
        }

    def _points_at(self, competition: Competition, player_id: int, moment: datetime) -> int:
        """The points in the latest ranking of the competition that was published by then."""
        latest = max(
            (
                ranked
                for ranked in self._lists.values()
                if ranked.competition == competition
                and ranked.players
                and published_at(ranked.week) <= moment
            ),
            key=lambda ranked: ranked.week,
            default=None,
        )
        ranked_players = latest.players if latest else ()
        return sum(player.points for player in ranked_players if player.player_id == player_id)
