"""Open pages hear of what changed: server-sent events from domain events (decision 81)."""
