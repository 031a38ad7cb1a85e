"""Make the pictures of our pages: of the run that the README tells, a game, and small sweeps.

Run it as ``python docs/figures/remake.py`` after a change of the rules or of the figures; with
``run``, ``review`` or ``gallery`` it makes those of the README, of the page on reviews, or of the
gallery alone.
"""

import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image

import sim
from sim.exercise.programs.recorded import RecordedPlayer, recorded_decisions
from sim.exercise.seating import Seating
from sim.exercise.session import Session
from sim.plots import Choice, Drawn, draw, save
from sim.plots.choices import choices_drawn
from sim.plots.entry import NO_CHOICE

HERE = Path(__file__).resolve().parent
SCENARIO, SEED = "karabakh-2020", 2020
FIGURES = ("ties", "histories")
REVIEWED = 10
"""Turns of the game on the page on reviews."""
COLOURS = 128  # enough for every line and marker, in a third of the bytes


@dataclass(frozen=True)
class Shown:
    """A picture of the gallery: the figure, the shipped experiment it is of, what was chosen."""

    figure: str
    experiment: str
    choice: Choice = NO_CHOICE


GALLERY = (
    Shown("outcome-shares", "moscow-postures", Choice(outcome="offensive")),
    Shown("policy-differences", "armenia-options"),
    Shown("stance-changes", "armenia-options", Choice(policy="diversify")),
    Shown("phase-diagram", "recommit-phase"),
    Shown("threshold-surface", "recommit-baseline"),
    Shown("survival", "moscow-postures"),
    Shown("fan", "moscow-postures", Choice(path="ties.RUS-AZE.influence")),
    Shown("stance-shares", "moscow-postures"),
    Shown("stance-flows", "recommit-baseline"),
    Shown("influence-map", "recommit-baseline"),
    Shown("ties", "recommit-baseline"),
    Shown("sobol", "recommit-drivers"),
    Shown("morris", "recommit-screen"),
    Shown("tornado", "recommit-drivers"),
    Shown("discovery-box", "recommit-discovery"),
    Shown("discovery-trajectory", "recommit-discovery"),
)
REPLICATES = {
    "armenia-options": 500,
    "moscow-postures": 500,
    "recommit-baseline": 2000,
    "recommit-drivers": 8,
    "recommit-discovery": 40,
    "recommit-phase": 60,
    "recommit-screen": 64,
}
"""Replicates of each experiment, fewer than most are shipped with: three minutes in all."""


def remake_run(folder: Path) -> None:
    """Write the pictures of the README's run, and the tables of what they show, into `folder`."""
    record = sim.run(SCENARIO, seed=SEED)
    for name in FIGURES:
        _put(draw(record, name), folder, f"{SCENARIO}-{name}")
    _put(draw(record, "timeline"), folder, "gallery-timeline")


def remake_gallery(folder: Path) -> None:
    """Write the pictures of the gallery's sweeps, and their tables, into `folder`."""
    for name, drawn in gallery():
        _put(drawn, folder, f"gallery-{name}")


def gallery() -> Iterator[tuple[str, Drawn]]:
    """Play the gallery's sweeps and draw their figures: each with the name it has on the page."""
    with TemporaryDirectory() as swept:
        for experiment, count in REPLICATES.items():
            smaller = sim.load_experiment(experiment).with_replicates(count)
            results = sim.sweep(smaller, Path(swept) / experiment).results
            for shown in GALLERY:
                if shown.experiment == experiment:
                    yield shown.figure, draw(results, shown.figure, shown.choice)


def remake_review(folder: Path) -> None:
    """Write the picture of the page on reviews, and its table, into `folder`."""
    _put(review_drawn(), folder, "review-choices")


def review_drawn() -> Drawn:
    """Play the game of the page on reviews, and draw what its seats could have ordered."""
    courting = sim.load_scenario(SCENARIO).replace({"actors.ARM.doctrine": "fixed:court_guarantor"})
    plan = sim.run(courting, seed=7, turns=REVIEWED)
    seats = {
        actor: Seating("replay", RecordedPlayer(recorded_decisions(plan, actor)))
        for actor in ("ARM", "AZE")
    }
    with TemporaryDirectory() as place:
        scenario = sim.load_scenario(SCENARIO)
        game = Session.start(Path(place), scenario, seed=SEED, turns=REVIEWED, seats=seats)
        game.play()
        game.close()
        return choices_drawn(sim.review(place))


def _put(drawn: Drawn, folder: Path, stem: str) -> None:
    """Save a figure as a small picture, and its table, under a name of our pages."""
    with TemporaryDirectory() as full:
        png, table = save(drawn, full)
        picture = Image.open(png).convert("RGB")
        picture.quantize(COLOURS).save(folder / f"{stem}.png", optimize=True)
        shutil.copyfile(table, folder / f"{stem}.csv")


if __name__ == "__main__":
    wanted = sys.argv[1:] or ["run", "review", "gallery"]
    if "run" in wanted:
        remake_run(HERE)
    if "review" in wanted:
        remake_review(HERE)
    if "gallery" in wanted:
        remake_gallery(HERE)
