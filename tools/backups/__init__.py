"""Backups of one machine's tour: made while it runs, proved by restoring them, and brought back.

A backup is one file: PostgreSQL's own dump of the whole database at one moment, and beside it what
every table held at that moment. Restoring it, anywhere, must give the same sums. The broker's store
is not in it: the streams are rebuilt from the outboxes (shared/outbox.py).
"""
