"""Compile a call tree as one program.

Numba optimises every function of a call tree by itself, and once more in every caller into which it
is linked. With two hundred small rules and seven levels of calls, most functions are optimised many
times. Inside :func:`whole_program`, inner functions are only translated; the outermost function,
into which all are linked, is optimised once. This takes half the time, and the code is faster,
because the optimiser sees the whole program. Numba makes no machine code (``native`` does).

This replaces methods of Numba's code generator. Numba's own lock is held meanwhile, so no other
thread compiles. If a version of Numba lacks one of the methods, nothing is replaced, a line on
stderr says so, and Numba compiles as usual.
"""

from __future__ import annotations

import contextlib
import inspect
from collections.abc import Callable, Iterator
from typing import Any

from numba.core.codegen import CPUCodeLibrary, JITCPUCodegen
from numba.core.compiler_lock import global_compiler_lock

from sim.engine.notices import say_once

REPLACED: tuple[tuple[Any, str, tuple[str, ...]], ...] = (
    (CPUCodeLibrary, "_optimize_final_module", ("self",)),
    (CPUCodeLibrary, "_optimize_functions", ("self", "ll_module")),
    (CPUCodeLibrary, "_finalize_final_module", ("self",)),
    (JITCPUCodegen, "set_env", ("self", "env_name", "env")),
)
"""Methods of Numba that are replaced while a program is compiled, with their parameters."""
CALLED: tuple[tuple[Any, str, tuple[str, ...]], ...] = (
    (CPUCodeLibrary, "_finalize_dynamic_globals", ("self",)),
)
"""Methods of Numba that the replacements call, with their parameters."""


@contextlib.contextmanager
def whole_program(outermost: str) -> Iterator[None]:
    """While the context is open, optimise only the function with this qualified name."""
    with global_compiler_lock:
        if not all(_is_there(*method) for method in REPLACED + CALLED):
            say_once(
                "This version of Numba is not known to Marchland: "
                "compiling takes longer, and the results are the same."
            )
            yield
            return
        plain = {name: getattr(owner, name) for owner, name, _ in REPLACED}
        made = _replacements(outermost, plain)
        try:
            for owner, name, _ in REPLACED:
                setattr(owner, name, made[name])
            yield
        finally:
            for owner, name, _ in REPLACED:
                setattr(owner, name, plain[name])


def _is_there(owner: Any, name: str, taken: tuple[str, ...]) -> bool:
    method = vars(owner).get(name)
    return inspect.isfunction(method) and tuple(inspect.signature(method).parameters) == taken


def _replacements(
    outermost: str, plain: dict[str, Callable[..., None]]
) -> dict[str, Callable[..., None]]:
    """Return methods that do not optimise inner functions; ``plain`` holds Numba's own methods."""

    def optimise(self: Any) -> None:
        if self.name == outermost:
            plain["_optimize_final_module"](self)

    def optimise_functions(self: Any, ll_module: Any) -> None:
        if self.name == outermost:
            plain["_optimize_functions"](self, ll_module)
        else:
            ll_module.data_layout = self._codegen._data_layout

    def finalise(self: Any) -> None:
        self._finalize_dynamic_globals()
        self._finalized = True

    def set_env(self: Any, env_name: str, env: Any) -> None:
        # Without machine code there is no address for the environment of a function. Only
        # functions that handle Python objects would read it.
        if self._engine.get_global_value_address(env_name):
            plain["set_env"](self, env_name, env)

    return {
        "_optimize_final_module": optimise,
        "_optimize_functions": optimise_functions,
        "_finalize_final_module": finalise,
        "set_env": set_env,
    }
