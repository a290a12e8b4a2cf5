"""Any result, however it is written: seen from either side, shown, typed and read again."""

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from services.matches.domain.notation import TypedResult, parse, show
from services.matches.domain.scores import NOT_PLAYED, Score, check_result, winner_of
from services.matches.domain.sets import SIDES, SetScore, Side
from shared.terms import MatchStatus, Violation
from tests.proofs.length import examples
from tests.proofs.scores.oracle import played_sets, played_super_tiebreaks

LONG = settings(max_examples=examples(150), deadline=None)
STOPPED = (MatchStatus.RETIRED, MatchStatus.DISQUALIFIED)

_GAMES, _GAMES_OPEN = played_sets()
_SUPERS, _SUPERS_OPEN = played_super_tiebreaks()


@st.composite
def legal_results(draw: DrawFn) -> tuple[bool, MatchStatus, Score, Side]:
    """A match that was completed or stopped, put together set by set from the oracle's."""
    has_supertiebreak = draw(st.booleans())
    sets: list[SetScore] = []
    won = {1: 0, 2: 0}
    while 2 not in won.values():
        is_super = has_supertiebreak and len(sets) == 2
        complete, stopped = (_SUPERS, _SUPERS_OPEN) if is_super else (_GAMES, _GAMES_OPEN)
        if draw(st.integers(0, 4)) == 0:
            if not sets or draw(st.booleans()):
                sets.append(SetScore(*draw(st.sampled_from(sorted(stopped, key=repr)))))
            return (
                has_supertiebreak,
                draw(st.sampled_from(STOPPED)),
                Score(tuple(sets)),
                draw(st.sampled_from(SIDES)),
            )
        one = draw(st.sampled_from(sorted(complete, key=repr)))
        won[complete[one]] += 1
        sets.append(SetScore(*one))
    return has_supertiebreak, MatchStatus.COMPLETED, Score(tuple(sets)), 1 if won[1] == 2 else 2


NUMBERS = st.integers(0, 12) | st.integers(-1, 100)
PAIRS = st.none() | st.tuples(NUMBERS, NUMBERS)
SCORES = st.lists(st.builds(SetScore, PAIRS, PAIRS, PAIRS), max_size=4).map(
    lambda sets: Score(tuple(sets))
)


def other(side: Side) -> Side:
    return 2 if side == 1 else 1


def fields(broken: list[Violation]) -> list[str]:
    return [violation.field for violation in broken]


@LONG
@given(legal_results())
def test_any_legal_result_stands_and_only_for_its_winner(
    result: tuple[bool, MatchStatus, Score, Side],
) -> None:
    has_supertiebreak, status, score, winner = result
    assert check_result(has_supertiebreak, status, score, winner) == []
    if status is MatchStatus.COMPLETED:
        assert winner_of(score) == winner
        assert fields(check_result(has_supertiebreak, status, score, other(winner))) == ["winner"]
        for stopped in STOPPED:
            assert fields(check_result(has_supertiebreak, stopped, score, winner)) == ["status"]
    else:
        assert winner_of(score) is None
        assert check_result(has_supertiebreak, status, score, other(winner)) == []
        assert check_result(has_supertiebreak, MatchStatus.COMPLETED, score, winner) != []


@LONG
@given(
    st.booleans(),
    st.sampled_from(MatchStatus),
    SCORES | legal_results().map(lambda result: result[2]),
    st.none() | st.sampled_from(SIDES),
)
def test_the_rules_favour_neither_side(
    has_supertiebreak: bool, status: MatchStatus, score: Score, winner: Side | None
) -> None:
    turned = None if winner is None else other(winner)
    assert fields(check_result(has_supertiebreak, status, score, winner)) == fields(
        check_result(has_supertiebreak, status, score.flipped(), turned)
    )
    assert score.flipped().flipped() == score
    won, won_turned = winner_of(score), winner_of(score.flipped())
    assert won_turned == (None if won is None else other(won))


@LONG
@given(legal_results())
def test_any_legal_result_is_read_as_it_is_shown(
    result: tuple[bool, MatchStatus, Score, Side],
) -> None:
    has_supertiebreak, status, score, winner = result
    shown = show(score, status, winner)
    read = parse(shown, has_supertiebreak=has_supertiebreak, side=winner)
    assert read == TypedResult(score, status)
    # whichever side it was played on, the winner's numbers come first
    assert show(score.flipped(), status, other(winner)) == shown


@st.composite
def loosely(draw: DrawFn, shown: str) -> str:
    """The same result as somebody types it who is in a hurry, or writes with care."""
    dash = draw(st.sampled_from(["-", "–", ":", " - ", "−"]))
    words = []
    for word in shown.split(" "):
        games, bracket, points = word.partition("(")
        if len(games) == 3 and draw(st.booleans()):
            games = games.replace("-", "")
        # points keep their dash: 10-7 without one is no score
        typed = games.replace("-", dash)
        if bracket:
            typed += draw(st.sampled_from(["(", " (", "( "])) + points
        words.append(typed)
    between = draw(st.sampled_from([" ", ", ", "  ", ";", "\t"]))
    text = between.join(words)
    return text.upper() if draw(st.booleans()) else text


@LONG
@given(legal_results(), st.data())
def test_any_legal_result_is_read_however_it_is_typed(
    result: tuple[bool, MatchStatus, Score, Side], data: st.DataObject
) -> None:
    has_supertiebreak, status, score, winner = result
    text = data.draw(loosely(show(score, status, winner)))
    assert parse(text, has_supertiebreak=has_supertiebreak, side=winner) == TypedResult(
        score, status
    ), text


@LONG
@given(st.booleans(), st.text(max_size=110) | st.text("0123456789-()[]: retdfwo./", max_size=40))
def test_any_text_is_read_as_a_result_or_refused_with_a_sentence(points: bool, text: str) -> None:
    read = parse(text, has_supertiebreak=points)
    if isinstance(read, TypedResult):
        assert read.score != NOT_PLAYED or read.status is not MatchStatus.COMPLETED
        check_result(points, read.status, read.score, 1)
    else:
        assert {violation.field for violation in read} == {"score"}
        assert all(violation.message.endswith(".") for violation in read)
