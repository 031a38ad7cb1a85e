"""One turn's arithmetic: the next state from the state and the efforts of all actors.

The game and every actor's forecast use the same function. The game calls it with the true orders,
the true reply and the turn's random draws. An actor calls it with its forecasts, the reply that it
expects, its own misreading of the balance (``edge``), and zeros as random draws.

``s`` is the opening state and ``nxt`` receives the closing state. A block writes only the variables
that it changes, so ``nxt`` must first be a copy of ``s``.

Shared arguments: ``s`` state, ``u`` channels clipped to their range, ``reply`` degree of defence
[theatre], ``p`` numbers, ``ix`` links, ``edge`` factor on the attacker's strength, ``luck`` normal
draws, ``nxt`` next state, ``led`` ledger.
"""

from sim.engine import layout as at
from sim.engine.ground import draw_lines, fight, help_covertly, keep_peace
from sim.engine.layout import Links, Vector
from sim.engine.politics import confront, offer, press, stand
from sim.engine.ties import arm, base, commit, realign, signal, train

# --- blocks: parts of the arithmetic that can be computed alone; a set of them is a bit set ----
GROUND, PEACE, OFFERS, SIGNAL, TENSION_BLOCK, STANDINGS, COVERT, RED_LINES = (
    1 << k for k in range(8)
)
ARMS, CADRES, ALIGNMENT, FREEDOM = (1 << k for k in range(8, 16, 2))
"""Blocks of which each client has its own: bit of the challenger's; the defender's is the next."""
SECURITY, THREAT, BALANCE, HAZARD, PRESSURES = (1 << k for k in range(16, 21))
TIE = 1 << 21
"""Block of the commitment on the first tie; tie ``e`` has ``TIE << e``."""
BASE = TIE << at.MAX_TIES
"""Block of bases and presence on the first tie; tie ``e`` has ``BASE << e``."""
APPRAISALS = 3 * FREEDOM | SECURITY | THREAT | BALANCE | HAZARD
"""Blocks that `sim.engine.appraisal.appraise` computes; only the actors' forecasts need them."""
EVERYTHING = (BASE << at.MAX_TIES) - 1
EVERY_STATE = EVERYTHING & ~APPRAISALS
"""All blocks that write state; a turn of the game needs no others."""


def transition(
    blocks: int,
    viewer: int,
    s: Vector,
    u: Vector,
    reply: Vector,
    p: Vector,
    ix: Links,
    edge: float,
    luck: Vector,
    covert_seen: float,
    nxt: Vector,
    led: Vector,
) -> None:
    """Compute ``blocks`` of the state after this turn's efforts into ``nxt``, and of the ledger.

    ``nxt`` holds the opening state, or an earlier result in which only these blocks are out of
    date. ``viewer`` is the actor whose standing is computed, NONE for all actors. ``covert_seen``
    is the chance that covert help is attributed, [0, 1], or 0 or 1 if that is known. In the game,
    where ``viewer`` is NONE, a treaty is drawn; in a forecast it is a chance. The war flags, the
    factions and the alarm change in :func:`sim.engine.turn.update`, the clock when a turn opens.
    """
    if blocks & GROUND:
        fight(s, u, reply, p, ix, edge, luck, nxt, led)
    if blocks & COVERT:
        help_covertly(u, ix, led)
    if blocks & RED_LINES:
        draw_lines(s, u, ix, nxt)
    if blocks & PEACE:
        keep_peace(viewer, s, u, reply, p, ix, nxt, led)
    if blocks & OFFERS:
        offer(viewer, s, u, p, ix, luck, nxt)
    if blocks & PRESSURES:
        press(s, u, ix, nxt)
    for e in range(ix[at.N_TIES]):
        if blocks & (BASE << e):
            base(e, s, u, p, ix, nxt)
        if blocks & (TIE << e):
            commit(e, s, u, p, ix, nxt, led)
    if blocks & SIGNAL:
        signal(s, u, p, ix, luck, nxt, led)
    for side in range(2):
        if blocks & (ARMS << side):
            arm(side, s, u, p, ix, nxt, led)
        if blocks & (CADRES << side):
            train(side, s, u, p, ix, nxt, led)
        if blocks & (ALIGNMENT << side):
            realign(side, s, u, p, ix, nxt, led)
    if blocks & TENSION_BLOCK:
        confront(s, u, p, ix, covert_seen, nxt, led)
    if blocks & STANDINGS:
        first = viewer if viewer >= 0 else 0
        last = viewer + 1 if viewer >= 0 else ix[at.N_ACTORS]
        for i in range(first, last):
            stand(i, s, u, p, ix, nxt, led)
