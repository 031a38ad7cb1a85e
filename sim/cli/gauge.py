"""Progress on standard error: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import time
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from sim.cli.printing import say

if TYPE_CHECKING:
    from rich.progress import ProgressColumn

SECONDS_BETWEEN_LINES = 30.0


class Shown:
    """A bar on a terminal while it is open, and nothing but lines elsewhere."""

    def __init__(self, name: str, *columns: ProgressColumn, **fields: Any) -> None:
        from rich.console import Console
        from rich.progress import Progress

        self._console = Console(stderr=True)
        self._told = time.monotonic()
        self._bar = Progress(
            *columns,
            console=self._console,
            transient=True,
            disable=not self._console.is_terminal,
        )
        self._task = self._bar.add_task(name, total=None, **fields)

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.stop()

    def _say(self, line: str) -> None:
        """Print a line where there is no bar, if the last one was long ago."""
        late = time.monotonic() - self._told > SECONDS_BETWEEN_LINES
        if late and not self._console.is_terminal:
            self._told = time.monotonic()
            say(line, err=True)


class Gauge(Shown):
    """How many runs of how many."""

    def __init__(self, name: str) -> None:
        from rich.progress import BarColumn, TextColumn, TimeRemainingColumn

        super().__init__(
            name,
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.percentage:>3.0f} %"),
            TimeRemainingColumn(),
        )

    def show(self, done: int, of: int) -> None:
        """Show how far it is."""
        self._bar.update(self._task, total=of, completed=done)
        self._say(f"{done:,} of {of:,} runs")
