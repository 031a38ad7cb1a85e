"""The questions of a sealed forecast: how each is resolved, and what the model says to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.rules.menus import alliance_intact
from sim.rules.outcomes import CAPTURE_LEVEL
from sim.validation.backtest.mapping import mission_levels, offensive_levels, stance_levels
from sim.validation.backtest.targets import OFFENSIVE, STANCE, Levels
from sim.validation.futures import Futures

if TYPE_CHECKING:
    from sim.scenario import Scenario

NO_YES = ("no", "yes")
"""Levels of a question that asks whether."""


@dataclass(frozen=True)
class Question:
    """A question about every half-year.

    Attributes:
        name: Its name in files.
        asks: The question.
        resolves: Rule by which anybody finds the answer afterwards, in plain words.
        levels: The answers, lowest first.
        paths: State variables that the answer of the model needs.
        answer: Level by future and half-year, from futures.
    """

    name: str
    asks: str
    resolves: str
    levels: tuple[str, ...]
    paths: tuple[str, ...]
    answer: Callable[[Futures], Levels]


def questions(scenario: Scenario) -> tuple[Question, ...]:
    """Return the questions that can be asked of a scenario, in order."""
    names = {
        "guarantor": scenario.actors[scenario.guarantor].name,
        "defender": scenario.actors[scenario.defender].name,
        "challenger": scenario.actors[scenario.challenger].name,
        "sponsor": scenario.actors[scenario.sponsor].name if scenario.sponsor else "",
        "main": next(iter(scenario.theatres.values())).name,
    }
    made = [_stance(names), _offensive(names), _treaty(names)]
    if scenario.sponsor:
        made.append(_base(scenario, names))
    made.append(_frozen(scenario, names))
    if scenario.mission is not None:
        made.append(_mission(scenario, names))
    return tuple(made)


def _stance(names: Mapping[str, str]) -> Question:
    return Question(
        STANCE.name,
        "Stance of {guarantor} towards {defender}".format(**names),
        (
            "By what {guarantor} did in the half-year. recommits: new forces, arms as a gift or a "
            "new binding promise for {defender}, none of it taken back. brokers: it mediates or "
            "keeps peace, or none of the other answers fits. accommodates: agreements with "
            "{challenger} or {sponsor} at the cost of {defender}, or no reply when a treaty is "
            "invoked. disengages: forces or promises withdrawn, or no part taken in a settlement "
            "that others make. If two fit, the costlier act counts."
        ).format(**names),
        STANCE.levels,
        (),
        stance_levels,
    )


def _offensive(names: Mapping[str, str]) -> Question:
    return Question(
        OFFENSIVE.name,
        "Largest offensive of {challenger} against {defender} or in {main}".format(**names),
        (
            "The largest in the half-year. none: no deliberate use of force by {challenger} "
            "across the line, single shots left out. probe: an incursion or a siege without "
            "battle, fewer than 25 deaths. limited attack: battle on a part of the front, 25 "
            "deaths or more or ground taken by force. full offensive: an operation to take a "
            "whole region, declared or seen as such. Deaths: best estimate of UCDP."
        ).format(**names),
        OFFENSIVE.levels,
        (),
        offensive_levels,
    )


def _treaty(names: Mapping[str, str]) -> Question:
    return Question(
        "treaty",
        "Is a peace treaty between {challenger} and {defender} signed?".format(**names),
        (
            "yes if both have signed a treaty of peace by the last day of the half-year. "
            "Initialling is not signing; ratification is not asked for."
        ),
        NO_YES,
        ("world.treaty",),
        lambda futures: (futures.at_end("world.treaty") > 0.5).astype(np.int64),
    )


def _base(scenario: Scenario, names: Mapping[str, str]) -> Question:
    path = f"ties.{scenario.sponsor}-{scenario.challenger}.presence"
    return Question(
        "sponsor_base",
        "Does {sponsor} have a permanent base in {challenger}?".format(**names),
        (
            "yes if, on the last day of the half-year, an agreement in force gives {sponsor} a "
            "permanent base of land, air or sea forces on the soil of {challenger}, with its own "
            "troops there. Advisers, training and joint centres are not a base."
        ).format(**names),
        NO_YES,
        (path,),
        lambda futures: (futures.at_end(path) >= CAPTURE_LEVEL).astype(np.int64),
    )


def _frozen(scenario: Scenario, names: Mapping[str, str]) -> Question:
    path = f"ties.{scenario.guarantor}-{scenario.defender}.frozen"

    def answer(futures: Futures) -> Levels:
        degrees = futures.at_end(path)
        left = [[not alliance_intact(degree) for degree in row] for row in degrees.tolist()]
        return np.array(left, np.int64).reshape(degrees.shape)

    return Question(
        "alliance_frozen",
        "Has {defender} frozen or left its alliance with {guarantor}?".format(**names),
        (
            "yes if, on the last day of the half-year, {defender} takes no part in the alliance "
            "with {guarantor} by its own declaration, or has left it."
        ).format(**names),
        NO_YES,
        (path,),
        answer,
    )


def _mission(scenario: Scenario, names: Mapping[str, str]) -> Question:
    main = next(iter(scenario.theatres))
    return Question(
        "peacekeepers",
        "Are peacekeepers of {guarantor} in {main}?".format(**names),
        "yes if, on the last day of the half-year, {guarantor} has peacekeepers in {main}.".format(
            **names
        ),
        NO_YES,
        (f"theatres.{main}.mission",),
        mission_levels,
    )
