"""How expected failures end a command; light, so that every command can name them."""

from __future__ import annotations

FULL = "there is no room left on the disk. Nothing is lost: make room, and the same command goes on from there"
"""What is said of a full disk, whoever met it."""


class Mistake(Exception):
    """Something the operator wrote can not be used: exit status 2. The message has one clear line each."""


class JobFailed(Exception):
    """A job could not be done: exit status 1. The message is one clear line."""
