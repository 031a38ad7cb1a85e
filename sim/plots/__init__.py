"""Figures of runs: data first, then drawing, in one house style."""
