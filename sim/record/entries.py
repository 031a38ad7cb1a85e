"""The parts of a record: the orders of a turn, their reasons, the rulings and the outcome.

Every class here is frozen and holds only numbers, texts and mappings, so that a record can be saved
to one file and loaded again without any difference. Actors, ties, theatres and state variables have
the same names as in the scenario (`RUS`, `RUS-ARM`, `karabakh`, `ties.RUS-ARM.influence`).
"""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sim.cards import Card, Line, dotted
from sim.vocabulary import DESKS, SECURITY_DESK
from sim.words import STANCE_WORDS, percent

Measure = float | int | bool | None
"""Value of an outcome measure: a number, a yes or no, or None if the event never happened."""

MOST_OPTIONS = 4
"""Most options of a decision that a card names."""


@dataclass(frozen=True)
class Order:
    """The orders of one actor in a turn, one for each desk, and the guarantor's reply.

    Both are names of actions: an act, or the course that the desk takes or stays on. `reply` is
    "defend" or "stand_aside" if the guarantor's client was attacked in this turn. It is None in all
    other turns and for all other actors.
    """

    security: str
    diplomacy: str
    reply: str | None = None

    def of(self, desk: str) -> str:
        """Return the order of the desk `desk`, "security" or "diplomacy"."""
        return self.security if desk == DESKS[SECURITY_DESK] else self.diplomacy


@dataclass(frozen=True)
class Past:
    """Turns of a record that were played otherwise than the rest: a run from which it branches off.

    `turn` is the first turn that does not belong to them. They were played by the scenario document
    `scenario`, on the draws of `seed` and `replicate`. These draws also opened turn `turn`: they
    gave its war elsewhere and its misreadings.
    """

    turn: int
    scenario: Mapping[str, Any]
    seed: int
    replicate: int


@dataclass(frozen=True)
class Option:
    """One legal action, with its expected utility for the actor.

    `expected_utility` is in utils over the whole discounted future. `probability` is the chance in
    [0, 1] that the actor chooses the action. `terms` holds the named parts of the expected utility;
    their sum is the expected utility.
    """

    action: str
    expected_utility: float
    probability: float
    terms: Mapping[str, float]


@dataclass(frozen=True)
class ReplyWhy:
    """The reasons why a guarantor defended its client in `theatre`, or stood aside.

    `gain` and `cost` of defending and `honour`, the cost of standing aside, are in utils.
    `probability` is the chance in [0, 1] of defending, and `draw` the uniform draw in [0, 1) that
    was compared with it (None if nothing was drawn).
    """

    theatre: str
    gain: float
    honour: float
    cost: float
    probability: float
    draw: float | None
    defends: bool


@dataclass(frozen=True)
class Review:
    """Whether a desk chose anew in a turn, and why.

    `reason` is one of REVIEW_REASONS. `since` is the turn in which the desk's order of last turn
    began, -1 if that was before the run opened. `alarm`, in [0, 1], is what happened last turn, as
    everybody sees it. `chance` in [0, 1] is that of choosing anew, and `draw` the uniform draw in
    [0, 1) that was compared with it; a desk that must choose has the chance 1 and no draw (None).
    """

    chance: float
    draw: float | None
    alarm: float
    reason: str
    since: int


REVIEW_REASONS = ("act", "illegal", "review", "rule", "script", "span", "course")
"""Why a desk chose anew, or did not.

"act": its last order was an act, which does not go on. "illegal": its course is no longer legal.
"rule": its doctrine gives an order every turn. "script": a rule of its script gives the order of
this turn. "span": the time of a rule of its script ended with the last turn. "review": the draw was
below the chance. "course": it did not choose anew, so its course goes on.
"""


SEATED = "order"
"""The doctrine of an order in a record that no doctrine chose: a seat or a branch gave it."""


