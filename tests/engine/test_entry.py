"""A compiled copy is made once, however many threads ask for it at the same time."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from sim.engine import entry as module


def test_threads_that_ask_at_once_get_one_copy(monkeypatch: pytest.MonkeyPatch) -> None:
    """The compiler's switch is asked while a copy is made, slowly, so that all threads ask."""
    asked = []

    def slowly() -> bool:
        asked.append(1)
        time.sleep(0.05)
        return False

    def outermost() -> None: ...

    monkeypatch.setattr(module, "jit_enabled", slowly)
    ready = Barrier(4)

    def ask(_: int) -> object:
        ready.wait()
        return module.entry(outermost)

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(ask, range(4))) == {outermost}
    assert len(asked) == 1
