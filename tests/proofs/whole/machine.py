"""The state machine of both proofs: any move at any time, the same on the model and the system.

After every move both show the same: entries, draws, matches, suspensions, points, rankings. A move
that the model refuses is refused by the system for the same sections of the rules.
"""

from datetime import timedelta
from random import Random

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.proofs.whole.model import SCHEDULED, Model
from tests.proofs.whole.plain import ILLEGAL, PEOPLE, TOURNAMENTS, How, Place, System, moments

_TOURNAMENTS = st.integers(0, TOURNAMENTS - 1)
_PLAYERS = st.integers(0, len(PEOPLE) - 1)
_SIDES = st.sampled_from([1, 2])
# where real lots decide what there is to choose from, a choice cannot be one of Hypothesis
_CHANCES = st.integers(0, 2**32 - 1).map(Random)
_ENDINGS = [*([How.STRAIGHT] * 4), How.THREE_SETS, *(how for how in How if how not in ILLEGAL)]
_ANY = st.sampled_from(list(How))


class Machine(RuleBasedStateMachine):
    """``margin``: how near the clock is set to a deadline, before and after."""

    margin = timedelta(seconds=1)

    def system_under_test(self) -> System:
        raise NotImplementedError

    @initialize(crowds=st.lists(st.integers(5, 13), min_size=TOURNAMENTS, max_size=TOURNAMENTS))
    def begin(self, crowds: list[int]) -> None:
        self.system = self.system_under_test()
        self.players = self.system.begin()
        self.model = Model(self.players)
        for tournament, many in enumerate(crowds):
            for number in range(many):
                self._enter(number, tournament)

    def teardown(self) -> None:
        if hasattr(self, "system"):
            self.system.end()

    # --- entries ----------------------------------------------------------------------------

    @rule(player=_PLAYERS, tournament=_TOURNAMENTS)
    def enter(self, player: int, tournament: int) -> None:
        self._enter(player, tournament)

    def _enter(self, number: int, tournament: int) -> None:
        player = self.players[number]
        self._same(
            self.model.enter(player, tournament), self.system.enter(player, tournament), "enter"
        )

    @precondition(lambda self: self.model.entries)
    @rule(chance=_CHANCES)
    def withdraw(self, chance: Random) -> None:
        tournament, player = chance.choice(sorted(self.model.entries))
        self._same(
            self.model.withdraw(player, tournament),
            self.system.withdraw(player, tournament),
            "withdraw",
        )

    # --- time -------------------------------------------------------------------------------

    @rule(steps=st.integers(1, 4))
    def let_time_pass(self, steps: int) -> None:
        self._clock(steps)

    @rule(steps=st.integers(5, 30))
    def let_days_pass_while_everything_stands_still(self, steps: int) -> None:
        """Catching up: what became due meanwhile is done in its order."""
        self._clock(steps)

    def _clock(self, steps: int) -> None:
        ahead = [moment for moment in moments(self.margin) if moment > self.model.now][:steps]
        if ahead:
            self.model.clock(ahead[-1])
            self.system.clock(ahead[-1])

    # --- draws ------------------------------------------------------------------------------

    @rule(tournament=_TOURNAMENTS)
    def make_a_draw(self, tournament: int) -> None:
        self._same(self.model.make_draw(tournament), self.system.make_draw(tournament), "make_draw")

    # --- results ----------------------------------------------------------------------------

    @precondition(lambda self: any(draw.lines for draw in self.model.draws))
    @rule(chance=_CHANCES, how=_ANY, winner=_SIDES)
    def record(self, chance: Random, how: How, winner: int) -> None:
        tournament, place = self._some_match(chance)
        self._same(
            self.model.record(tournament, place, how, winner),
            self.system.record(tournament, place, how, winner),
            "record",
        )

    @precondition(lambda self: any(draw.lines for draw in self.model.draws))
    @rule(chance=_CHANCES)
    def play_a_day(self, chance: Random) -> None:
        """Every match that can be played by now."""
        for tournament, draw in enumerate(self.model.draws):
            for place in sorted(draw.matches):
                match = draw.matches[place]
                is_due = match.day <= self.model.now.date()
                if match.status == SCHEDULED and 0 not in match.players and is_due:
                    how, winner = chance.choice(_ENDINGS), chance.choice([1, 2])
                    self._same(
                        self.model.record(tournament, place, how, winner),
                        self.system.record(tournament, place, how, winner),
                        "record",
                    )

    @precondition(lambda self: any(draw.lines for draw in self.model.draws))
    @rule(chance=_CHANCES, how=_ANY, winner=_SIDES)
    def correct(self, chance: Random, how: How, winner: int) -> None:
        tournament, place = self._some_match(chance, to_change=True)
        self._same(
            self.model.correct(tournament, place, how, winner),
            self.system.correct(tournament, place, how, winner),
            "correct",
        )

    @precondition(lambda self: any(draw.lines for draw in self.model.draws))
    @rule(chance=_CHANCES)
    def undo(self, chance: Random) -> None:
        tournament, place = self._some_match(chance, to_change=True)
        self._same(self.model.undo(tournament, place), self.system.undo(tournament, place), "undo")

    def _some_match(self, chance: Random, *, to_change: bool = False) -> tuple[int, Place]:
        """Any match; to change a result rather one where that may be."""
        found = [
            (number, place)
            for number, draw in enumerate(self.model.draws)
            for place in sorted(draw.matches)
        ]
        open_ = [each for each in found if self.model.may_correct(*each)]
        if to_change and open_ and chance.random() < 0.75:
            found = open_
        return chance.choice(found)

    # --- what must hold ---------------------------------------------------------------------

    def _same(self, expected: set[str], told: set[str], move: str) -> None:
        assert told == expected, (
            f"{move}: refused by {told or 'nothing'}, not {expected or 'at all'}"
        )
        self._learn()

    def _learn(self) -> None:
        for tournament in self.model.waiting_for_lots():
            self.model.learn(tournament, self.system.lines(tournament))

    @invariant()
    def both_show_the_same(self) -> None:
        if hasattr(self, "model"):
            self._learn()
            self.system.agrees(self.model.shown())
