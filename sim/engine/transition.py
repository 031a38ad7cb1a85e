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
from sim.engine.layout import Links, Vector
from sim.rules.basing import frozen_next, presence_next, request_next
from sim.rules.cadres import backlash_next, cadre_next, intake, leash, tighter
from sim.rules.capability import capability_next, drone_tech_next
from sim.rules.commitment import commitment_next, pledge_next, sunk_cost
from sim.rules.confrontation import (
    concession_cost,
    guarantor_credit,
    standing_next,
    tension_next,
)
from sim.rules.credibility import belief_next, reputation_next
from sim.rules.curves import contest, logistic, positive
from sim.rules.front import casus_next, heat_next, red_line_next, test_exposure
from sim.rules.influence import (
    attraction,
    cap_factor,
    cross_loss,
    influence_step,
    influence_target,
    press_loss,
    pull,
    trust,
)
from sim.rules.mission import integrity_next, mandate_next, mission_next
from sim.rules.overstretch import bandwidth
from sim.rules.perception import effective_coverage
from sim.rules.settlement import offer_next, treaty_expected
from sim.rules.war import (
    attack_strength,
    attrition,
    control_next,
    defence_strength,
    guarantor_reach,
    local_strength,
    reach,
    restrained_force,
)

# --- blocks: parts of the arithmetic that can be computed alone; a set of them is a bit set ----
GROUND, PEACE, OFFERS, SIGNAL, TENSION_BLOCK, STANDINGS, COVERT, RED_LINES = (
    1 << k for k in range(8)
)
ARMS, CADRES, ALIGNMENT, FREEDOM = (1 << k for k in range(8, 16, 2))
"""Blocks of which each client has its own: bit of the challenger's; the defender's is the next."""
SECURITY, THREAT = 1 << 16, 1 << 17
TIE = 1 << 18
"""Block of the first tie; tie ``e`` has ``TIE << e``."""
APPRAISALS = 3 * FREEDOM | SECURITY | THREAT
"""Blocks that :func:`sim.engine.value.appraise` computes; only the actors' forecasts need them."""
EVERYTHING = (TIE << at.MAX_TIES) - 1
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
    is the chance that covert help is attributed, [0, 1], or 0 or 1 if that is known. The war flags,
    the treaty, the clock and the factions change in :func:`sim.engine.turn.update`, not here.
    """
    if blocks & GROUND:
        fight(s, u, reply, p, ix, edge, luck, nxt, led)
    if blocks & COVERT:
        help_covertly(u, ix, led)
    if blocks & RED_LINES:
        draw_lines(s, u, ix, nxt)
    if blocks & PEACE:
        keep_peace(s, u, reply, p, ix, nxt, led)
    if blocks & OFFERS:
        offer(s, u, ix, nxt)
    for e in range(ix[at.N_TIES]):
        if blocks & (TIE << e):
            base(e, s, u, p, ix, nxt)
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
        if viewer >= 0:
            stand(viewer, s, u, p, ix, nxt, led)
        else:
            for i in range(ix[at.N_ACTORS]):
                stand(i, s, u, p, ix, nxt, led)


def fight(
    s: Vector,
    u: Vector,
    reply: Vector,
    p: Vector,
    ix: Links,
    edge: float,
    luck: Vector,
    nxt: Vector,
    led: Vector,
) -> None:
    """Compute the fighting, the tests of the guarantee and the front line of every theatre."""
    a, d, g = ix[at.CHALLENGER_AT], ix[at.DEFENDER_AT], ix[at.GUARANTEE]
    own_a = local_strength(s[at.CAPABILITY + a], s[at.DRONE_TECH + a], p[at.DRONE_MULTIPLIER])
    own_d = local_strength(s[at.CAPABILITY + d], s[at.DRONE_TECH + d], p[at.DRONE_MULTIPLIER])
    aid = guarantor_reach(actor_reach(s, p, ix[at.GUARANTOR_AT]), s[at.PRESENCE + g])
    sponsor = ix[at.SPONSOR_AT]
    sponsor_reach = actor_reach(s, p, sponsor) if sponsor >= 0 else 0.0
    tie = ix[at.SPONSORSHIP]
    restraint = u[at.DO_RESTRAIN + tie] if tie >= 0 else 0.0
    leverage = s[at.INFLUENCE + tie] if tie >= 0 else 0.0
    defended = met = unmet = 0.0
    survival_a = survival_d = 1.0
    for h in range(ix[at.N_THEATRES]):
        cover = effective_coverage(p[at.COVERAGE + h], s[at.RED_LINE + h])
        force = restrained_force(u[at.DO_FORCE + h], restraint, leverage)
        peace = s[at.MISSION + h] * s[at.INTEGRITY + h]
        y = reply[h]
        attack = edge * attack_strength(own_a, u[at.DO_COVERT + h], sponsor_reach)
        hold = defence_strength(own_d, p[at.TERRAIN + h], u[at.DO_BRACE + d], peace, y * aid)
        win = contest(attack, hold, p[at.CONTEST_DECISIVENESS])
        nxt[at.CONTROL + h] = control_next(
            s[at.CONTROL + h],
            p[at.CAP + h],
            p[at.SCALE + h],
            force,
            win,
            p[at.ADVANCE_RATE],
            luck[at.BATTLE_LUCK + h],
        )
        survival_a *= attrition(force, p[at.THEATRE_WAR_COST + h], 1.0 - win)
        survival_d *= attrition(force, p[at.THEATRE_WAR_COST + h], win)
        test = test_exposure(force, cover)
        nxt[at.PENDING_TEST + h] = test * (1.0 - y)
        nxt[at.HEAT + h] = heat_next(s[at.HEAT + h], force, u[at.DO_PROVOKE + h], peace)
        nxt[at.CASUS + h] = casus_next(s[at.CASUS + h], u[at.DO_PROVOKE + h])
        defended += y * force
        met += test * y
        unmet += test * (1.0 - y)
        led[at.COVER + h] = cover
        led[at.FOUGHT + h] = force
        led[at.WIN + h] = win
        led[at.ANSWERED + h] = y
    led[at.DEFENDED] = defended
    led[at.MET] = met
    led[at.UNMET] = unmet
    led[at.SURVIVAL] = survival_a
    led[at.SURVIVAL + 1] = survival_d


def help_covertly(u: Vector, ix: Links, led: Vector) -> None:
    """Compute the sponsor's covert help, as a mean over theatres."""
    count = ix[at.N_THEATRES]
    total = 0.0
    for h in range(count):
        total += u[at.DO_COVERT + h]
    led[at.COVERT_MEAN] = total / count


