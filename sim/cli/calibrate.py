"""`sim calibrate`: which settings of a scenario agree with what was known."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.completion import experiment_names
from sim.cli.kinds import refuse_other_kind
from sim.cli.options import MOST_JOBS, AsJson, Units, out_folder, within
from sim.cli.output import holds_our_json, refuse_to_replace, write_json, writing
from sim.cli.printing import say, say_json, tell
from sim.words import counted

if TYPE_CHECKING:
    from sim.validation.calibration.study import Calibrated

FACTS, TABLE = "facts.json", "parameters.csv"
INTERRUPTED = 130

Source = Annotated[
    str,
    typer.Argument(
        metavar="EXPERIMENT",
        help="An experiment with bands: a file, or a shipped one's name.",
        autocompletion=experiment_names,
    ),
]
Out = Annotated[Path | None, out_folder("Where everything goes; out/NAME if left out.")]
Quick = Annotated[
    bool, typer.Option("--quick", help="Few points and futures: a first look, not a result.")
]
Overwrite = Annotated[
    bool, typer.Option("--overwrite", help="Replace the points in DIR, such as those of old rules.")
]


def calibrate(
    experiment: Source,
    out: Out = None,
    quick: Quick = False,
    jobs: Units = None,
    overwrite: Overwrite = False,
    as_json: AsJson = False,
) -> None:
    """Calibrate the free numbers of EXPERIMENT to its bands, and write an ensemble.

    Every point of the design is played, and kept if its outcomes lie in or near the bands of the
    table [calibration]. What is kept is adjusted, checked by simulation, and written as an ensemble
    of settings that `sim run`, `sim sweep` and `sim report` take as --ensemble. A second call goes
    on where the first one stopped.
    """
    from sim.cli.gauge import Gauge
    from sim.experiment import load_experiment
    from sim.experiment.sweep import Interrupted
    from sim.validation.calibration.study import calibrate as study

    within("--jobs", jobs, 1, MOST_JOBS)
    refuse_other_kind(experiment, "experiment")
    loaded = load_experiment(experiment)
    folder = out or Path("out") / (loaded.name + ("-quick" if quick else ""))
    ours = holds_our_json(folder / FACTS, "experiment", "bands", "parameters")
    refuse_to_replace(folder, (FACTS, TABLE), ours=ours)
    with Gauge("calibrate") as gauge, writing(folder):
        try:
            found = study(
                loaded, folder, quick=quick, jobs=jobs, overwrite=overwrite, watch=gauge.show
            )
        except Interrupted as stopped:
            done = (
                f"{stopped.progress.runs_done:,} of {counted(stopped.progress.runs, 'run')} "
                "are stored"
            )
            again = shlex.join(["sim", "calibrate", experiment, "--out", str(folder)])
            say(f"stopped: {done} in {folder}. To go on:\n  {again}", err=True)
            raise typer.Exit(INTERRUPTED) from None
    facts = found.facts()
    save(found, facts, folder)
    say_json(facts) if as_json else tell(told, facts)
    say(_next(folder), err=True)


def save(found: Calibrated, facts: dict[str, Any], folder: Path) -> None:
    """Write the facts, the table of parameters and the figures."""
    from sim.plots import save as save_figure
    from sim.plots.calibration import bands_drawn, marginals_drawn, ranks_drawn
    from sim.plots.csv_table import csv_bytes
    from sim.record.files import write_file

    head = list(facts["parameters"][0])
    rows = [[one[key] for key in head] for one in facts["parameters"]]
    with writing(folder):
        write_json(folder / FACTS, facts)
        write_file(folder / TABLE, csv_bytes([head, *rows]))
        for drawn in (marginals_drawn(found), ranks_drawn(found), bands_drawn(facts)):
            save_figure(drawn, folder, formats=("png", "svg"))


def told(facts: dict[str, Any]) -> str:
    """Return the result in lines: what stays open, what was narrowed, whether the bands hold."""
    from sim.experiment.titles import heading
    from sim.page import fill
    from sim.validation.calibration.page import headline, number_name
    from sim.words import aligned, named, numeral, percent, range_numeral

    rows = [["parameter", "range", "kept: 5 to 95 %", "contraction", "verdict"]]
    for one in facts["parameters"]:
        span = range_numeral(one["low"], one["high"])
        kept = range_numeral(one["q05"], one["q95"], ".3g")
        narrowed = numeral(one["contraction"], ".2f")
        number = named(heading(number_name(facts, one["path"]), one["path"]), one["path"])
        rows.append([number, span, kept, narrowed, one["verdict"]])
    found = headline(facts)
    return "\n\n".join(
        [
            fill(
                f"{facts['experiment']}: {counted(facts['points'], 'setting')} x "
                f"{counted(facts['futures'], 'future')} of "
                f"{counted(facts['turns'], 'turn')}; {percent(facts['inside'], digits=1)} lie in "
                f"all bands, {facts['kept']:,} are kept"
            ),
            aligned(rows),
            *map(fill, (*found.losses, *found.gains, *found.unknown)),
        ]
    )


def _next(folder: Path) -> str:
    path = shlex.quote(str(folder / "ensemble.json"))
    return (
        f"\nNext:\n  sim sweep recommit-baseline --ensemble {path} --out out/over-ensemble\n"
        f"  sim run karabakh-2020 --ensemble {path} --seed 7"
    )
