"""The vectors that the engine works on: the encoded scenario, the workspace of a seat, the table.

``layout`` gives the place of every number in them.
"""

from typing import Annotated, NamedTuple

from sim.engine.lanes import GROUPS
from sim.engine.layout import (
    CHANNEL_COUNT,
    COUNTER_SIZE,
    DESK_COUNT,
    FORECAST_SIZE,
    LEDGER_SIZE,
    MAX_ACTIONS,
    MAX_ACTORS,
    MAX_THEATRES,
    NOISE_SIZE,
    PRIVATE_SIZE,
    STATE_SIZE,
    STREAM_SIZE,
    TERM_COUNT,
    TERMS_SIZE,
    Links,
    Vector,
)


class EncodedScenario(NamedTuple):
    """A scenario at one setting of its numbers, encoded as vectors; a run does not change it.

    All actions are in one list sorted by actor and desk, ``hold`` first. Those of a desk of actor
    ``i`` are ``first_action[k]`` to ``first_action[k + 1] - 1`` with k = DESK_COUNT i + desk. The
    efforts of action ``a`` are ``first_effort[a]`` to ``first_effort[a + 1] - 1``. ``lasts`` is 1
    for a course and 0 for an act, ``offers`` is 1 for an offer of a settlement. ``changed_*`` lists
    the places of a projection that each action changes, ``saved_*`` the places that any action of a
    desk changes (see ``dataflow.find_changes``). An event has one entry each in ``event_turn``,
    ``event_place`` (a place in ``s``) and ``event_value``. A script rule has one entry in each
    ``rule_*``; ``rule_first`` to ``rule_last`` are the turns in which it may apply. ``used`` lists
    the places of the numbers that the scenario has. ``own_slot`` lists the channels that actor i
    can use: ``own_first[i]`` to ``own_first[i + 1] - 1``. ``seen_*`` lists the places of the state,
    and ``read_*`` those of the numbers, that the desk at place k may read when it chooses:
    ``seen_first[k]`` to ``seen_first[k + 1] - 1`` (see ``seen``).
    """

    p: Vector
    ix: Links
    used: Links
    own_first: Links
    own_slot: Links
    seen_first: Links
    seen_place: Links
    read_first: Links
    read_place: Links
    needs: Links
    first_action: Links
    first_effort: Links
    slot: Links
    effort: Vector
    requires: Links
    lasts: Links
    line: Vector
    offers: Links
    touches: Links
    changed_first: Links
    changed_place: Links
    saved_first: Links
    saved_place: Links
    attack_theatre: Links
    attack_effort: Vector
    grants_base: Links
    posture: Links
    move: Links
    target: Links
    rule_place: Links
    rule_operator: Links
    rule_level: Vector
    rule_order: Links
    rule_first: Links
    rule_last: Links
    event_turn: Links
    event_place: Links
    event_value: Vector


class Workspace(NamedTuple):
    """Intermediate results of one seat while it decides.

    Attributes:
        raw: Expected effort of the others and of the actor's other desk, before clipping [channel].
        u: Clipped sum of these efforts and of the option that is being computed [channel].
        reply: Expected reply of the guarantor, [0, 1] [theatre].
        nxt: Projected state [place].
        led: Ledger of the projection.
        base_nxt: Projected state if the actor does nothing, at the places that its orders change.
        base_led: Ledger of that projection, at the places that its orders change.
        term: Terms of the utility of one projection [term].
        option: Actions that are legal in at least one lane, the same list in all lanes [option].
        legal: 1 if an option is legal in a lane, else 0 [option].
        utility: Expected utility [option].
        weight: Probability, [0, 1] [option].
        terms: Terms of the expected utility [option, term].
        imagined: Efforts that level-k reasoning predicts [actor, channel].
        total: Predicted efforts of all actors together [channel].
    """

    raw: Annotated[Vector, CHANNEL_COUNT]
    u: Annotated[Vector, CHANNEL_COUNT]
    reply: Annotated[Vector, MAX_THEATRES]
    nxt: Annotated[Vector, STATE_SIZE]
    led: Annotated[Vector, LEDGER_SIZE]
    base_nxt: Annotated[Vector, STATE_SIZE]
    base_led: Annotated[Vector, LEDGER_SIZE]
    term: Annotated[Vector, TERM_COUNT]
    option: Annotated[Links, MAX_ACTIONS]
    legal: Annotated[Vector, MAX_ACTIONS]
    utility: Annotated[Vector, MAX_ACTIONS]
    weight: Annotated[Vector, MAX_ACTIONS]
    terms: Annotated[Vector, TERMS_SIZE]
    imagined: Annotated[Vector, FORECAST_SIZE]
    total: Annotated[Vector, CHANNEL_COUNT]


class Table(NamedTuple):
    """All data of a run that change while it is played.

    Attributes:
        s: State [place].
        nxt: Next state, while it is computed [place].
        led: Ledger of the turn.
        u: Sum of the efforts ordered this turn, clipped [channel].
        reply: Reply of the guarantor: 1 if it defends, else 0 [theatre].
        luck: Normal draws of the turn.
        calm: Zeros, which replace ``luck`` in forecasts.
        forecast: Effort that everybody expects of each actor [actor, channel].
        expected: Sum of ``forecast`` over actors [channel].
        edge: Misreading of the balance, a factor on the attacker's strength [actor].
        order: Action ordered this turn; before a desk has decided, that of last turn [actor, desk].
        before: Action ordered last turn [actor, desk].
        reviewed: 1 if the desk chose anew this turn, else 0 [actor, desk].
        holding: Conditions that hold, beside those on the other desk, as a bit set [actor].
        instruction: Standing instruction for the reply [actor], one of ``vocabulary.REPLIES``.
        counter: Whole numbers of the run, from ``TURN`` to ``POINT``.
        private: Numbers that no seat sees, from ``RESOLVE`` to ``GUESSED``.
        stream: Seed and replicate, see ``draws``.
        queue: Runs whose desk chooses anew, one in each lane [row]; in the spare group alone.
        log: Data from which the outcome is computed [turn, entry].
        work: Workspace of the seat that is deciding.
    """

    s: Annotated[Vector, STATE_SIZE]
    nxt: Annotated[Vector, STATE_SIZE]
    led: Annotated[Vector, LEDGER_SIZE]
    u: Annotated[Vector, CHANNEL_COUNT]
    reply: Annotated[Vector, MAX_THEATRES]
    luck: Annotated[Vector, NOISE_SIZE]
    calm: Annotated[Vector, NOISE_SIZE]
    forecast: Annotated[Vector, FORECAST_SIZE]
    expected: Annotated[Vector, CHANNEL_COUNT]
    edge: Annotated[Vector, MAX_ACTORS]
    order: Annotated[Links, MAX_ACTORS * DESK_COUNT]
    before: Annotated[Links, MAX_ACTORS * DESK_COUNT]
    reviewed: Annotated[Links, MAX_ACTORS * DESK_COUNT]
    holding: Annotated[Links, MAX_ACTORS]
    instruction: Annotated[Links, MAX_ACTORS]
    counter: Annotated[Links, COUNTER_SIZE]
    private: Annotated[Vector, PRIVATE_SIZE]
    stream: Annotated[Links, STREAM_SIZE]
    queue: Annotated[Links, GROUPS]
    log: Vector
    work: Workspace
