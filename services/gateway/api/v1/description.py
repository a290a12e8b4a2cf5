"""What `/api/v1` is, as an OpenAPI 3.1 document: `/api/v1/openapi.json`.

Guarantees that it comes from the routes themselves, with an example of every shape.
"""

from functools import cache
from typing import Any

from fastapi.openapi.utils import get_openapi
from starlette.responses import JSONResponse, Response

from services.gateway.api.answers import PROBLEM_TYPE, BrokenRule, Problem
from services.gateway.api.v1.answering import router_of
from services.gateway.api.v1.examples import examples
from services.gateway.api.v1.routes import routes
from services.gateway.guard import open_to
from shared.context import Role

router = router_of("the tour")

SCHEMAS = "#/components/schemas/"
_REFUSED = Problem(
    title="That cannot be done",
    status=422,
    detail="limit: “1000” is not a whole number from 1 to 200.",
    code="INVALID_INPUT",
    correlation_id="4511f029e6684c64a3c31b060ca2d915",
    errors=[
        BrokenRule(
            field="limit", rule="9", message="limit: “1000” is not a whole number from 1 to 200."
        )
    ],
)
_TEXT = """\
Everything public of the tour, read-only. Changes go through the pages.

- All moments are UTC. What is not known or does not exist is `null`.
- Links are addresses on this host. Lists are answered in parts: `limit` says how much at once,
  `next` has the address of what follows.
- Every answer has a mark (`ETag`): who sends it back (`If-None-Match`) gets 304 while it holds.
- Any site's scripts may read it (CORS).
- Refusals are RFC 9457, with every wrong parameter by its name.
- Within version 1 fields and addresses are added, never changed or taken away."""


@router.get("/openapi.json", include_in_schema=False)
@open_to(Role.NOBODY)
async def show_document() -> Response:
    return JSONResponse(document())


@cache
def document() -> dict[str, Any]:
    """The document; not to be changed."""
    made = get_openapi(title="Masters Tour", version="1", description=_TEXT, routes=routes())
    schemas = made["components"]["schemas"]
    # the framework's own shape of a refusal, which this site never sends
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    problem = Problem.model_json_schema(ref_template=f"{SCHEMAS}{{model}}")
    schemas |= {**problem.pop("$defs"), "Problem": problem}
    shown = examples() | {
        "Problem": _REFUSED.model_dump(),
        "BrokenRule": _REFUSED.errors[0].model_dump(),
    }
    for name, schema in schemas.items():
        schema["examples"] = [shown[name]]
    for path, methods in made["paths"].items():
        for operation in methods.values():
            _complete(path, operation, shown)
    return made


def _complete(path: str, operation: dict[str, Any], shown: dict[str, Any]) -> None:
    for parameter in operation.get("parameters", ()):
        # what may be left out is no null: an address cannot say one
        for kind in parameter["schema"].pop("anyOf", ()):
            if kind["type"] != "null":
                parameter["schema"] |= kind
    responses = operation["responses"]
    answer = responses["200"]
    answer["description"] = "The answer."
    answer["headers"] = {
        "ETag": {
            "description": "The mark of this answer, for `If-None-Match`.",
            "schema": {"type": "string"},
        },
        "Cache-Control": {
            "description": "May be kept, and is asked about before each use.",
            "schema": {"type": "string"},
        },
    }
    content = answer["content"]["application/json"]
    content["example"] = shown[content["schema"]["$ref"].removeprefix(SCHEMAS)]
    responses["304"] = {"description": "As `If-None-Match` has it already."}
    if "{" in path or operation.get("parameters"):
        responses["404"] = _refusal("There is no such thing.")
    responses["406"] = _refusal("The request does not accept JSON.")
    responses["422"] = _refusal("A parameter is wrong or unknown; errors name it.")
    responses["503"] = _refusal("A part of the tour cannot be reached at the moment.")


def _refusal(description: str) -> dict[str, Any]:
    return {
        "description": description,
        "content": {PROBLEM_TYPE: {"schema": {"$ref": f"{SCHEMAS}Problem"}}},
    }
