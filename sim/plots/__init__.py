"""Figures of runs and of results. For each, data is made first, then drawn in one house style."""

from sim.plots.catalogue import draw, fitting
from sim.plots.entry import Choice, Drawn, FigureError
from sim.plots.run_figures import save_run_figures
from sim.plots.saving import save

__all__ = ["Choice", "Drawn", "FigureError", "draw", "fitting", "save", "save_run_figures"]
