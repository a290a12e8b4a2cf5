"""Schemathesis asks every address by the description: what it allows and what it does not.

Everything it checks must hold: no fault of ours, only described answers that fit their schemas,
what is allowed is answered, what is not is refused, other methods are refused with Allow.
A long run by hand: `TOUR_EXAMPLES=1000 pytest -n0 tests/integration/api_v1/test_schemathesis.py`.
"""

import os
from collections import Counter
from itertools import product
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from requests import Session
from schemathesis import GenerationMode
from schemathesis.core.result import Ok

from tests.integration.api_v1.tour import ApiTour

_EXAMPLES = int(os.environ.get("TOUR_EXAMPLES", "2"))
# those of the tour: a draw that is played, one that is cancelled, none
_KEYS = {
    "player_id": (1, 11, 101, 10**17),
    "opponent_id": (2, 12, 102),
    "tournament_id": (1, 3, 10**17),
    "draw_id": (1, 3, 4, 10**17),
    "match_id": (1, 7, 10**17),
}


def _counted_run(tour: ApiTour, mode: GenerationMode) -> Counter[int]:
    """The answers by their status; fails at the first that breaks a check."""
    statuses: Counter[int] = Counter()
    schema = schemathesis.openapi.from_dict(tour.json("/api/v1/openapi.json"))
    with Session() as session:
        for found in schema.get_all_operations():
            assert isinstance(found, Ok)
            operation = found.ok()
            if mode is GenerationMode.NEGATIVE and not list(operation.iter_parameters()):
                continue

            @seed(2026)
            @settings(
                max_examples=_EXAMPLES,
                database=None,
                deadline=None,
                phases=(Phase.generate,),
                suppress_health_check=list(HealthCheck),
            )
            @given(case=operation.as_strategy(generation_mode=mode))
            def ask(case: Any) -> None:
                names = tuple(case.path_parameters) if mode is GenerationMode.POSITIVE else ()
                for keys in product(*(_KEYS[name] for name in names)):
                    case.path_parameters.update(zip(names, keys, strict=True))
                    answer = case.call_and_validate(base_url=tour.tour.url, session=session)
                    statuses[answer.status_code] += 1

            ask()
    return statuses


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_schemathesis_finds_no_failure(tour: ApiTour, mode: GenerationMode) -> None:
    statuses = _counted_run(tour, mode)
    print(f"{mode.value}: {statuses.total()} cases", dict(statuses))
    if mode is GenerationMode.POSITIVE:
        assert statuses[200] > statuses[404] > 0
    else:
        assert set(statuses) <= {404, 405, 406, 422}
