"""Section 5, score by score: what the domain says is what some play leads to, and nothing else."""

from itertools import product

import pytest

from services.matches.domain.scores import Score, check_result, winner_of
from services.matches.domain.sets import SetScore
from shared.terms import MatchStatus
from tests.proofs.length import IN_FULL
from tests.proofs.scores.enumeration import FORMATS, Family, families, oracle
from tests.proofs.scores.oracle import Sets

FAMILIES = [family.name for family in families()]


def family(name: str) -> Family:
    return next(one for one in families() if one.name == name)


def score_of(sets: Sets) -> Score:
    return Score(tuple(SetScore(*one) for one in sets))


def test_the_oracle_knows_as_many_sets_as_the_rules_allow() -> None:
    """Counted by hand: 10 sets 6-0 to 6-4, two 7-5, and a 7-6 for every end of a tie-break."""
    with_tiebreak = 2 * (6 + len(range(6, 32)))
    for has_supertiebreak in FORMATS:
        first_sets = {sets[0] for sets in oracle(has_supertiebreak).completed}
        assert len(first_sets) == 10 + 2 + with_tiebreak
    thirds = {sets[2] for sets in oracle(True).completed if len(sets) == 3}
    assert len(thirds) == 2 * (9 + len(range(9, 42)))


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("name", FAMILIES)
def test_the_domain_gives_no_wrong_verdict(name: str) -> None:
    tried, right, wrong = 0, 0, []
    one = family(name)
    asked = list(product(FORMATS, one.statuses, one.winners))
    for sets in one.scores:
        score = score_of(sets)
        for has_supertiebreak, status, winner in asked:
            said = not check_result(has_supertiebreak, status, score, winner)
            expected = oracle(has_supertiebreak).allows(status.name, sets, winner)
            tried += 1
            right += said
            if said is not expected:
                wrong.append((has_supertiebreak, status, sets, winner))
    print(f"\n{name}: {tried:,} results, {right:,} of them right, {len(wrong)} wrong verdicts")
    assert wrong == []


def test_every_legal_score_is_accepted_and_names_its_winner() -> None:
    tried = 0
    for has_supertiebreak in FORMATS:
        known = oracle(has_supertiebreak)
        for sets in list(known.legal())[:: 1 if IN_FULL else 17]:
            score = score_of(sets)
            winner = winner_of(score)
            assert winner == known.completed.get(sets), sets
            status = MatchStatus.RETIRED if winner is None else MatchStatus.COMPLETED
            assert check_result(has_supertiebreak, status, score, winner or 1) == [], sets
            tried += 1
    print(f"\nlegal scores: {tried:,} accepted")
