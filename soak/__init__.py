"""Weeks of news through the production pipeline in minutes, with all that goes wrong in weeks: `make soak`."""