def draw_lines(s: Vector, u: Vector, ix: Links, nxt: Vector) -> None:
    """Compute the red line of every theatre, which orders declare and which fades."""
    for h in range(ix[at.N_THEATRES]):
        nxt[at.RED_LINE + h] = red_line_next(s[at.RED_LINE + h], u[at.DO_REDLINE + h])


def actor_reach(s: Vector, p: Vector, i: int) -> float:
    """Strength that actor ``i`` can bring to the theatre."""
    return reach(s[at.CAPABILITY + i], p[at.DISCOUNT + i], bandwidth(s[at.OVERSTRETCH + i]))


def keep_peace(
    s: Vector, u: Vector, reply: Vector, p: Vector, ix: Links, nxt: Vector, led: Vector
) -> None:
    """Compute the mandate, and the peacekeepers and their integrity in every theatre."""
    provider = ix[at.PROVIDER_AT]
    overstretch = s[at.OVERSTRETCH + provider] if provider >= 0 else 1.0
    nxt[at.MANDATE] = mandate_next(s[at.MANDATE], u[at.DO_END_MANDATE])
    for h in range(ix[at.N_THEATRES]):
        effort = u[at.DO_MISSION + h]
        nxt[at.MISSION + h] = mission_next(
            s[at.MISSION + h],
            effort,
            bandwidth(overstretch),
            nxt[at.MANDATE],
            nxt[at.CONTROL + h],
        )
        nxt[at.INTEGRITY + h] = integrity_next(
            s[at.INTEGRITY + h],
            effort,
            bandwidth(overstretch),
            overstretch,
            led[at.FOUGHT + h],
            u[at.DO_PROVOKE + h],
            reply[h],
            p[at.MISSION_FRAGILITY],
        )


