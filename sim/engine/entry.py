"""Outermost compiled functions, which Python code may call."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from threading import RLock
from typing import Any

from sim.engine.code_cache import CodeCache
from sim.engine.compile_lock import only_one
from sim.engine.compiled import Function, kernel_lanes, source_hash, telling
from sim.engine.modes import jit_enabled
from sim.engine.native import Code, load, machine_code, types_of
from sim.engine.notices import say_once
from sim.engine.shipped import shipped_code

_MAKING = RLock()
"""Held while code is made: Python 3.11 cannot parse sources in two threads at once (its issue
106905), and Numba compiles in one thread at a time."""
_NAMING = RLock()
"""Held while an entry is looked up: a cached function may be computed by several threads."""


def entry(function: Function) -> Function:
    """Return a compiled copy of an outermost function; Python code may call it.

    The package brings its machine code (see ``shipped``), or it is kept on disk (see
    ``code_cache``). If it cannot be kept, it is compiled for this process alone. If the compiler is
    off, return the function itself. Several threads may ask at once.
    """
    with _NAMING:
        return _made(function)


@functools.cache
def _made(function: Function) -> Function:
    return Entry(function) if jit_enabled() else function


class Entry:
    """A compiled copy of an outermost function.

    Attributes:
        bitcode: The code as this process has compiled it; None if it was loaded or is not needed
            yet.
    """

    def __init__(self, function: Function) -> None:
        functools.update_wrapper(self, function)
        self.bitcode: Code | None = None
        self._function = function
        self._ready: dict[str, Callable[..., Any]] = {}

    def __call__(self, *arguments: Any) -> float | None:
        """Call the compiled code; it is loaded, or made, for the first arguments of their types."""
        types = types_of(arguments)
        if types not in self._ready:
            with _MAKING:  # The first thread makes it, the others wait.
                if types not in self._ready:
                    self._ready[types] = load(self._code(types, arguments))
        answer: float | None = self._ready[types](*arguments)
        return answer

    def _code(self, types: str, arguments: tuple[Any, ...]) -> Code:
        """Return the machine code. If another process is making it, wait for that."""
        name, lanes = self._function.__name__, kernel_lanes()
        found = _of_types(types, shipped_code(name, source_hash(), lanes))
        if found is not None:
            return found
        cache = CodeCache(name, inspect.getsource(self._function), source_hash(), lanes)
        found = _of_types(types, cache.find())
        if found is not None:
            return found
        with only_one(cache.lock_path, waits=_say_that_it_waits):
            return _of_types(types, cache.find()) or self._compiled(arguments, cache)

    def _compiled(self, arguments: tuple[Any, ...], cache: CodeCache) -> Code:
        """Compile the function, with a line on stderr, and keep its machine code."""
        with telling(kept=not cache.trouble):
            from sim.engine.bitcode import compile_bitcode

            self.bitcode, alone = compile_bitcode(self._function, arguments)
            made = machine_code(self.bitcode)
        if alone:
            cache.keep(made)
        elif not cache.trouble:
            cache.trouble = "it needs what only this process has"
        if cache.trouble:
            say_once(
                f"The compiled kernel is not kept, and is compiled anew every time: {cache.trouble}"
            )
        return made


def _of_types(types: str, code: Code | None) -> Code | None:
    """Return the code if it takes arguments of these types."""
    return code if code is not None and code.types == types else None


def _say_that_it_waits() -> None:
    say_once("Another process is compiling the kernel: waiting for it")
