"""Public names of a package, loaded when first used, from the one list of them in its stub.

A package says in ``__init__.pyi`` where each of its public names is from, by lines such as
``from sim.play.model import run as run``. Type checkers and editors read that file, and so does
:func:`load_on_use`, which makes what the package itself needs from it.
"""

from __future__ import annotations

import ast
import pkgutil
from collections.abc import Callable
from importlib import import_module
from typing import Any

STUB = "__init__.pyi"


def load_on_use(
    package: str,
) -> tuple[Callable[[str], Any], Callable[[], list[str]], list[str]]:
    """Return ``__getattr__``, ``__dir__`` and ``__all__`` of a package that has a stub.

    Args:
        package: Full name of the package, its ``__name__``.
    """
    homes = homes_of(package)

    def load(name: str) -> Any:
        """Load a public name from its home."""
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(import_module(homes[name]), name)

    def names() -> list[str]:
        """The public names."""
        return sorted(homes)

    return load, names, sorted(homes)


def homes_of(package: str) -> dict[str, str]:
    """Return the module that each public name of a package is imported from."""
    stub = pkgutil.get_data(package, STUB)
    assert stub is not None, f"{package} lies where no stub can be read"
    lines = [line for line in ast.parse(stub).body if isinstance(line, ast.ImportFrom)]
    return {alias.name: str(line.module) for line in lines for alias in line.names}
