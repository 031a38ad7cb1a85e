from sim.plots.catalogue import draw as draw
from sim.plots.catalogue import fitting as fitting
from sim.plots.entry import Choice as Choice
from sim.plots.entry import Drawn as Drawn
from sim.plots.entry import FigureError as FigureError
from sim.plots.run_figures import save_run_figures as save_run_figures
from sim.plots.saving import save as save
