"""What `/api/v1` does with headers and parameters, and that its description is whole and true."""

from enum import Enum
from typing import Any

import jsonschema_rs
import pytest
from pydantic import BaseModel

from services.gateway.api.v1 import codes, models
from services.gateway.api.v1.answering import (
    NotAcceptable,
    check_accepted,
    check_query,
    knows,
)
from services.gateway.api.v1.description import document
from services.gateway.api.v1.examples import ANSWERS
from services.gateway.api.v1.parameters import part_of, week_of
from shared.errors import InvalidInput, NotFound
from shared.weeks import Week

JSON = "application/json"


@pytest.mark.parametrize(
    "accept",
    [
        "",
        "*/*",
        "application/*",
        "application/json",
        "APPLICATION/JSON",
        "text/html,application/xhtml+xml,*/*;q=0.8",
        "text/html, application/json;q=0.1",
        "application/json;charset=utf-8",
        "application/*;q=0, application/json",
        "application/json;q=nonsense",
    ],
)
def test_who_accepts_json_gets_it(accept: str) -> None:
    check_accepted(accept, JSON)


@pytest.mark.parametrize(
    "accept",
    [
        "text/html",
        "application/xml, text/*",
        "application/json;q=0",
        "*/*;q=0",
        "*/*, application/json;q=0",
    ],
)
def test_who_rules_json_out_is_told_what_there_is(accept: str) -> None:
    with pytest.raises(NotAcceptable, match="application/json"):
        check_accepted(accept, JSON)


@pytest.mark.parametrize(
    ("told", "holds"),
    [
        ("", False),
        ('W/"a"', True),
        ('"a"', True),
        ('W/"b", W/"a"', True),
        ("*", True),
        ('W/"b"', False),
        ("a", False),
        ('W/"ab"', False),
    ],
)
def test_a_mark_is_compared_weakly(told: str, *, holds: bool) -> None:
    assert knows(told, 'W/"a"') is holds


def test_parameters_that_are_unknown_repeated_or_hold_a_nul_are_all_named() -> None:
    check_query([("limit", "1"), ("q", "x")], {"limit", "q"})
    with pytest.raises(InvalidInput) as refused:
        check_query(
            [("limit", "1"), ("limit", "1"), ("catgory", "60"), ("q", "a\0")], {"limit", "q"}
        )
    assert {each.field for each in refused.value.violations} == {"limit", "catgory", "q"}
    with pytest.raises(InvalidInput, match="It has none"):
        check_query([("x", "")], set())


def test_a_list_comes_in_parts_that_together_are_all_of_it() -> None:
    rows, found = list(range(7)), list[int]()
    cursor = None
    for _ in range(3):
        part, cursor = part_of(rows, cursor, 3)
        found += part
    assert (found, cursor) == (rows, None)
    assert part_of(rows, None, 7) == (rows, None)
    assert part_of(rows, "999999999", 3) == ([], None)
    assert part_of([], None, 3) == ([], None)


def test_a_week_is_read_as_it_is_written_and_one_that_is_not_is_not_found() -> None:
    assert week_of("2026-W53") == Week.iso(2026, 53)
    for none in ("2025-W53", "2026-W00", "2026-W59"):
        with pytest.raises(NotFound):
            week_of(none)


def test_every_term_has_a_code_of_its_own() -> None:
    tables = [table for name, table in vars(codes).items() if name.isupper() and "_OF" not in name]
    assert len(tables) == 15
    for table in tables:
        kind: type[Enum] = type(next(iter(table)))
        missing = set(kind) - set(table)
        # points that are not equal have no separation; annulled suspensions are not told
        assert {each.name for each in missing} <= {"POINTS", "ANNULLED"}
        assert len(set(table.values())) == len(table)


# --- the description -----------------------------------------------------------------------------


def _shapes() -> dict[str, type[BaseModel]]:
    return {
        name: each
        for name, each in vars(models).items()
        if isinstance(each, type) and issubclass(each, models.Model) and each is not models.Model
    }


def test_every_shape_and_field_is_described_and_has_an_example_that_fits() -> None:
    schemas = document()["components"]["schemas"]
    assert set(schemas) == {*_shapes(), "Problem", "BrokenRule"}
    whole = {"components": {"schemas": schemas}}
    for name, schema in schemas.items():
        assert schema["description"], name
        for field, kind in schema["properties"].items():
            assert kind["description"], (name, field)
        (example,) = schema["examples"]
        assert set(example) == set(schema["properties"]), name
        validator = jsonschema_rs.validator_for({"$ref": f"#/components/schemas/{name}", **whole})
        assert list(validator.iter_errors(example)) == [], name
        assert not validator.is_valid({field: {"no": "such"} for field in example}), name


def test_every_operation_is_described_with_parameters_answers_and_an_example() -> None:
    made = document()
    ids = []
    for path, methods in made["paths"].items():
        assert set(methods) == {"get"}
        operation = methods["get"]
        ids.append(operation["operationId"])
        assert operation["summary"]
        assert operation["description"]
        for each in operation.get("parameters", ()):
            assert each["description"], (path, each)
            assert each["schema"]["examples"], (path, each)
            assert "anyOf" not in each["schema"]
        answers = operation["responses"]
        shape = answers["200"]["content"][JSON]["schema"]["$ref"].rpartition("/")[2]
        assert (
            answers["200"]["content"][JSON]["example"]
            == made["components"]["schemas"][shape]["examples"][0]
        )
        assert {"304", "406", "422", "503"} <= set(answers)
        assert ("404" in answers) == ("{" in path or bool(operation.get("parameters")))
    assert len(set(ids)) == len(ids)


def test_an_example_is_the_same_when_it_is_read_again() -> None:
    for answer in ANSWERS:
        told: dict[str, Any] = answer.model_dump(mode="json")
        assert type(answer).model_validate(told) == answer
