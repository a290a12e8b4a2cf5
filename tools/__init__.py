"""The `tour` command: everything an operator or developer does from a terminal."""
