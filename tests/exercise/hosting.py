"""A game at a console for tests, at which the lines of a list are typed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sim.exercise import log as kinds
from sim.exercise.host import Host
from sim.exercise.log import of_kind, read_log
from sim.exercise.session import Session
from sim.scenario import Scenario
from tests.exercise.scripted import Scripted

SEAL = ["", "", "", ""]
"""Stay on both courses, no intent, seal."""


@contextmanager
def hosted(
    folder: Path, scenario: Scenario, lines: Iterable[str], seats: Iterable[str], **options: Any
) -> Iterator[tuple[Session, Host, Scripted]]:
    """A game at a console at which these lines are typed."""
    console = Scripted(lines)
    told: list[str] = []
    host = Host(
        console,
        told.append,
        options.pop("seconds", None),
        options.pop("advises", True),
        options.pop("control", False),
    )
    options.setdefault("turns", 1)
    try:
        yield host.start(folder, scenario, seats=seats, seed=5, **options), host, console
    finally:
        host.close()


def entry(folder: Path, actor: str, turn: int = 0) -> dict[str, Any]:
    (found,) = (
        dict(one)
        for one in of_kind(read_log(folder), kinds.ORDER)
        if (one["actor"], one["turn"]) == (actor, turn)
    )
    return found
