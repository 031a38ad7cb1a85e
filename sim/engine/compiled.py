"""Compiled copies of plain functions, made by Numba without decorators or a second source.

``compiled(f)`` makes a copy of ``f`` in which every function of this package that ``f`` names is a
compiled copy too. Plain ``f`` does not change, so a single run never waits for a compiler.

Machine code is kept on disk, in a folder whose name holds a hash of all sources that may be
compiled. After a change in any rule the hash is another one, and the code is compiled again.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import sys
import time
import types
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from sim.engine.branchless import branchless
from sim.engine.modes import jit_enabled, lanes_wanted
from sim.engine.notices import say_once

Function = Callable[..., Any]

SOURCES = ("vocabulary.py", "measures.py", "rules", "engine")
"""Files and folders of the package that hold all sources of compiled functions."""
OPTIONS: dict[str, Any] = {"nogil": True, "error_model": "numpy", "_nrt": False}
"""Options of the compiler. Compiled code does not hold Python's lock. It does not check for
division by zero, because no result of such a division is used. It counts no references, because it
allocates nothing and counting would take longer than a rule."""


def source_hash(package: Path | None = None) -> str:
    """SHA-256 (hex) of the sources of all compiled functions; ``package`` is the folder ``sim``."""
    root = package or Path(__file__).resolve().parent.parent
    digest = hashlib.sha256()
    for entry_name in SOURCES:
        path = root / entry_name
        files = sorted(path.rglob("*.py")) if path.is_dir() else [path]
        for file in files:
            digest.update(file.relative_to(root).as_posix().encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()


@functools.cache
def kernel_lanes() -> int:
    """Number of runs that compiled code plays side by side: 8, 16, or 1.

    It is 16 where registers hold eight numbers, and 8 elsewhere, unless ``MARCHLAND_LANES`` says
    otherwise. It is 1 if nothing is compiled, and if this version of the compiler does not accept
    the type for rows of numbers. In the second case a line on stderr says so. Where code with that
    many lanes is there, the compiler is not asked.
    """
    if not jit_enabled():
        return 1
    from sim.engine.code_cache import holds_code
    from sim.engine.shipped import brings_code

    lanes, sources = lanes_wanted(), source_hash()
    if brings_code(sources, lanes) or holds_code(sources, lanes):
        return lanes
    try:
        from sim.engine import lane_views

        lane_views.try_out(OPTIONS)
    except Exception as error:  # whatever another version of the compiler may raise
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
        say_once(
            "The kernel plays one run at a time, which is slower and gives the same results: "
            f"this version of Numba does not take rows of numbers ({reason})"
        )
        return 1
    return lanes


@functools.cache
def compiled(function: Function) -> Function:
    """Return a compiled copy of a function of this package; only compiled code may call it.

    If the compiler is off, return the function itself.
    """
    if not jit_enabled():
        return function
    import numba

    if function.__module__ == "sim.engine.lanes" and kernel_lanes() > 1:
        from sim.engine import lane_views

        if function.__name__ in lane_views.DOORS:
            door: Function = lane_views.DOORS[function.__name__]
            return door
    rule = function.__module__.startswith("sim.rules.")
    inner = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True, "forceinline": rule}
    njit: Any = numba.njit
    copy: Any = njit(**OPTIONS, **inner)(with_compiled_globals(function))
    _compile_once(copy)
    made: Function = copy
    return made


def _compile_once(dispatcher: Any) -> None:
    """Let calls with different constants share one compiled function.

    Numba compiles a function again for every whole number that is written in a call of it.
    """
    import numba.core.types

    unliteral: Any = numba.core.types.unliteral
    find = dispatcher.get_call_template

    def find_for_any(args: Any, kws: Any) -> Any:
        given = {name: unliteral(kind) for name, kind in kws.items()}
        return find(tuple(map(unliteral, args)), given)

    dispatcher.get_call_template = find_for_any


@contextlib.contextmanager
def telling(*, kept: bool) -> Iterator[None]:
    """Say on stderr that compiling takes some time, and whether its result is kept."""
    began = time.monotonic()
    often = "once for this version" if kept else "for this process alone"
    sys.stderr.write(f"Compiling the kernel, {often}: about a minute ... ")
    sys.stderr.flush()
    try:
        yield
    except BaseException:
        sys.stderr.write("not done\n")
        raise
    sys.stderr.write(f"done in {time.monotonic() - began:.0f} s\n")


def with_compiled_globals(function: Function) -> types.FunctionType:
    """Copy of a function in which every function of this package is replaced by a compiled copy."""
    assert isinstance(function, types.FunctionType)
    scope: dict[str, Any] = {"__name__": function.__module__, "__builtins__": __builtins__}
    if function.__module__.startswith("sim.rules.") and kernel_lanes() > 1:
        from sim.engine import lane_types

        function = branchless(function)
        scope |= lane_types.SELECTIONS
    for name in names_in(function.__code__):
        if name in function.__globals__:
            found = function.__globals__[name]
            ours = isinstance(found, types.FunctionType) and found.__module__.startswith("sim.")
            scope[name] = compiled(found) if ours else found
    copy = types.FunctionType(function.__code__, scope, function.__name__, function.__defaults__)
    copy.__module__ = function.__module__
    copy.__qualname__ = function.__qualname__
    return copy


def names_in(code: types.CodeType) -> set[str]:
    """Global names that a code object uses, including those of the code objects inside it."""
    found = set(code.co_names)
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            found |= names_in(constant)
    return found
