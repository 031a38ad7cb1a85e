"""The fit that is shipped: the values of the free scales, and those of the next best points.

Cases and other records are played with it, so that nobody waits for the table of simulations. It is
written by `python -m sim.validation.decisions.fitted`, from the shipped record alone.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sim.record.files import write_file
from sim.scenario import shipped
from sim.validation.decisions.coding import DECISIONS, Rule, place_of, the_rule
from sim.validation.decisions.fitting import Fit, fit, scales_at
from sim.validation.decisions.playing import Cases, Watch
from sim.validation.decisions.rows import read_rows
from sim.validation.decisions.scoring import split
from sim.validation.freeze import FOLDER, frozen
from sim.validation.kept import Kept

PART = "decisions"
FILE = "decisions-fit.toml"
NEAR = 8
"""Number of points that are kept: the best, and the next best, which say how sure the fit is."""


@dataclass(frozen=True)
class Fitted:
    """Values of the scales that fit best, and of the points that fit nearly as well.

    Attributes:
        scales: Values of the best point by name.
        near: Values of the best points, best first.
        frozen: Hash of the frozen files at the fit.
    """

    scales: Mapping[str, float]
    near: Sequence[Mapping[str, float]]
    frozen: str


def place() -> Path:
    """Return the path of the shipped fit."""
    return shipped.folder(shipped.EXPERIMENTS) / FOLDER / FILE


def shipped_fit() -> Fitted:
    """Return the shipped fit."""
    held = tomllib.loads(place().read_text(encoding="utf-8"))
    return Fitted(held["points"][0], held["points"], held["frozen"])


def best_points(rule: Rule, found: Fit, number: int = NEAR) -> list[dict[str, float]]:
    """Return the values of the scales at the best points of a fit, best first."""
    order = np.argsort(found.scores, kind="stable")[:number]
    return [scales_at(rule, found.points[k]) for k in order]


def fit_text(rule: Rule, found: Fit, digest: str) -> str:
    """Return the text of the file of a fit."""
    lines = [
        "# The fit of the free scales on crises before 1990; written by",
        "# `python -m sim.validation.decisions.fitted`. The best points of the table, best first.",
        f'frozen = "{digest}"',
    ]
    for point in best_points(rule, found):
        lines += ["", "[[points]]", *(f"{name} = {value!r}" for name, value in point.items())]
    return "\n".join(lines) + "\n"


def fit_shipped(
    kept: Kept, *, jobs: int | None = None, watch: Watch = lambda futures: None
) -> tuple[Rule, Fit]:
    """Return the rule and its fit on the shipped record, as the frozen files say."""
    rule = the_rule()
    rows = read_rows(place_of(DECISIONS))
    early = rows.where(split(rows)[0])
    found = fit(
        early,
        Cases(rule, kept=kept, jobs=jobs),
        points=int(rule.fit["points"]),
        futures=int(rule.fit["futures"]),
        watch=watch,
    )
    return rule, found


def write_fit(kept: Path | None = None) -> tuple[Path, float]:
    """Fit the shipped record, write the file of the fit, and return its path and the best score.

    Args:
        kept: Folder of results that were computed before; None computes all of them.
    """
    rule, found = fit_shipped(Kept(kept))
    write_file(place(), fit_text(rule, found, frozen(PART).latest).encode())
    return place(), float(found.scores[found.best])


def main() -> None:
    """Fit the shipped record and write the file of the fit."""
    import argparse

    parser = argparse.ArgumentParser(prog="python -m sim.validation.decisions.fitted")
    parser.add_argument("--kept", type=Path, help="folder in which results are kept")
    path, score = write_fit(parser.parse_args().kept)
    print(f"{path}: score {score:.4f}")


if __name__ == "__main__":
    main()
