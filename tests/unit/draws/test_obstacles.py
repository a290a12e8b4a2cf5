"""Why a draw cannot be made, verified or closed now: field, section of the rules, sentence."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from services.draws.domain import obstacles
from shared.terms import Violation
from shared.weeks import Week

AT = datetime(2026, 2, 17, 10, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("obstacle", "rule", "sentence"),
    [
        (
            lambda: obstacles.entries_still_open(AT),
            "3",
            (
                "Entries are accepted until Tuesday 17 February 2026, 10:05 UTC. "
                "The draw can be made after that."
            ),
        ),
        (
            lambda: obstacles.waits_for_ranking(Week.iso(2026, 8)),
            "4",
            (
                "The draw waits for the ranking of week 2026-W08, which seeds it and is not "
                "published yet."
            ),
        ),
        (
            lambda: obstacles.too_few(5),
            "3",
            "A draw needs 6 players and 5 entries stand. Unless that changes it will be cancelled.",
        ),
        (
            lambda: obstacles.too_few(1),
            "3",
            "A draw needs 6 players and 1 entry stands. Unless that changes it will be cancelled.",
        ),
        (
            lambda: obstacles.too_many(65),
            "3",
            "A draw holds 64 players at most and 65 entries stand.",
        ),
        (
            lambda: obstacles.already_made(None, None),
            "4",
            "This draw has been made already. Once drawn, it does not change.",
        ),
        (
            lambda: obstacles.already_made("Rita", AT),
            "4",
            (
                "This draw has been made already by Rita on Tuesday 17 February 2026, 10:05 UTC. "
                "Once drawn, it does not change."
            ),
        ),
        (
            obstacles.cancelled,
            "3",
            "This draw was cancelled: it had fewer than 6 players.",
        ),
        (
            obstacles.unverified_history,
            "13",
            "This draw was read from earlier data that break the rules; it is only shown.",
        ),
        (
            obstacles.not_made,
            "4",
            "This draw is not made yet. It can be verified from the moment it is.",
        ),
        (
            obstacles.made_elsewhere,
            "13",
            (
                "This draw was made elsewhere and taken over from earlier records. The random "
                "seed of its lots is not known, so it cannot be made again."
            ),
        ),
        (
            lambda: obstacles.other_algorithm(7),
            "4",
            ("This draw was made by version 7 of the algorithm, which this program does not know."),
        ),
    ],
)
def test_an_obstacle_names_field_rule_and_reason(
    obstacle: Callable[[], Violation], rule: str, sentence: str
) -> None:
    assert obstacle() == Violation("draw_id", rule, sentence)
