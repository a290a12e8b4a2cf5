"""What can be done to matches; each function is one unit of work."""
