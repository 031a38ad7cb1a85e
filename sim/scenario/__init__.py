"""Scenarios: the only reader of scenario files.

Names are loaded when first used, so that listing what is shipped does not wait for pydantic.
"""

from sim.lazy import load_on_use

__getattr__, __dir__, __all__ = load_on_use(__name__)
