"""Public names: one list of them, in the stub, true for type checkers and at run time alike."""

from __future__ import annotations

import ast
from importlib import import_module
from pathlib import Path

import pytest

import sim

ROOT = Path(sim.__file__).parent
PACKAGES = [
    ".".join(("sim", *path.parent.relative_to(ROOT).parts))
    for path in sorted(ROOT.rglob("__init__.pyi"))
]


def stub_of(package: str) -> ast.Module:
    path = ROOT.joinpath(*package.split(".")[1:], "__init__.pyi")
    return ast.parse(path.read_text(encoding="utf-8"))


def test_the_packages_with_stubs_are_found() -> None:
    assert {"sim", "sim.scenario", "sim.experiment"} <= set(PACKAGES)


@pytest.mark.parametrize("package", PACKAGES)
def test_a_stub_gives_every_name_on_as_itself(package: str) -> None:
    """What is not said "as" itself is private to a stub, whatever holds at run time."""
    for line in stub_of(package).body:
        assert isinstance(line, ast.ImportFrom)
        assert line.level == 0
        assert all(alias.asname == alias.name for alias in line.names)


@pytest.mark.parametrize("package", PACKAGES)
def test_every_name_is_there_and_no_other(package: str) -> None:
    module = import_module(package)
    homes = {
        alias.name: line.module
        for line in stub_of(package).body
        if isinstance(line, ast.ImportFrom)
        for alias in line.names
    }
    assert set(module.__all__) == set(dir(module)) == set(homes)
    for name, home in homes.items():
        assert getattr(module, name) is getattr(import_module(str(home)), name)
    with pytest.raises(AttributeError, match=f"module '{package}' has no attribute 'nothing'"):
        _ = module.nothing


@pytest.mark.parametrize(
    "path", sorted(ROOT.rglob("__init__.py")), ids=lambda path: path.parent.name
)
def test_no_package_loads_names_in_a_way_of_its_own(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    own = [node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    assert "__getattr__" not in own
    assert path.with_suffix(".pyi").exists() == ("load_on_use" in path.read_text(encoding="utf-8"))
