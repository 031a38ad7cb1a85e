"""Whose code plays: what fixes the bits of a run, checked where the run is played."""

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
    """The code that plays: version of the distribution, and hash of the rules and the engine.

    The kernel computes the same bits on every machine and with every version of the compiler, so
    the versions of libraries are no part of this; the manifest notes them.
    """

    version: str
    rules: str

    def __str__(self) -> str:
        return f"version {self.version}, rules {self.rules[:12]}"


class ForeignSourcesError(Exception):
    """The code of a worker is not that of the sweep; the message names the worker."""


@cache
def sources_here() -> Sources:
    """The code of this process, as it was when this was first asked for."""
    from sim.engine.compiled import source_hash
    from sim.version import __version__

    return Sources(__version__, source_hash())


def check_sources(wanted: Sources) -> None:
    """Raise ForeignSourcesError unless the code of this process is the one that is wanted."""
    here = sources_here()
    if here != wanted:
        package = Path(__file__).resolve().parent.parent
        raise ForeignSourcesError(
            f"{worker_name()} plays by other code, that in {package}: "
            f"{here}, not {wanted}; install there what the sweep was begun with"
        )


def worker_name() -> str:
    """Name of this process among workers: its Dask address if it has one, machine and number."""
    said = f"process {os.getpid()} of {platform.node() or 'this machine'}"
    distributed: Any = sys.modules.get("distributed")
    if distributed is None:
        return said
    try:
        return f"{distributed.get_worker().address} ({said})"
    except ValueError:  # no worker of Dask
        return said
