"""The tables of the rankings service and all its SQL; each module says whose rows it keeps."""
