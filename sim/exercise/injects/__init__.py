"""Injects: events that the staff of a game keeps ready, as lists in TOML or CSV."""
