"""The parts of a record: what was ordered in a turn, why, what was ruled and what came of it.

Every class here is frozen and holds plain numbers, texts and mappings only, so that a record can be
saved to one file and read back equal. Actors, ties, theatres and state variables are named by the
paths the scenario uses (`RUS`, `RUS-ARM`, `karabakh`, `ties.RUS-ARM.influence`).
"""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

Measure = float | int | bool | None
"""One outcome measure: a number, a yes or no, or None where it never happened."""


@dataclass(frozen=True)
class Order:
    """What one actor ordered: an action of its menu and, for a guarantor under attack, the reply.

    `reply` is "defend" or "stand_aside", and None for a seat that had no reply to give.
    """

    action: str
    reply: str | None = None


@dataclass(frozen=True)
class Option:
    """One legal action as the actor saw it.

    `expected_utility` is in utils over the whole discounted future; `probability` is in [0, 1];
    `terms` splits the expected utility by its named parts, which sum to it.
    """

    action: str
    expected_utility: float
    probability: float
    terms: Mapping[str, float]


@dataclass(frozen=True)
class ReplyWhy:
    """Why a guarantor defended its client in `theatre`, or stood aside.

    `gain` and `cost` are in utils, `probability` is that of defending, `draw` the uniform draw in
    [0, 1) it was compared with (None where nothing was drawn).
    """

    theatre: str
    gain: float
    cost: float
    probability: float
    draw: float | None
    defends: bool


@dataclass(frozen=True)
class Why:
    """How one actor came to its order.

    `draw` is the uniform draw in [0, 1) that picked `chosen` (None for a doctrine without chance).
    `beliefs` is what the actor took to be so and `truth`, under the same keys, what was so.
    """

    doctrine: str
    options: tuple[Option, ...]
    draw: float | None
    chosen: str
    beliefs: Mapping[str, float]
    truth: Mapping[str, float]
    reply: ReplyWhy | None = None


@dataclass(frozen=True)
class Ruling:
    """One decision of the adjudicator: the rule, what it was applied to, its inputs and its result.

    `subject` is a theatre, tie or actor id, or "" where the rule concerns the whole board. `draw`
    is the random number the rule used, None where it used none. A ruling is recorded in the turns
    in which there was something to rule. The entries that the chronicle reads:

    | rule | subject | inputs | result |
    | --- | --- | --- | --- |
    | war | theatre | force, odds, support | gain, control |
    | test | theatre | force, coverage, defended | met, unmet |
    | ceasefire | theatre | probability | holds |
    | treaty | | offer_challenger, offer_defender | treaty |
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


@dataclass(frozen=True)
class TurnRecord:
    """One turn as it was played.

    `events` names the scheduled events that fired at its start; `orders` and `why` are keyed by
    actor; `state` holds the value of every column of the record at the END of the turn; `hash` is
    `state_hash(state)`.
    """

    turn: int
    date: str
    events: tuple[str, ...]
    orders: Mapping[str, Order]
    why: Mapping[str, Why]
    rulings: tuple[Ruling, ...]
    stance: str
    state: tuple[float, ...]
    hash: str


@dataclass(frozen=True)
class Outcome:
    """The end of a run: its label, the turn at which that was reached, and the reason.

    `reached` is None for an outcome that is a judgement on the whole run rather than an event.
    """

    stance: str
    reached: int | None
    reason: str
    measures: Mapping[str, Measure]


def state_hash(state: Sequence[float]) -> str:
    """SHA-256 (hex) of the state as little-endian doubles: equal exactly when every bit is.

    >>> state_hash([1.0, 0.5]) == state_hash((1.0, 0.5))
    True
    >>> state_hash([0.0]) == state_hash([-0.0])
    False
    """
    return sha256(struct.pack(f"<{len(state)}d", *state)).hexdigest()
