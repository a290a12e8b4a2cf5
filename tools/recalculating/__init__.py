"""`tour recalculate`: points, rankings or suspensions from what is on record, by the services' own
code."""
