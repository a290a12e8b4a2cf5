"""The demo season of a new tour: a few weeks of play around today, made by the rules.

places.py     countries, cities and venues
names.py      names of players who do not exist
people.py     the players
calendar.py   the tournaments and their weeks
entering.py   who enters when
drawing.py    entries closed, draws made
scores.py     results by lot
playing.py    matches played up to now
season.py     all of it in the order of the weeks: from one random seed and the tour's time
writing.py    the season as rows
storing.py    the rows into the database, in one transaction

Every rule is asked of the services' own domains.
"""
