"""Credibility: the belief of others in the guarantor's resolve, and its reputation."""

from sim.rules.curves import clip, log_odds, negative

RESOLVED, UNRESOLVED = 0.8, 0.2
"""The two private types of a guarantor: its resolve to keep its word, [0, 1]."""
WITHDRAWAL_SIGNAL = 0.5
"""Signal of a full withdrawal, in units of sunk cost."""
REPUTATION_LEAK = 0.03
"""Share of the gap between belief and reputation that closes in a turn."""
BELIEF_NOISE = 0.12
"""Standard deviation of the noise in a belief in one turn, in log-odds."""
BELIEF_LIMIT = 4.0
"""Largest absolute value of a belief, in log-odds."""
REPUTATION_RETURN = 0.01
"""Share of the gap to a reputation of one half that closes in a turn."""
REPUTATION_LOW, REPUTATION_HIGH = 0.05, 0.95


def type_drawn(draw: float, prior: float) -> float:
    """Private type of the guarantor: ``RESOLVED`` if the draw is below the prior chance of it.

    >>> type_drawn(0.3, 0.6), type_drawn(0.7, 0.6)
    (0.8, 0.2)
    """
    return RESOLVED if draw < prior else UNRESOLVED


def belief_next(
    belief: float,
    sunk: float,
    declared: float,
    deploy: float,
    met: float,
    unmet: float,
    reputation: float,
    signal_weight: float,
    audience_cost: float,
    test_weight: float,
    noise: float,
) -> float:
    """Log-odds that the guarantor is the resolved type, in [-4, 4].

    Args:
        belief: Log-odds now.
        sunk: Costly effort on the guarantee this turn.
        declared: Declaration or retraction, [-1, 1].
        deploy: Deployment effort, [-1, 1]; only a withdrawal counts here.
        met: Severity of met tests, summed.
        unmet: Severity of unmet tests, summed.
        reputation: Guarantor's reputation, (0, 1).
        signal_weight: Shift per unit of sunk cost.
        audience_cost: Weight of words relative to deeds, [0, 1].
        test_weight: Shift per test of severity one.
        noise: Standard normal draw; 0 in a forecast.

    Formula: b + z_s (sunk + kappa pledge - 1/2 deploy-) + z_t (met - unmet) + .03 (logit R - b)
    + .12 z.
    Sources: Fearon 1997; Kydd 2005; tests: Weisiger & Yarhi-Milo 2015.

    >>> belief_next(0.0, 0.4, 0.2, 0.0, 0.0, 0.0, 0.5, 0.5, 0.5, 1.5, 0.0)   # .5 x (.4 + .1)
    0.25
    >>> belief_next(0.0, 0.0, 0.0, 0.0, 0.0, 0.5, 0.5, 0.5, 0.5, 1.5, 0.0)   # -1.5 x .5
    -0.75
    """
    signal = sunk + audience_cost * declared - WITHDRAWAL_SIGNAL * negative(deploy)
    moved = (
        signal_weight * signal
        + test_weight * (met - unmet)
        + REPUTATION_LEAK * (log_odds(reputation) - belief)
        + BELIEF_NOISE * noise
    )
    return clip(belief + moved, -BELIEF_LIMIT, BELIEF_LIMIT)


def reputation_next(reputation: float, met: float, unmet: float, rate: float) -> float:
    """Reputation for honouring commitments anywhere, in [.05, .95].

    Formula: R + rho (met (1 - R) - unmet R) + .01 (.5 - R). Source: Crescenzi 2018.

    >>> reputation_next(0.5, 1.0, 0.0, 0.2), reputation_next(0.5, 0.0, 1.0, 0.2)
    (0.6, 0.4)
    """
    learnt = rate * (met * (1.0 - reputation) - unmet * reputation)
    return clip(
        reputation + learnt + REPUTATION_RETURN * (0.5 - reputation),
        REPUTATION_LOW,
        REPUTATION_HIGH,
    )
