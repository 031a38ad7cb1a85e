"""Explanation of the orders of one actor: review, options, beliefs, and the true values."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from sim.cards import Card, Line
from sim.narrative.cast import Cast
from sim.narrative.courses import orders_before
from sim.page import fill, line_width
from sim.record import SEATED, Option, Record, TurnRecord, Why
from sim.record.codec import encode
from sim.vocabulary import DESKS, HOLD, SECURITY_DESK
from sim.words import REPLY_WORDS, capitalised, counted, grid, joined, percent, sentence

if TYPE_CHECKING:
    import pandas as pd

"""Name in records, in place of a doctrine, for an order that a seat gave."""
_OPTION_WIDTH = 34
"""Columns for an option's name, probability and expected utility; the rest is for terms."""

_UTILITY_LEGEND = (
    "Utilities are discounted over the future, those of a course over its expected length; the "
    "terms of an option sum to its utility."
)
_BELIEF_LEGEND = (
    "Attacker strength is a factor on the true one; guarantor resolved and defence are "
    "probabilities; the rest is effort by actor, channel and target, as expected and as ordered."
)


@dataclass(frozen=True, repr=False)
class Explanation(Card):
    """The decisions of both desks of one actor in one turn, with the names that their text needs.

    `why` holds the record of the decision by desk; `before` holds the order of the turn before by
    desk, and `since` the date at which that order began ("" if before the run). `phrases` are verb
    phrases by action; `places` are the names of the theatres. `run` names scenario, seed and
    replicate.
    """

    run: str
    actor: str
    name: str
    turn: int
    date: str
    why: Mapping[str, Why]
    before: Mapping[str, str]
    since: Mapping[str, str]
    phrases: Mapping[str, str]
    places: Mapping[str, str]

    def _card(self) -> tuple[Line, ...]:
        orders = [why.chosen for why in self.why.values() if why.chosen != HOLD] or [HOLD]
        does = joined(self.phrases[order] for order in orders)
        desks = tuple(reversed(DESKS))
        return (
            f"{capitalised(self.name)}, {self.date} (turn {self.turn})",
            f"It {does}.",
            *(self.verdict(desk) or self._not_weighed(desk) for desk in desks),
            self.reply_sentence(),
            *((f"{capitalised(desk)} options", self.why[desk].likeliest()) for desk in desks),
            ("Run", self.run),
        )

    def _not_weighed(self, desk: str) -> str:
        said = self.review_sentence(desk)
        return f"{capitalised(desk)}: {said}" if said else ""

    def to_json(self) -> str:
        """The explanation as JSON, for programs."""
        document: dict[str, Any] = {
            "run": self.run,
            "actor": self.actor,
            "name": self.name,
            "turn": self.turn,
            "date": self.date,
            "phrases": dict(self.phrases),
            "before": dict(self.before),
            "since": dict(self.since),
            "why": {desk: encode(why, Why) for desk, why in self.why.items()},
        }
        return json.dumps(document, indent=2, ensure_ascii=False)

    def text(self) -> str:
        """The explanation in words and tables, for people."""
        title = f"{self.name}, {self.date} (turn {self.turn})"
        parts = [f"{capitalised(title)}\n{'-' * len(title)}\n{self.run}"]
        # The diplomacy desk decides first, and the security desk knows its order.
        verdicts = (self.verdict(desk) for desk in reversed(DESKS))
        parts.append("\n".join(_filled(verdict) for verdict in verdicts if verdict))
        for desk in reversed(DESKS):
            parts += self.desk_parts(desk)
        parts.append(_beliefs(self.why.values()))
        if self.reply_sentence():
            parts.append(_filled(self.reply_sentence()))
        parts.append(_filled(self._legend()))
        return "\n\n".join(part for part in parts if part)

    def frame(self) -> pd.DataFrame:
        """The options of both desks as a data frame: a row for each, the likeliest of a desk first.

        Columns: `desk`, `option`, `does` (the option in words), `chosen`; `probability` in [0, 1]
        and `utility` in utils; then the terms of the utility, which sum to it.
        """
        import pandas as pd

        return pd.DataFrame(
            [
                {
                    "desk": desk,
                    "option": option.action,
                    "does": self.phrases[option.action],
                    "chosen": option.action == why.chosen,
                    "probability": option.probability,
                    "utility": option.expected_utility,
                    **option.terms,
                }
                for desk, why in self.why.items()
                for option in _ranked(why)
            ]
        )

    def verdict(self, desk: str) -> str:
        """A sentence on how likely the order of a desk was, and how good; "" without options.

        The order is ranked by utility, by the actor's own beliefs: 1 is the best.
        """
        why = self.why[desk]
        own = next((option for option in why.options if option.action == why.chosen), None)
        if own is None or not _weighed(why):
            return ""
        better = [o for o in why.options if o.expected_utility > own.expected_utility]
        count, chance = len(why.options), f"a choice of {percent(own.probability)}"
        if count == 1:
            return f"{capitalised(desk)}: {why.chosen}, the only legal option."
        if not better:
            return (
                f"{capitalised(desk)}: {why.chosen}, {chance}, the best of "
                f"{counted(count, 'option')}."
            )
        best = max(better, key=lambda option: option.expected_utility)
        return (
            f"{capitalised(desk)}: {why.chosen}, {chance}, number {len(better) + 1} of {count} "
            f"options by utility; the best was {best.action} ({percent(best.probability)})."
        )

    def desk_parts(self, desk: str) -> list[str]:
        """The paragraphs and tables on the decision of one desk."""
        why = self.why[desk]
        order = sentence(f"{self.name} {self.phrases[why.chosen]} ({why.chosen})")
        head = f"{capitalised(desk)} desk: {order} {self.review_sentence(desk)}"
        if not why.options:
            return [_filled(head)]
        return [_filled(f"{head} {self._draw(why)}"), _options(why), *_constants(why)]

    def review_sentence(self, desk: str) -> str:
        """A sentence on whether a desk chose anew, and why; "" for an order from a seat."""
        review = self.why[desk].review
        if review is None:
            return ""
        before, since = self.before[desk], self.since[desk]
        course = f"the course of {since}" if since else "the course with which the run opened"
        match review.reason:
            case "act":
                return (
                    f"It had to choose: its last order, {before}, was an act, which happens once."
                )
            case "illegal":
                return f"It had to choose: {course}, {before}, is no longer legal."
            case "rule":
                return "Its doctrine gives an order every quarter."
            case "script":
                return "A rule of its script gives the order."
            case "span":
                return "It had to choose: the time of a rule of its script was over."
        drawn = "" if review.draw is None else f" and the draw {review.draw:.4f}"
        chance = (
            f"the chance of a review was {percent(review.chance)} (alarm {review.alarm:.2f}){drawn}"
        )
        if review.reason == "course":
            return f"Not reviewed: {course} goes on; {chance}."
        return f"Reviewed: {course}, {before}; {chance}."

    def _legend(self) -> str:
        desks = self.why.values()
        reviewed = any(why.options for why in desks)
        legends = [
            "< marks the order given." if reviewed else "",
            _UTILITY_LEGEND if any(_weighed(why) for why in desks) else "",
            _BELIEF_LEGEND if any(why.beliefs for why in desks) else "",
        ]
        return " ".join(filter(None, legends))

    def _draw(self, why: Why) -> str:
        count = counted(len(why.options), "legal option")
        if why.doctrine == SEATED:
            return f"Ordered by its seat; {count}."
        how = f"Doctrine {why.doctrine}; {count}."
        if why.draw is None:
            return f"{how} The doctrine leaves nothing to chance."
        low = 0.0
        for option in why.options:
            high = low + option.probability
            if option.action == why.chosen:
                return (
                    f"{how} The draw was {why.draw:.4f}; laid end to end in menu order, the "
                    f"probabilities give {why.chosen} the stretch from {low:.4f} to {high:.4f}."
                )
            low = high
        return how

    def reply_sentence(self) -> str:
        """A sentence on whether a guarantor defended its client, and why; "" without a reply."""
        reply = self.why[DESKS[SECURITY_DESK]].reply
        if reply is None:
            return ""
        act = REPLY_WORDS["defend" if reply.defends else "stand_aside"]
        drawn = "" if reply.draw is None else f"; the draw was {reply.draw:.4f}"
        return (
            f"Client under attack ({self.places[reply.theatre]}): {self.name} {act}: "
            f"defending would gain {_number(reply.gain)} utils and cost {_number(reply.cost)}, "
            f"standing aside would cost {_number(reply.honour)} in honour, "
            f"so the probability of defending was {reply.probability:.4f}{drawn}."
        )


