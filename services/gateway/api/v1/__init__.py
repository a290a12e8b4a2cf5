"""`/api/v1`: everything public as JSON, for programs.

Guarantees that what is there today stays as it is: fields and addresses are added, never changed.
"""
