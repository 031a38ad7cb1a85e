"""What would change the outcome: the best levers of a ranking that `sim levers --out` wrote."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.experiment.faults import ResultsError
from sim.measures import Kind, UnknownOutcomeError, clause_of, label_of, measure_of
from sim.words import STANCE_WORDS, capitalised, change_words, counted, mean_words, share_and_range

if TYPE_CHECKING:
    from sim.report.study import Study

FILE = "ranking.json"
NEEDED = ("scenario", "turns", "outcome", "seat", "base", "replicates", "levers")
"""Keys of the facts that a report reads."""
PAIR = "pair"
"""Kind of the rows of pairs; all others are of one lever."""

Facts = Mapping[str, Any]


def load_levers(folder: str | Path) -> Facts:
    """Return the facts of the ranking of levers in a folder that `sim levers --out` has written.

    Raises:
        ResultsError: There is no such file, or it is of another program or version.
    """
    path = Path(folder) / FILE
    try:
        facts = json.loads(path.read_bytes())
    except OSError as error:
        raise ResultsError(
            f"{folder}: no {FILE} in it; name a folder that `sim levers EXPERIMENT --out DIR` wrote"
        ) from error
    except (ValueError, RecursionError) as error:
        raise ResultsError(f"{path}: is damaged; run `sim levers` again") from error
    missing = [key for key in NEEDED if not isinstance(facts, dict) or key not in facts]
    if missing:
        raise ResultsError(
            f"{path}: has no {', '.join(missing)}, so it is of another version or no ranking; "
            "run `sim levers` again"
        )
    found: Facts = facts
    return found


def check_levers(study: Study, facts: Facts) -> None:
    """Check that a ranking of levers is of the scenario of the results.

    Raises:
        ResultsError: It is of another scenario, or measures what a run has not.
    """
    ours = study.manifest["policies"][0]["document"]["name"]
    if facts["scenario"] != ours:
        raise ResultsError(
            f"levers: they are of the scenario {facts['scenario']}, and the results reported on "
            f"are of {ours}; rank levers of {study.manifest['experiment']['name']}"
        )


def levers_said(study: Study, facts: Facts | None) -> str:
    """Return the sentences on the levers that move an outcome most; "" if no ranking is given."""
    if facts is None:
        return ""
    base = tuple(_number(facts["base"][key]) for key in ("value", "low", "high"))
    event, share = _event(study, facts)
    if share:
        value, around = share_and_range(*base)
    else:
        value = mean_words(base[0], share=False)
        around = " to ".join(mean_words(end, share=False) for end in base[1:])
    runs = counted(int(facts["replicates"]), "run")
    said = [
        f"{capitalised(event)}, at the scenario's own numbers, in runs of "
        f"{counted(int(facts['turns']), 'quarter')}: {value} (95 % interval {around}) of {runs} "
        "if nobody pulls a lever."
    ]
    seat = study.scenario.actors[facts["seat"]].name if _known(study, facts) else facts["seat"]
    measured = [row for row in facts["levers"] if row["kind"] != PAIR]
    own = [row for row in measured if row["who"] == capitalised(seat)]
    others = [row for row in measured if row["who"] != capitalised(seat)]
    for whose, rows in (("others can do", others), (f"{seat} can do itself", own)):
        if rows:
            said += _strongest(rows, whose, share=share)
    return " ".join(said)


def _strongest(rows: Sequence[Facts], whose: str, *, share: bool) -> Iterator[str]:
    """Yield the sentences on the lever that raises the outcome most, and on what lowers it most."""
    moving = [row for row in rows if row["moves"]]
    if not moving:
        yield f"Nothing that {whose} is shown to move it ({len(rows)} tried)."
        return
    for verb, best in (
        ("raises", max(moving, key=lambda row: row["difference"])),
        ("lowers", min(moving, key=lambda row: row["difference"])),
    ):
        if (best["difference"] > 0) is (verb == "raises"):
            ends = (_number(best[key]) for key in ("difference", "low", "high"))
            change = change_words(*ends, share=share)
            to = mean_words(_number(best["value"]), share=share)
            yield f"Of what {whose}, this {verb} it most: {best['what']} ({change}, to {to})."


def _event(study: Study, facts: Facts) -> tuple[str, bool]:
    """Return what the ranking measures in words, and whether it is a share of runs."""
    name, _, stance = str(facts["outcome"]).partition("=")
    if stance:
        return f"the stance of the run is {STANCE_WORDS[stance].noun}", True
    try:
        measure, document = measure_of(name), study.manifest["policies"][0]["document"]
    except UnknownOutcomeError:
        return name, False
    if measure.kind is Kind.YES_NO:
        return clause_of(name, document), True
    return label_of(name, document), False


def _known(study: Study, facts: Facts) -> bool:
    return facts["seat"] in study.scenario.actors


def _number(value: float | None) -> float:
    return float("nan") if value is None else float(value)
