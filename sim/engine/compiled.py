"""Compiled twins: the same source, compiled by Numba, nothing decorated and nothing written twice.

``compiled(f)`` makes a copy of ``f`` whose global functions are compiled twins in their turn. Plain
``f`` stays what it was, so a single run never waits for a compiler.

Numba's own cache notices a change in the file of the outermost function only; a change in a rule
that it calls would go unnoticed and give stale numbers. The cache therefore lives in a folder named
by a hash of all the sources that can take part.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import os
import platform
import sys
import time
import types
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from sim.engine.modes import jit_enabled
from sim.engine.selection import straight

Function = Callable[..., Any]

SOURCES = ("vocabulary.py", "rules", "engine")
"""Sources, below the package, that a compiled function can be made of."""
OPTIONS: dict[str, Any] = {"nogil": True, "error_model": "numpy", "_nrt": False}
"""No Python lock, no check for division by zero (nothing that is used was divided by zero), and no
reference counts: nothing is allocated in compiled code, and counting costs more than a rule."""


def source_hash(package: Path | None = None) -> str:
    """SHA-256 (hex) of every source that a compiled function can be made of."""
    root = package or Path(__file__).resolve().parent.parent
    digest = hashlib.sha256()
    for entry_name in SOURCES:
        path = root / entry_name
        files = sorted(path.rglob("*.py")) if path.is_dir() else [path]
        for file in files:
            digest.update(file.relative_to(root).as_posix().encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()


def cache_folder() -> Path:
    """Folder of compiled code for these sources, this Numba and this Python.

    ``MARCHLAND_CACHE`` names another place than the user's cache folder; empty, it names none.
    """
    import numba

    base = os.environ.get("MARCHLAND_CACHE")
    if not base:
        base = str(Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "marchland")
    tag = f"{source_hash()[:16]}-numba{numba.__version__}-py{platform.python_version()}"
    return Path(base) / tag


@functools.cache
def compiled(function: Function) -> Function:
    """Compiled twin of a function of ours, to be called by compiled code only.

    With the compiler off, the function itself.
    """
    if not jit_enabled():
        return function
    import numba

    from sim.engine import lane_types

    if function.__module__ == "sim.engine.lanes":
        return lane_types.DOORS[function.__name__]
    rule = function.__module__.startswith("sim.rules.")
    inner = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True, "forceinline": rule}
    njit: Any = numba.njit
    twin: Function = njit(**OPTIONS, **inner)(with_compiled_globals(function))
    return twin


@functools.cache
def entry(function: Function) -> Function:
    """Compiled twin of an outermost function, to be called from Python.

    Its machine code is kept on disk where the cache folder can be written, and compiled for this
    process alone where it cannot.
    """
    if not jit_enabled():
        return function
    import numba

    from sim.engine.linking import whole_program

    folder = _writable(cache_folder())
    twin = with_compiled_globals(function)
    twin.__qualname__ = f"entry_{function.__name__}"
    maker: Any = numba
    if folder is not None:
        maker.config.CACHE_DIR = str(folder)
    dispatcher = maker.njit(**OPTIONS, cache=folder is not None)(twin)

    @functools.wraps(function)
    def call(*arguments: Any) -> Any:
        if not dispatcher.signatures:
            with telling(function), whole_program(twin.__qualname__):
                dispatcher.compile(tuple(maker.typeof(item) for item in arguments))
        return dispatcher(*arguments)

    return call


@contextlib.contextmanager
def telling(function: Function) -> Iterator[None]:
    """Say on stderr that compiling takes a while, where no machine code lies on disk yet."""
    if is_cached(function):
        yield
        return
    began = time.monotonic()
    sys.stderr.write("Compiling the kernel, once for this version: about twenty seconds ... ")
    sys.stderr.flush()
    yield
    sys.stderr.write(f"done in {time.monotonic() - began:.0f} s\n")


def is_cached(function: Function) -> bool:
    """Whether machine code of an outermost function lies on disk for these sources."""
    return any(cache_folder().rglob(f"*entry_{function.__name__}*.nbi"))


def _writable(folder: Path) -> Path | None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return folder if os.access(folder, os.W_OK) else None


def with_compiled_globals(function: Function) -> types.FunctionType:
    """Copy of a function in which every function of ours that it names is a compiled twin."""
    assert isinstance(function, types.FunctionType)
    scope: dict[str, Any] = {"__name__": function.__module__, "__builtins__": __builtins__}
    if function.__module__.startswith("sim.rules."):
        from sim.engine import lane_types

        function = straight(function)
        scope |= lane_types.SELECTIONS
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
