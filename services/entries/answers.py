"""What became of every line of a list, as the messages of the contract.

Guarantees an answer for each line, in the order of the list.
"""

from collections.abc import Iterator, Sequence

from services.entries import messages
from services.entries.commands.bulk import EntriesAnswer, PlayersAnswer
from services.entries.domain.bulk import Outcome, PlayerLine
from shared.wire import to_enum
from tour.entries.v1 import entries_pb2 as pb

_OUTCOMES = {
    Outcome.ACCEPTED: pb.LINE_OUTCOME_ACCEPTED,
    Outcome.KNOWN: pb.LINE_OUTCOME_KNOWN,
    Outcome.REPEATED: pb.LINE_OUTCOME_REPEATED,
    Outcome.REFUSED: pb.LINE_OUTCOME_REFUSED,
}


def player_answers(
    lines: Sequence[PlayerLine], answer: PlayersAnswer
) -> Iterator[pb.PlayerLineAnswer]:
    for each, verdict in zip(lines, answer.verdicts, strict=True):
        registered = answer.registered.get(each.line)
        yield pb.PlayerLineAnswer(
            line=each.line,
            outcome=_OUTCOMES[verdict.outcome],
            reasons=map(messages.reason, verdict.reasons),
            player_id=verdict.player_id if registered is None else registered.player_id,
        )


def entry_answers(answer: EntriesAnswer) -> Iterator[pb.EntryLineAnswer]:
    for each in answer.judged:
        entered = None
        if each.player is not None and each.is_accepted:
            entered = answer.entered.get(each.player.player_id)
        yield pb.EntryLineAnswer(
            line=each.line,
            outcome=_OUTCOMES[each.verdict.outcome],
            reasons=map(messages.reason, each.verdict.reasons),
            player=None if each.player is None else messages.player(each.player),
            age_category=to_enum(each.category),
            entry_points=each.points,
            entry_id=0 if entered is None else entered.entry_id,
        )
