"""Make the kernel ready in one thread, before several threads call it."""

from __future__ import annotations


def make_ready() -> None:
    """Prepare the kernel's sources, if there is a compiler.

    Python 3.11 cannot parse in two threads at once (python/cpython issue 106905), which the first
    call of the kernel does.
    """
    from sim.engine.compiled import entry
    from sim.engine.kernel import play_points

    entry(play_points)
