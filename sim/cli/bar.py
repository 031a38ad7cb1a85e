"""The progress of a sweep: its rate, its time left and the main outcome so far."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.cli.gauge import Shown
from sim.words import counted, numeral, percent, percent_bounds

if TYPE_CHECKING:
    from sim.experiment.sweep import Progress


class Bar(Shown):
    """A progress bar of a sweep while the context is open, with notes printed above it."""

    def __init__(self, name: str, outcome: str, *, share: bool, settings: int) -> None:
        from rich.progress import BarColumn, TextColumn, TimeRemainingColumn

        super().__init__(
            name,
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.percentage:>3.0f} %  {task.fields[rate]}"),
            TimeRemainingColumn(),
            TextColumn("{task.fields[estimate]}"),
            rate="",
            estimate="",
        )
        self._outcome = outcome
        self._share = share
        self._settings = settings
        self._notes = 0

    def show(self, progress: Progress) -> None:
        """Show the progress, and print its new notes."""
        for note in progress.notes[self._notes :]:
            self._console.print(note, markup=False, highlight=False, soft_wrap=True)
        self._notes = len(progress.notes)
        played = progress.runs_done - progress.runs_found
        rate = f"{played / progress.seconds:,.0f} runs/s" if progress.seconds > 0 else ""
        estimate = self._estimate(progress)
        self._bar.update(
            self._task,
            total=progress.runs,
            completed=progress.runs_done,
            rate=rate,
            estimate=estimate,
        )
        self._say(f"{progress.runs_done:,} of {counted(progress.runs, 'run')}  {rate}  {estimate}")

    def _estimate(self, progress: Progress) -> str:
        return estimate(progress, self._outcome, share=self._share, settings=self._settings)


def estimate(progress: Progress, outcome: str, *, share: bool, settings: int) -> str:
    """Return the estimate of the main outcome, such as "recommitted 21.3 % [20.9, 21.7]".

    With several settings there is no interval, because runs at different settings have the same
    random draws and are not independent.
    """
    if progress.mean is None:
        return ""
    over = f" over {settings:,} settings" if settings > 1 else ""
    if not share:
        return f"{outcome} {numeral(progress.mean, '.4g')}{over}"
    if over:
        return f"{outcome} {percent(progress.mean, digits=1)}{over}"
    from sim.experiment.intervals import wilson

    low, high = wilson(progress.total, progress.known)
    bounds = percent_bounds(low, high, digits=1)
    return f"{outcome} {percent(progress.mean, digits=1)} {bounds}"
