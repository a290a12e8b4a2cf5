"""Reading data into the tour: foreign data by rules.md section 13, our own exports as they were.

files.py      which file holds which table, and its lines, or one clear sentence; what is common
              to all reading stands in shared.csv_lines and shared.workbooks

earlier.py    the rows of the earlier tour's tables
reading.py    lines of cells to those rows, or one clear sentence
report.py     what became of every row, by table and rule
judging.py    rows to rows of ours: stored, normalised, unverified or set aside
storing.py    the whole data set in one transaction

own.py        an export back into a tour, or nothing
sql_lines.py  tour.sql, read and never executed
refusals.py   what the database refuses, by file, line and rule
"""
