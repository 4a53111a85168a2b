"""How fast the pipeline is, beside what bounds it and what it replaces. Run by `make bench`."""
