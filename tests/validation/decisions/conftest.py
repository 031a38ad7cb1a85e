"""Decisions that are made up, for tests of the record of decisions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sim.validation.decisions.rows import Rows, rows_of

ORDINARY: dict[str, Any] = {
    "crisno": 1,
    "year": 1970,
    "patron": 2,
    "y": 0,
    "cp": 0.15,
    "cc": 0.003,
    "ch": 0.004,
    "pact": 0,
    "anytie": 0,
    "nonagg": 0,
    "pact_ch": 0,
    "tie_ch": 0,
    "chal_other_sp": 0,
    "chal_other_pact": 0,
    "cl_other_pact": 0,
    "riv_ph": 0,
    "riv_ch": 0,
    "dist": 4500,
    "idpc": 2,
    "idph": 2,
    "ltroops": 0,
    "nprec": 2,
    "prec": 0,
    "prec_h": 0,
    "triggr": 5,
    "pwar": 0,
}

Made = Callable[..., Rows]


@pytest.fixture(scope="session")
def made() -> Made:
    """Rows that are ordinary but for what is said of each."""

    def rows(*changes: dict[str, Any]) -> Rows:
        lines = [{**ORDINARY, "crisno": k, **one} for k, one in enumerate(changes)]
        return rows_of(lines, [f"row {k}" for k in range(len(lines))])

    return rows


@pytest.fixture(scope="session")
def many(made: Made) -> Rows:
    """A hundred crises of two rows, half of them late; those with a pact are helped more."""
    rng = np.random.default_rng(3)
    lines = []
    for k in range(100):
        for _ in range(2):
            pact = int(rng.random() < 0.4)
            rung = rng.choice(4, p=[0.1, 0.2, 0.5, 0.2] if pact else [0.8, 0.15, 0.04, 0.01])
            lines.append(
                {
                    "crisno": k,
                    "year": 1960 if k < 50 else 2000,
                    "y": int(rung),
                    "pact": pact,
                    "anytie": pact,
                    "idpc": float(rng.uniform(0, 4)),
                }
            )
    return made(*lines)
