"""Who gets in: passwords, sessions, forgery, hosts, sizes and the headers of every answer."""
