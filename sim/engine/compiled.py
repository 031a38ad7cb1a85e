"""Compiled twins: the same source, compiled by Numba, nothing decorated and nothing written twice.

``compiled(f)`` makes a copy of ``f`` whose global functions are compiled twins in their turn. Plain ``f`` stays
what it was, so a single run never waits for a compiler.

Numba's own cache notices a change in the file of the outermost function only; a change in a rule that it
calls would go unnoticed and give stale numbers. The cache therefore lives in a folder named by a hash of
all the sources that can take part.
"""

from __future__ import annotations

import functools
import hashlib
import os
import platform
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

SOURCES = ("vocabulary.py", "rules", "engine")
"""Sources, below the package, that a compiled function can be made of."""


def source_hash(package: Path | None = None) -> str:
    """SHA-256 (hex) of every source that a compiled function can be made of."""
    root = package or Path(__file__).resolve().parent.parent
    digest = hashlib.sha256()
    for entry in SOURCES:
        path = root / entry
        files = sorted(path.rglob("*.py")) if path.is_dir() else [path]
        for file in files:
            digest.update(file.relative_to(root).as_posix().encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()


def cache_folder() -> Path:
    """Folder of compiled code for these sources, this Numba and this Python."""
    import numba

    base = os.environ.get("MARCHLAND_CACHE")
    if base is None:
        default = Path.home() / ".cache"
        base = str(Path(os.environ.get("XDG_CACHE_HOME", default)) / "marchland")
    tag = f"{source_hash()[:16]}-numba{numba.__version__}-py{platform.python_version()}"
    return Path(base) / tag


def jit_enabled() -> bool:
    """Whether functions are compiled at all; ``NUMBA_DISABLE_JIT=1`` turns it off."""
    return os.environ.get("NUMBA_DISABLE_JIT", "0") in ("", "0")


@functools.cache
def compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compiled twin of a function of the rulebook or the engine; the function itself with the compiler off."""
    if not jit_enabled():
        return function
    import numba

    return numba.njit(nogil=True, error_model="numpy", _nrt=False)(with_compiled_globals(function))


@functools.cache
def entry(function: Callable[..., Any]) -> Callable[..., Any]:
    """Like :func:`compiled`, for an outermost function: its machine code is kept on disk."""
    if not jit_enabled():
        return function
    import numba

    folder = cache_folder()
    folder.mkdir(parents=True, exist_ok=True)
    numba.config.CACHE_DIR = str(folder)
    twin = with_compiled_globals(function)
    return numba.njit(nogil=True, error_model="numpy", cache=True, _nrt=False)(twin)


def with_compiled_globals(function: Callable[..., Any]) -> types.FunctionType:
    """Copy of a function in which every function of the package that it names is a compiled twin."""
    assert isinstance(function, types.FunctionType)
    scope: dict[str, Any] = {"__name__": function.__module__, "__builtins__": __builtins__}
    for name in names_in(function.__code__):
        if name in function.__globals__:
            found = function.__globals__[name]
            ours = isinstance(found, types.FunctionType) and found.__module__.startswith("sim.")
            scope[name] = compiled(found) if ours else found
    twin = types.FunctionType(function.__code__, scope, function.__name__, function.__defaults__)
    twin.__module__ = function.__module__
    twin.__qualname__ = function.__qualname__
    return twin


def names_in(code: types.CodeType) -> set[str]:
    """Global names that a code object, or one nested in it, uses."""
    found = set(code.co_names)
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            found |= names_in(constant)
    return found
