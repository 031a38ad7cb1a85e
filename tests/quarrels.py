"""Which shipped scenarios a test of structure plays."""

from __future__ import annotations

import tomllib

from sim.scenario.shipped import scenario_paths


def quarrels() -> list[str]:
    """Names of the shipped scenarios that extend no other, sorted.

    One that extends another has the same actors, ties, theatres and menus, with other numbers. What
    a test finds in the other, it would find there again.
    """
    return [
        name
        for name, path in scenario_paths().items()
        if "extends" not in tomllib.loads(path.read_text(encoding="utf-8"))
    ]
