"""Moving a match to another day.

Guarantees that after an accepted move every match still lies in the tournament's week, after
the matches that feed it and before the one it feeds, so that nobody plays twice on one day.
"""

from datetime import date

from services.matches.domain.bracket import Draw, Match
from services.matches.domain.sets import RULE, SIDES
from services.matches.domain.skeleton import regular_day
from shared.terms import MatchStatus, Violation
from shared.text import weekday_in_words
from shared.weeks import Week


def check_move(draw: Draw, match: Match, day: date, week: Week) -> list[Violation]:
    """Every rule that moving ``match`` of ``draw`` to ``day`` breaks; empty if it may be moved.

    ``week`` is the tournament's. "A later day" is later than the day its round is played on, so
    that a match that was moved too far can come back. Source: rules.md section 5.
    """
    broken: list[Violation] = []
    if match.status is not MatchStatus.SCHEDULED:
        broken.append(Violation("match_id", RULE, "Only a match still to be played can be moved."))
    if day == match.day:
        text = f"The match is on {weekday_in_words(day)} already."
        broken.append(Violation("match_date", RULE, text))
    regular = regular_day(match.place.round, draw.first_round, week)
    if day < regular:
        day_of_round = weekday_in_words(regular)
        text = f"A match can only be moved to a later day than its round's, {day_of_round}."
        broken.append(Violation("match_date", RULE, text))
    if day > week.sunday:
        text = f"The tournament ends on {weekday_in_words(week.sunday)}."
        broken.append(Violation("match_date", RULE, text))
    fed_on = [feeder.day for side in SIDES if (feeder := draw.feeder(match, side))]
    if fed_on and day <= max(fed_on):
        text = (
            f"The match that decides who plays here is on {weekday_in_words(max(fed_on))}: "
            "nobody plays twice on one day."
        )
        broken.append(Violation("match_date", RULE, text))
    following = draw.fed_by(match)
    if following and day >= following.day:
        text = (
            f"The winner plays the next match on {weekday_in_words(following.day)}: "
            "move that one first."
        )
        broken.append(Violation("match_date", RULE, text))
    return broken
