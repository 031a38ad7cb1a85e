"""Conditions: the truth of every form, the text that is kept, and what is refused."""

from __future__ import annotations

from itertools import product
from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.exercise.injects.conditions import (
    Clause,
    Compared,
    Count,
    Every,
    Fired,
    Happened,
    Not,
    Ordered,
    Ruled,
    Some,
    clause_of,
    leaves,
    parse_clause,
    serial_of,
)
from sim.play.game import Game
from sim.play.rulings import SUBJECTS
from sim.record import Record, Ruling
from sim.scenario import Scenario
from sim.scenario.doctrines import Condition
from sim.vocabulary import RULINGS

WORLD = {"a": 0.25, "b": 0.5}
WAR = Ruling("war", "border", {}, None, {})
LAST = Happened({"AZE": {"security": "offensive", "diplomacy": "hold"}}, (WAR,), frozenset({"2"}))


def truth(text: str, state: dict[str, float] = WORLD, happened: Happened = LAST) -> bool:
    return parse_clause(text).holds(state, happened)


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("a < 0.25", False),
        ("a <= 0.25", True),
        ("a > 0.25", False),
        ("a >= 0.25", True),
        ("a>.2", True),
        ("ordered AZE:offensive", True),
        ("ordered AZE:hold", True),
        ("ordered AZE:probe", False),
        ("ordered ARM:hold", False),
        ("ruling war", True),
        ("ruling war:border", True),
        ("ruling war:karabakh", False),
        ("ruling treaty", False),
        ("fired 2", True),
        ("fired 002", True),
        ("fired 2a", False),
    ],
)
def test_what_a_condition_asks(text: str, holds: bool) -> None:
    assert truth(text) is holds


@pytest.mark.parametrize(
    ("text", "true_for"),
    [
        ("P and Q", {"PQ", "PQR"}),
        ("P or Q", {"P", "Q", "PQ", "PR", "QR", "PQR"}),
        ("not P", {"", "Q", "R", "QR"}),
        ("not not P", {"P", "PQ", "PR", "PQR"}),
        ("P or Q and R", {"P", "PQ", "PR", "QR", "PQR"}),
        ("(P or Q) and R", {"PR", "QR", "PQR"}),
        ("not P and Q", {"Q", "QR"}),
        ("not (P and Q)", {"", "P", "Q", "R", "PR", "QR"}),
        ("at least 2 of (P, Q, R)", {"PQ", "PR", "QR", "PQR"}),
        ("at least 1 of (P and Q, not R)", {"", "P", "Q", "PQ", "PQR"}),
        ("NOT at least 3 of (P, Q, R)", {"", "P", "Q", "R", "PQ", "PR", "QR"}),
    ],
)
def test_truth_tables(text: str, true_for: set[str]) -> None:
    """P, Q and R stand for three comparisons; the sets name those that hold."""
    written = text
    for letter in "PQR":
        written = written.replace(letter, f"{letter.lower()} > 0.5")
    found = set()
    for values in product((0.0, 1.0), repeat=3):
        state = dict(zip("pqr", values, strict=True))
        if truth(written.replace("NOT", "not"), state):
            found.add("".join(letter for letter in "PQR" if state[letter.lower()]))
    assert found == true_for


@pytest.mark.parametrize(
    ("table", "text"),
    [
        ("a > 0.5", "a > 0.5"),
        ({"and": ["a > 0.5", "b < 1"]}, "a > 0.5 and b < 1"),
        ({"or": ["a > 1", {"and": ["b > 1", "a < 0"]}]}, "a > 1 or b > 1 and a < 0"),
        ({"and": ["a > 1", {"or": ["b > 1", "a < 0"]}]}, "a > 1 and (b > 1 or a < 0)"),
        ({"not": {"ordered": "AZE:probe"}}, "not ordered AZE:probe"),
        ({"not": {"or": ["a > 1", {"fired": 3}]}}, "not (a > 1 or fired 3)"),
        (
            {"count": {"at_least": 2, "of": ["a > 1", {"ruling": "war:border"}, "b > 1"]}},
            "at least 2 of (a > 1, ruling war:border, b > 1)",
        ),
    ],
)
def test_tables_and_texts_mean_the_same(table: object, text: str) -> None:
    assert clause_of(table) == parse_clause(text)
    assert str(clause_of(table)) == text


def test_beliefs_are_compared_as_chances() -> None:
    """A belief of 0.75 is log 3 in log-odds, as the state has it."""
    state = {"ties.X-Y.belief_client": log(3.0)}
    assert truth("ties.X-Y.belief_client > 0.74", state)
    assert not truth("ties.X-Y.belief_client > 0.76", state)


NAMES = st.sampled_from(["a", "world.tension", "ties.RUS-ARM.belief_client"])
NUMBERS = st.floats(allow_nan=False, allow_infinity=False).map(lambda x: round(x, 6))
LEAVES = st.one_of(
    st.builds(
        lambda path, sign, number: Compared(Condition(path, sign, number)),
        NAMES,
        st.sampled_from(["<", "<=", ">", ">="]),
        NUMBERS,
    ),
    st.builds(Ordered, st.sampled_from(["AZE", "ARM"]), st.sampled_from(["hold", "probe"])),
    st.builds(Ruled, st.just("war"), st.sampled_from(["", "border"])),
    st.builds(Fired, st.sampled_from(["1", "3a"])),
)
TESTS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: Every(tuple(parts))),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: Some(tuple(parts))),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: Count(1, tuple(parts))),
    ),
    max_leaves=5,
)


