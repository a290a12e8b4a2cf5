"""What is compressed: only what a cache may keep (docs/decisions/0040)."""

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from services.gateway.downloads.answer import MEDIA_TYPES
from services.gateway.downloads.sheet import Format
from services.gateway.security.compression import PublicCompression

LONG = "forty love " * 200


async def say(request: Request) -> Response:
    """As long as asked, with the Cache-Control asked for."""
    cache = request.query_params.get("cache")
    text = LONG if request.query_params.get("long", "yes") == "yes" else "love"
    kind = request.query_params.get("kind")
    headers = {"Cache-Control": cache} if cache else None
    return PlainTextResponse(text, headers=headers, media_type=kind)


async def answer(accepts: str = "gzip", **query: str) -> httpx.Response:
    app = PublicCompression(Starlette(routes=[Route("/", say)]))
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://tour") as client:
        return await client.get("/", params=query, headers={"Accept-Encoding": accepts})


@pytest.mark.parametrize("cache", ["no-cache", "public, max-age=31536000, immutable"])
async def test_what_a_cache_may_keep_is_compressed(cache: str) -> None:
    seen = await answer(cache=cache)
    assert seen.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in seen.headers["Vary"]
    assert int(seen.headers["Content-Length"]) < len(LONG) / 10
    assert seen.text == LONG


@pytest.mark.parametrize("query", [{"cache": "no-store"}, {"cache": "private, no-store"}, {}])
async def test_what_may_hold_a_secret_is_never_compressed(query: dict[str, str]) -> None:
    seen = await answer(**query)
    assert "Content-Encoding" not in seen.headers
    assert seen.text == LONG


async def test_nothing_is_compressed_for_a_browser_that_cannot_read_it() -> None:
    seen = await answer("identity", cache="no-cache")
    assert "Content-Encoding" not in seen.headers


async def test_what_is_small_stays_as_it_is() -> None:
    seen = await answer(cache="no-cache", long="no")
    assert "Content-Encoding" not in seen.headers
    assert seen.text == "love"


@pytest.mark.parametrize(("form", "packed"), [(Format.CSV, True), (Format.XLSX, False)])
async def test_a_csv_file_is_compressed_and_a_workbook_is_already(
    form: Format, packed: bool
) -> None:
    seen = await answer(cache="no-cache", kind=MEDIA_TYPES[form])
    assert ("Content-Encoding" in seen.headers) is packed
    assert seen.text == LONG
