"""Declared dependencies are what is imported, no more and no less."""

from __future__ import annotations

import ast
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions, version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
GROUPS = {"core": PROJECT["dependencies"], **PROJECT["optional-dependencies"]}
RUNTIME = ("core", "dask", "data", "viz")
"""What the package itself imports: always, on many machines, in Mesa's viewer, or to make its map
anew."""
OF_THE_VIEWER = {"altair", "ipyvue", "ipyvuetify", "solara-assets"}
"""What Mesa's viewer imports or loads: declared so that the versions are those that work."""
KNOWN = {"shapely": {"shapely"}, "solara": {"solara"}, "griffe": {"griffe"}}
"""Distributions of modules that metadata do not tell of: shapely and Solara need not be installed
for the tests, and griffe 2 brings its module by another distribution."""


def modules_in(folder: str) -> Iterator[str]:
    """Top-level names that the sources of a folder import, wherever in a file."""
    for path in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from (alias.name.partition(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                yield node.module.partition(".")[0]


@cache
def distributions() -> dict[str, set[str]]:
    """Distributions by the module that they bring."""
    return {
        module: {str(canonicalize_name(name)) for name in names}
        for module, names in packages_distributions().items()
    }


@cache
def imported_in(folder: str) -> dict[str, set[str]]:
    """Modules of others that a folder imports, each with the distributions that bring it."""
    known = distributions() | KNOWN
    ours = {"sim", "tests", *sys.stdlib_module_names}
    return {module: known.get(module, set()) for module in set(modules_in(folder)) - ours}


def declared(*groups: str) -> set[str]:
    requirements = (Requirement(text) for group in groups for text in GROUPS[group])
    return {str(canonicalize_name(requirement.name)) for requirement in requirements}


@pytest.mark.parametrize(
    ("folder", "groups"),
    [("sim", RUNTIME), ("tests", (*RUNTIME, "dev")), ("docs", ("dev", "docs"))],
)
def test_what_is_imported_is_declared(folder: str, groups: tuple[str, ...]) -> None:
    allowed = declared(*groups)
    lacking = [module for module, names in imported_in(folder).items() if not names & allowed]
    assert not lacking


def test_what_the_package_declares_is_imported() -> None:
    brought = set().union(*imported_in("sim").values())
    assert declared(*RUNTIME) - brought == OF_THE_VIEWER


def test_only_extras_need_what_is_theirs() -> None:
    assert declared("dask") == {"distributed"}
    assert declared("data") == {"shapely"}
    assert declared("viz") == {"solara", *OF_THE_VIEWER}


@pytest.mark.parametrize("name", ["numba", "llvmlite"])
def test_compilers_have_upper_bounds_that_hold_here(name: str) -> None:
    """The kernel reaches into both: no version is allowed that was not tried."""
    (found,) = [r for r in map(Requirement, GROUPS["core"]) if r.name == name]
    assert "<" in {bound.operator for bound in found.specifier}
    assert version(name) in found.specifier


@pytest.mark.parametrize("group", GROUPS)
def test_every_dependency_has_a_lower_bound(group: str) -> None:
    """`make test-oldest` tries them."""
    for requirement in map(Requirement, GROUPS[group]):
        if requirement.name != PROJECT["name"]:
            assert ">=" in {bound.operator for bound in requirement.specifier}, requirement
