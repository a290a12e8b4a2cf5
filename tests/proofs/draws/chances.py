"""How likely counts are if the lots are fair: the chi-square test, with the standard library."""

import math
from collections.abc import Iterable, Sequence

SUSPICIOUS = 1e-6
"""A fair lot comes out less likely than this once in a million tests."""


def chance_of(counts: Iterable[int], outcomes: int) -> float:
    """The p-value of these counts, if each of so many outcomes is as likely as any other.

    Outcomes that never came may be left out.
    """
    found = list(counts)
    expected = sum(found) / outcomes
    found += [0] * (outcomes - len(found))
    return upper_tail(sum((count - expected) ** 2 / expected for count in found), outcomes - 1)


def chance_of_choice(counts: Sequence[int], chosen: int) -> float:
    """The p-value, if in each trial ``chosen`` of these are chosen, each as likely as any other.

    Those chosen together exclude each other, so their counts vary less than single lots would.
    """
    choices = len(counts)
    trials, likely = sum(counts) / chosen, chosen / choices
    varied = sum((count - trials * likely) ** 2 for count in counts)
    square = varied / (trials * likely * (1 - likely)) * (choices - 1) / choices
    return upper_tail(square, choices - 1)


def chance_of_orders(table: Sequence[Sequence[int]]) -> float:
    """The p-value of counts player by line, if in each trial players stand in a random order.

    Every row and every column sums to the number of trials, so a table of k by k leaves
    (k - 1)**2 degrees of freedom, and its squares are k / (k - 1) times too great.
    """
    size = len(table)
    expected = sum(table[0]) / size
    square = sum((count - expected) ** 2 / expected for row in table for count in row)
    return upper_tail(square * (size - 1) / size, (size - 1) ** 2)


def upper_tail(square: float, degrees: int) -> float:
    """How likely a chi-square of so many degrees of freedom is at least so great.

    The regularised incomplete gamma function (Numerical Recipes, section 6.2): below its mean by
    its series, above by its continued fraction.
    """
    a, x = degrees / 2, square / 2
    if x <= 0:
        return 1.0
    front = math.exp(a * math.log(x) - x - math.lgamma(a))
    if x < a + 1:
        term = total = 1 / a
        n = a
        while term > total * 1e-15:
            n += 1
            term *= x / n
            total += term
        return 1 - front * total
    b = x + 1 - a
    c, d = 1e300, 1 / b
    fraction = d
    for i in range(1, 100_000):
        b += 2
        factor = i * (a - i)
        d = 1 / (factor * d + b)
        c = b + factor / c
        fraction *= c * d
        if abs(c * d - 1) < 1e-15:
            break
    return front * fraction
