"""One calibration from its experiment to its ensemble and its facts."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.analysis.calibration.bands import Band, Floats, inside, nearest, scales
from sim.analysis.calibration.posterior import Posterior, posterior
from sim.analysis.calibration.ranks import Check, Simultaneous, check, doubt, simultaneous
from sim.analysis.calibration.verdict import verdict
from sim.cards import Card
from sim.measures import measure_of
from sim.scenario.ensemble import Ensemble
from sim.validation.calibration.tables import (
    MEMBERS,
    POINTS,
    Played,
    Watch,
    bands_of,
    calibration_of,
    play_members,
    play_points,
    ranges,
    reduced,
    spans,
)
from sim.version import MODEL_VERSION, __version__

if TYPE_CHECKING:
    from sim.experiment.experiment import Experiment

Facts = dict[str, Any]


def _silent(done: int, of: int) -> None:
    """Ignore the progress."""


@dataclass(frozen=True, eq=False, repr=False)
class Calibrated(Card):
    """A calibration that is done.

    Attributes:
        experiment: The experiment.
        bands: Its bands.
        table: What came of its points.
        found: The settings that agree with the bands.
        checked: The check of the method by simulation.
        uniform: The band of that check.
        ensemble: Settings drawn from those found.
        predicted: What comes of them on other chance.
    """

    experiment: Experiment
    bands: tuple[Band, ...]
    table: Played
    found: Posterior
    checked: Check
    uniform: Simultaneous
    ensemble: Ensemble
    predicted: Played

    def _card(self) -> tuple[str, ...]:
        facts = self.facts()
        said = [f"{one['path']}: {one['verdict']}" for one in facts["parameters"]]
        head = f"{self.experiment.name}: {len(self.ensemble.members)} calibrated settings"
        return head, "; ".join(said)

    def facts(self) -> Facts:
        """Return all numbers that pages and figures quote, as values that JSON can hold."""
        entry = calibration_of(self.experiment)
        held = inside(self.table.statistics, self.bands)
        noise = self.found.noise
        return {
            "experiment": self.experiment.name,
            "title": self.experiment.title,
            "scenario": self.experiment.policies[0].scenario.name,
            "model": MODEL_VERSION,
            "turns": self.experiment.turns,
            "points": len(self.table.settings),
            "futures": self.experiment.replicates.cap,
            "runs": self.table.runs,
            "failed": self.table.failed,
            "keep": entry.keep,
            "kept": len(self.found.kept),
            "size": _short(self.found.size),
            "bandwidth": _short(self.found.bandwidth),
            "inside": _short(held.all(axis=1).mean()),
            "noise": [_short(value) for value in noise],
            "truths": len(self.checked.ranks),
            "draws": self.checked.draws,
            "members": len(self.ensemble.members),
            "member_futures": entry.futures,
            "ensemble": self.ensemble.hash,
            "bands": [self._band(k, held) for k in range(len(self.bands))],
            "parameters": [self._parameter(k) for k in range(len(self.ensemble.paths))],
            "correlation": [[_short(value) for value in row] for row in self.found.correlation],
            "watched": [self._watched(k, name) for k, name in enumerate(entry.watch)],
            "without": {
                band.name: [_short(value) for value in self.without(k).contraction]
                for k, band in enumerate(self.bands)
            },
        }

    def without(self, k: int) -> Posterior:
        """Return the settings that agree with all bands but one: what this one adds."""
        others = [place for place in range(len(self.bands)) if place != k]
        if not others:
            return replace(self.found, values=self.table.settings, weights=_even(self.table))
        return _found(self.experiment, self.table, [self.bands[place] for place in others], others)

    def _band(self, k: int, held: Any) -> Facts:
        band = self.bands[k]
        others = np.delete(held, k, axis=1).all(axis=1)
        both = held.all(axis=1)
        members = inside(self.predicted.statistics, self.bands)[:, k]
        return {
            "name": band.name,
            "title": band.title,
            "low": band.low,
            "high": band.high,
            "source": band.source,
            "inside": _short(held[:, k].mean()),
            "excludes": _short(1 - both.sum() / others.sum()) if others.any() else 0.0,
            "table": _span(self.table.statistics[:, k]),
            "predicted": _span(self.predicted.statistics[:, k]),
            "mean_inside": bool(band.low <= self.predicted.statistics[:, k].mean() <= band.high),
            "members_inside": _short(members.mean()),
        }

    def _parameter(self, k: int) -> Facts:
        found, path = self.found, self.ensemble.paths[k]
        low, middle, high = found.quantiles([0.05, 0.5, 0.95])[:, k]
        contraction, shift = float(found.contraction[k]), float(found.shift[k])
        base = self.experiment.policies[0].scenario.numbers()[path]
        return {
            "path": path,
            "low": float(found.low[k]),
            "high": float(found.high[k]),
            "base": float(base),
            "mean": _short(found.mean[k]),
            "median": _short(middle),
            "q05": _short(low),
            "q95": _short(high),
            "contraction": _short(contraction),
            "shift": _short(shift),
            "verdict": verdict(contraction, shift, found.noise),
            "p": _short(doubt(self.checked.ranks[:, k], self.uniform)),
            "covered": _short(self.checked.covered[k]),
            "possible": _short(self.checked.contraction[k]),
        }

    def _watched(self, k: int, name: str) -> Facts:
        return {
            "name": name,
            "label": measure_of(name).label,
            "percent": measure_of(name).kind.in_percent,
            "table": _span(self.table.watched[:, k]),
            "predicted": _span(self.predicted.watched[:, k]),
        }


def calibrate(
    experiment: Experiment | str | Path,
    out: str | Path,
    *,
    quick: bool = False,
    jobs: int | None = None,
    overwrite: bool = False,
    watch: Watch = _silent,
) -> Calibrated:
    """Calibrate free numbers of a scenario to bands, and write the ensemble of what agrees.

    The points are played first and kept in `out`, so that a second call goes on where the first
    one stopped. The result depends only on the experiment and its seeds.

    Args:
        experiment: An experiment with a table [calibration], its file, or a shipped one's name.
        out: Folder for the points, the members and `ensemble.json`.
        quick: Play few points and few futures: a first look, not a result.
        jobs: Units played at once; as many as there are cores if None.
        overwrite: Replace the points in the folder, such as those of other rules.
        watch: Called with the runs that are done and of all, for the points and again for the
            members.

    Raises:
        ExperimentError: The experiment is not valid.
        ResultsError: It has no bands, or the folder holds something else or cannot be written.
    """
    from sim.experiment import Experiment, load_experiment

    loaded = experiment if isinstance(experiment, Experiment) else load_experiment(experiment)
    entry = calibration_of(loaded)
    if quick:
        loaded = reduced(loaded)
        entry = calibration_of(loaded)
    folder = Path(out)
    table = play_points(loaded, folder / POINTS, jobs=jobs, overwrite=overwrite, watch=watch)
    bands, (low, high), scale = bands_of(entry), ranges(loaded), scales(table.statistics)
    random = np.random.default_rng(entry.seed)
    found = _found(loaded, table, bands, list(range(len(bands))))
    checked = check(
        table.settings,
        table.statistics,
        scale,
        low=low,
        high=high,
        keep=entry.keep,
        truths=entry.truths,
        draws=entry.ranks,
        random=random,
    )
    uniform = simultaneous(len(checked.ranks), entry.ranks, random)
    drawn = found.values[found.spread(entry.members, random)]
    ensemble = _ensemble(loaded, drawn)
    ensemble.save(folder / "ensemble.json")
    predicted = play_members(loaded, ensemble, folder / MEMBERS, jobs=jobs, watch=watch)
    return Calibrated(loaded, bands, table, found, checked, uniform, ensemble, predicted)


def _found(
    experiment: Experiment, table: Played, bands: Sequence[Band], places: list[int]
) -> Posterior:
    """Return the settings that agree with some of the bands, whose statistics are at `places`."""
    low, high = ranges(experiment)
    statistics = table.statistics[:, places]
    return posterior(
        table.settings,
        statistics,
        nearest(statistics, bands),
        scales(statistics),
        low=low,
        high=high,
        keep=calibration_of(experiment).keep,
    )


def _even(table: Played) -> Floats:
    return np.full(len(table.settings), 1 / len(table.settings))


def _ensemble(experiment: Experiment, drawn: Floats) -> Ensemble:
    """Return the ensemble of settings [member, parameter], rounded to twelve digits."""
    scenario, entry = experiment.policies[0].scenario, calibration_of(experiment)
    bands = json.dumps(entry.model_dump(), sort_keys=True)
    return Ensemble(
        name=experiment.name,
        scenario=scenario.name,
        scenario_hash=scenario.hash,
        experiment=experiment.name,
        experiment_hash=experiment.hash,
        calibration_hash=hashlib.sha256(bands.encode()).hexdigest(),
        model=MODEL_VERSION,
        program=__version__,
        paths=tuple(factor.path for factor in experiment.factors),
        members=tuple(tuple(float(f"{value:.12g}") for value in row) for row in drawn.tolist()),
    )


def _span(values: Floats) -> Mapping[str, float]:
    mean, low, high = (float(bound[0]) for bound in spans(values[:, None]))
    return {"mean": _short(mean), "q05": _short(low), "q95": _short(high)}


def _short(value: float) -> float:
    """Return a number with six significant digits, which are more than anybody quotes."""
    return float(f"{float(value):.6g}")
