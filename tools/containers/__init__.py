"""What docker-compose.yml runs once beside the services: keys, and where the tour is."""
