"""An answer of every shape, for the description: those of a small tour, in the week of Nice.

Guarantees, by the type checker, that an example has the fields of the real answer; a test holds
each to the schema and to what a running tour answers.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

from pydantic import BaseModel

from services.gateway.api.v1 import codes, models
from services.gateway.api.v1.parameters import shown_week
from services.gateway.views.words import (
    DRAW_STATUS_TEXT,
    GENDER_TEXT,
    ROUND_TEXT,
    STAGE_TEXT,
    SURFACE_TEXT,
)
from shared.terms import DrawStatus, Gender, MatchStatus, Round, Stage, Surface
from shared.weeks import Week

_WEEK_9 = shown_week(Week.iso(2026, 9))
_WEEK_10 = shown_week(Week.iso(2026, 10))
_NICE_URL = "/api/v1/tournaments/1"
_DRAW_URL = "/api/v1/draws/1"
_ADAM = models.PlayerName(id=1, name="Adam Berg", country="FRA", url="/api/v1/players/1")
_BRUNO = models.PlayerName(id=2, name="Bruno Costa", country="FRA", url="/api/v1/players/2")
_POLAND = models.CountryOfTour(code="POL", name="Poland")

_IGA = models.Player(
    id=11,
    url="/api/v1/players/11",
    first_name="Iga",
    last_name="Świątek",
    birth_year=1963,
    gender="F",
    country=_POLAND,
    status="active",
    suspended_until=None,
    links=models.PlayerLinks(
        results="/api/v1/players/11/results",
        points="/api/v1/players/11/points",
        rankings="/api/v1/players/11/rankings",
        suspensions="/api/v1/players/11/suspensions",
        calendar="/player/11/calendar.ics",
        page="/player/11",
    ),
)
_NICE = models.Tournament(
    id=1,
    url=_NICE_URL,
    name="Nice Open",
    first_day=date(2026, 3, 2),
    last_day=date(2026, 3, 8),
    week=_WEEK_10,
    category="MT400",
    surface="clay",
    venue=models.Place(name="Tennis Club", city="Nice", country="France"),
    state="in-play",
    entry_deadline=datetime(2026, 2, 24, 10, tzinfo=UTC),
    draw_deadline=datetime(2026, 2, 27, 19, tzinfo=UTC),
    links=models.TournamentLinks(
        entries="/api/v1/tournaments/1/entries",
        draws="/api/v1/tournaments/1/draws",
        order_of_play="/api/v1/tournaments/1/order-of-play",
        calendar="/tournament/1/calendar.ics",
        page="/tournament/1",
    ),
)
_MEN_60 = models.Draw(
    id=1,
    url=_DRAW_URL,
    tournament_url=_NICE_URL,
    category="60",
    gender="M",
    label="Men 60+",
    status="completed",
    players=8,
    size=8,
    deciding_set="full set",
    made_at=datetime(2026, 2, 25, 9, tzinfo=UTC),
    random_seed="8342507913370419284",
    algorithm_version=1,
    seeding_week=_WEEK_9,
    is_unverified=False,
    version=4,
    links=models.DrawLinks(
        bracket="/api/v1/draws/1/bracket",
        matches="/api/v1/draws/1/matches",
        seeds="/api/v1/draws/1/seeds",
        verification="/api/v1/draws/1/verification",
        page="/draw/1",
    ),
)
_FINAL = models.Match(
    id=7,
    url="/api/v1/matches/7",
    draw_url=_DRAW_URL,
    tournament_url=_NICE_URL,
    round="F",
    number=1,
    day=date(2026, 3, 4),
    status="completed",
    player1=_ADAM,
    player2=_BRUNO,
    winner_id=1,
    sets=[
        models.SetPlayed(games=(6, 4), tiebreak=None, supertiebreak=None),
        models.SetPlayed(games=(6, 7), tiebreak=(5, 7), supertiebreak=None),
        models.SetPlayed(games=(6, 2), tiebreak=None, supertiebreak=None),
    ],
    score="6-4 6-7(5) 6-2",
    meetings_url="/api/v1/players/1/against/2",
    version=4,
)


def _side(player: models.PlayerName, seed: int, *, is_winner: bool) -> models.BracketSide:
    return models.BracketSide(kind="player", player=player, seed=seed, is_winner=is_winner)


ANSWERS: tuple[models.Model, ...] = (
    models.Directory(
        now="/api/v1/now",
        reference="/api/v1/reference-data",
        players="/api/v1/players",
        tournaments="/api/v1/tournaments",
        rankings="/api/v1/rankings",
        ranking_weeks="/api/v1/ranking-weeks",
        description="/api/v1/openapi.json",
        page="/api/docs",
    ),
    models.Now(
        now=datetime(2026, 3, 3, 12, tzinfo=UTC),
        week=_WEEK_10,
        deadlines=[
            models.ComingDeadline(
                at=datetime(2026, 3, 6, 19, tzinfo=UTC),
                kind="draws are made",
                tournament="Porto Open",
                tournament_url="/api/v1/tournaments/2",
            )
        ],
    ),
    models.Reference(
        categories=[
            models.AgeGroup(code="60", min_age=60, max_age=64),
            models.AgeGroup(code="65", min_age=65, max_age=69),
        ],
        genders=[models.Term(code=codes.GENDERS[g], text=GENDER_TEXT[g]) for g in Gender],
        surfaces=[models.Term(code=codes.SURFACES[Surface.CLAY], text=SURFACE_TEXT[Surface.CLAY])],
        tournament_states=[models.Term(code="in-play", text="In play")],
        draw_states=[
            models.Term(
                code=codes.DRAW_STATES[DrawStatus.GENERATED],
                text=DRAW_STATUS_TEXT[DrawStatus.GENERATED],
            )
        ],
        match_states=[
            models.Term(code=codes.MATCH_STATES[MatchStatus.COMPLETED], text="Played to the end")
        ],
        rounds=[models.Term(code=codes.ROUNDS[Round.F], text=ROUND_TEXT[Round.F])],
        stages=[models.Term(code=codes.STAGES[Stage.W], text=STAGE_TEXT[Stage.W])],
        countries=[_POLAND],
    ),
    models.PlayerList(items=[_IGA], next="/api/v1/players?q=swi&cursor=MTE6c3dpYXRlaw%3D%3D"),
    models.PlayerResults(items=[_FINAL], next=None),
    models.HeadToHead(
        player=_ADAM,
        opponent=_BRUNO,
        won=1,
        lost=0,
        surfaces=[models.SurfaceRecord(surface="clay", won=1, lost=0)],
        items=[_FINAL],
        next=None,
        page="/player/1/against/2",
    ),
    models.Breakdown(
        player=_ADAM,
        category="60",
        gender="M",
        week=_WEEK_10,
        is_published=True,
        position=1,
        points=800,
        results=[
            models.CountedResult(
                tournament="Nice Open",
                tournament_url=_NICE_URL,
                week=_WEEK_9,
                stage="W",
                points=400,
                counts=True,
                sanctioned=False,
                drops_off=shown_week(Week.iso(2027, 9)),
            )
        ],
        changes=[
            models.ComingChange(
                week=shown_week(Week.iso(2026, 11)),
                leaving=["Porto Open"],
                arriving=["Nice Open"],
                points=700,
            )
        ],
    ),
    models.RankedWeekList(
        items=[
            models.RankedWeek(
                week=_WEEK_10,
                category="60",
                position=1,
                points=800,
                url="/api/v1/rankings?category=60&gender=M&week=2026-W10",
            )
        ],
        next=None,
    ),
    models.SuspensionList(
        items=[
            models.Suspension(
                id=1,
                cause="no-show",
                tournament_url=_NICE_URL,
                first_day=date(2026, 3, 2),
                last_day=date(2026, 5, 2),
                lifted_on=None,
                state="current",
            )
        ]
    ),
    models.TournamentList(items=[_NICE], next="/api/v1/tournaments?year=2026&limit=1&cursor=1"),
    models.Entries(
        tournament_url=_NICE_URL,
        lists=[
            models.EntryList(
                category="60",
                gender="M",
                entries=[
                    models.Entry(
                        player=_ADAM,
                        points=800,
                        position=1,
                        entered_at=datetime(2026, 2, 23, 9, 15, tzinfo=UTC),
                    )
                ],
            )
        ],
    ),
    models.DrawList(items=[_MEN_60]),
    models.OrderOfPlay(
        tournament_url=_NICE_URL,
        days=[models.DayOfPlay(day=date(2026, 3, 4), matches=[_FINAL])],
        page="/order-of-play?tournament_id=1",
    ),
    models.Bracket(
        draw_url=_DRAW_URL,
        size=8,
        rounds=[
            models.BracketRound(
                round="F",
                places=[
                    models.BracketPlace(
                        number=1,
                        upper=_side(_ADAM, 1, is_winner=True),
                        lower=_side(_BRUNO, 2, is_winner=False),
                        match_url="/api/v1/matches/7",
                        status="completed",
                        score="6-4 6-7(5) 6-2",
                        day=date(2026, 3, 4),
                    )
                ],
            )
        ],
        champion=_ADAM,
    ),
    models.MatchList(items=[_FINAL]),
    models.Seeds(
        draw_url=_DRAW_URL,
        seeds=[
            models.Seed(
                number=1,
                planned=_ADAM,
                planned_points=800,
                actual=_ADAM,
                actual_points=800,
            )
        ],
    ),
    models.Verification(
        draw_url=_DRAW_URL,
        verdict="verified",
        reason=None,
        random_seed="8342507913370419284",
        algorithm_version=1,
        differences=[],
        lines=[
            models.VerifiedLine(
                line=1,
                stored=models.VerifiedStanding(player=_ADAM, seed=1),
                computed=models.VerifiedStanding(player=_ADAM, seed=1),
                agrees=True,
            )
        ],
        lots=[
            models.VerifiedLot(
                index=0,
                number="9f86d081884c7d65",
                below=6,
                lot=3,
                decides="which unseeded player has line 2",
            )
        ],
    ),
    models.Ranking(
        category="60",
        gender="M",
        week=_WEEK_10,
        published_at=datetime(2026, 3, 2, 20, tzinfo=UTC),
        revision=0,
        is_imported=False,
        total=31,
        page="/rankings?year=2026&week=10&category=60&gender=M",
        items=[
            models.RankedPlayer(
                position=2,
                player=_BRUNO,
                points=800,
                tournaments=5,
                previous_position=3,
                movement="up",
                moved_by=1,
                separated=models.Separation(
                    by="fewer-tournaments", text="who played fewer tournaments"
                ),
                points_url="/api/v1/players/2/points?category=60&week=2026-W10",
            )
        ],
        next="/api/v1/rankings?category=60&limit=1&cursor=1",
    ),
    models.RankingWeekList(items=[_WEEK_10], next=None),
)


def examples() -> dict[str, dict[str, Any]]:
    """An example by the name of the shape, those of the shapes within included."""
    found: dict[str, dict[str, Any]] = {}
    for answer in ANSWERS:
        for model in _within(answer):
            found.setdefault(type(model).__name__, model.model_dump(mode="json"))
    return found


def _within(value: object) -> Iterator[BaseModel]:
    """The model and every model that it holds."""
    if isinstance(value, BaseModel):
        yield value
        for _, part in value:
            yield from _within(part)
    elif isinstance(value, list):
        for each in value:
            yield from _within(each)
