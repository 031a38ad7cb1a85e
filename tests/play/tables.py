"""Scenarios with a table of knowledge of their own."""

from __future__ import annotations

from typing import Any

from sim.scenario import Scenario, from_document


def told(scenario: Scenario, **table: Any) -> Scenario:
    """The scenario with a table of knowledge."""
    return from_document(scenario.document | {"knowledge": table})
