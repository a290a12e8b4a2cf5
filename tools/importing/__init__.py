"""Reading foreign data into the tour (rules.md section 13).

earlier.py    the rows of the earlier tour's tables
reading.py    files to rows, or one clear sentence
report.py     what became of every row, by table and rule
judging.py    rows to rows of ours: stored, normalised, unverified or set aside
storing.py    the whole data set in one transaction
"""
