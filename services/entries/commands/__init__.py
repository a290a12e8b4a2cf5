"""What can be done in the entries service: one function per command, in one unit of work each."""
