"""Tools for the AWS deployment: what reads its templates, and what works on the account."""
