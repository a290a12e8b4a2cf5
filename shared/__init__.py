"""What all services use: the tour's terms, clock, database, outbox, inbox, gRPC, errors, logs."""
