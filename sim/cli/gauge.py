"""Progress on standard error: a bar on a terminal, otherwise a line every half minute."""

from __future__ import annotations

import time
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from sim.cli.printing import say
from sim.words import counted

if TYPE_CHECKING:
    from rich.progress import ProgressColumn

SECONDS_BETWEEN_LINES = 30.0


class Shown:
    """A progress bar on a terminal while the context is open; on anything else, lines."""

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
        where: TracebackType | None,
    ) -> None:
        self._bar.stop()

    def _say(self, line: str) -> None:
        """Print a line if there is no bar and the last line was long ago."""
        late = time.monotonic() - self._told > SECONDS_BETWEEN_LINES
        if late and not self._console.is_terminal:
            self._told = time.monotonic()
            say(line, err=True)


class Gauge(Shown):
    """The number of runs played, and of all runs."""

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
        """Show that `done` runs `of` all runs have been played."""
        self._bar.update(self._task, total=of, completed=done)
        self._say(f"{done:,} of {counted(of, 'run')}")
