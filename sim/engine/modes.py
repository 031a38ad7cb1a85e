"""How the engine runs: compiled or as plain Python, and in how many lanes compiled code plays."""

import os

LANES = "MARCHLAND_LANES"
"""Environment variable that sets the number of lanes, for comparisons."""
NARROW, WIDE = 8, 16
"""Numbers of lanes: two rows fill the registers of processors without and with AVX-512."""


def jit_enabled() -> bool:
    """Whether functions are compiled; ``NUMBA_DISABLE_JIT=1`` in the environment prevents it."""
    return os.environ.get("NUMBA_DISABLE_JIT", "0") in ("", "0")


def lanes_wanted() -> int:
    """Return the number of lanes that suits the processor, or that the environment asks for.

    Raises:
        ValueError: The number in the environment is neither 8 nor 16.
    """
    asked = os.environ.get(LANES, "")
    if asked in (str(NARROW), str(WIDE)):
        return int(asked)
    if asked:
        raise ValueError(
            f"{LANES} = {asked}: must be {NARROW} or {WIDE}; leave it out to let the processor "
            "decide"
        )
    from llvmlite.binding import get_host_cpu_features

    return WIDE if get_host_cpu_features().get("avx512f") else NARROW
