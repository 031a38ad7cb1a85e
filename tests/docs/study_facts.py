"""What the worked study tells about its sweeps beyond what it quotes, computed anew.

``python -m tests.docs.study_facts DIR`` prints it for the folders `baseline`, `why`, `options` and
`doctrines` in `DIR`, as the page must have it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

import sim
from sim.analysis.outcomes import paired_differences, summarise
from sim.analysis.robustness import effects
from sim.words import percent, percent_range, points

AT_START = (
    ("At some time, for at least a year, Russia recommits", "recommitted", 0),
    ("It does, and still does so at the end", "held_at_end", 1),
    ("Russia orders what recommitment takes, whether or not enough arrives", "offered", 0),
    ("Azerbaijan launches a full offensive", "offensive", 0),
    ("Armenia has frozen the alliance at the end", "alliance_frozen", 0),
)
"""Rows of the table of the answer: words, outcome, decimals."""
OPTIONS = (
    "court-moscow",
    "call-once-then-leave",
    "diversify",
    "rearm",
    "mobilise",
    "concede",
    "stronger-army",
)
"""Policies of the table of options."""
GUARANTOR, SUITOR = "end.ties.RUS-ARM.influence", "end.ties.WST-ARM.influence"
WEIGHING, OTHERS = ("logit_eu", "level_k", "prospect"), ("bdm_challenge", "random")


def answer(folder: Path) -> Iterator[str]:
    """Yield the rows of the table of the answer."""
    outcomes = [outcome for _, outcome, _ in AT_START]
    table = sim.load_results(folder / "baseline").table
    found = summarise(table, outcomes, rng=np.random.default_rng(1))
    for words, outcome, digits in AT_START:
        (row,) = found[found["outcome"] == outcome].to_dict("records")
        bounds = percent_range(row["low"], row["high"], digits=digits)
        yield f"| {words} | {percent(row['value'], digits=digits)} ({bounds}) |"


def options(folder: Path) -> Iterator[str]:
    """Yield the rows of the table of options, and the sentence on influence."""
    results = sim.load_results(folder / "options")
    titles = {one["name"]: one["title"] for one in results.manifest["policies"]}
    outcomes = ["recommitted", "offensive", "border_attacks", "alliance_frozen", GUARANTOR, SUITOR]
    differences = paired_differences(results.table, outcomes, baseline="baseline")
    by = {(row["policy"], row["outcome"]): row for row in differences.to_dict("records")}
    first = [by[OPTIONS[0], name]["first"] for name in outcomes[:4]]
    shares = (percent(first[0]), "", percent(first[1]), "", f"{first[2]:.2f}", percent(first[3]))
    yield f"| {titles['baseline']} (`baseline`) | {' | '.join(shares)} |".replace("|  |", "| |")
    for policy in OPTIONS:
        changed = [by[policy, name] for name in outcomes[:2]]
        cells = [cell for row in changed for cell in (percent(row["second"]), _change(row))]
        cells.append(f"{by[policy, 'border_attacks']['second']:.2f}")
        cells.append(percent(by[policy, "alliance_frozen"]["second"]))
        yield f"| {titles[policy]} (`{policy}`) | {' | '.join(cells)} |"
    ours, theirs = (by["court-moscow", name] for name in (GUARANTOR, SUITOR))
    yield (
        f"Russia's influence is {ours['second']:.2f} in place of {ours['first']:.2f}, and that of "
        f"the West {theirs['second']:.2f} in place of {theirs['first']:.2f}"
    )


def _change(row: dict[str, float]) -> str:
    return f"{points(row['difference'])} ({points(row['low'])} to {points(row['high'])})"


def signs(folder: Path) -> pd.DataFrame:
    """Return the signs of the effects on the index: a row for each factor, a column a doctrine."""
    results = sim.load_results(folder / "doctrines")
    factors = results.store.manifest.columns.factors
    found = effects(results.table, factors, "recommitment_index")
    rows = [(one.factor, one.policy, one.sign) for one in found]
    return pd.DataFrame(rows, columns=["factor", "policy", "sign"]).pivot(
        index="factor", columns="policy", values="sign"
    )


if __name__ == "__main__":
    here = Path(sys.argv[1])
    print(*answer(here), *options(here), signs(here), sep="\n")
