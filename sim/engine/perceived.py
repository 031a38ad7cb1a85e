"""What actors believe of the guarantor: the belief that each uses, and the defence it expects."""

from sim.engine import layout as at
from sim.engine.layout import Links, Vector
from sim.rules.overstretch import bandwidth
from sim.rules.perception import defence_probability, effective_coverage


def defence_expected(s: Vector, p: Vector, ix: Links, resolved: float, h: int) -> float:
    """Chance, [0, 1], that the guarantor defends theatre ``h``, as an actor expects it.

    ``resolved`` is that actor's belief that the guarantor is resolved, [0, 1].
    """
    g = ix[at.GUARANTEE]
    return defence_probability(
        resolved,
        bandwidth(s[at.OVERSTRETCH + ix[at.GUARANTOR_AT]]),
        effective_coverage(p[at.COVERAGE + h], s[at.RED_LINE + h]),
        p[at.ALIGNMENT_FLOOR],
        s[at.INFLUENCE + g],
        s[at.FROZEN + g],
    )


def observed_belief(i: int, ix: Links) -> int:
    """Place in ``s`` of the belief that actor ``i`` uses: the client's, or the adversary's."""
    place = at.BELIEF_CLIENT if i == ix[at.DEFENDER_AT] else at.BELIEF_ADVERSARY
    return place + ix[at.GUARANTEE]
