"""Rules without branches give what the rules give, to the last bit."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Iterator
from importlib import import_module
from pkgutil import iter_modules
from types import FunctionType
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sim.rules
from sim.engine.branchless import branchless

SELECTIONS = {
    "choose": lambda condition, yes, no: yes if condition else no,
    "both": lambda first, second: first and second,
    "either": lambda first, second: first or second,
    "neither": lambda truth: not truth,
}


POSITIVE = ("precision", "theatre_cost")
"""Arguments by which rules divide, and which a scenario holds above zero."""


class Forgiving:
    """Python's mathematics, but that what is undefined is no number, as in compiled code."""

    def __getattr__(self, name: str) -> Callable[..., float]:
        def taken(*arguments: float) -> Any:
            try:
                found = getattr(math, name)(*arguments)
            except (ValueError, OverflowError, TypeError):
                found = math.nan
            if isinstance(found, tuple):  # frexp: a fraction and an exponent
                return np.float64(found[0]), found[1]
            return np.float64(found) if isinstance(found, float) else found

        return taken


def runnable(function: Callable[..., Any]) -> Callable[..., Any]:
    """The rewritten function over plain numbers, with rewritten callees."""
    assert isinstance(function, FunctionType)
    made = branchless(function)
    callees = {
        name: runnable(found)
        for name, found in function.__globals__.items()
        if isinstance(found, FunctionType) and found.__module__.startswith("sim.rules.")
        if found is not function and name in made.__code__.co_names
    }
    scope = {**function.__globals__, **callees, **SELECTIONS, "math": Forgiving()}
    return FunctionType(made.__code__, scope, made.__name__)


def branching_rules() -> Iterator[FunctionType]:
    for found in iter_modules(sim.rules.__path__, "sim.rules."):
        for function in vars(import_module(found.name)).values():
            ours = isinstance(function, FunctionType) and function.__module__ == found.name
            if ours and branchless(function) is not function:
                yield function


def branches(function: FunctionType) -> bool:
    """Whether the code of a function jumps."""
    import dis

    return any("JUMP" in step.opname for step in dis.get_instructions(function))


BRANCHING = list(branching_rules())


def test_the_rules_that_branch_are_found() -> None:
    names = {function.__name__ for function in BRANCHING}
    assert {"clip", "contest", "presence_next", "mission_next", "dissensus", "stance"} <= names


@pytest.mark.parametrize("function", BRANCHING, ids=lambda f: f.__name__)
def test_nothing_jumps(function: FunctionType) -> None:
    assert branches(function)
    assert not branches(branchless(function))


@pytest.mark.parametrize("function", BRANCHING, ids=lambda f: f.__name__)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_same_bits(function: FunctionType, data: st.DataObject) -> None:
    number = st.sampled_from([0.0, 0.05, 0.25, 0.5, 0.97, 1.0, 2.0]) | st.floats(0.001, 1.0)
    positive = number.filter(bool)
    arguments = [
        data.draw(positive if name in POSITIVE else number)
        for name in inspect.signature(function).parameters
    ]
    expected = function(*arguments)
    with np.errstate(all="ignore"):  # a side that is not taken may divide by zero
        assert runnable(function)(*map(np.float64, arguments)) == expected


def test_both_ways_are_worked_out_and_one_is_taken() -> None:
    def rule(x: float, y: float) -> float:
        kept = x
        if x < 0.0 and not y < 0.0:
            kept += y
        elif x > 1.0 or y > 1.0:
            return -1.0
        else:
            kept = 2.0 * x
        return kept if kept > y else y

    made = runnable(rule)
    for x, y, expected in ((-1.0, 3.0, 3.0), (2.0, 0.0, -1.0), (0.5, 0.25, 1.0), (0.5, 3.0, -1.0)):
        assert made(x, y) == rule(x, y) == expected


def test_a_rule_without_branches_or_with_a_loop_stays() -> None:
    def plain(x: float) -> float:
        return math.sqrt(x)

    def loop(x: float) -> float:
        for _ in range(2):
            x = x if x > 1.0 else 1.0
        return x

    assert branchless(plain) is plain
    assert branchless(loop) is loop


def test_what_is_no_arithmetic_is_refused() -> None:
    def rule(x: float) -> float:
        if x > 0.0:
            raise ValueError
        return x

    with pytest.raises(NotImplementedError, match="raise ValueError"):
        branchless(rule)
