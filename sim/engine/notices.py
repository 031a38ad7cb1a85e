"""Lines on stderr about the compiler, each written at most once per process."""

from __future__ import annotations

import functools
import sys


@functools.cache
def say_once(line: str) -> None:
    """Write a line to stderr, unless this process has written it before."""
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()
