"""The tour's data as files, and back without a loss (docs/decisions/0060).

layout.py     the tables and their columns, as the database has them
content.py    one table as a stream of CSV, and the hash of the whole tour
manifest.py   what an export holds: rows and hashes
writing.py    the three formats: CSV, workbooks, SQL for psql
command.py    `tour export`
hashing.py    `tour hash`
"""
