"""A lock so that processes which need the same kernel at the same time compile it once.

The lock is one of the operating system on an open file. The system releases it when its holder
ends, however it ends, so a holder that died blocks nobody.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

PATIENCE = 600.0
"""Longest wait in seconds: compiling takes a minute, on a busy machine some minutes."""
PAUSE = 0.1
"""Seconds between two attempts."""


def _silent() -> None:
    """Say nothing."""


@contextlib.contextmanager
def only_one(
    path: Path | None, patience: float = PATIENCE, waits: Callable[[], None] = _silent
) -> Iterator[bool]:
    """Hold the lock of a file while the context is open; yield whether it is held.

    It is not held if another process holds it for longer than ``patience``, or where the file or
    the system allows no lock. The caller then goes on as if there were no other process. The file
    is made for the lock and removed after it.

    Args:
        path: The file; None for no lock.
        patience: Longest wait in seconds.
        waits: Called once if it is necessary to wait.
    """
    handle = None if path is None else _wait_for(path, patience, waits)
    try:
        yield handle is not None
    finally:
        if path is not None and handle is not None:
            with contextlib.suppress(OSError):
                path.unlink()
            os.close(handle)  # This releases the lock.


def _wait_for(path: Path, patience: float, waits: Callable[[], None]) -> int | None:
    """Return the open file with its lock, or None if there is none to be had in time."""
    until, told = time.monotonic() + patience, False
    try:
        while (handle := _attempt(path)) is None:
            if not told:
                waits()
                told = True
            if time.monotonic() >= until:
                return None
            time.sleep(PAUSE)
    except OSError:
        return None
    return handle


def _attempt(path: Path) -> int | None:
    """Return the open file with its lock; None if another holds it.

    Raises:
        OSError: The file cannot be made, or cannot be locked.
    """
    if sys.platform == "win32":
        raise OSError("no lock of this kind")
    import fcntl

    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        # Its last holder may have removed the file in between: then this lock is of no file.
        if os.path.samestat(os.fstat(handle), os.stat(path)):
            return handle
    except (BlockingIOError, FileNotFoundError):
        pass
    except OSError:
        os.close(handle)
        raise
    os.close(handle)
    return None
