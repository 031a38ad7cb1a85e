"""The whole study at a small size, and the facts, the page and the sentences made of it."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from sim.validation.patterns.declared import PatternsError
from sim.validation.patterns.facts import facts_of_study, said_of, standardised
from sim.validation.patterns.kinds import FAILS, HOLDS
from sim.validation.patterns.page import headline, markdown, number_said
from sim.validation.patterns.study import Study, study_patterns
from tests.validation.patterns.made_up import SMALL, check, found


@cache
def study() -> Study:
    """The study of the small file, which is played once."""
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        source = Path(folder) / "small.toml"
        source.write_text(SMALL, encoding="utf-8")
        told: list[tuple[int, int]] = []
        result = study_patterns(
            source=source, jobs=1, keep=Path(folder) / "kept", watch=lambda *now: told.append(now)
        )
        assert told[-1][0] <= told[-1][1]
        resumed = study_patterns(source=source, jobs=1, keep=Path(folder) / "kept")
        assert facts_of_study(resumed) == facts_of_study(result)
        return result


def facts() -> dict[str, Any]:
    return facts_of_study(study())


def test_a_true_claim_holds_and_a_false_one_fails() -> None:
    true, false, *_ = study().results
    assert (true.found.verdict, false.found.verdict) == (HOLDS, FAILS)
    assert true.found.effect == pytest.approx(false.found.effect, rel=0.5)
    assert (true.draws, true.clear, true.held) == (1, 1, 1)
    assert true.doctrines == {"prospect": HOLDS}
    assert false.doctrines == {"prospect": FAILS}


def test_what_is_played_turn_by_turn_is_among_the_results() -> None:
    assert [one.found.check.id for one in study().results[2:]] == ["P3 appeal", "P4 one"]
    assert {share.order for share in study().orders} >= {"suitor.court", "challenger.offensive"}


def test_a_pattern_dies_without_its_mechanism() -> None:
    training, danger = study().removals
    (fate,) = training.fates
    assert (fate.id, fate.must, fate.fate) == ("P1 end.ties.TUR-AZE.cadre", True, "dies")
    assert [one.verdict for one in training.follows] == [HOLDS]
    assert all(one.id.partition(".")[2] for one in danger.fates)


def test_a_control_that_should_fail_and_does_not_is_told() -> None:
    (control,) = study().controls
    assert control.survived == ("P1 end.ties.TUR-AZE.cadre",)
    assert "survive: P1 end.ties.TUR-AZE.cadre" in markdown(facts())


def test_facts_are_json_and_the_same_again() -> None:
    text = json.dumps(facts(), allow_nan=False)
    assert json.loads(text) == facts()


def test_losses_come_first() -> None:
    told = headline(facts())
    assert "1 fail at 99 %, 1 of them as the specification says: P2:" in told.losses[0]
    assert "hold" in told.gains[0]
    page = markdown(facts())
    assert (
        page.index("What fails") < page.index("# With other weights") < page.index("# Every check")
    )
    assert "Known before: it is the wrong way." in page
    assert "figures/validation/patterns.svg" in page
    rows = [line for line in page.splitlines() if line.startswith("| P")]
    assert rows[0].startswith("| P2 ")


def test_an_unknown_pattern_is_told() -> None:
    with pytest.raises(PatternsError, match=r"S99: no such pattern"):
        study_patterns(only=["S99"])


def test_effects_are_measured_from_where_a_check_begins_to_hold() -> None:
    falling = check(low=-1e9, high=0.0)
    assert standardised(found(falling, -0.5, 0.1, HOLDS, spread=0.5)) == pytest.approx(
        (1.0, 0.8, 1.2)
    )
    between = check(low=0.2, high=0.4, strict=False)
    value, _, _ = standardised(found(between, 0.45, 0.01, FAILS, spread=0.5)) or (0, 0, 0)
    assert value == pytest.approx(-0.1)
    assert standardised(found(check(), 0.5, 0.1, HOLDS, spread=0.0)) is None


def test_checks_in_words() -> None:
    assert said_of(check("S2 recommitted")) == "recommitted"
    assert said_of(check(outcome="tests_met", per="tests")) == (
        "tests met, of tests of the guarantee"
    )
    assert said_of(check(outcome="ordered=AZE.rearm")) == "turns of rearm"
    assert number_said(-0.5) == "-0.500"
