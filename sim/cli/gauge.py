"""A plain bar of progress on standard error: how many runs of how many."""

from __future__ import annotations

import time
from types import TracebackType

import typer

SECONDS_BETWEEN_LINES = 30.0


class Gauge:
    """Shows progress while it is open: a bar on a terminal, a line now and then elsewhere."""

    def __init__(self, name: str) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

        self._console = Console(stderr=True)
        self._told = time.monotonic()
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.percentage:>3.0f} %"),
            TimeRemainingColumn(),
            console=self._console,
            transient=True,
            disable=not self._console.is_terminal,
        )
        self._task = self._bar.add_task(name, total=None)

    def __enter__(self) -> Gauge:
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.stop()

    def show(self, done: int, of: int) -> None:
        """Show how far it is."""
        self._bar.update(self._task, total=of, completed=done)
        late = time.monotonic() - self._told > SECONDS_BETWEEN_LINES
        if late and not self._console.is_terminal:
            self._told = time.monotonic()
            typer.echo(f"{done:,} of {of:,} runs", err=True)
