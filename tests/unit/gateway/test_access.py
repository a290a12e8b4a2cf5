"""Who may use what, over every route of the application."""

from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI
from fastapi.routing import RouteContext, iter_route_contexts
from starlette.routing import Mount

from services.gateway.app import create_app
from services.gateway.guard import role_needed
from shared.context import Role
from shared.service import EngineRoom
from shared.settings import Settings

_FOR_ADMINISTRATORS = (
    "/admin/tournament",
    "/admin/venue",
    "/admin/countries",
    "/admin/official",
    "/admin/import",
    "/admin/validation",
    "/admin/dead-letters",
    "/admin/correct",
    "/admin/undo",
    "/admin/lift",
    "/admin/clock",
)
_FOR_ACCOUNTS = {"/account/password", "/sign-out"}


@pytest.fixture
async def app() -> AsyncIterator[FastAPI]:
    room = EngineRoom(
        Settings(service="gateway", database_password="x", nats_password="x", token="x")
    )
    yield create_app(room)
    await room.close()


def _guarded(app: FastAPI) -> list[RouteContext]:
    """The routes behind the guard: all but health and static files."""
    return [each for each in iter_route_contexts(app.routes) if not _is_outside(each)]


def _is_outside(route: RouteContext) -> bool:
    return isinstance(route.route, Mount) or (route.path or "").startswith("/health/")


async def test_every_route_says_for_whom_it_is(app: FastAPI) -> None:
    routes = _guarded(app)
    assert len(routes) > 40
    undeclared = [
        route.path
        for route in routes
        if route.endpoint is None or role_needed(route.endpoint) is None
    ]
    assert undeclared == []


async def test_officials_pages_and_everything_that_changes_something_are_for_officials(
    app: FastAPI,
) -> None:
    for route in _guarded(app):
        assert route.endpoint is not None
        path, needed = route.path or "", role_needed(route.endpoint)
        if path.startswith(_FOR_ADMINISTRATORS):
            assert needed is Role.ADMINISTRATOR, path
        elif path.startswith("/admin") or path in _FOR_ACCOUNTS:
            assert needed is Role.REFEREE, path
        else:
            assert needed is Role.NOBODY, path
            assert path == "/sign-in" or route.methods == {"GET"}, path


async def test_nothing_stands_outside_the_guard_but_health_and_files(app: FastAPI) -> None:
    outside = [each.path for each in iter_route_contexts(app.routes) if _is_outside(each)]
    assert outside == ["/health/live", "/health/ready", "/health/promoted", "/static"]
