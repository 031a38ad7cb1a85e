"""The shape of the code: short functions, short files, no drawers for odds and ends."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LONGEST_FUNCTION = 60
LONGEST_FILE = 500
DRAWERS = {"utils", "util", "helpers", "helper", "common", "misc"}

SOURCES = sorted((ROOT / "sim").rglob("*.py"))


def functions(source: str) -> Iterator[tuple[str, int]]:
    """Yield the name and length in lines, decorators included, of each function."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
            assert node.end_lineno is not None
            yield node.name, node.end_lineno - first + 1


def test_functions_are_measured_with_their_decorators() -> None:
    source = (
        "class A:\n    @property\n    def b(self):\n        return 1\n\n\nasync def c(): pass\n"
    )
    assert dict(functions(source)) == {"b": 3, "c": 1}


def test_there_is_something_to_measure() -> None:
    assert SOURCES


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_functions_and_files_are_short(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    long = {name: length for name, length in functions(source) if length > LONGEST_FUNCTION}
    assert not long
    assert len(source.splitlines()) <= LONGEST_FILE


def test_files_of_tests_are_short() -> None:
    tests = sorted((ROOT / "tests").rglob("*.py"))
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in tests}
    assert lengths
    assert not [path for path, length in lengths.items() if length > LONGEST_FILE]


def test_every_module_is_named_for_its_topic() -> None:
    names = [path.relative_to(ROOT).with_suffix("") for path in SOURCES]
    assert not [name for name in names if DRAWERS & set(name.parts)]


def test_tests_that_need_the_compiler_are_where_make_test_runs_it() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    listed = re.search(r"^COMPILED := (.+)$", makefile, re.MULTILINE)
    assert listed
    folders = [ROOT / folder for folder in listed[1].split()]
    mark = "pytest.mark." + "compiled"
    files = [path for path in (ROOT / "tests").rglob("*.py") if mark in path.read_text("utf-8")]
    assert files
    assert not [path for path in files if not any(map(path.is_relative_to, folders))]
