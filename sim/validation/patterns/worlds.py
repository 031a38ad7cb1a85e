"""The circumstances under which patterns are checked again: other weights, rules, mechanisms."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from sim.scenario import Scenario
from sim.validation.patterns.declared import Declared, Negative, Removed
from sim.validation.patterns.kinds import World
from sim.validation.patterns.plays import loaded

DOCTRINES = ("logit_eu", "level_k", "prospect", "random")
"""Rules of choice under which every pattern is checked, for all seats; the first is the model's."""
FOLLOWED_TURNS = 20
"""Turns of the runs in which the consequences of a removed mechanism are counted."""
BASE = "the model"


def base_world(declared: Declared, size: str) -> World:
    """Return the circumstances of the first evaluation: the scenarios as they are."""
    runs = declared.sizes[size]
    return World(BASE, declared.turns, runs["runs"], runs["more"])


def doctrine_worlds(declared: Declared, size: str) -> tuple[World, ...]:
    """Return one world for each other rule of choice that this size plays."""
    runs = declared.sizes[size]["doctrine_runs"]
    return tuple(
        _small(declared, name, runs[name], {"actors.*.doctrine": name})
        for name in DOCTRINES[1:]
        if name in runs
    )


def removed_world(declared: Declared, size: str, removed: Removed) -> World:
    """Return the world without a mechanism that a number removes."""
    return _small(declared, removed.id, declared.sizes[size]["removed_runs"], removed.change)


def followed_worlds(declared: Declared, size: str, removed: Removed) -> tuple[World, World]:
    """Return the model and the world without a mechanism, for what follows from its removal."""
    runs = declared.sizes[size]["followed_runs"]
    return (
        World(BASE, FOLLOWED_TURNS, runs, runs),
        World(removed.id, FOLLOWED_TURNS, runs, runs, removed.change),
    )


def negative_world(declared: Declared, size: str, negative: Negative) -> World:
    """Return the world of a negative control."""
    runs = declared.sizes[size]["removed_runs"]
    return World(negative.id, declared.turns, runs, runs, {}, negative.negate)


def perturbed_worlds(declared: Declared, size: str) -> tuple[World, ...]:
    """Return the random draws of all weights of utilities and all efforts of actions."""
    runs = declared.sizes[size]
    return tuple(
        _small(declared, f"draw {k}", runs["perturbed_runs"], perturbation(declared, k))
        for k in range(runs["perturbations"])
    )


def perturbation(declared: Declared, draw: int) -> dict[str, float]:
    """Return one random draw of all weights and efforts of the first pattern's scenario, by path.

    Every number is multiplied by e^z, z normal with the declared standard deviation. So zeros stay
    zero, and signs stay. An effort does not pass 1, or its own value if that is larger, and no
    number passes its limits.

    Args:
        declared: The declared patterns.
        draw: Number of the draw, from 0.
    """
    scenario = loaded(declared.patterns[0].scenario)
    rng = np.random.default_rng([declared.seed, draw])
    found = {}
    for path, value in perturbed_numbers(scenario).items():
        effort = path.startswith("actions.")
        factor = np.exp(rng.normal(0.0, declared.perturbation["efforts" if effort else "weights"]))
        moved = float(value * factor)
        if effort:
            most = max(1.0, abs(value))
            moved = min(max(moved, -most), most)
        low, high, *_ = scenario.limits(path).bounds
        moved = moved if low is None else max(moved, low)
        found[path] = moved if high is None else min(moved, high)
    return found


def perturbed_numbers(scenario: Scenario) -> Mapping[str, float]:
    """Return the weights of all utilities and the efforts of all actions that are not zero."""
    return {
        path: value
        for path, value in scenario.numbers().items()
        if value and (path.startswith("utility.") or ".efforts." in path)
    }


def _small(declared: Declared, name: str, runs: int, changes: Mapping[str, object]) -> World:
    return World(name, declared.turns, runs, runs, changes)