def explain(record: Record, turn: int | str, actor: str) -> Explanation:
    """Return the explanation of the orders of `actor` in `turn` (a number from 0, or a date).

    Raises LookupError for a turn or actor not in the record; the message lists those that are.
    """
    played = record.find_turn(turn)
    key = _actor(played, actor)
    cast = Cast(record.scenario)
    why, before = played.why[key], orders_before(record, cast, played.turn, key)
    named = {option.action for one in why.values() for option in one.options}
    named |= {one.chosen for one in why.values()} | set(before.values())
    return Explanation(
        run=f"{record.scenario['name']}, seed {record.seed}, replicate {record.replicate}",
        actor=key,
        name=cast.name(key),
        turn=played.turn,
        date=played.date,
        why=why,
        before=before,
        since={desk: _since(record, one) for desk, one in why.items()},
        phrases={action: cast.phrase(key, action) for action in cast.menu(key) if action in named},
        places={theatre: cast.theatre(theatre) for theatre in cast.theatres},
    )


def _since(record: Record, why: Why) -> str:
    """The date at which the order of the turn before began; "" if before the run, or unknown."""
    if why.review is None or why.review.since < 0:
        return ""
    return record.turns_played[why.review.since].date


def _actor(played: TurnRecord, actor: str) -> str:
    if actor in played.why:
        return actor
    near = get_close_matches(actor.upper(), played.why, n=1)
    hint = f" Did you mean '{near[0]}'?" if near else ""
    raise LookupError(f"no actor '{actor}'.{hint} The actors are {', '.join(played.why)}")


