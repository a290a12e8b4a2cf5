"""The whole data set, table by table in the order in which tables build on each other."""

from datetime import datetime

from tools.importing.book import Book
from tools.importing.judge_draws import judge_draws
from tools.importing.judge_people import People, judge_entries, judge_players, judge_tournaments
from tools.importing.judge_rankings import judge_points, judge_rankings, judge_suspensions
from tools.importing.judge_reference import judge_places, judge_reference
from tools.importing.open_draws import open_draws
from tools.importing.reading import DataSet


def judge(data: DataSet, now: datetime) -> Book:
    """Every row stored, normalised, unverified or set aside; ``now`` is the tour's time in UTC.

    Source: rules.md section 13.
    """
    book = Book(data, now)
    people = People()
    judge_reference(book)
    countries, venues = judge_places(book)
    judge_players(book, people, countries)
    judge_tournaments(book, people, venues)
    judge_suspensions(book, people)
    judge_entries(book, people)
    draws = judge_draws(book, people)
    open_draws(book, people, draws.values())
    judge_points(book, people, draws)
    judge_rankings(book, people)
    return book
