"""The codes of `/api/v1` for the terms of the tour.

Guarantees that renaming a term inside changes no answer: every code stands here, once.
"""

from collections.abc import Mapping
from typing import Final

from services.gateway.api.v1 import models
from services.gateway.views.bracket import SideKind
from services.gateway.views.rankings import Movement, SeparatedBy
from services.gateway.views.season import TournamentState
from services.gateway.views.suspensions import SuspensionState
from services.gateway.views.verification import Verdict
from shared.terms import (
    AgeCategory,
    DrawStatus,
    Gender,
    MatchStatus,
    PlayerStatus,
    Round,
    Stage,
    Surface,
    TournamentCategory,
)

CATEGORIES: Final[Mapping[AgeCategory, models.Category]] = {
    AgeCategory.SIXTY: "60",
    AgeCategory.SIXTY_FIVE: "65",
}
GENDERS: Final[Mapping[Gender, models.GenderCode]] = {Gender.MEN: "M", Gender.WOMEN: "F"}
SURFACES: Final[Mapping[Surface, models.SurfaceCode]] = {
    Surface.CLAY: "clay",
    Surface.HARD: "hard",
    Surface.GRASS: "grass",
    Surface.CARPET: "carpet",
}
POINTS_CATEGORIES: Final[Mapping[TournamentCategory, models.PointsCategory]] = {
    TournamentCategory.MT100: "MT100",
    TournamentCategory.MT200: "MT200",
    TournamentCategory.MT400: "MT400",
    TournamentCategory.MT700: "MT700",
    TournamentCategory.MT1000: "MT1000",
}
PLAYER_STATES: Final[Mapping[PlayerStatus, models.PlayerState]] = {
    PlayerStatus.ACTIVE: "active",
    PlayerStatus.INACTIVE: "inactive",
    PlayerStatus.RETIRED: "retired",
    PlayerStatus.SUSPENDED: "suspended",
}
TOURNAMENT_STATES: Final[Mapping[TournamentState, models.TournamentStateCode]] = {
    TournamentState.OPEN: "open",
    TournamentState.CLOSED: "closed",
    TournamentState.IN_PLAY: "in-play",
    TournamentState.FINISHED: "finished",
}
DRAW_STATES: Final[Mapping[DrawStatus, models.DrawState]] = {
    DrawStatus.OPEN: "open",
    DrawStatus.CLOSED: "closed",
    DrawStatus.GENERATED: "generated",
    DrawStatus.COMPLETED: "completed",
    DrawStatus.CANCELLED: "cancelled",
}
MATCH_STATES: Final[Mapping[MatchStatus, models.MatchState]] = {
    MatchStatus.SCHEDULED: "scheduled",
    MatchStatus.COMPLETED: "completed",
    MatchStatus.WALKOVER: "walkover",
    MatchStatus.RETIRED: "retired",
    MatchStatus.CANCELLED: "cancelled",
    MatchStatus.DISQUALIFIED: "disqualified",
}
ROUNDS: Final[Mapping[Round, models.RoundCode]] = {
    Round.R64: "R64",
    Round.R32: "R32",
    Round.R16: "R16",
    Round.QF: "QF",
    Round.SF: "SF",
    Round.F: "F",
}
STAGES: Final[Mapping[Stage, models.StageCode]] = {
    Stage.W: "W",
    Stage.F: "F",
    Stage.SF: "SF",
    Stage.QF: "QF",
    Stage.L16: "L16",
    Stage.L32: "L32",
    Stage.L64: "L64",
}
SIDES: Final[Mapping[SideKind, models.SideCode]] = {
    SideKind.PLAYER: "player",
    SideKind.BYE: "bye",
    SideKind.TO_BE_DECIDED: "tbd",
    SideKind.NOBODY: "nobody",
}
MOVEMENTS: Final[Mapping[Movement, models.MovementCode]] = {
    Movement.UP: "up",
    Movement.DOWN: "down",
    Movement.SAME: "same",
    Movement.NEW: "new",
}
SEPARATIONS: Final[Mapping[SeparatedBy, models.SeparationCode]] = {
    SeparatedBy.BEST_RESULT: "best-result",
    SeparatedBy.SECOND_RESULT: "second-result",
    SeparatedBy.THIRD_RESULT: "third-result",
    SeparatedBy.FOURTH_RESULT: "fourth-result",
    SeparatedBy.FEWER_TOURNAMENTS: "fewer-tournaments",
    SeparatedBy.LOT: "lot",
}
SUSPENSION_STATES: Final[Mapping[SuspensionState, models.SuspensionStateCode]] = {
    SuspensionState.CURRENT: "current",
    SuspensionState.COMING: "coming",
    SuspensionState.OVER: "over",
    SuspensionState.LIFTED: "lifted",
}
VERDICTS: Final[Mapping[Verdict, models.VerdictCode]] = {
    Verdict.VERIFIED: "verified",
    Verdict.DIFFERS: "differs",
    Verdict.NOT_VERIFIABLE: "not-verifiable",
}

CATEGORY_OF: Final = {code: age for age, code in CATEGORIES.items()}
GENDER_OF: Final = {code: gender for gender, code in GENDERS.items()}
SURFACE_OF: Final = {code: surface for surface, code in SURFACES.items()}
POINTS_CATEGORY_OF: Final = {code: each for each, code in POINTS_CATEGORIES.items()}
STATE_OF: Final = {code: state for state, code in TOURNAMENT_STATES.items()}
