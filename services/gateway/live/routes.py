"""`/live?topics=draw-12 rankings`: the stream that an open page listens to."""

from fastapi import APIRouter
from starlette.responses import Response

from services.gateway.guard import open_to
from services.gateway.live.answer import MEDIA_TYPE, StreamAnswer
from services.gateway.live.topics import read_topics
from services.gateway.visit import LIVE, Visiting
from shared.context import Role
from shared.errors import InvalidInput

router = APIRouter(include_in_schema=False)


@router.get(LIVE)
@open_to(Role.NOBODY)
async def live(visit: Visiting) -> Response:
    """``after``, or the browser's Last-Event-ID, names the last change that the page knows."""
    request = visit.request
    if MEDIA_TYPE not in request.headers.get("accept", ""):
        raise InvalidInput(
            "This address speaks to the scripts of open pages (text/event-stream) alone."
        )
    topics = read_topics(visit.query("topics"))
    after = request.headers.get("last-event-id", "") or visit.query("after")
    address = request.client.host if request.client else ""
    hub = visit.gateway.live
    return StreamAnswer(hub, hub.open(address, topics, after))
