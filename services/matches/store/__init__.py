"""All SQL of the matches service."""
