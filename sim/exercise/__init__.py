"""Exercises: games with seats for people and programs, injects, a log and a control desk."""