def _filled(text: str) -> str:
    return fill(text)


def _number(value: float) -> str:
    """Format a number with three decimals and no minus sign before a zero.

    >>> _number(-0.0001), _number(1.25)
    ('0.000', '1.250')
    """
    return f"{value:z.3f}"


def _ranked(why: Why) -> list[Option]:
    return sorted(why.options, key=lambda option: -option.probability)


def _options(why: Why) -> str:
    """Tables of all options, likeliest first, with their differing terms, within the width."""
    ranked = _ranked(why)
    columns = [
        ["option", *(_marked(why, option) for option in ranked)],
        ["probability", *(f"{option.probability:.4f}" for option in ranked)],
    ]
    if _weighed(why):
        columns.append(["utility", *(_number(option.expected_utility) for option in ranked)])
    terms = [
        [name.replace("_", " "), *(_number(option.terms.get(name, 0.0)) for option in ranked)]
        for name in _terms(why, differing=True)
    ]
    parts = [columns + part for part in _split(terms)]
    tables = (grid([list(row) for row in zip(*part, strict=True)]) for part in parts)
    return "\n\n".join(tables)


def _weighed(why: Why) -> bool:
    """Whether the doctrine chose by utility; some doctrines, such as `fixed`, do not."""
    return any(option.terms for option in why.options)


def _marked(why: Why, option: Option) -> str:
    return f"{option.action} <" if option.action == why.chosen else option.action


def _split(columns: list[list[str]]) -> list[list[list[str]]]:
    """Split columns into groups, each narrow enough for one table."""
    parts: list[list[list[str]]] = [[]]
    used = 0
    for column in columns:
        width = max(len(cell) for cell in column) + 2
        if used + width > line_width() - _OPTION_WIDTH and parts[-1]:
            parts.append([])
            used = 0
        parts[-1].append(column)
        used += width
    return parts


def _terms(why: Why, *, differing: bool) -> list[str]:
    names = dict.fromkeys(name for option in why.options for name in option.terms)
    values = {
        name: {_number(option.terms.get(name, 0.0)) for option in why.options} for name in names
    }
    return [name for name, seen in values.items() if (len(seen) > 1) == differing]


def _constants(why: Why) -> list[str]:
    same = _terms(why, differing=False)
    if not same:
        return []
    told = (
        f"{name.replace('_', ' ')} {_number(why.options[0].terms.get(name, 0.0))}" for name in same
    )
    return [_filled(f"The same for every option: {', '.join(told)}.")]


def _beliefs(whys: Iterable[Why]) -> str:
    """The table of beliefs; both desks of an actor believe the same."""
    why = next((one for one in whys if one.beliefs), None)
    if why is None:
        return ""
    rows = [["what it went by", "believed", "true"]]
    for name, believed in why.beliefs.items():
        true = why.truth.get(name)
        rows.append(
            [name.replace("_", " "), _number(believed), "" if true is None else _number(true)]
        )
    return grid(rows)
