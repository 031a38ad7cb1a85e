"""Our exponential, logarithm, power and cosine, against decimal arithmetic of fifty digits."""

from __future__ import annotations

import math
from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules.functions import (
    LN2_HIGH,
    LN2_LOW,
    exponential,
    logarithm,
    power,
    turn_cosine,
)

TWO_UNITS = 2
"""Largest error that is promised, in units in the last place."""


def units_off(found: float, exact: Decimal) -> Decimal:
    """Distance of a result from the exact one, in units in the last place."""
    return abs(Decimal(found) - exact) / Decimal(math.ulp(float(exact)))


@given(st.floats(-699.9, 699.9) | st.floats(-2.0, 2.0))
def test_exponential(x: float) -> None:
    with localcontext(prec=50):
        assert units_off(exponential(x), Decimal(x).exp()) < TWO_UNITS


@given(st.floats(1e-300, 1e300) | st.floats(0.5, 2.0))
def test_logarithm(x: float) -> None:
    with localcontext(prec=50):
        exact = Decimal(x).ln()
        assert units_off(logarithm(x), exact) < TWO_UNITS if exact else logarithm(x) == 0.0


@given(st.floats(0.01, 100.0), st.floats(0.5, 2.5))
def test_power(base: float, exponent: float) -> None:
    """The error of the logarithm is multiplied by the exponent, and so grows with the power."""
    with localcontext(prec=50):
        raised = Decimal(exponent) * Decimal(base).ln()
        assert units_off(power(base, exponent), raised.exp()) < TWO_UNITS * (1 + 2 * abs(raised))


@given(st.floats(0.0, 1.0))
def test_turn_cosine(share: float) -> None:
    assert turn_cosine(share) == pytest.approx(math.cos(math.tau * share), abs=2e-15)


def test_exact_where_it_is_exact() -> None:
    assert exponential(0.0) == power(1.0, 1.5) == 1.0
    assert logarithm(1.0) == 0.0
    assert exponential(-1e6) == power(0.0, 0.88) == 0.0
    assert [turn_cosine(k / 4) for k in range(5)] == [1.0, 0.0, -1.0, 0.0, 1.0]


def test_the_two_parts_of_ln_2() -> None:
    with localcontext(prec=50):
        both = Decimal(LN2_HIGH) + Decimal(LN2_LOW)
        assert abs(both - Decimal(2).ln()) < Decimal(2) ** -85
    assert int(LN2_HIGH * 2**32) == LN2_HIGH * 2**32


@given(st.floats(-600.0, 600.0), st.floats(0.0, 1.0))
def test_exponential_grows(x: float, step: float) -> None:
    """Up to the error: what is larger by more than a unit is not smaller."""
    assert exponential(x + step) >= exponential(x) * (1 - 4 * 2.0**-53)
