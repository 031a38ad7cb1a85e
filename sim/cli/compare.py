"""`sim compare`: how policies, sweeps or two records differ, and why."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand

from sim.cli.completion import more_policy_names, outcome_names, policy_names
from sim.cli.mistakes import UserError
from sim.cli.options import AsJson, out_folder
from sim.cli.output import holds_our_json, refuse_to_replace, write_json, writing
from sim.cli.printing import say, say_json, tell

if TYPE_CHECKING:
    from sim.analysis.comparison import Comparison, Comparisons
    from sim.narrative.divergence import Divergence

POLICIES = "--policies"


class Compare(TyperCommand):
    """The command, whose option --policies takes all words up to the next option."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse the words of a command line: `--policies P Q` is `--policies P --policies Q`."""
        return super().parse_args(ctx, _spread(args))


def _spread(words: Sequence[str]) -> list[str]:
    """Repeat --policies before each of the words that follow it.

    >>> _spread(["out", "--policies", "P", "Q", "--json"])
    ['out', '--policies', 'P', '--policies', 'Q', '--json']
    """
    found: list[str] = []
    taking = False
    for place, word in enumerate(words):
        if word == POLICIES:
            taking = True
            if words[place + 1 : place + 2]:
                continue
        elif word.startswith("-"):
            taking = False
        found += [POLICIES, word] if taking and word != POLICIES else [word]
    return found


First = Annotated[
    str,
    typer.Argument(
        metavar="A", help="A folder of results, DIR:POLICY for one policy of it, or a record."
    ),
]
Others = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="B",
        help="Others; left out for the policies of A.",
        autocompletion=more_policy_names,
    ),
]
Policies = Annotated[
    list[str] | None,
    typer.Option(
        POLICIES,
        metavar="P Q...",
        help="Policies of A, or one for each folder; all if left out.",
        autocompletion=policy_names,
    ),
]
Against = Annotated[
    str | None,
    typer.Option(
        "--against",
        metavar="NAME",
        help="What all others are compared with; the first if left out.",
        autocompletion=policy_names,
    ),
]
Outcomes = Annotated[
    list[str] | None,
    typer.Option(
        "--outcome",
        metavar="NAME",
        help="Compare this outcome. Can be repeated.",
        autocompletion=outcome_names,
    ),
]
Out = Annotated[Path | None, out_folder("Write the table and figures there.")]
Whole = Annotated[bool, typer.Option("--all", help="Of more than two, show every outcome.")]


def compare(
    first: First,
    others: Others = None,
    policies: Policies = None,
    against: Against = None,
    outcome: Outcomes = None,
    out: Out = None,
    whole: Whole = False,
    as_json: AsJson = False,
) -> None:
    """Say how policies, sweeps or two records differ: all others against the first.

    For results: which outcomes moved and by how much, with 95 % intervals and a correction for
    looking at many outcomes; and which stances the same futures end in. Runs are compared one by
    one if both sides were played with the same random draws. With more than two policies, the
    intervals of an outcome hold for all of them at once. For records: the first difference, its
    cause, and how it led to the outcome.
    """
    from sim.cli.comparison import told
    from sim.narrative.divergence import Divergence
    from sim.studies.compare import compare as study

    found = study(first, *(others or ()), policies=policies, against=against, outcomes=outcome)
    if isinstance(found, Divergence):
        if out is not None or outcome or policies or against:
            raise UserError(
                "--out, --outcome, --policies and --against are for results, not for records"
            )
        say_json(found.facts()) if as_json else tell(found.text)
        say(_next_of_records(first, found), err=True)
        return
    if out is not None:
        save(found, out)
    say_json(found.facts()) if as_json else tell(partial(told, found, whole=whole))
    say(_next(first, found, out), err=True)


def save(found: Comparison | Comparisons, folder: Path) -> None:
    """Write the effects, and for each pair the cross table of stances with its figure.

    Raises UserError if the folder cannot be written, or holds files of these names that this
    program did not write.
    """
    from sim.analysis.comparison import Comparison
    from sim.plots import save as save_figure
    from sim.plots.crossing import NAME, crossing_drawn
    from sim.plots.csv_table import csv_bytes
    from sim.plots.entry import Choice, stem
    from sim.record.files import write_file

    pairs = (found,) if isinstance(found, Comparison) else found.each
    figures = {
        NAME if one is found else stem(NAME, Choice(policy=one.second)): one
        for one in pairs
        if one.crossing is not None and one.crossing.runs
    }
    names = ["comparison.csv", "comparison.json"]
    names += [f"{name}.{ending}" for name in figures for ending in ("png", "svg", "csv")]
    refuse_to_replace(folder, names, ours=_is_ours(folder / "comparison.json"))
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        frame = found.frame()
        table = csv_bytes([list(frame), *frame.itertuples(index=False)])
        write_file(folder / "comparison.csv", table)
        write_json(folder / "comparison.json", found.facts())
        for name, one in figures.items():
            save_figure(crossing_drawn(one, name), folder, formats=("png", "svg"))


def _is_ours(path: Path) -> bool:
    two = holds_our_json(path, "first", "second", "findings")
    return two or holds_our_json(path, "against", "comparisons", "findings")


def _next(first: str, found: Comparison | Comparisons, out: Path | None) -> str:
    from sim.analysis.comparison import Comparison
    from sim.experiment.pairing import side_of
    from sim.experiment.store import open_store

    place = side_of(first)[0]
    folder = shlex.quote(str(place))
    steps = [f"  sim summary {folder}"]
    policies = open_store(place).manifest.policies
    pairs = (found,) if isinstance(found, Comparison) else found.each
    if len(policies) > 1:
        steps.append(f"  sim plot {folder} policy-differences")
    other = next((one.second for one in pairs if one.crossing and one.second in policies), None)
    if other is not None:
        where = shlex.quote(f'policy == "{other}"')
        steps.append(f"  sim runs {folder} --where {where}    # runs to be explained")
    wrote = [] if out is None else [f"Written to {out}."]
    return "\n" + "\n".join([*wrote, "Next:", *steps])


def _next_of_records(first: str, found: Divergence) -> str:
    step = found.parting
    if step is None or step.kind == "ruling":
        return f"\nNext:\n  sim replay {shlex.quote(first)}"
    return f"\nNext:\n  sim explain {shlex.quote(first)} --turn {step.turn} --actor {step.who}"
