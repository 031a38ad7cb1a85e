"""Marchland: a strategic wargame simulator of patrons, clients and the borderlands between them.

The public names are loaded when first used, so that ``import sim`` is light.
"""

from sim.lazy import load_on_use

__getattr__, __dir__, __all__ = load_on_use(__name__)
