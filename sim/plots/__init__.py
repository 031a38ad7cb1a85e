"""Figures of runs and of results. For each, data is made first, then drawn in one house style.

Names are loaded when first used, so that the figures of a run do not wait for the libraries that
read results.
"""

from sim.lazy import load_on_use

__getattr__, __dir__, __all__ = load_on_use(__name__)
