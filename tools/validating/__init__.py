"""Validation: what is stored, judged by every rule that stored data can break (`tour validate`).

``checks`` runs them; what they judge is ``Stored``, whether it came from a database or from files.
"""
