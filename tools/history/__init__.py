"""`tour history`: past tournaments played by the rules, the present week, and weeks ahead.

scope.py      how long and how large, and which weeks that makes
places.py     countries, cities and venues
names.py      names of players who do not exist
people.py     the players
calendar.py   the tournaments and their weeks
decks.py      outcomes by lot that keep their shares
entering.py   who enters when
drawing.py    entries closed, withdrawals, draws made
scores.py     results by lot
playing.py    matches played up to now
season.py     all of it in the order of the weeks: from one random seed and the tour's time
writing.py    the history as rows
storing.py    the rows into the database, in one transaction
command.py    the command, and what it prints

Every rule is asked of the services' own domains.
"""