@given(TESTS)
def test_the_text_of_a_condition_is_read_as_the_same(clause: Clause) -> None:
    assert parse_clause(str(clause)) == clause
    assert str(parse_clause(str(clause))) == str(clause)


def test_the_parts_that_ask_are_found() -> None:
    text = "not (a > 1 and fired 2) or at least 1 of (ruling war, ordered AZE:hold)"
    assert [str(leaf) for leaf in leaves(parse_clause(text))] == [
        "a > 1", "fired 2", "ruling war", "ordered AZE:hold",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("", "a condition is missing at the end; write PATH OPERATOR NUMBER, ordered"),
        ("a > 1 and", "a condition is missing at the end"),
        ("a", "'a' is no condition; write PATH OPERATOR NUMBER, ordered ACTOR:ORDER"),
        ("a > lots", "'lots' is not a number"),
        ("a = 1", "must be PATH OPERATOR NUMBER with one of > >= < <="),
        ("a >", "a number is missing after a >"),
        ("a > 1 b > 2", "'b' cannot stand there; join conditions by and, or"),
        ("(a > 1", "')' is missing before 'the end'"),
        ("at least two of (a > 1)", "at least 'two': must be a whole number"),
        ("at least 2 of (a > 1)", "at least 2 of 1: must be from 1 to 1"),
        ("at least 0 of (a > 1)", "at least 0 of 1: must be from 1 to 1"),
        ("at least 1 of a > 1", "'(' is missing before 'a'"),
        ("ordered AZE", "ordered 'AZE': must be ACTOR:ORDER, such as AZE:offensive"),
        ("ordered", "a word is missing after ordered"),
        ("fired many", "must be a serial: a number from 1 to 9999"),
        ("(" * 3000 + "a > 1", "brackets inside brackets, more than 20 levels deep"),
        ("not " * 900 + "a > 1", "has more than 20 times not"),
        ("a > 1 or " * 600 + "a > 1", "must have at most 4,000 letters"),
        ("a > " + "9" * 400, "must compare with a finite number"),
        (3, "3: a condition is a text or a table"),
        ({"and": []}, "and = an array: must be an array of conditions"),
        ({"and": "a > 1"}, 'and = "a > 1": must be an array of conditions'),
        ({"xor": ["a > 1"]}, "no condition 'xor'; did you mean 'or'? (allowed: and, or, not, co"),
        ({"and": ["a > 1"], "or": ["a > 1"]}, "a table of a condition has one key (allowed: and"),
        ({"count": {"of": ["a > 1"]}}, "count must be a table with at_least = NUMBER and of"),
        ({"count": {"at_least": True, "of": ["a > 1"]}}, "at_least = true: must be a whole num"),
        ({"ordered": 3}, "ordered = 3: must be a text in quotes"),
    ],
)
def test_what_is_no_condition_is_refused_in_one_line(value: object, said: str) -> None:
    with pytest.raises(ValueError) as caught:
        clause_of(value)
    assert said in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


@pytest.mark.parametrize(
    ("given_as", "serial"), [(3, "3"), ("003", "3"), ("3A", "3a"), (" 12 ", "12"), (9999, "9999")]
)
def test_serials(given_as: object, serial: str) -> None:
    assert serial_of(given_as) == serial


@pytest.mark.parametrize("wrong", [0, "", "0", -1, 10_000, 1.0, True, None, "a3", "3ab", "3.1"])
def test_no_serials(wrong: object) -> None:
    with pytest.raises(ValueError, match="must be a serial"):
        serial_of(wrong)


@pytest.fixture(scope="module")
def record(karabakh: Scenario) -> Record:
    """A short run in which Azerbaijan attacks at the border at once."""
    game = Game(karabakh, seed=38, turns=2, record=True)
    game.play()
    return game.record()


def test_what_happened_is_read_from_a_turn(record: Record) -> None:
    pushed = next(one for one in record.turns_played if one.orders["AZE"].security == "border_push")
    happened = Happened.after(pushed, frozenset({"4"}))
    state = dict(zip(record.columns, pushed.state, strict=True))
    for text in ("ordered AZE:border_push", "ruling war:border", "fired 4", "ruling test"):
        assert truth(text, state, happened), text
    assert not truth("ruling war:karabakh", state, happened)
    assert Happened.after(None) == Happened()


def test_subjects_of_rulings_are_from_the_section_that_is_told(
    karabakh: Scenario, record: Record
) -> None:
    found = {(one.rule, one.subject) for turn in record.turns_played for one in turn.rulings}
    assert len({rule for rule, _ in found}) > 3
    for rule, subject in found:
        section = SUBJECTS[rule]
        assert subject in (getattr(karabakh, section) if section else ("",)), rule
    assert set(SUBJECTS) == set(RULINGS)
