"""What the JSON addresses are: all of them for people under `/api/docs`, and those of the earlier
system for programs under `/api/openapi.json`; the API has `/api/v1/openapi.json` of its own.

Guarantees that all come from the routes themselves, so that none can promise anything else.
"""

import json
from functools import cache
from typing import Any

from fastapi import APIRouter
from fastapi.openapi.utils import get_openapi
from starlette.responses import JSONResponse, Response

from services.gateway.api.answers import PROBLEM_TYPE, Problem
from services.gateway.api.examples import EXAMPLES
from services.gateway.api.routes import router as api_router
from services.gateway.api.v1.description import document as document_of_v1
from services.gateway.guard import open_to
from services.gateway.views.api_docs import Address, ApiPage, Group, Parameter
from services.gateway.visit import Visiting
from shared.context import Role

router = APIRouter(prefix="/api", include_in_schema=False)

_SCHEMAS = "#/components/schemas/"
_CACHE = "public, max-age=300"
_PLACES = {"path": "in the address", "query": "after the ?"}


@router.get("/openapi.json")
@open_to(Role.NOBODY)
async def show_document() -> Response:
    return JSONResponse(document(), headers={"Cache-Control": _CACHE})


@router.get("/docs")
@open_to(Role.NOBODY)
async def show_docs(visit: Visiting) -> Response:
    return visit.html("api_docs.html", api_page(), cache="no-cache")


@cache
def document() -> dict[str, Any]:
    """OpenAPI 3.1, with an example of every answer; refusals are RFC 9457."""
    made = get_openapi(
        title="Masters Tour",
        version="1",
        description="Read-only JSON of the tour. All times are UTC. Changes go through the pages.",
        routes=api_router.routes,
    )
    schemas = made["components"]["schemas"]
    # the framework's own shape of a refusal, which this site never sends
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    problem = Problem.model_json_schema(ref_template=f"{_SCHEMAS}{{model}}")
    schemas |= {**problem.pop("$defs"), "Problem": problem}
    for example in EXAMPLES:
        schemas[type(example).__name__]["examples"] = [example.model_dump(mode="json")]
    for path, methods in made["paths"].items():
        for operation in methods.values():
            responses = operation["responses"]
            responses.pop("422", None)
            if "{" in path:
                responses["404"] = _refusal("There is no such row.")
            if operation.get("parameters"):
                responses["422"] = _refusal("A parameter is wrong; errors name it.")
    return made


def _refusal(description: str) -> dict[str, Any]:
    schema = {"$ref": f"{_SCHEMAS}Problem"}
    return {"description": description, "content": {PROBLEM_TYPE: {"schema": schema}}}


@cache
def api_page() -> ApiPage:
    """Both documents as people read them."""
    schemas = document_of_v1()["components"]["schemas"]
    return ApiPage(
        (
            Group(
                "Version 1",
                "v1",
                "Everything public. Fields and addresses are added, never changed or taken away.",
                "/api/v1/openapi.json",
                _addresses(document_of_v1()),
            ),
            Group(
                "The earlier system’s addresses",
                "earlier",
                "They stay as they were, with the columns of the tables.",
                "/api/openapi.json",
                _addresses(document()),
            ),
        ),
        _sample(Problem.__name__, schemas),
    )


def _addresses(made: dict[str, Any]) -> tuple[Address, ...]:
    return tuple(
        _address(path, operation, made["components"]["schemas"])
        for path, methods in made["paths"].items()
        for operation in methods.values()
    )


def _address(path: str, operation: dict[str, Any], schemas: dict[str, Any]) -> Address:
    parameters = tuple(
        Parameter(
            each["name"],
            _PLACES[each["in"]],
            each["required"],
            _told(each),
            str(each["schema"]["examples"][0]),
        )
        for each in operation.get("parameters", ())
    )
    schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
    is_list = schema.get("type") == "array"
    name = (schema["items"] if is_list else schema)["$ref"].removeprefix(_SCHEMAS)
    return Address(
        path,
        operation["description"],
        parameters,
        is_list,
        _sample(name, schemas, is_list=is_list),
    )


def _told(parameter: dict[str, Any]) -> str:
    """What a parameter is for, and what it can be."""
    text: str = parameter["description"]
    schema = parameter["schema"]
    if "enum" in schema:
        text += f" One of {', '.join(schema['enum'])}."
    if parameter["in"] == "query" and "maximum" in schema:
        text += f" From {schema['minimum']} to {schema['maximum']}."
    if schema.get("default"):
        text += f" {schema['default']} if left out."
    return text


def _sample(name: str, schemas: dict[str, Any], *, is_list: bool = False) -> str:
    example = schemas[name]["examples"][0]
    return json.dumps([example] if is_list else example, ensure_ascii=False, indent=2)
