"""Measure what nothing may break: a misbehaving server, kills, memory and mutated pages. Run by `make torture`."""
