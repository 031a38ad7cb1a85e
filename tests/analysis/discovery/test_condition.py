"""What counts as a hit, and every way to ask for it wrongly."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sim.analysis.discovery.condition import Condition, condition_of
from sim.analysis.discovery.faults import DiscoveryError
from sim.analysis.discovery.wording import clause
from sim.vocabulary import STANCES
from sim.words import fine_percent

KNOWN = ("recommitted", "recommitment_index", "tests", "stance", "first_quarter", "offensive")
DOCUMENT = {
    "actors": {
        "RUS": {"name": "Russia", "role": "guarantor"},
        "ARM": {"name": "Armenia", "role": "defender"},
        "WST": {"name": "the West", "role": "suitor"},
    }
}


def hits(condition: Condition, column: pd.Series) -> list[bool | None]:
    """Whether each run hits; None where that is not known."""
    hit, known = condition.met(column)
    return [bool(h) if k else None for h, k in zip(hit, known, strict=True)]


def test_a_yes_or_no() -> None:
    column = pd.Series([True, False, None], dtype="boolean")
    assert hits(condition_of("recommitted", "", KNOWN), column) == [True, False, None]
    turned = condition_of("recommitted", "", KNOWN, negate=True)
    assert hits(turned, column) == [False, True, None]
    assert str(turned) == "not recommitted"


@pytest.mark.parametrize(
    ("threshold", "expected"),
    [
        (">= 0.5", [False, True, True, None]),
        ("> 0.5", [False, False, True, None]),
        ("<=0.5", [True, True, False, None]),
        ("recommitment_index < 0.5", [True, False, False, None]),
        ("= .5", [False, True, False, None]),
    ],
)
def test_a_number_against_a_threshold(threshold: str, expected: list[bool | None]) -> None:
    condition = condition_of("recommitment_index", threshold, KNOWN)
    assert hits(condition, pd.Series([0.2, 0.5, 0.7, np.nan])) == expected


def test_a_stance() -> None:
    column = pd.Series(pd.Categorical(["broker", "recommit", None], categories=list(STANCES)))
    assert hits(condition_of("stance", "", KNOWN), column) == [False, True, None]
    assert hits(condition_of("stance", "== broker", KNOWN), column) == [True, False, None]


def test_a_turn_that_never_came_is_known_and_no_hit() -> None:
    column = pd.Series([3, 20, None], dtype="Int32")
    assert hits(condition_of("first_quarter", "", KNOWN), column) == [True, True, False]
    assert hits(condition_of("first_quarter", "<= 12", KNOWN), column) == [True, False, False]
    late = condition_of("first_quarter", "<= 12", KNOWN, negate=True)
    assert hits(late, column) == [False, True, True]


@pytest.mark.parametrize(
    ("outcome", "threshold", "said"),
    [
        (
            "recomitted",
            "",
            "outcome recomitted: no such outcome in these results; did you mean 'recommitted'?",
        ),
        (
            "recommitment_index",
            "",
            "outcome recommitment_index: a number, so say from where on it counts, such as "
            "--threshold 'recommitment_index >= 0.5'",
        ),
        (
            "tests",
            "",
            "outcome tests: a count, so say from where on it counts, such as "
            "--threshold 'tests >= 1'",
        ),
        (
            "recommitted",
            ">= 1",
            "threshold >= 1: recommitted is a yes or no and takes none; --not turns it around",
        ),
        (
            "tests",
            "more than 1",
            "threshold more than 1: write it as 'tests >= 0.5' (signs: >=, <=, ==, >, <)",
        ),
        ("tests", "offensive >= 1", "it is about offensive, the outcome is tests"),
        ("tests", ">= many", "threshold >= many: 'many' is not a number"),
        ("tests", ">= inf", "threshold >= inf: 'inf' is not a number"),
        ("stance", ">= broker", "a stance is compared with == alone"),
        ("stance", "== brokr", "no such stance; did you mean 'broker'?"),
    ],
)
def test_what_cannot_be_asked(outcome: str, threshold: str, said: str) -> None:
    with pytest.raises(DiscoveryError) as caught:
        condition_of(outcome, threshold, KNOWN)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (Condition("recommitted"), "Russia recommits to Armenia"),
        (Condition("recommitted", negate=True), "Russia does not recommit to Armenia"),
        (Condition("offensive"), "the challenger launches a full offensive"),
        (
            Condition("cadre_captured"),
            "the sponsor holds the challenger's officer corps at the end",
        ),
        (Condition("base_established", negate=True), "no base of the sponsor stands at the end"),
        (Condition("tests", ">=", 2.0), '"tests of the guarantee" is at least 2'),
        (Condition("tests", ">=", 2.0, negate=True), '"tests of the guarantee" is not at least 2'),
        (Condition("stance", "==", "broker"), '"stance" is broker'),
        (Condition("first_offensive"), '"first full offensive" comes'),
        (Condition("first_offensive", negate=True), '"first full offensive" never comes'),
    ],
)
def test_what_happens_in_words(condition: Condition, words: str) -> None:
    assert clause(condition, DOCUMENT) == words


def test_per_cent() -> None:
    assert [fine_percent(x) for x in (0.0, 0.004, 0.0951, 0.5, 0.9899, 1.0)] == [
        "0 %",
        "0.4 %",
        "10 %",
        "50 %",
        "99.0 %",
        "100 %",
    ]
