"""Whether the engine runs compiled or as plain Python."""

import os


def jit_enabled() -> bool:
    """Whether functions are compiled; ``NUMBA_DISABLE_JIT=1`` in the environment prevents it."""
    return os.environ.get("NUMBA_DISABLE_JIT", "0") in ("", "0")
