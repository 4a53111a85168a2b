"""How fast the pipeline is, beside what bounds it and what it replaces. Run by `make bench`."""

from tasks.threads import keep_to_one_thread

keep_to_one_thread()  # as the command does, before anything imports numpy
