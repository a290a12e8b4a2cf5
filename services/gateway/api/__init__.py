"""The JSON of the earlier system's addresses: read-only, with the tables' column names."""
