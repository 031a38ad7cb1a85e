"""Experiments: one question a file, and everything that plays it.

Names are loaded when first used, so that listing what is shipped waits for no library.
"""

from sim.lazy import load_on_use

__getattr__, __dir__, __all__ = load_on_use(__name__)
