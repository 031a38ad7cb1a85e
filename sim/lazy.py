"""Lazy imports: load a public name of a package when it is first used.

The stub ``__init__.pyi`` of the package lists its public names and the modules that define them, in
lines such as ``from sim.play.running import run as run``. Type checkers and editors read this file.
:func:`load_on_use` reads it too, so that the names are written only once.
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
    modules = modules_of(package)

    def load(name: str) -> Any:
        """Import the module that defines a public name, and return the object of that name."""
        if name not in modules:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(import_module(modules[name]), name)

    def names() -> list[str]:
        """Return the public names, sorted."""
        return sorted(modules)

    return load, names, sorted(modules)


def modules_of(package: str) -> dict[str, str]:
    """Return, for each public name of a package, the full name of the module that defines it."""
    stub = pkgutil.get_data(package, STUB)
    assert stub is not None, f"the file {STUB} of {package} cannot be read"
    lines = [line for line in ast.parse(stub).body if isinstance(line, ast.ImportFrom)]
    return {alias.name: str(line.module) for line in lines for alias in line.names}
