"""Make the pictures that the README shows, from the run that it tells.

Run it as ``python docs/figures/remake.py`` after a change of the rules or of the figures.
"""

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image

import sim
from sim.plots import save_run_figures

HERE = Path(__file__).resolve().parent
SCENARIO, SEED = "karabakh-2020", 2020
FIGURES = ("ties", "histories")
COLOURS = 200  # enough for every line and marker, in a third of the bytes


def remake(folder: Path) -> None:
    """Write the pictures, and the tables of what they show, into `folder`."""
    with TemporaryDirectory() as drawn:
        save_run_figures(sim.run(SCENARIO, seed=SEED), drawn)
        for name in FIGURES:
            stem = f"{SCENARIO}-{name}"
            picture = Image.open(Path(drawn) / f"{name}.png").convert("RGB")
            picture.quantize(COLOURS).save(folder / f"{stem}.png", optimize=True)
            shutil.copyfile(Path(drawn) / f"{name}.csv", folder / f"{stem}.csv")


if __name__ == "__main__":
    remake(HERE)
