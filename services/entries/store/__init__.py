"""The tables of the entries service and all its SQL; each module says whose rows it keeps."""
