"""Reviews and courses in which two records differ, and what they are laid to."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sim.narrative.divergence import diverge
from sim.narrative.divergence.causes import Causes
from sim.narrative.divergence.pair import RecordPair, Step
from sim.narrative.divergence.telling import Teller
from sim.record import Record, Why
from tests.narrative.divergence.made_pairs import (
    COMMITMENT,
    Turn,
    ordered,
    record,
    reviewed,
    stays,
    why,
)


def arms(decision: Why) -> Turn:
    """A turn with an order of Russia's security desk, and nothing else."""
    return Turn({"RUS": decision.chosen}, {"RUS": decision})


def kinds(first: Record, second: Record, step: Step) -> list[tuple[str, str]]:
    reasons = Causes(RecordPair(first, second)).of(step)
    return [(reason.kind, reason.subject) for reason in reasons]


def test_a_desk_that_was_reviewed_in_one_record_only_by_the_draw() -> None:
    odds = {"hold": 0.2, "arm_client": 0.8}
    chose = why("arm_client", 0.5, odds=odds, review=reviewed(draw=0.1))
    first, second = record(arms(chose)), record(arms(stays("hold", draw=0.9)), seed=8)
    assert kinds(first, second, ordered(0, "RUS")) == [("review", "review"), ("draw", "review")]
    text = " ".join(diverge(first, second).text().split())
    assert (
        "In A its course was reviewed, and the order of B had a chance of 20.0 %; in B its course "
        "goes on. The draw of the review was 0.10 in A and 0.90 in B." in text
    )
    # The same the other way round.
    assert kinds(second, first, ordered(0, "RUS")) == [("review", "review"), ("draw", "review")]


def test_a_review_by_alarm_is_followed_to_the_attack_that_alarmed() -> None:
    odds = {"hold": 0.5, "border_push": 0.5}
    quiet = Turn({}, {"AZE": why("hold", 0.2, odds=odds)}, (), {"world__alarm": 0.0})
    push = Turn(
        {"AZE": "border_push"},
        {"AZE": why("border_push", 0.7, odds=odds)},
        (),
        {"world__alarm": 0.8},
    )
    chose = why("arm_client", 0.5, review=reviewed(draw=0.6, alarm=0.8))
    first = record(push, arms(chose))
    second = record(quiet, arms(stays("hold", draw=0.6)))
    reasons = Causes(RecordPair(first, second)).of(ordered(1, "RUS"))
    assert [reason.kind for reason in reasons] == ["review", "alarm"]
    assert reasons[1].values == (0.8, 0.0)
    assert reasons[1].steps == (ordered(0, "AZE"),)


def test_a_review_by_a_setting_is_laid_to_the_setting() -> None:
    often = replace(reviewed(draw=0.4), chance=0.5)
    chose = why("arm_client", 0.5, review=often)
    first = record(arms(chose), changes={"parameters.review_rate": 0.5})
    second = record(arms(stays("hold", draw=0.4)))
    assert kinds(first, second, ordered(0, "RUS")) == [("review", "review"), ("setting", "")]


def test_a_desk_that_had_to_choose_after_an_act_is_followed_to_the_act() -> None:
    odds = {"hold": 0.5, "enforce_red_line": 0.5}
    act = Turn({"RUS": "enforce_red_line"}, {"RUS": why("enforce_red_line", 0.7, odds=odds)})
    rest = Turn({}, {"RUS": why("hold", 0.2, odds=odds)})
    chose = why("arm_client", 0.7, review=reviewed(draw=None, reason="act", since=0))
    first, second = record(act, arms(chose)), record(rest, arms(stays("hold")), seed=8)
    causes, step = Causes(RecordPair(first, second)), ordered(1, "RUS")
    (reason,) = causes.of(step)
    assert (reason.kind, reason.subject, reason.steps) == ("review", "act", (ordered(0, "RUS"),))
    assert Teller(causes.pair).reason(reason, step, {ordered(0, "RUS"): 1}.get) == (
        "In A it had to choose, because its last order was an act; in B its course goes on "
        "(from step 1)."
    )


def test_a_course_that_is_no_longer_legal_is_laid_to_its_condition() -> None:
    calm, tense = ({"world__tension": level} for level in (0.1, 0.3))
    deals = stays("accommodate_rival")
    forced = why("hold", 0.2, odds={"hold": 0.5, "press_client": 0.5})
    forced = replace(forced, review=reviewed(draw=None, reason="illegal"))
    first = record(
        Turn({"RUS": "accommodate_rival"}, state=calm), Turn({}, {"RUS": forced}), seed=8
    )
    second = record(
        Turn({"RUS": "accommodate_rival"}, state=tense),
        Turn({"RUS": "accommodate_rival"}, {"RUS": deals}),
    )
    assert kinds(first, second, ordered(1, "RUS", "diplomacy")) == [
        ("review", "illegal"),
        ("state", "world.tension"),
    ]


def test_courses_that_go_on_are_followed_to_their_beginning() -> None:
    """Russia arms in A from turn 0 on; the gap of the third turn is laid to that order."""
    chose = [why("arm_client", 0.7), why("hold", 0.2)]
    series = ([0.4, 0.5, 0.6], [0.3, 0.3, 0.3])
    records = []
    for one, levels, seed in zip(chose, series, (7, 8), strict=True):
        decisions = (one, stays(one.chosen), stays(one.chosen))
        turns = (
            Turn({"RUS": one.chosen}, {"RUS": decided}, (), {COMMITMENT: level})
            for decided, level in zip(decisions, levels, strict=True)
        )
        records.append(record(*turns, seed=seed))
    causes = Causes(RecordPair(*records))
    (reason,) = causes.of(ordered(2, "RUS"))
    assert (reason.kind, reason.steps) == ("course", (ordered(0, "RUS"),))
    found = diverge(*records)
    assert [link.step for link in found.chain.links] == [ordered(0, "RUS")]


def test_discord_is_followed_to_the_other_desk() -> None:
    """Russia deals with the rival in B alone, so arming costs discord there."""
    both = {"hold": 0.5, "press_client": 0.5}

    def turn(diplomacy: str, draw: float, security: str, hold: float, discord: float) -> Turn:
        odds = {"hold": hold, "arm_client": 1 - hold}
        terms = {"hold": {"discord": 0.0}, "arm_client": {"discord": discord}}
        spoken = why(diplomacy, draw, odds=both)
        return Turn(
            {"RUS": (diplomacy, security)},
            {"RUS": (spoken, why(security, 0.5, odds=odds, terms=terms))},
        )

    first = record(turn("hold", 0.2, "arm_client", 0.3, 0.0))
    second = record(turn("press_client", 0.8, "hold", 0.7, -0.4))
    causes, step = Causes(RecordPair(first, second)), ordered(0, "RUS")
    reasons = causes.of(step)
    assert [(reason.kind, reason.subject) for reason in reasons] == [
        ("odds", ""),
        ("term", "discord"),
    ]
    assert reasons[1].amount == pytest.approx(0.4)
    assert reasons[1].steps == (ordered(0, "RUS", "diplomacy"),)
    said = Teller(causes.pair).reason(reasons[1], step, lambda step: None)
    assert said.startswith("The contradiction between its desks counts 0.400 utils more in favour")
