"""All of `/api/v1`."""

from fastapi.routing import APIRoute

from services.gateway.api.v1 import draws, players, rankings, tour, tournaments

ROUTERS = (tour.router, players.router, tournaments.router, draws.router, rankings.router)


def routes() -> list[APIRoute]:
    """In the order in which they are described."""
    return [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]
