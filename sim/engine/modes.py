"""Whether the engine runs compiled or as plain Python."""

import os


def jit_enabled() -> bool:
    """Whether functions are compiled at all; ``NUMBA_DISABLE_JIT=1`` turns it off."""
    return os.environ.get("NUMBA_DISABLE_JIT", "0") in ("", "0")
