"""The tables of a calibration: its points, and later its members, played and added up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from sim.analysis.calibration.bands import Band, BandSums, Floats
from sim.experiment.designs import SampledDesign, SinglePoint
from sim.experiment.experiment import Replicates
from sim.experiment.faults import ResultsError
from sim.experiment.manifest_file import NAME
from sim.experiment.over_ensemble import over_ensemble
from sim.experiment.play import numbers
from sim.experiment.sweep import sweep
from sim.experiment.table import OK
from sim.words import counted, verb

if TYPE_CHECKING:
    from sim.experiment.calibration import CalibrationEntry
    from sim.experiment.experiment import Experiment
    from sim.experiment.store import Store
    from sim.experiment.sweep import Progress
    from sim.scenario.ensemble import Ensemble

Watch = Callable[[int, int], None]
POINTS, MEMBERS = "points", "members"
"""Folders of the results below the folder of a calibration."""
QUICK_POINTS, QUICK_FUTURES, QUICK_TRUTHS, QUICK_MEMBERS = 256, 20, 50, 20


@dataclass(frozen=True, eq=False)
class Played:
    """What came of the points of a table.

    Attributes:
        settings: Settings [point, parameter].
        statistics: Statistics of the bands [point, band].
        watched: Means of the outcomes that no band speaks of [point, outcome].
        runs: Runs that did not fail.
        failed: Runs that failed.
    """

    settings: Floats
    statistics: Floats
    watched: Floats
    runs: int
    failed: int


def bands_of(entry: CalibrationEntry) -> tuple[Band, ...]:
    """Return the bands of an experiment, in the order of its file."""
    return tuple(
        Band(
            name,
            band.title,
            band.statistic,
            band.outcomes,
            band.per,
            band.low,
            band.high,
            band.source,
        )
        for name, band in entry.bands.items()
    )


def calibration_of(experiment: Experiment) -> CalibrationEntry:
    """Return the table [calibration] of an experiment. Raises ResultsError if there is none."""
    if experiment.calibration is None:
        raise ResultsError(
            f"{experiment.name}: it has no table [calibration], so there are no bands to hold it "
            "against; calibrate-karabakh is an experiment that has one"
        )
    return experiment.calibration


def reduced(experiment: Experiment) -> Experiment:
    """Return the same calibration with few points, futures and truths, for a first look."""
    entry, design = calibration_of(experiment), experiment.design
    assert isinstance(design, SampledDesign)  # the loader sees to it
    futures = min(QUICK_FUTURES, experiment.replicates.cap)
    return replace(
        experiment,
        design=design.model_copy(update={"points": min(QUICK_POINTS, design.points)}),
        replicates=Replicates(fixed=futures),
        calibration=entry.model_copy(
            update={
                "keep": max(entry.keep, 0.2),
                "truths": min(QUICK_TRUTHS, entry.truths),
                "members": min(QUICK_MEMBERS, entry.members),
                "futures": min(QUICK_FUTURES, entry.futures),
            }
        ),
    )


def _silent(done: int, of: int) -> None:
    """Ignore the progress."""


def play_points(
    experiment: Experiment,
    folder: Path,
    *,
    jobs: int | None = None,
    overwrite: bool = False,
    watch: Watch = _silent,
) -> Played:
    """Play the points of a calibration, or go on with what is there, and add them up.

    Raises:
        ResultsError: The folder holds other results, or cannot be written.
        Interrupted: The user pressed Ctrl-C. All finished units are stored.
    """
    began = (folder / NAME).exists() and not overwrite
    done = sweep(
        experiment, folder, jobs=jobs, resume=began, overwrite=overwrite, watch=_shown(watch)
    )
    return added_up(done.store, experiment)


def play_members(
    experiment: Experiment,
    ensemble: Ensemble,
    folder: Path,
    *,
    jobs: int | None = None,
    watch: Watch = _silent,
) -> Played:
    """Play the members of an ensemble on chance that no point of the calibration had."""
    entry = calibration_of(experiment)
    plain = replace(
        experiment,
        factors=(),
        design=SinglePoint(),
        replicates=Replicates(fixed=entry.futures * len(ensemble.members)),
        seed=(experiment.seed + 1) % 2**64,
    )
    over = over_ensemble(plain, ensemble)
    done = sweep(over, folder, jobs=jobs, overwrite=True, watch=_shown(watch))
    return added_up(done.store, over)


def added_up(store: Store, experiment: Experiment) -> Played:
    """Return what came of every point, read part by part."""
    entry = calibration_of(experiment)
    bands, size = bands_of(entry), experiment.size
    sums, watched = BandSums(bands, size), np.zeros((size, len(entry.watch)))
    wanted = sorted({name for band in bands for name in (*band.outcomes, *band.per)})
    wanted += [name for name in entry.watch if name not in wanted]
    runs = failed = 0
    for path in store.parts(store.runs):
        table = store.read(path, ["point", "status", *wanted])
        good = np.asarray(table["status"].combine_chunks().dictionary_decode()) == OK
        point = table["point"].to_numpy()[good]
        columns = {name: numbers(table, name)[good] for name in wanted}
        sums.add(point, columns)
        for k, name in enumerate(entry.watch):
            watched[:, k] += np.bincount(point, columns[name], size)
        runs, failed = runs + int(good.sum()), failed + int((~good).sum())
    if not (sums.runs > 0).all():
        lost = int((sums.runs == 0).sum())
        raise ResultsError(
            f"{store.folder}: {counted(lost, 'point')} {verb(lost, 'have')} no run that succeeded"
        )
    return Played(
        experiment.points().factor_values,
        sums.statistics(),
        watched / sums.runs[:, None],
        runs,
        failed,
    )


def spans(values: Floats) -> tuple[Floats, Floats, Floats]:
    """Return mean, 5 % and 95 % quantile of every column of values [setting, column]."""
    low, high = np.quantile(values, [0.05, 0.95], axis=0)
    return values.mean(axis=0), low, high


def _shown(watch: Watch) -> Callable[[Progress], None]:
    return lambda progress: watch(progress.runs_done, progress.runs)


def ranges(experiment: Experiment) -> tuple[Floats, Floats]:
    """Return the lowest and the highest value of every free number."""
    factors: Sequence[tuple[float, float]] = [(f.low, f.high) for f in experiment.factors]
    low, high = np.array(factors, np.float64).T
    return low, high
