"""Experiments: files that each put one question to a scenario, and the code that plays them.

Names are imported when they are first used, so that a command which only lists the shipped files
loads no large library.
"""

from sim.lazy import load_on_use

__getattr__, __dir__, __all__ = load_on_use(__name__)
