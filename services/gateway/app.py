"""The gateway as an ASGI application: its middleware, its routers, its files.

Guarantees the order in which a request meets them: ids and log line, headers, host, method, size,
compression, then the routes, each behind the guard.
"""

from fastapi import Depends, FastAPI
from starlette.responses import Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from services.gateway import problems
from services.gateway.admin.routes import router as admin_router
from services.gateway.api.description import router as description_router
from services.gateway.api.routes import router as api_router
from services.gateway.api.v1.answering import OpenToOthers
from services.gateway.api.v1.description import router as description_v1_router
from services.gateway.api.v1.routes import ROUTERS as API_V1
from services.gateway.downloads.desk import router as desk_files_router
from services.gateway.downloads.routes import router as files_router
from services.gateway.feeds.routes import router as feeds_router
from services.gateway.gateway import Gateway
from services.gateway.guard import guard
from services.gateway.live.routes import router as live_router
from services.gateway.live.sharing import SharedLooks
from services.gateway.pages.routes import router as pages_router
from services.gateway.rendering import STATIC_FOLDER
from services.gateway.security.compression import PublicCompression
from services.gateway.security.doors import BodyLimit, KnownHosts, KnownMethods
from services.gateway.security.headers import SecurityHeaders
from services.gateway.security.watch import Watch
from shared.ops import ops_routes
from shared.service import EngineRoom

_FOREVER = "public, max-age=31536000, immutable"


class Files(StaticFiles):
    """Style sheet, script and pictures; an address with the content's mark may be kept for ever."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        answer = await super().get_response(path, scope)
        if answer.status_code == 200:
            marked = scope["query_string"].startswith(b"v=")
            answer.headers["Cache-Control"] = _FOREVER if marked else "no-cache"
        return answer


def create_app(room: EngineRoom) -> FastAPI:
    """The application of one process; its ``Gateway`` stands in ``app.state.gateway``."""
    app = FastAPI(
        title="Masters Tour",
        dependencies=[Depends(guard)],
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
    )
    app.state.gateway = Gateway(room)
    app.include_router(admin_router)
    app.include_router(pages_router)
    app.include_router(live_router)
    app.include_router(files_router)
    app.include_router(desk_files_router)
    app.include_router(feeds_router)
    app.include_router(api_router)
    for router in (*API_V1, description_v1_router):
        app.include_router(router)
    app.include_router(description_router)
    app.router.routes.extend(
        route
        for route in ops_routes(room.database, room.broker)
        if route.path.startswith("/health/")
    )
    app.router.routes.append(Mount("/static", Files(directory=STATIC_FOLDER), name="static"))
    problems.install(app)
    apologies = problems.Apologies(app)
    # the last one added is the first one met
    app.add_middleware(PublicCompression)
    app.add_middleware(SharedLooks, hub=app.state.gateway.live)
    app.add_middleware(BodyLimit, refuse=apologies.refusal)
    app.add_middleware(OpenToOthers)
    app.add_middleware(KnownMethods)
    app.add_middleware(KnownHosts, hosts=room.settings.public_hosts.split(","))
    app.add_middleware(SecurityHeaders)
    app.add_middleware(Watch, apologise=apologies.fault)
    return app
