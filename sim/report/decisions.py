"""The section on the most important decisions of a run, with both desks' reasons for each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sim.narrative.cast import Cast
from sim.narrative.explanation import Explanation, explain
from sim.record import Option, Record, Why
from sim.report.content import Block, Code, Folded, Heading, Prose, Section, Table
from sim.report.wording import number
from sim.rules.outcomes import OFFENSIVE_FORCE
from sim.vocabulary import DESKS
from sim.words import capitalised, percent

MOST_DECISIONS = 6
MOST_OPTIONS = 5
"""Most options of a decision that are shown; the full list is folded below them."""


@dataclass(frozen=True)
class Moment:
    """A decision by an actor in a turn; `reason` says why it is important."""

    turn: int
    actor: str
    reason: str


def decisions(record: Record) -> Section:
    """Return the section on the most important decisions, each with its options and its draws."""
    moments = key_moments(record)
    if not moments:
        told = Prose(
            "No attack, no test of the guarantee and no break in this run; see the tables."
        )
        return Section("Decisions that mattered", (told,))
    blocks: list[Block] = [
        Prose(
            "What the desks of each actor weighed, how likely that made every order, and the draw "
            "that decided; a desk that was not reviewed weighs nothing and stays on its course. "
            "`sim explain` shows the same for any other turn."
        )
    ]
    for moment in moments:
        blocks += decision_blocks(record, moment)
    return Section("Decisions that mattered", tuple(blocks))


def key_moments(record: Record) -> tuple[Moment, ...]:
    """Return the most important decisions of a run, a few at most, in order of time.

    If there are too many, the first decision of each kind is preferred to a second of any kind.
    """
    found = list(_moments(record, Cast(record.scenario)))
    seen: dict[str, int] = {}
    ranked = []
    for moment in found:
        seen[moment.reason] = seen.get(moment.reason, 0) + 1
        ranked.append((seen[moment.reason], moment.turn, moment))
    kept = [moment for _, _, moment in sorted(ranked, key=lambda item: item[:2])[:MOST_DECISIONS]]
    once = {(moment.turn, moment.actor): moment for moment in reversed(kept)}
    place = {moment: number for number, moment in enumerate(found)}
    return tuple(sorted(once.values(), key=place.__getitem__))


def _moments(record: Record, cast: Cast) -> Iterator[Moment]:
    guarantor, challenger, defender = (
        cast.holder(role) for role in ("guarantor", "challenger", "defender")
    )
    assert guarantor is not None
    assert challenger is not None
    assert defender is not None
    stance = ""
    for played in record.turns_played:
        for ruling in played.rulings:
            if ruling.rule == "war" and ruling.inputs.get("force", 0.0) >= OFFENSIVE_FORCE:
                yield Moment(played.turn, challenger, "an attack")
            elif ruling.rule == "test":
                yield Moment(played.turn, guarantor, "a test of the guarantee")
            elif ruling.rule == "freeze" and ruling.result.get("frozen", 0.0) > ruling.inputs.get(
                "frozen", 0.0
            ):
                yield Moment(played.turn, defender, "the alliance suspended")
            elif ruling.rule == "base" and ruling.inputs.get("grant", 0.0) > 0:
                yield Moment(played.turn, challenger, "a base")
            elif ruling.rule == "treaty" and ruling.result.get("treaty", 0.0):
                yield Moment(played.turn, challenger, "a treaty")
        if stance and played.stance != stance and "recommit" in (stance, played.stance):
            yield Moment(played.turn, guarantor, "recommitment begins or ends")
        stance = played.stance
    if record.outcome.reached is not None:
        yield Moment(record.outcome.reached, guarantor, "the outcome is reached")


def decision_blocks(record: Record, moment: Moment) -> tuple[Block, ...]:
    """Return the blocks on one decision: the orders, the alternatives, the folded explanation."""
    explanation = explain(record, moment.turn, moment.actor)
    # The diplomacy desk decides first, and the security desk knows its order.
    desks = tuple(reversed(DESKS))
    told = [_told(explanation, desk) for desk in desks]
    reply = explanation.reply_sentence()
    return (
        Heading(f"{explanation.date} (turn {moment.turn}): {moment.reason}"),
        Prose(" ".join([*told, *([reply] if reply else [])])),
        *(_table(explanation, desk) for desk in desks if explanation.why[desk].options),
        Folded(
            f"The whole explanation, turn {moment.turn}",
            (Code(explanation.text(), f"Explanation of turn {moment.turn}"),),
            printed=False,
        ),
    )


def _told(explanation: Explanation, desk: str) -> str:
    """Return the sentences on the order of a desk, how likely it was, and the review."""
    why = explanation.why[desk]
    said = (
        f"{capitalised(desk)} desk: {explanation.name} {explanation.phrases[why.chosen]}. "
        f"{explanation.review_sentence(desk)}"
    ).rstrip()
    if not why.options:
        return said
    ranked = _ranked(why)
    chosen = next(option for option in ranked if option.action == why.chosen)
    return (
        f"{said} By its doctrine (`{why.doctrine}`) that order had a probability of "
        f"{percent(chosen.probability, digits=1)}"
        f"{_beside(ranked[0].action, chosen.action, ranked)}."
    )


def _table(explanation: Explanation, desk: str) -> Table:
    """Return the table of the likeliest options of a desk."""
    why = explanation.why[desk]
    ranked = _ranked(why)
    rows = tuple(
        (
            f"{explanation.phrases[option.action]} (`{option.action}`)"
            + (", ordered" if option.action == why.chosen else ""),
            percent(option.probability, digits=1),
            number(option.expected_utility),
        )
        for option in _shown(ranked, why.chosen)
    )
    caption = (
        f"{capitalised(explanation.name)}, {desk} desk, {explanation.date}: the likeliest of "
        f"{len(ranked)} legal orders"
    )
    return Table(caption, ("Order", "Probability", "Utility"), rows)


def _ranked(why: Why) -> list[Option]:
    return sorted(why.options, key=lambda option: -option.probability)


def _shown(ranked: list[Option], chosen: str) -> list[Option]:
    """Return the likeliest options, and also the chosen one if it is not among them."""
    first = ranked[:MOST_OPTIONS]
    return first + [option for option in ranked[MOST_OPTIONS:] if option.action == chosen]


def _beside(likeliest: str, chosen: str, ranked: list[Option]) -> str:
    if len(ranked) == 1:
        return "; nothing else was legal"
    if likeliest == chosen:
        return f", the likeliest of {len(ranked)} legal orders"
    chance = percent(ranked[0].probability, digits=1)
    return f"; the likeliest of {len(ranked)} was `{likeliest}` ({chance})"
