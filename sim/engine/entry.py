"""Outermost compiled functions, which Python code may call."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from threading import RLock, Thread
from typing import Any

from sim.engine.code_cache import CodeCache, holds_code
from sim.engine.compile_lock import only_one
from sim.engine.compiled import Function, kernel_lanes, source_hash, telling
from sim.engine.modes import jit_enabled, lanes_wanted
from sim.engine.native import Code, load, machine_code, types_of
from sim.engine.notices import say_once
from sim.engine.shipped import shipped_code, shipped_path

_MAKING = RLock()
"""Held while code is made: Python 3.11 cannot parse sources in two threads at once (its issue
106905), and Numba compiles in one thread at a time."""
_NAMING = RLock()
"""Held while an entry is looked up: a cached function may be computed by several threads."""


def entry(function: Function) -> Function:
    """Return a compiled copy of an outermost function; Python code may call it.

    Its machine code is kept on disk (see ``code_cache``), or made from what the package brings (see
    ``shipped``). If it cannot be kept, it is compiled for this process alone. If the compiler is
    off, return the function itself. Several threads may ask at once.
    """
    with _NAMING:
        return _made(function)


@functools.cache
def _made(function: Function) -> Function:
    return Entry(function) if jit_enabled() else function


def prepare(function: Function) -> None:
    """Begin to make the code of an outermost function from what the package brings.

    Another thread does it, and the caller can load or compute other things meanwhile. Nothing
    happens if the code is kept already, if the package does not bring it, or if the compiler is
    off.
    """
    made = entry(function)
    if isinstance(made, Entry):
        made.prepare()


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
        self._known: Code | None = None
        self._is_prepared = False
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

    def prepare(self) -> None:
        """Begin to make the code in another thread; see the function ``prepare``."""
        if self._is_prepared:
            return
        self._is_prepared = True
        sources, lanes = source_hash(), lanes_wanted()
        brought = shipped_path(self._function.__name__, sources, lanes).exists()
        if brought and not holds_code(sources, lanes):
            # No daemon: a process that ends early must not end while LLVM works.
            Thread(target=self._find, name="kernel").start()

    def _find(self) -> None:
        """Get the code from the cache or from what the package brings, if it is there."""
        with _MAKING:
            cache = self._cache()
            self._known = cache.find()
            if self._known is None:
                with only_one(cache.lock_path, waits=_say_that_it_waits):
                    self._known = cache.find() or self._brought(cache)

    def _cache(self) -> CodeCache:
        name, source = self._function.__name__, inspect.getsource(self._function)
        return CodeCache(name, source, source_hash(), kernel_lanes())

    def _brought(self, cache: CodeCache) -> Code | None:
        path = shipped_path(self._function.__name__, source_hash(), kernel_lanes())
        found = shipped_code(path)
        if found is not None:
            cache.keep(found)
        return found

    def _code(self, types: str, arguments: tuple[Any, ...]) -> Code:
        """Return the machine code. If another process is making it, wait for that."""
        if self._known is None:
            self._find()
        if self._known is not None and self._known.types == types:
            return self._known
        cache = self._cache()
        with only_one(cache.lock_path, waits=_say_that_it_waits):
            found = cache.find()
            if found is not None and found.types == types:
                return found
            return self._compiled(arguments, cache)

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


def _say_that_it_waits() -> None:
    say_once("Another process is compiling the kernel: waiting for it")
