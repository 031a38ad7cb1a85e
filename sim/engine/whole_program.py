"""Compile a call tree as one program.

Numba optimises and generates code for every function of a call tree, and again for every caller
that it is linked into: with two hundred small rules under seven levels of calls, most of the
compiling is done many times over. While :func:`whole_program` is on, inner functions are only
translated; the outermost function, into which they are all linked, is optimised once. That halves
the wait, and the result is faster, because the optimiser sees everything at once.

This reaches into Numba's code generator, and holds Numba's own lock while it does, so that nothing
else is compiled meanwhile. Where a version of Numba does not have what is reached for, nothing is
changed, a line on stderr says so, and compiling takes its ordinary course.
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
"""Methods of Numba that are replaced while a program is compiled, with what they take."""
CALLED: tuple[tuple[Any, str, tuple[str, ...]], ...] = (
    (CPUCodeLibrary, "_finalize_dynamic_globals", ("self",)),
)
"""Methods of Numba that the replacements call, with what they take."""


@contextlib.contextmanager
def whole_program(outermost: str) -> Iterator[None]:
    """Optimise only the library of the function with this qualified name."""
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
    """The methods that leave inner functions as they are; ``plain`` holds Numba's own."""

    def optimise(self: Any) -> None:
        if self.name == outermost:
            plain["_optimize_final_module"](self)

    def optimise_functions(self: Any, ll_module: Any) -> None:
        if self.name == outermost:
            plain["_optimize_functions"](self, ll_module)
        else:
            ll_module.data_layout = self._codegen._data_layout

    def finalise(self: Any) -> None:
        if self.name == outermost:
            plain["_finalize_final_module"](self)
        else:
            self._finalize_dynamic_globals()
            self._finalized = True

    def set_env(self: Any, env_name: str, env: Any) -> None:
        # An inner function has no machine code of its own, hence nowhere to put its environment,
        # which only functions that raise or handle Python objects would read.
        if self._engine.get_global_value_address(env_name):
            plain["set_env"](self, env_name, env)

    return {
        "_optimize_final_module": optimise,
        "_optimize_functions": optimise_functions,
        "_finalize_final_module": finalise,
        "set_env": set_env,
    }
