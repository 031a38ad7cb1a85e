"""The section of the validation page on the calibration, made from its facts."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from itertools import combinations
from typing import Any

from sim.scenario import Scenario, load_scenario
from sim.scenario.meanings import name_of
from sim.scenario.shipped import scenario_paths
from sim.validation.headline import Headlines
from sim.words import capitalised, counted, joined, percent, quoted

Facts = Mapping[str, Any]
DOUBT = 0.05
"""A check of the method fails if its p-value, times the number of parameters, is below this."""
ALONE = 0.5
"""If less than this share of a contraction is left without a band, it is mostly that band's."""
IDLE = 0.01
"""A band that rules out less than this share of the settings left by the others is called idle."""


def headline(facts: Facts) -> Headlines:
    """Return sentences on what the bands leave open, what they say, and whether the method holds.

    Args:
        facts: What `Calibrated.facts` returns.
    """
    return Headlines(
        tuple(filter(None, (*_open(facts), _idle(facts), _missed(facts), _doubted(facts)))),
        tuple(filter(None, (_said(facts), _sound(facts)))),
        (_level(facts),),
    )


def markdown(facts: Facts) -> str:
    """Return the section, losses first, with its figures as links.

    Args:
        facts: What `Calibrated.facts` returns.
    """
    told = headline(facts)
    parts = [
        "## Calibration to bands",
        _what(facts),
        "\n".join(f"- {sentence}" for sentence in (*told.losses, *told.gains, *told.unknown)),
        "### What each number was left with",
        _parameters(facts),
        "![Six numbers before and after](figures/validation/calibration-marginals.svg)",
        _correlated(facts),
        "### The bands",
        _bands(facts),
        "![Bands and what the model gives](figures/validation/calibration-bands.svg)",
        _sources(facts),
        "### What no band speaks of",
        _watched(facts),
        "### Is the method right?",
        _method(facts),
        "![Ranks of truths](figures/validation/calibration-ranks.svg)",
        _ensemble(facts),
    ]
    return "\n\n".join(parts) + "\n"


def number_name(facts: Facts, path: str) -> str:
    """Return the plain name of a number; the path itself if the scenario is none of ours."""
    scenario = _scenario(facts["scenario"])
    return name_of(scenario, path) if scenario else path


def _said_number(facts: Facts, path: str) -> str:
    """Return a number as it stands in a sentence: its name, then its name in the file."""
    name = number_name(facts, path)
    return _typed(path) if name == path else f"{quoted(name)} ({_typed(path)})"


def _cell(facts: Facts, path: str) -> str:
    """Return a number as it stands in a table."""
    name = number_name(facts, path)
    return _typed(path) if name == path else f"{capitalised(name)} {_typed(path)}"


def _typed(path: str) -> str:
    return f"`{path.removeprefix('parameters.')}`"


@cache
def _scenario(name: str) -> Scenario | None:
    """Return a shipped scenario; None for a scenario of one's own, which the facts only name."""
    return load_scenario(name) if name in scenario_paths() else None


def _of(facts: Facts, *verdicts: str) -> list[str]:
    return [
        _said_number(facts, one["path"])
        for one in facts["parameters"]
        if one["verdict"] in verdicts
    ]


def _open(facts: Facts) -> tuple[str, ...]:
    left = _of(facts, "open")
    shifted = _of(facts, "shifted")
    said = []
    if left:
        are = "stay as open as they were" if len(left) > 1 else "stays as open as it was"
        said.append(
            f"{len(left)} of {counted(len(facts['parameters']), 'free number')} {are}: "
            f"{joined(left)}. The base rates say nothing about {'them' if len(left) > 1 else 'it'}."
        )
    if shifted:
        moves, keeps = ("move", "keep") if len(shifted) > 1 else ("moves", "keeps")
        said.append(f"{joined(shifted)} {moves} to one side, but {keeps} nearly the whole range.")
    for k, one in enumerate(facts["parameters"]):
        alone = _alone(facts, k)
        if alone:
            said.append(
                f"{_said_number(facts, one['path'])} is {one['verdict']} mostly by one band, on "
                f"{alone[0]}: with all bands {percent(one['contraction'])} of its variance go, "
                f"without that one {percent(max(alone[1], 0.0))}. What is known of it is as good "
                "as that band."
            )
    if not _of(facts, "identified"):
        said.append("No number is identified: none loses half of its variance to the bands.")
    return tuple(said)


