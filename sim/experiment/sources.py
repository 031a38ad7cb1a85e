"""The version of the code that plays runs, checked by every worker before it plays."""

from __future__ import annotations

import os
import platform
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Sources:
    """Identity of the code that plays: version of the package, and hash of rules and engine.

    The kernel computes the same bits on every machine and with every version of the compiler.
    Versions of libraries are therefore not part of this; the manifest records them.
    """

    version: str
    rules: str

    def __str__(self) -> str:
        return f"version {self.version}, rules {self.rules[:12]}"


class ForeignSourcesError(Exception):
    """The code of a worker differs from that of the sweep. The message names the worker."""


@cache
def sources_here() -> Sources:
    """Return the identity of this process's code, computed at the first call."""
    from sim.engine.compiled import source_hash
    from sim.version import __version__

    return Sources(__version__, source_hash())


def check_sources(wanted: Sources) -> None:
    """Check that the code of this process is the one wanted; raise ForeignSourcesError if not."""
    here = sources_here()
    if here != wanted:
        package = Path(__file__).resolve().parent.parent
        raise ForeignSourcesError(
            f"{worker_name()} plays by other code, that in {package}: "
            f"{here}, not {wanted}; install there what the sweep was begun with"
        )


def worker_name() -> str:
    """Return a name of this process: its Dask address if it has one, its number and machine."""
    said = f"process {os.getpid()} of {platform.node() or 'this machine'}"
    distributed: Any = sys.modules.get("distributed")
    if distributed is None:
        return said
    try:
        return f"{distributed.get_worker().address} ({said})"
    except ValueError:  # this process is not a Dask worker
        return said