def offer(s: Vector, u: Vector, ix: Links, nxt: Vector) -> None:
    """Compute both offers of a settlement, and the treaty that is expected from them."""
    mine = offer_next(s[at.OFFER_CHALLENGER], u[at.DO_SETTLE + ix[at.CHALLENGER_AT]])
    theirs = offer_next(s[at.OFFER_DEFENDER], u[at.DO_SETTLE + ix[at.DEFENDER_AT]])
    nxt[at.OFFER_CHALLENGER] = mine
    nxt[at.OFFER_DEFENDER] = theirs
    nxt[at.TREATY] = treaty_expected(s[at.TREATY], mine, theirs)


def base(e: int, s: Vector, u: Vector, p: Vector, ix: Links, nxt: Vector) -> None:
    """Compute the freeze, the base request and the presence on tie ``e``."""
    frozen = frozen_next(s[at.FROZEN + e], u[at.DO_GRANT + e])
    nxt[at.FROZEN + e] = frozen
    nxt[at.PRESENCE + e] = presence_next(
        s[at.PRESENCE + e],
        u[at.DO_DEPLOY + e],
        bandwidth(s[at.OVERSTRETCH + ix[at.PATRON + e]]),
        float(ix[at.CONSENT + e]),
        u[at.DO_GRANT + e],
        s[at.BASE_REQUEST + e],
        frozen,
    )
    if ix[at.CONSENT + e] == 0:
        pressure = sponsor_pressure(s, u, p, ix) if e == ix[at.SPONSORSHIP] else 0.0
        nxt[at.BASE_REQUEST + e] = request_next(
            s[at.BASE_REQUEST + e], u[at.DO_DEPLOY + e], pressure
        )


def sponsor_pressure(s: Vector, u: Vector, p: Vector, ix: Links) -> float:
    """Pressure that has an effect on the sponsor: effort x bandwidth x (1 - shield)."""
    width = bandwidth(s[at.OVERSTRETCH + ix[at.GUARANTOR_AT]])
    return u[at.DO_PRESS + ix[at.SPONSOR_AT]] * width * (1.0 - p[at.ALLIANCE_SHIELD])


def commit(e: int, s: Vector, u: Vector, p: Vector, ix: Links, nxt: Vector, led: Vector) -> None:
    """Compute the sunk cost, the commitment and the pledge on tie ``e``."""
    guarantee = e == ix[at.GUARANTEE]
    unmet = led[at.UNMET] if guarantee else 0.0
    sunk = sunk_cost(
        bandwidth(s[at.OVERSTRETCH + ix[at.PATRON + e]]),
        u[at.DO_ARM + e],
        u[at.DO_TECH + e],
        led[at.COVERT_MEAN] if e == ix[at.SPONSORSHIP] else 0.0,
        u[at.DO_DEPLOY + e],
        float(ix[at.CONSENT + e]),
        s[at.FROZEN + e],
        nxt[at.FROZEN + e],
    )
    led[at.SUNK + e] = sunk
    nxt[at.COMMITMENT + e] = commitment_next(
        s[at.COMMITMENT + e],
        sunk,
        led[at.DEFENDED] if guarantee else 0.0,
        unmet,
        u[at.DO_DEPLOY + e],
        p[at.COMMITMENT_GAIN],
        p[at.COMMITMENT_DECAY],
        p[at.ABANDONMENT_LOSS],
    )
    nxt[at.PLEDGE + e] = pledge_next(
        s[at.PLEDGE + e],
        u[at.DO_PLEDGE + e],
        unmet,
        u[at.DO_GRANT + e],
        p[at.ABANDONMENT_LOSS],
    )


