"""The shape of the imports: no circle among the files of ``sim``, none exempted.

Counted are all imports that run: those of a module and those inside a function, which run when it
is called. Imports under ``if TYPE_CHECKING`` never run and tie nothing together. A package's own
``__init__`` counts where something is asked of it by name, not where it is only passed through.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def modules(root: Path) -> dict[str, Path]:
    """The file of every module of ``sim`` under a root, by its dotted name."""
    found = {}
    for path in sorted((root / "sim").rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def running(nodes: Iterable[ast.AST]) -> Iterator[ast.Import | ast.ImportFrom]:
    """Every import among nodes that runs, wherever it is written."""
    for node in nodes:
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node
        elif isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            yield from running(node.orelse)
        else:
            yield from running(ast.iter_child_nodes(node))


def imported(path: Path, known: Mapping[str, Path]) -> set[str]:
    """The modules of ``sim`` that a file imports."""
    found = set()
    for node in running(ast.parse(path.read_text(encoding="utf-8")).body):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        else:
            assert node.level == 0, f"{path}: a relative import"
            assert node.module is not None
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                found.add(inner if inner in known else node.module)
    return found & known.keys()


def circle(root: Path) -> list[str]:
    """One circle of imports, the same module first and last; empty where there is none."""
    known = modules(root)
    graph = {name: imported(path, known) - {name} for name, path in known.items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def write(root: Path, **files: str) -> None:
    (root / "sim").mkdir()
    (root / "sim" / "__init__.py").write_text("")
    for name, text in files.items():
        (root / "sim" / f"{name}.py").write_text(text)


@pytest.mark.parametrize(
    "text",
    [
        "import sim.a",
        "from sim import a",
        "def call():\n    from sim.a import x",
        "class C:\n    def call(self):\n        import sim.a",
        "try:\n    import sim.a\nexcept ImportError:\n    pass",
        "if TYPE_CHECKING:\n    pass\nelse:\n    import sim.a",
    ],
)
def test_a_circle_is_seen_wherever_it_is_written(tmp_path: Path, text: str) -> None:
    write(tmp_path, a="from sim.b import y", b=text)
    assert set(circle(tmp_path)) == {"sim.a", "sim.b"}


def test_what_never_runs_makes_no_circle(tmp_path: Path) -> None:
    write(tmp_path, a="from sim.b import y", b="if TYPE_CHECKING:\n    from sim.a import x")
    assert circle(tmp_path) == []


def test_there_is_no_circle_among_our_imports() -> None:
    assert len(modules(ROOT)) > 200
    assert circle(ROOT) == []
