"""The AWS deployment: two regions, synthesised without an account."""