def signal(
    s: Vector, u: Vector, p: Vector, ix: Links, luck: Vector, nxt: Vector, led: Vector
) -> None:
    """Compute the beliefs about the guarantor's resolve, and its reputation.

    Beliefs about other patrons do not change. The ledger receives the beliefs as probabilities, and
    the attraction that follows from a client's trust in its guarantor or its sponsor.
    """
    g, guarantor = ix[at.GUARANTEE], ix[at.GUARANTOR_AT]
    for k in range(2):
        place = (at.BELIEF_CLIENT if k == 0 else at.BELIEF_ADVERSARY) + g
        nxt[place] = belief_next(
            s[place],
            led[at.SUNK + g],
            u[at.DO_PLEDGE + g],
            u[at.DO_DEPLOY + g],
            led[at.MET],
            led[at.UNMET],
            s[at.REPUTATION + guarantor],
            p[at.SIGNAL_WEIGHT],
            p[at.AUDIENCE_COST],
            p[at.TEST_WEIGHT],
            luck[at.BELIEF_LUCK + k],
        )
    led[at.RESOLVED] = logistic(nxt[at.BELIEF_CLIENT + g])
    led[at.RESOLVED + 1] = logistic(nxt[at.BELIEF_ADVERSARY + g])
    led[at.TRUST + g] = trust(led[at.RESOLVED])
    if ix[at.SPONSORSHIP] >= 0:
        e = ix[at.SPONSORSHIP]
        led[at.TRUST + e] = trust(logistic(nxt[at.BELIEF_CLIENT + e]))
    nxt[at.REPUTATION + guarantor] = reputation_next(
        s[at.REPUTATION + guarantor], led[at.MET], led[at.UNMET], p[at.REPUTATION_RATE]
    )


def client_of(side: int, ix: Links) -> int:
    """Place of the challenger (side 0) or of the defender (side 1)."""
    return ix[at.CHALLENGER_AT] if side == 0 else ix[at.DEFENDER_AT]


def arm(side: int, s: Vector, u: Vector, p: Vector, ix: Links, nxt: Vector, led: Vector) -> None:
    """Compute the armed strength and the drone technology of one client."""
    c = client_of(side, ix)
    arms = tech = 0.0
    for e in range(ix[at.N_TIES]):
        if ix[at.CLIENT + e] == c:
            width = bandwidth(s[at.OVERSTRETCH + ix[at.PATRON + e]])
            arms += u[at.DO_ARM + e] * width * (1.0 - s[at.FROZEN + e])
            tech += u[at.DO_TECH + e] * width
    nxt[at.CAPABILITY + c] = capability_next(
        s[at.CAPABILITY + c],
        led[at.SURVIVAL + side],
        arms,
        u[at.DO_INVEST + c],
        p[at.INVESTMENT_RATE + c],
        p[at.START + at.CAPABILITY + c],
    )
    nxt[at.DRONE_TECH + c] = drone_tech_next(s[at.DRONE_TECH + c], tech, u[at.DO_INVEST + c], arms)


def train(side: int, s: Vector, u: Vector, p: Vector, ix: Links, nxt: Vector, led: Vector) -> None:
    """Compute the patrons' shares in one client's officer corps, and the client's resentment."""
    c = client_of(side, ix)
    total = tightest = 0.0
    for e in range(ix[at.N_TIES]):
        if ix[at.CLIENT + e] == c:
            width = bandwidth(s[at.OVERSTRETCH + ix[at.PATRON + e]])
            led[at.INTAKE + e] = intake(s[at.INFLUENCE + e], u[at.DO_CADRE + e], width)
            total += led[at.INTAKE + e]
            held = leash(s[at.INFLUENCE + e], s[at.CADRE + e], s[at.PRESENCE + e])
            tightest = tighter(tightest, held)
    purge = u[at.DO_PURGE + c]
    for e in range(ix[at.N_TIES]):
        if ix[at.CLIENT + e] == c:
            nxt[at.CADRE + e] = cadre_next(
                s[at.CADRE + e], led[at.INTAKE + e], total, purge, p[at.CADRE_TURNOVER]
            )
    nxt[at.BACKLASH + c] = backlash_next(
        s[at.BACKLASH + c], tightest, p[at.LEASH_TOLERANCE], p[at.BACKLASH_GAIN], purge
    )


def tie_attraction(e: int, p: Vector, ix: Links, nxt: Vector, led: Vector) -> float:
    """Attraction of a patron to its client, from the state after this turn."""
    opposite = ix[at.ADVERSARY_TIE + e]
    return attraction(
        p[at.AFFINITY + e],
        nxt[at.CADRE + e],
        nxt[at.COMMITMENT + e],
        led[at.TRUST + e],
        nxt[at.COMMITMENT + opposite] if opposite >= 0 else 0.0,
        p[at.JEALOUSY],
        nxt[at.FROZEN + e],
    )