@dataclass(frozen=True, repr=False)
class Why(Card):
    """The reasons for the order of one desk of an actor.

    `draw` is the uniform draw in [0, 1) that selected `chosen` (None for a doctrine without
    chance). `beliefs` holds the actor's estimates; `truth` holds the true values under the same
    keys. A desk that stays on its course has no options, no draw and no beliefs. The guarantor's
    `reply` to an attack is in the reasons of its security desk. `review` is None for orders that a
    seat gave.
    """

    doctrine: str
    options: tuple[Option, ...]
    draw: float | None
    chosen: str
    beliefs: Mapping[str, float]
    truth: Mapping[str, float]
    reply: ReplyWhy | None = None
    review: Review | None = None

    def _card(self) -> tuple[Line, ...]:
        reason = self.review.reason if self.review else ""
        heading = f"{self.chosen} (doctrine {self.doctrine})"
        return heading, ("Reason", reason), ("Options", self.likeliest())

    def likeliest(self) -> str:
        """Return the likeliest options with their probabilities, in a line; "" without options."""
        ranked = sorted(self.options, key=lambda option: -option.probability)
        told = (f"{option.action} {percent(option.probability)}" for option in ranked)
        return dotted(told, MOST_OPTIONS) if ranked else ""


@dataclass(frozen=True)
class Ruling:
    """One decision of the adjudicator: the rule, its subject, its inputs and its result.

    `subject` is the id of a theatre, tie or actor, or "" for a rule about the whole game. `draw` is
    the random number that the rule used, None if it used none. A ruling is recorded only in turns
    in which the rule had something to decide. The entries that the chronicle reads:

    | rule | subject | inputs | result |
    | --- | --- | --- | --- |
    | war | theatre | force, odds, support | gain, control |
    | test | theatre | force, coverage, defended | met, unmet |
    | ceasefire | theatre | probability, mediation | holds |
    | treaty | | offer_challenger, offer_defender, chance | treaty |
    | freeze | tie | frozen (before) | frozen |
    | base | tie | request, grant | request, presence |
    | attribution | actor | covert, probability | seen |
    | shock | actor | hazard | shock, overstretch |
    | mission | theatre | mission, integrity (before) | mission, integrity |
    | mandate | actor | clock | mandate, clock |
    """

    rule: str
    subject: str
    inputs: Mapping[str, float]
    draw: float | None
    result: Mapping[str, float]


@dataclass(frozen=True, repr=False)
class TurnRecord(Card):
    """One turn that was played.

    `events` holds the names of the scheduled events at the start of the turn. `orders` has an entry
    for each actor, `why` one for each actor and desk. `state` holds the value of every column of
    the record at the END of the turn; `hash` is `state_hash(state)`.
    """

    turn: int
    date: str
    events: tuple[str, ...]
    orders: Mapping[str, Order]
    why: Mapping[str, Mapping[str, Why]]
    rulings: tuple[Ruling, ...]
    stance: str
    state: tuple[float, ...]
    hash: str

    def _card(self) -> tuple[Line, ...]:
        stance = STANCE_WORDS[self.stance].label
        happened = (*self.events, *(f"{one.rule} {one.subject}".strip() for one in self.rulings))
        return (
            f"{self.date} (turn {self.turn}), stance {stance}",
            *((actor, f"{one.security}, {one.diplomacy}") for actor, one in self.orders.items()),
            ("Happened", "; ".join(happened)),
        )


@dataclass(frozen=True, repr=False)
class Outcome(Card):
    """The outcome of a run: the guarantor's stance, when it was reached, the reason, the measures.

    `reached` is a turn. It is None for an outcome that describes the whole run and was not reached
    in a particular turn.
    """

    stance: str
    reached: int | None
    reason: str
    measures: Mapping[str, Measure]

    def _card(self) -> tuple[Line, ...]:
        told = (
            f"{name} yes" if value is True else f"{name} {value:.3g}"
            for name, value in self.measures.items()
            if value
        )
        return STANCE_WORDS[self.stance].label, self.reason, ("Not zero", ", ".join(told))


def state_hash(state: Sequence[float]) -> str:
    """Return the SHA-256 (hex) of a state as little-endian doubles.

    Two states have the same hash only if all their bits are equal.

    >>> state_hash([1.0, 0.5]) == state_hash((1.0, 0.5))
    True
    >>> state_hash([0.0]) == state_hash([-0.0])
    False
    """
    return sha256(struct.pack(f"<{len(state)}d", *state)).hexdigest()
