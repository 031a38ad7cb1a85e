"""Compile a call tree as one program.

Numba optimises and generates code for every function of a call tree, and again for every caller
that it is linked into: with two hundred small rules under seven levels of calls, most of the
compiling is done many times over. While :func:`whole_program` is on, inner functions are only
translated; the outermost function, into which they are all linked, is optimised once. That halves
the wait, and the result is faster, because the optimiser sees everything at once.

This reaches into Numba's code generator. Where a version of Numba does not have what is reached
for, nothing is changed and compiling takes its ordinary course.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from typing import Any

_LOCK = threading.RLock()


@contextlib.contextmanager
def whole_program(outermost: str) -> Iterator[None]:
    """Optimise only the library of the function with this qualified name."""
    from numba.core import codegen

    library: Any = codegen.CPUCodeLibrary
    generator: Any = codegen.JITCPUCodegen
    wanted = (
        (library, "_optimize_final_module"),
        (library, "_optimize_functions"),
        (library, "_finalize_final_module"),
        (library, "_finalize_dynamic_globals"),
        (generator, "set_env"),
    )
    if not all(hasattr(owner, name) for owner, name in wanted):
        yield
        return
    plain = {name: getattr(owner, name) for owner, name in wanted}

    def optimise(self: Any) -> None:
        if self.name == outermost:
            plain["_optimize_final_module"](self)

    def optimise_functions(self: Any, module: Any) -> None:
        if self.name == outermost:
            plain["_optimize_functions"](self, module)
        else:
            module.data_layout = self._codegen._data_layout

    def finalise(self: Any) -> None:
        if self.name == outermost:
            plain["_finalize_final_module"](self)
        else:
            self._finalize_dynamic_globals()
            self._finalized = True

    def set_env(self: Any, name: str, environment: Any) -> None:
        # An inner function has no machine code of its own, hence nowhere to put its environment,
        # which only functions that raise or handle Python objects would read.
        if self._engine.get_global_value_address(name):
            plain["set_env"](self, name, environment)

    changed = {
        "_optimize_final_module": optimise,
        "_optimize_functions": optimise_functions,
        "_finalize_final_module": finalise,
        "set_env": set_env,
    }
    with _LOCK:
        try:
            for owner, name in wanted:
                if name in changed:
                    setattr(owner, name, changed[name])
            yield
        finally:
            for owner, name in wanted:
                setattr(owner, name, plain[name])
