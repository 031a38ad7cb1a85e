"""Scenario discovery: the conditions on the factors under which an outcome happens.

It finds boxes by PRIM (Friedman and Fisher 1999; Bryant and Lempert 2010) and a regression tree,
from a table of runs.
"""

from sim.analysis.discovery.faults import DiscoveryError
from sim.analysis.discovery.of_results import discover
from sim.analysis.discovery.result import Discovery

__all__ = ["Discovery", "DiscoveryError", "discover"]
