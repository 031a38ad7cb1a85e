"""Random weights and efforts: near their own, with their signs, within their limits."""

from __future__ import annotations

import numpy as np

from sim.validation.patterns.declared import declared
from sim.validation.patterns.plays import loaded
from sim.validation.patterns.worlds import perturbation, perturbed_numbers


def test_every_weight_and_effort_that_is_not_zero_moves() -> None:
    numbers = loaded("karabakh-2020").numbers()
    paths = {p for p, v in numbers.items() if v and (p.startswith("utility.") or ".efforts." in p)}
    moved = perturbation(declared(), 0)
    assert moved.keys() == paths
    assert sum(moved[path] != numbers[path] for path in paths) > 0.75 * len(paths)
    assert all(np.sign(moved[path]) == np.sign(numbers[path]) for path in paths)


def test_the_spread_of_the_factors_is_the_declared_one() -> None:
    own = perturbed_numbers(loaded("karabakh-2020"))
    logs: dict[bool, list[float]] = {True: [], False: []}
    for draw in range(20):
        for path, value in perturbation(declared(), draw).items():
            # Efforts near 1 cannot rise, so only small ones show the spread.
            if path.startswith("utility.") or abs(own[path]) < 0.6:
                logs[path.startswith("utility.")].append(float(np.log(value / own[path])))
    assert abs(np.std(logs[True]) - 0.20) < 0.02
    assert abs(np.std(logs[False]) - 0.10) < 0.01


def test_draws_differ_and_repeat() -> None:
    assert perturbation(declared(), 1) == perturbation(declared(), 1)
    assert perturbation(declared(), 1) != perturbation(declared(), 2)


def test_efforts_stay_within_their_limits() -> None:
    scenario = loaded("karabakh-2020")
    for draw in range(5):
        for path, value in perturbation(declared(), draw).items():
            assert not scenario.limits(path).fault(value), path
            if ".efforts." in path:
                assert abs(value) <= max(1.0, abs(scenario.numbers()[path]))