def _alone(facts: Facts, k: int) -> tuple[str, float] | None:
    """Return the band on which a parameter mostly depends, with the contraction without it."""
    one = facts["parameters"][k]
    if one["verdict"] not in ("identified", "narrowed"):
        return None
    for band in facts["bands"]:
        left = facts["without"][band["name"]][k]
        if left < ALONE * one["contraction"]:
            return band["title"].lower(), left
    return None


def _idle(facts: Facts) -> str:
    idle = [band["title"].lower() for band in facts["bands"] if band["excludes"] < IDLE]
    if not idle:
        return ""
    rule = "rule" if len(idle) > 1 else "rules"
    bands = "bands" if len(idle) > 1 else "band"
    return (
        f"The {bands} on {joined(idle)} {rule} out next to nothing that the others leave: "
        "with or without, the answer is the same."
    )


def _missed(facts: Facts) -> str:
    missed = [band["title"].lower() for band in facts["bands"] if not band["mean_inside"]]
    if not missed:
        return ""
    return f"On other chance the calibrated settings miss the band on {joined(missed)}."


def _doubted(facts: Facts) -> str:
    doubted = _doubtful(facts)
    if not doubted:
        return ""
    return (
        f"The check of the method fails for {joined(doubted)}: truths are not where the posterior "
        "says that they are, so its width there is not to be trusted."
    )


def _doubtful(facts: Facts) -> list[str]:
    count = len(facts["parameters"])
    return [
        _said_number(facts, one["path"]) for one in facts["parameters"] if one["p"] * count < DOUBT
    ]


def _said(facts: Facts) -> str:
    said = [
        f"{_said_number(facts, one['path'])} to {one['q05']:.2f} to {one['q95']:.2f} "
        f"(of {one['low']:g} to {one['high']:g})"
        for one in facts["parameters"]
        if one["verdict"] in ("identified", "narrowed")
    ]
    return f"The bands narrow {joined(said)}." if said else ""


def _sound(facts: Facts) -> str:
    if _doubtful(facts):
        return ""
    least = min(one["p"] for one in facts["parameters"])
    return (
        f"The method passes its check: {facts['truths']} truths lie among their own posteriors as "
        f"they should (smallest of {len(facts['parameters'])} p-values {least:.3f})."
    )


def _level(facts: Facts) -> str:
    for one in facts["watched"]:
        if one["name"] == "recommitted":
            before, after = one["table"], one["predicted"]
            return (
                "Base rates do not fix the level of recommitment: over the calibrated settings it "
                f"runs from {percent(after['q05'])} to {percent(after['q95'])} of futures "
                f"(5th to 95th of a hundred settings), over all settings from "
                f"{percent(before['q05'])} to {percent(before['q95'])}."
            )
    return "Whether a setting inside all bands is right, no band can tell."


def _what(facts: Facts) -> str:
    share = percent(facts["inside"], digits=1)
    near = (
        "All points inside all bands are kept, with equal weight, so nothing had to be moved"
        if facts["bandwidth"] == 0
        else f"The nearest {percent(facts['keep'])} of the points are kept, weighed by distance, "
        "and moved by a regression to the edge of the bands"
    )
    return (
        f"{counted(len(facts['parameters']), 'number')} that nobody can look up, "
        f"{facts['points']:,} settings spread evenly over their ranges, {facts['futures']} futures "
        f"of {facts['turns']} quarters each, {facts['runs']:,} runs of `{facts['scenario']}`. What "
        f"comes out is held against {counted(len(facts['bands']), 'band')} from base rates known "
        f"by 18 November 2020. {share} of the settings lie in all of them. {near} "
        f"({facts['kept']:,} kept, worth {facts['size']:,.0f} independent ones). Nothing after "
        "that date is used, and no number of the scenario is changed by it."
    )


