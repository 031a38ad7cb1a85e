"""Scenario discovery: under which conditions does it happen?

PRIM's boxes (Friedman and Fisher 1999; Bryant and Lempert 2010) and a tree, on the factors of an
experiment, from a table of runs.
"""

from sim.analysis.discovery.faults import DiscoveryError
from sim.analysis.discovery.of_results import discover
from sim.analysis.discovery.result import Discovery

__all__ = ["Discovery", "DiscoveryError", "discover"]
