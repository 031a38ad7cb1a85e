"""The section of `docs/validation.md` about the backtest, and its headlines. Losses first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sim.validation.backtest import baselines, fighting
from sim.validation.backtest.study import GIVEN, MODEL
from sim.validation.facts import Facts
from sim.validation.headline import Headlines
from sim.words import joined, percent, points

FIGURES = "figures/validation"
"""Folder of the figures, from the folder of the page."""
NAMES = {
    MODEL: "the model",
    GIVEN: "the model told of the shock of 2022",
    "persistence": "persistence",
    "climatology": "the frequencies of 2016-20",
    "uniform": "equal chances",
    **fighting.MODELS,
    "never": "never",
    "hindsight": "the frequency in hindsight",
}
"""Words for forecasters."""
NOUNS = {
    "stance": "Russia's stance",
    "offensive": "the largest offensive",
    "control": "the share of Karabakh",
    "peacekeepers": "the peacekeepers",
    "west": "Armenia's steps to the West",
    "turkish_presence": "the Turkish presence",
}
"""Words for targets in a sentence."""


def headline(facts: Facts) -> Headlines:
    """Return the sentences about the backtest: losses, gains, and what cannot be known."""
    later = facts["backtest"]
    lost, won = _sides(later)
    fight, n = facts["fighting"], f"n = {later['n']} half-years"
    brier = fight["brier"]
    best = min(fighting.MODELS, key=lambda name: brier[name])
    losses = []
    if lost:
        losses.append(
            f"Backtest, 2021-25: on {_nouns(lost)} the model is worse than at least one forecast "
            f"that knows nothing ({n})."
        )
    if brier[MODEL] > brier[best]:
        losses.append(
            f"Fighting, 2021H1 to 2023H2: Brier {brier[MODEL]:.3f} against {brier[best]:.3f} of "
            f"{_name(best)} (n = {fight['n']} half-years)."
        )
    gains = [
        f"Backtest, 2021-25: {one['asks']}: score {_rps(one, MODEL):.3f} against "
        f"{min(_rps(one, other) for other in baselines.NAMES):.3f} of the best forecast that knows "
        f"nothing ({n})."
        for one in won
    ]
    doubt = _doubt(later, facts["run_up"])
    unknown = [
        *filter(None, [doubt]),
        f"The {n} of the backtest are one story of one dispute: intervals are wide, and no skill "
        "seen there is proof.",
    ]
    return Headlines(tuple(losses), tuple(gains), tuple(unknown))


def markdown(facts: Facts) -> str:
    """Return the section of the page, in Markdown."""
    later, earlier = facts["backtest"], facts["run_up"]
    n = f"n = {later['n']} half-years"
    parts = (
        "## Backtest: 2021 to 2025 from what was known on 18 November 2020",
        f"`sim validate backtest` plays {facts['futures']:,} futures of `karabakh-2020` and "
        f"asks six things of every half-year from {later['half_years'][0]} to "
        f"{later['half_years'][-1]} ({n}). Scores are ranked probability scores: 0 is "
        "perfect, lower is better; with two levels it is the Brier score. Three forecasts know "
        "nothing of the model: all stays as it was (persistence), the frequencies of 2016-20, "
        "and equal chances for all levels. The record is coded from dated events; the codes "
        "are judgement. One dispute is one story: half-years follow from each other, so the "
        f"intervals, over blocks of three half-years, are still too narrow ({n}).",
        _losses(later),
        _shock(later),
        _gains(later),
        _doubt(later, earlier),
        _table(later, (MODEL, GIVEN, *baselines.NAMES)),
        _figures(),
        _fighting(facts["fighting"]),
        _run_up(earlier),
        _reading(facts),
    )
    return "\n\n".join(filter(None, parts))


def _sides(period: Facts) -> tuple[list[Facts], list[Facts]]:
    """Return the targets on which the model loses to some baseline, and those on which to none."""
    lost: list[Facts] = []
    won: list[Facts] = []
    for one in period["targets"]:
        worse = [other for other in baselines.NAMES if _difference(one, MODEL, other) < 0]
        (lost if worse else won).append(one)
    return lost, won


def _losses(period: Facts) -> str:
    lines = [f"### What it gets wrong (n = {period['n']} half-years)", ""]
    for one in _sides(period)[0]:
        parts = [
            f"{_rps(one, other):.3f} of {_name(other)} ({_interval(one['gains'][MODEL][other])})"
            for other in baselines.NAMES
            if _difference(one, MODEL, other) < 0
        ]
        lines.append(
            f"- **{one['asks']}** (n = {period['n']} half-years): {_rps(one, MODEL):.3f}, worse "
            f"than {joined(parts)}. {_missed(one, period['half_years'])}"
        )
    return "\n".join(lines)


def _missed(one: Facts, half_years: Sequence[str]) -> str:
    """Return a sentence about the half-year that came as the greatest surprise."""
    said = [one["chances"][MODEL][k][level] for k, level in enumerate(one["record"])]
    k = min(range(len(said)), key=lambda k: said[k])
    chance = "less than 1 %" if said[k] < 0.01 else percent(said[k])
    return (
        f"Least expected: {half_years[k]}, {one['levels'][one['record'][k]]}, to which it gave "
        f"{chance}."
    )


def _shock(period: Facts) -> str:
    n = period["n"]
    lines = [
        f"### What the shock would have repaired (n = {n} half-years)",
        "",
        "Nobody knew in 2020 that Russia would be at war in Ukraine from 2022. `karabakh-2020-"
        "ukraine` gives the model this and nothing else. What it gains is what could not be known; "
        f"what is still lost to a forecast that knows nothing is wrong in the model (n = {n} "
        "half-years).",
        "",
    ]
    for one in period["targets"]:
        left = [other for other in baselines.NAMES if _difference(one, GIVEN, other) < 0]
        rest = (
            f"still worse than {joined([_name(other) for other in left])}"
            if left
            else "better than all three"
        )
        lines.append(
            f"- {one['asks']} (n = {n} half-years): {_rps(one, MODEL):.3f} becomes "
            f"{_rps(one, GIVEN):.3f} ({_interval(one['repaired'])}); {rest}."
        )
    return "\n".join(lines)


def _gains(period: Facts) -> str:
    lines = [f"### What it gets right (n = {period['n']} half-years)", ""]
    won = _sides(period)[1]
    for one in won:
        best = min(baselines.NAMES, key=lambda other: _rps(one, other))
        lines.append(
            f"- **{one['asks']}** (n = {period['n']} half-years): {_rps(one, MODEL):.3f}, better "
            f"than {_rps(one, best):.3f} of {_name(best)}, the best of the three "
            f"({_interval(one['gains'][MODEL][best])})."
        )
    if not won:
        lines.append(f"- Nothing is better than all three (n = {period['n']} half-years).")
    return "\n".join(lines)


def _by_chance(later: Facts, earlier: Facts) -> list[str]:
    """Return the names of targets won in one period and lost in the other."""
    lost = {one["name"] for one in _sides(earlier)[0]}
    return [one["name"] for one in _sides(later)[1] if one["name"] in lost]


def _doubt(later: Facts, earlier: Facts) -> str:
    """Return a sentence on what is right in one period and wrong in the other; "" if nothing is."""
    names = _by_chance(later, earlier)
    if not names:
        return ""
    return (
        f"Beware: on {joined(NOUNS[name] for name in names)} the same model is worse than at least "
        "one of the three in the run-up of 2016-20. It sees the same drift in both periods, and "
        "there was such a drift in the second only; so what is right here may be right for the "
        f"wrong reason (n = {later['n']} and {earlier['n']} half-years)."
    )


def _table(period: Facts, players: Sequence[str]) -> str:
    heads = [NAMES[who] for who in players]
    lines = [
        f"Ranked probability score, and the logarithmic score in brackets, {period['name']}, "
        f"n = {period['n']} half-years:",
        "",
        "| target | " + " | ".join(heads) + " |",
        "| --- |" + " ---: |" * len(players),
    ]
    for one in period["targets"]:
        cells = [
            f"{one['scores'][who]['rps']:.3f} ({one['scores'][who]['log']:.2f})" for who in players
        ]
        lines.append(f"| {one['asks']} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _figures() -> str:
    shown = {
        "backtest-stance": "Probability of each stance by half-year, and what happened",
        "backtest-offensive": "Probability of each offensive by half-year, and what happened",
        "backtest-skill": "What the model gains over each baseline, with intervals",
    }
    return "\n\n".join(f"![{alt}]({FIGURES}/{name}.svg)" for name, alt in shown.items())


def _fighting(facts: Facts) -> str:
    n = facts["n"]
    ordered = sorted(facts["brier"], key=lambda who: facts["brier"][who])
    lines = [
        f"### Fighting, beside the benchmarks of VIEWS (n = {n} half-years)",
        "",
        f"Some month with {fighting.DEADLY} or more state-based deaths in Azerbaijan, "
        f"{facts['half_years'][0]} to {facts['half_years'][-1]}: it came in "
        f"{sum(map(int, facts['happened']))} of {n} half-years. The model stops in November 2020; "
        "the benchmarks for 2022 and 2023 know the months up to then. In the model the event is a "
        "full offensive or a border push.",
        "",
        f"| forecast, n = {n} half-years | Brier score |",
        "| --- | ---: |",
    ]
    lines += [f"| {_name(who)} | {facts['brier'][who]:.3f} |" for who in ordered]
    return "\n".join(lines)


def _run_up(period: Facts) -> str:
    n = period["n"]
    lost, won = _sides(period)
    lines = [
        f"### The run-up, 2016 to 2020 (n = {n} half-years)",
        "",
        "`karabakh-2016` starts at the end of 2015 with the same rules and weights. Its start was "
        "set by people who know what followed, and the frequencies of 2016-20 are here those of "
        "the half-years that are scored: hindsight, which no forecast can be asked to beat.",
        "",
        f"Worse than at least one of the three on {_nouns(lost)}; "
        f"better than all three on {_nouns(won) or 'nothing'} "
        f"(n = {n} half-years).",
        "",
        _table(period, (MODEL, *baselines.NAMES)),
    ]
    return "\n".join(lines)


def _reading(facts: Facts) -> str:
    later = facts["backtest"]
    stance = next(one for one in later["targets"] if one["name"] == "stance")
    other = stance["mixed_as_accommodating"]
    return (
        "A stance that the model calls mixed is read as brokering, as the record reads 2019. Read "
        f"as accommodation instead, the score of the stance is {other[MODEL]:.3f} instead of "
        f"{_rps(stance, MODEL):.3f}, and {other[GIVEN]:.3f} instead of {_rps(stance, GIVEN):.3f} "
        f"with the shock (n = {later['n']} half-years). Probabilities are exact to "
        f"{points(facts['monte_carlo_within'], sign=False)} points (95 %, {facts['futures']:,} "
        f"futures, seed {facts['seed']}, model {facts['model_version']})."
    )


def _rps(one: Facts, who: str) -> float:
    return float(one["scores"][who]["rps"])


def _difference(one: Facts, who: str, other: str) -> float:
    return float(one["gains"][who][other]["difference"])


def _interval(gain: Mapping[str, Any]) -> str:
    """Return the interval of a gain, and whether it leaves out zero."""
    low, high = gain["difference_low"], gain["difference_high"]
    said = "clear" if low > 0 or high < 0 else "not clear"
    return f"gain {gain['difference']:+.3f}, 95 % {low:+.3f} to {high:+.3f}, {said}"


def _name(who: str) -> str:
    return NAMES[who]


def _nouns(targets: Sequence[Facts]) -> str:
    return joined(NOUNS[one["name"]] for one in targets)