def _parameters(facts: Facts) -> str:
    lines = [
        "| number | range | used | kept, 5 to 95 % | contraction | shift | verdict | possible |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for one in facts["parameters"]:
        lines.append(
            f"| {_cell(facts, one['path'])} "
            f"| {one['low']:g} to {one['high']:g} | {one['base']:g} "
            f"| {one['q05']:.3g} to {one['q95']:.3g} | {one['contraction']:z.2f} "
            f"| {one['shift']:+z.2f} | {one['verdict']} | {one['possible']:z.2f} |"
        )
    contraction, shift = facts["noise"]
    return "\n".join(lines) + (
        "\n\nContraction: the share of the variance that the bands take away. Shift: how far the "
        "mean moves, in standard deviations of the range. By chance alone they reach "
        f"{contraction:.2f} and {shift:.2f}. Possible: the contraction if each statistic were "
        "known as exactly as two hundred futures tell it, instead of as a band; what is low there "
        "cannot be learnt from these statistics at all. Identified: contraction of at least 0.5; "
        "narrowed: 0.1; shifted: a shift of at least 0.25; open: neither. `exit_cost` is a control "
        "that no band speaks of, so it should come out open."
    )


def _correlated(facts: Facts) -> str:
    paths = [_said_number(facts, one["path"]) for one in facts["parameters"]]
    pairs = sorted(
        (
            (facts["correlation"][i][j], paths[i], paths[j])
            for i, j in combinations(range(len(paths)), 2)
        ),
        key=lambda pair: -abs(pair[0]),
    )[:3]
    said = joined(f"{one} with {other} ({value:+z.2f})" for value, one, other in pairs)
    return f"What the bands tie together most: {said}. All correlations are in `facts.json`."


def _bands(facts: Facts) -> str:
    lines = [
        "| what is known | band | all settings | rules out | calibrated | members inside |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for band in facts["bands"]:
        before, after = band["table"], band["predicted"]
        lines.append(
            f"| {band['title']} | {band['low']:g} to {band['high']:g} "
            f"| {before['mean']:.3f} ({before['q05']:.3f} to {before['q95']:.3f}) "
            f"| {percent(band['excludes'], digits=1)} "
            f"| {after['mean']:.3f} ({after['q05']:.3f} to {after['q95']:.3f}) "
            f"| {percent(band['members_inside'])} |"
        )
    return "\n".join(lines) + (
        "\n\nIn brackets: 5th to 95th of a hundred settings. Rules out: the share of the settings "
        "left by the other bands that this band takes away. Calibrated: "
        f"{facts['members']} settings drawn from those kept, {facts['member_futures']} futures "
        "each, on chance that no setting had before. So few futures tell a share to within some "
        "7 points, and a member near the end of a band can fall outside by chance."
    )


def _sources(facts: Facts) -> str:
    lines = ["Where the bands come from:", ""]
    lines += [f"- {band['title']}: {band['source']}." for band in facts["bands"]]
    lines += [
        "",
        "The two bands on the guarantee count nearly the same thing in two ways, so together they "
        "are little more than one. Every setting is played on the same draws of chance: a "
        "statistic can be off by the noise of that many futures, in all settings alike.",
    ]
    return "\n".join(lines)


def _watched(facts: Facts) -> str:
    lines = ["| outcome | all settings | calibrated |", "| --- | --- | --- |"]
    for one in facts["watched"]:
        before, after = one["table"], one["predicted"]
        lines.append(
            f"| {capitalised(one['label'])} "
            f"| {before['mean']:.3f} ({before['q05']:.3f} to {before['q95']:.3f}) "
            f"| {after['mean']:.3f} ({after['q05']:.3f} to {after['q95']:.3f}) |"
        )
    return "\n".join(lines)


def _method(facts: Facts) -> str:
    lines = [
        f"{facts['truths']} settings of the table are taken as the truth, one by one. Each is "
        "left out, its own statistics are the data (not a band, because ranks need data that "
        f"were drawn), and it is ranked among {facts['draws']} draws from its posterior. If the "
        "method is right, the ranks are even. Each truth was played on the same chance as the "
        "rest of the table, so the check speaks for that chance.",
        "",
        "| number | p-value | truths in the central 90 % |",
        "| --- | --- | --- |",
    ]
    for one in facts["parameters"]:
        number = _cell(facts, one["path"])
        lines.append(f"| {number} | {one['p']:.3f} | {percent(one['covered'])} |")
    return "\n".join(lines)


def _ensemble(facts: Facts) -> str:
    return (
        f"The {facts['members']} settings are the ensemble `{facts['ensemble'][:12]}`; "
        "`sim sweep EXPERIMENT --ensemble FILE` plays any experiment without factors over it. "
        "[calibration.md](calibration.md) says how."
    )
