"""The section on robustness: results under other doctrines, that is, rules of choice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.analysis.headline import settings_of
from sim.analysis.robustness import Effect, doctrine_policies, effects, verdicts
from sim.experiment.faults import ResultsError
from sim.experiment.table import OK
from sim.report.answer import policy_table
from sim.report.content import Block, Items, Prose, Section, Table
from sim.report.study import Study
from sim.report.wording import interval
from sim.scenario.differences import differences
from sim.words import capitalised, counted

HEADING = "Does it survive another rule of choice?"
OUTCOME = "recommitment_index"
MOST_FACTORS = 12
"""Most factors whose signs a report compares; with more, their effects are too uncertain."""
MOST_CHANGES = 6
"""Most differences between two starting positions that are listed."""


def robustness(study: Study, other: Study | None) -> Section:
    """Return the section on results under other doctrines.

    They come from `other` if it is given, else from the policies of `study` if these are doctrines.
    """
    if other is not None:
        return Section(HEADING, _compared(other, _opening(study, other)))
    if doctrine_policies(study.manifest["policies"]):
        return Section(HEADING, _compared(study, ""))
    return Section(
        HEADING,
        (
            Prose(
                "Not tried here: every policy of this experiment leaves the doctrines alone. Sweep "
                "`doctrine-robustness`, or an experiment of your own whose policies are "
                "doctrines, and name its folder with `--robustness`. A result that one rule "
                "of choice alone shows is a finding about that rule."
            ),
        ),
    )


def check_doctrines(study: Study, other: Study) -> None:
    """Check that a second folder has the same scenario under several doctrines.

    Raises:
        ResultsError: Its policies are not doctrines, or its scenario is another one.
    """
    folder = other.results.store.folder
    if not doctrine_policies(other.manifest["policies"]):
        raise ResultsError(
            f"{folder}: its policies ({', '.join(other.policies)}) are no doctrines: each must put "
            "every actor on one rule of choice and change nothing else; sweep doctrine-robustness, "
            "or an experiment of that kind on your scenario"
        )
    ours, theirs = (_first_document(one) for one in (study, other))
    if ours["name"] != theirs["name"]:
        raise ResultsError(
            f"{folder}: it is of the scenario {theirs['name']}, and the results reported on are of "
            f"{ours['name']}; sweep doctrines on {ours['name']}"
        )


def _opening(study: Study, other: Study) -> str:
    """Return the sentence that names the doctrines' experiment and its differences in play."""
    found = differences(_first_document(study), _first_document(other))
    changed = [change.said for change in found if not _of_doctrine(change.path)]
    if study.manifest["policies"][0]["turns"] != other.manifest["policies"][0]["turns"]:
        turns = (one.manifest["policies"][0]["turns"] for one in (study, other))
        changed.append("turns played: {} and {}".format(*turns))
    missing = f"{other.results.missing} " if other.results.missing else ""
    if not changed:
        return f"From the experiment `{_name(other)}`. {missing}"
    more = f"; and {len(changed) - MOST_CHANGES:,} more" if len(changed) > MOST_CHANGES else ""
    return (
        f"From the experiment `{_name(other)}`, whose starting position is another one "
        f"(here and there): {'; '.join(changed[:MOST_CHANGES])}{more}. {missing}"
    )


def _first_document(study: Study) -> Mapping[str, Any]:
    document: Mapping[str, Any] = study.manifest["policies"][0]["document"]
    return document


def _of_doctrine(path: str) -> bool:
    """Whether a path sets an actor's doctrine or a number of a doctrine."""
    return path.startswith("doctrines.") or path.endswith(".doctrine")


def _compared(study: Study, opening: str) -> tuple[Block, ...]:
    blocks: list[Block] = [
        Prose(
            f"{opening}A pattern that survives actors who choose at random is the physics of the "
            "model; one that only one doctrine shows is a finding about that doctrine. Levels are "
            "expected to differ; ask whether signs hold."
        ),
        policy_table(study),
    ]
    if found := effects_of(study):
        entries = tuple((f"`{factor}`", said + ".") for factor, said in verdicts(found))
        blocks += [
            Prose("What each factor does to the recommitment index, doctrine by doctrine:"),
            Items(entries),
            effects_table(found),
        ]
    return tuple(blocks)


def effects_of(study: Study) -> tuple[Effect, ...]:
    """Return the effect of every factor under every policy; none if there are too many factors.

    They are worked out once for all sections.
    """
    if not 0 < len(study.factors) <= MOST_FACTORS:
        return ()
    return study.results.once(
        (effects, OUTCOME),
        lambda: effects(study.load_with_factors([OUTCOME]), study.factors, OUTCOME),
    )


def survives(study: Study, other: Study | None, outcome: str) -> str:
    """Return the sentences on an outcome under other rules of choice; "" if that was not tried.

    They name its least and its largest value, and how many factors work in one direction under all
    rules.
    """
    tried = other or (study if doctrine_policies(study.manifest["policies"]) else None)
    if tried is None:
        return ""
    found = [
        tried.headline(outcome, policy)
        for policy in tried.policies
        if (tried.of_policy(policy)["status"] == OK).any()
    ]
    least, most = (pick(found, key=lambda one: one.found[0]) for pick in (min, max))
    ends = " to ".join(
        f'{one.value} (rule "{tried.title_of(one.policy)}")' for one in (least, most)
    )
    said = (
        f"{capitalised(least.event)}{settings_of(tried.manifest)}: from {ends}, over "
        f"{counted(least.runs, 'run')} under each of {counted(len(found), 'rule')} of choice."
    )
    return f"{said} {_directions(tried, len(found))}".rstrip()


def _directions(tried: Study, rules: int) -> str:
    """Return the sentence on how many factors work in one direction under all rules of choice."""
    found = effects_of(tried)
    signs = [
        {effect.sign for effect in found if effect.factor == factor}
        for factor in dict.fromkeys(effect.factor for effect in found)
    ]
    if not signs:
        return ""
    same = sum(one in ({1}, {-1}) for one in signs)
    turned = sum({1, -1} <= one for one in signs)
    rest = len(signs) - same - turned
    return (
        f"Of {counted(len(signs), 'number')} that vary there, {same} move the recommitment index "
        f"in one direction under all {rules} rules, {turned} in opposite directions under some, "
        f"and {rest} clearly under a part of the rules or under none."
    )


def effects_table(found: tuple[Effect, ...]) -> Table:
    """Return the table of every effect with its interval."""
    return Table(
        "Change of the recommitment index from the least to the largest value of a factor, along "
        "the best straight line with the others held",
        ("Factor", "Policy", "Change", "95 % interval", "Runs"),
        tuple(
            (
                f"`{effect.factor}`",
                effect.policy,
                f"{effect.change:+.3f}",
                interval(effect.low, effect.high),
                f"{effect.runs:,}",
            )
            for effect in found
        ),
    )


def _name(study: Study) -> str:
    return str(study.manifest["experiment"]["name"])
