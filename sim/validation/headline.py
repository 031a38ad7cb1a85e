"""The validation in a few sentences: what is wrong first, then what is right, then what is open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module

from sim.validation.facts import PARTS, Facts, facts_of
from sim.words import counted, joined

RIVALS = {
    "CINC and pact": "a simple formula of power and pacts",
    "full logit": "a formula fitted to all that the record holds",
    "challenge model": "an older model of expected utility",
    "marginal": "the bare frequencies of earlier crises",
}
"""Forecasters of the record of decisions, in plain words."""
KNOWS_NOTHING = ("persistence", "climatology", "uniform")
"""Forecasts of the backtest that know nothing of the model."""


@dataclass(frozen=True)
class Headlines:
    """Sentences about the validation, each with its number.

    Attributes:
        losses: What the model gets wrong.
        gains: What it gets right.
        unknown: What these data cannot tell.
    """

    losses: tuple[str, ...] = ()
    gains: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


def headlines(found: Mapping[str, Facts] | None = None) -> Headlines:
    """Return the sentences about every part that has been validated, in the order of the page.

    Args:
        found: Facts by part; the shipped ones if None.
    """
    facts = (
        {part: one for part in PARTS if (one := facts_of(part)) is not None}
        if found is None
        else found
    )
    told = [
        import_module(f"sim.validation.{part}.page").headline(facts[part])
        for part in PARTS
        if part in facts
    ]
    return Headlines(
        tuple(sentence for one in told for sentence in one.losses),
        tuple(sentence for one in told for sentence in one.gains),
        tuple(sentence for one in told for sentence in one.unknown),
    )


def in_plain_words(found: Mapping[str, Facts] | None = None) -> tuple[str, ...]:
    """Return what the validation says of the model in two or three plain sentences, losses first.

    Args:
        found: Facts by part; the shipped ones if None. A part without facts has no sentence.
    """
    told = {"decisions": _decisions, "backtest": _backtest, "patterns": _patterns}
    facts = {part: facts_of(part) for part in told} if found is None else found
    return tuple(
        sentence
        for part, say in told.items()
        if (one := facts.get(part)) is not None and (sentence := say(one))
    )


def _decisions(facts: Facts) -> str:
    """Return the sentence on the record of decisions: who forecasts better than the model."""
    scores = facts["scores"]["all"]
    against = scores["model_against"]
    worse = [
        name for name, by in against.items() if any(score["high"] < 0 for score in by.values())
    ]
    better = [name for name, by in against.items() if name not in worse and by["rps"]["low"] > 0]
    rest = [name for name in against if name not in (*worse, *better)]
    said = [
        f"{how} {joined(RIVALS.get(name, name) for name in names)}"
        for how, names in (
            ("forecasts worse, by at least one score, than", worse),
            ("cannot be told from", rest),
            ("forecasts better than", better),
        )
        if names
    ]
    return (
        f"On {counted(scores['cases'], 'decision')} that patrons took in "
        f"{scores['crises']:,} crises, this model {joined(said)}."
    )


def _backtest(facts: Facts) -> str:
    """Return the sentence on the backtest: on what it is worse than forecasts that know nothing."""
    later = facts["backtest"]
    nouns = import_module("sim.validation.backtest.page").NOUNS
    lost: list[str] = []
    won: list[str] = []
    for one in later["targets"]:
        score = {name: one["scores"][name]["rps"] for name in ("model", *KNOWS_NOTHING)}
        beaten = any(score[name] < score["model"] for name in KNOWS_NOTHING)
        (lost if beaten else won).append(nouns[one["name"]])
    said = [
        f"{how} on {joined(names)}"
        for how, names in (
            ("does worse than some forecast that knows nothing", lost),
            ("better than all of them", won),
        )
        if names
    ]
    return (
        f"Asked from November 2020 about {later['name']}, in {counted(later['n'], 'half-year')}, "
        f"this model {joined(said)}."
    )


def _patterns(facts: Facts) -> str:
    """Return the sentence on the patterns: how many the model shows."""
    verdicts = [row["verdict"] for row in facts["checks"]]
    fails, unclear, holds = (verdicts.count(name) for name in ("fails", "not clear", "holds"))
    return (
        f"Of {counted(fails + unclear + holds, 'pattern')} that this model should show, "
        f"{fails} {'fails' if fails == 1 else 'fail'}, {unclear} "
        f"{'is' if unclear == 1 else 'are'} not clear and {holds} "
        f"{'holds' if holds == 1 else 'hold'}."
    )
