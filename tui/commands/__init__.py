"""The verbs of the command line, one function each, grouped by subject."""
