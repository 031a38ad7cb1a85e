"""Exercises: games with seats for people and programs, injects, a log on disk and a control desk."""
