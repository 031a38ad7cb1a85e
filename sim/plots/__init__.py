"""Figures of runs: data first, then drawing, in one house style."""

from sim.plots.run_figures import save_run_figures

__all__ = ["save_run_figures"]
