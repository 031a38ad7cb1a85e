"""Scenarios: reading and checking of scenario files; no other package reads them.

Names are loaded when first used, so that a list of the shipped files does not wait for pydantic.
"""

from sim.lazy import load_on_use

__getattr__, __dir__, __all__ = load_on_use(__name__)
