"""The gateway's own tables and all their SQL.

Guarantees that no statement of the gateway stands elsewhere and that no secret leaves these
tables but a password's argon2id hash, for comparing.
"""