def realign(
    side: int, s: Vector, u: Vector, p: Vector, ix: Links, nxt: Vector, led: Vector
) -> None:
    """Compute the influence of every patron over one client.

    ``led[TARGET]`` receives the level to which each influence tends without soft power.
    """
    c = client_of(side, ix)
    width = bandwidth(s[at.OVERSTRETCH + ix[at.GUARANTOR_AT]])
    plain = courted = 0.0
    for e in range(ix[at.N_TIES]):
        if ix[at.CLIENT + e] == c:
            raw = tie_attraction(e, p, ix, nxt, led)
            led[at.PLAIN_PULL + e] = pull(raw, 0.0)
            led[at.COURTED_PULL + e] = pull(raw, u[at.DO_SOFT + e])
            plain += led[at.PLAIN_PULL + e]
            courted += led[at.COURTED_PULL + e]
    total = 0.0
    backlash, stubborn = nxt[at.BACKLASH + c], p[at.STUBBORNNESS]
    for e in range(ix[at.N_TIES]):
        if ix[at.CLIENT + e] != c:
            continue
        start = p[at.START + at.INFLUENCE + e]
        led[at.TARGET + e] = influence_target(
            led[at.PLAIN_PULL + e], plain, backlash, stubborn, start
        )
        drawn = influence_target(led[at.COURTED_PULL + e], courted, backlash, stubborn, start)
        own = 1.0 if ix[at.PATRON + e] == ix[at.GUARANTOR_AT] else 0.0
        lost = press_loss(u[at.DO_PRESS + c], width, own)
        if e == ix[at.CROSS]:
            lost += cross_loss(led[at.DEFENDED])
        nxt[at.INFLUENCE + e] = influence_step(
            s[at.INFLUENCE + e], drawn, p[at.INFLUENCE_RATE], u[at.DO_ALIGN + e], lost
        )
        total += nxt[at.INFLUENCE + e]
    factor = cap_factor(total)
    for e in range(ix[at.N_TIES]):
        if ix[at.CLIENT + e] == c:
            nxt[at.INFLUENCE + e] *= factor


def confront(
    s: Vector, u: Vector, p: Vector, ix: Links, covert_seen: float, nxt: Vector, led: Vector
) -> None:
    """Compute the tension between the guarantor and the sponsor."""
    sponsorship, sponsor = ix[at.SPONSORSHIP], ix[at.SPONSOR_AT]
    gain = 0.0
    if sponsorship >= 0:
        gain = nxt[at.PRESENCE + sponsorship] - s[at.PRESENCE + sponsorship]
    nxt[at.TENSION] = tension_next(
        s[at.TENSION],
        led[at.DEFENDED],
        positive(u[at.DO_DEPLOY + ix[at.GUARANTEE]]),
        led[at.COVERT_MEAN] * covert_seen,
        gain,
        u[at.DO_PRESS + sponsor] if sponsor >= 0 else 0.0,
        bandwidth(s[at.OVERSTRETCH + ix[at.GUARANTOR_AT]]),
        p[at.ALLIANCE_SHIELD],
        u[at.DO_DEAL],
    )


def stand(i: int, s: Vector, u: Vector, p: Vector, ix: Links, nxt: Vector, led: Vector) -> None:
    """Compute the domestic standing of actor ``i``'s leadership."""
    width = bandwidth(s[at.OVERSTRETCH + ix[at.GUARANTOR_AT]])
    ground = 0.0
    for h in range(ix[at.N_THEATRES]):
        moved = nxt[at.CONTROL + h] - s[at.CONTROL + h]
        ground += p[at.CONTROL_STANDING + i * at.MAX_THEATRES + h] * moved
    pressure = u[at.DO_PRESS + i] * width
    role = 0.0
    if i == ix[at.SPONSOR_AT]:
        pressure = sponsor_pressure(s, u, p, ix)
    elif i == ix[at.DEFENDER_AT]:
        role = -concession_cost(u[at.DO_SETTLE + i], s[at.CONTROL])
    elif i == ix[at.GUARANTOR_AT]:
        pledge = s[at.PLEDGE + ix[at.GUARANTEE]]
        role = guarantor_credit(led[at.MET], led[at.UNMET], pledge, p[at.AUDIENCE_COST])
    nxt[at.STANDING + i] = standing_next(
        s[at.STANDING + i],
        p[at.STANDING_NORM + i],
        u[at.DO_CONSOLIDATE + i],
        s[at.BACKLASH + i],
        pressure,
        ground,
        role,
    )
