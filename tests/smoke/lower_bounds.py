"""Whether an environment holds the lowest versions that are allowed; see `make test-oldest`.

A bound that the index cannot meet, because another dependency asks for more, is no true bound.
"""

from __future__ import annotations

import sys
import tomllib
from importlib.metadata import version
from pathlib import Path

from packaging.requirements import Requirement
from packaging.version import Version

PROJECT = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())["project"]
EXTRAS = PROJECT["optional-dependencies"]
INSTALLED_GROUPS = (PROJECT["dependencies"], EXTRAS["dask"], EXTRAS["docs"])


def untrue_bounds() -> list[str]:
    """A line for every dependency that is newer than its lower bound."""
    found = []
    for requirement in (Requirement(text) for group in INSTALLED_GROUPS for text in group):
        (low,) = (Version(s.version) for s in requirement.specifier if s.operator == ">=")
        installed = Version(version(requirement.name))
        if installed != low:
            found.append(f"{requirement}: the lowest that can be had is {installed}")
    return found


if __name__ == "__main__":
    lines = untrue_bounds()
    sys.exit("\n".join(lines) if lines else 0)
