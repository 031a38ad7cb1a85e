"""Every triangle of a guarantor, its client and a challenger: with and without everybody else."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

from sim.scenario import Scenario, load_scenario
from sim.scenario.starting import draft_of, seat_of

OPTIONAL = ("sponsor", "suitor", "cross tie", "second theatre")
TRIANGLES = [had for size in range(5) for had in combinations(OPTIONAL, size)]
"""What a triangle has beside its three seats, its guarantee and its main theatre; all 16."""


def file_of(folder: Path, had: tuple[str, ...]) -> Path:
    """The file of a triangle, written by the function behind `sim new`."""
    seats = [
        seat_of("NOR:Northmark:Northern", "guarantor"),
        seat_of("HIG:the Highlands:Highland", "challenger"),
        seat_of("RIV:Riverland:River", "defender"),
    ]
    seats += [seat_of("SUD:Southmark:Southern", "sponsor")] if "sponsor" in had else []
    seats += [seat_of("OUT:Outland:Outer", "suitor")] if "suitor" in had else []
    theatres = ("valley", "pass") if "second theatre" in had else ("valley",)
    text = draft_of("triangle", seats, theatres=theatres, cross_tie="cross tie" in had)
    path = folder / "triangle.toml"
    path.write_text(text, encoding="utf-8")
    return path


def triangle(folder: Path, had: tuple[str, ...]) -> Scenario:
    """A triangle with what it has beside the least."""
    return load_scenario(file_of(folder, had))
