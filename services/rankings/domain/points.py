"""What a player earns in one draw (rules.md sections 1 and 6).

Guarantees that nobody earns points without having won a match, and nobody who was sanctioned
earns any.
"""

from shared.terms import Stage, TournamentCategory

POINTS = {
    category: dict(zip(Stage, points, strict=True))
    for category, points in {
        # Stage:                      W    F   SF   QF  L16  L32 L64
        TournamentCategory.MT100: (100, 70, 45, 30, 15, 10, 5),
        TournamentCategory.MT200: (200, 140, 90, 60, 35, 20, 10),
        TournamentCategory.MT400: (400, 280, 190, 120, 70, 35, 20),
        TournamentCategory.MT700: (700, 500, 330, 210, 120, 60, 30),
        TournamentCategory.MT1000: (1000, 700, 500, 330, 210, 120, 60),
    }.items()
}


def points_for(category: TournamentCategory, stage: Stage, wins: int, sanctioned: bool) -> int:
    """The points of a player who reached ``stage``.

    ``wins`` counts matches won in the draw, walkovers given by the opponent included, byes and
    rounds with nobody on the other side not. ``sanctioned`` is a no-show, a withdrawal after
    the draw or a disqualification there; it costs the points of earlier rounds too.
    """
    if sanctioned or wins < 1:
        return 0
    return POINTS[category][stage]
