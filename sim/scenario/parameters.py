"""The parameters of the model.

The bounds here are hard: inside them every rule is well defined. The ranges for sweeps are
narrower; the scenario gives them with each value.
"""

from __future__ import annotations

from sim.scenario.fields import Part, number


class Parameters(Part):
    """Parameters, in the order of the specification."""

    choice_precision: float = number(
        "Precision of choice", symbol="λ", unit="1/util", low=0, high=200
    )
    # Values are multiplied by 1 / (1 - patience).
    patience: float = number(
        "Discount factor per quarter",
        symbol="γ",
        low=0,
        high=0.99,
        title="weight of the next quarter (discount factor)",
    )
    review_rate: float = number(
        "Chance that a course is reviewed in a quiet quarter",
        unit="1/qtr",
        low=0,
        high=1,
        title="chance of a review in a quiet quarter",
    )
    discord: float = number(
        "Cost of contradicting the other desk",
        unit="util/qtr",
        low=0,
        high=5,
        title="cost of contradicting the other desk",
    )
    dissensus_noise: float = number(
        "How far disagreement of the factions blurs choice",
        symbol="η_d",
        low=0,
        high=1,
        title="how much disunity blurs choice",
    )
    action_cost: float = number("Scale of peacetime action costs", symbol="κ_a", low=0, high=10)
    contest_decisiveness: float = number("Exponent of the contest", symbol="m", low=0, high=6)
    drone_multiplier: float = number(
        "Strength gained by saturated drone technology",
        symbol="ψ",
        low=0,
        high=10,
        title="strength gained by drone technology",
    )
    advance_rate: float = number(
        "Control moved by a full war surely won", symbol="v", unit="1/qtr", low=0, high=5
    )
    distance_decay: float = number(
        "Loss of strength with distance", symbol="δ", unit="1/distance", low=0, high=20
    )
    war_cost: float = number("Cost of a full war", symbol="c_w", unit="util", low=0, high=20)
    violation_cost: float = number(
        "Cost of breaking a truce", symbol="c_v", unit="util", low=0, high=20
    )
    escalation_cost: float = number(
        "How tension multiplies the cost of defending",
        symbol="c_e",
        low=0,
        high=20,
        title="how tension raises the cost of defending",
    )
    honour: float = number("Cost of standing aside from a promise", unit="util", low=0, high=20)
    danger_precision: float = number(
        "Observers' precision about the challenger",
        symbol="k_d",
        unit="1/util",
        above=0,
        high=50,
        title="others' precision about {challenger}",
    )
    recovery_rate: float = number(
        "Readiness that the challenger regains",
        unit="1/qtr",
        low=0,
        high=0.5,
        title="readiness that {challenger} regains",
    )
    treaty_closure: float = number(
        "Chance that standing offers are signed", unit="1/qtr", low=0, high=1
    )
    signal_weight: float = number(
        "Shift of belief per unit of sunk cost", symbol="ζ_s", unit="log-odds", low=0, high=10
    )
    test_weight: float = number(
        "Shift of belief per full test", symbol="ζ_t", unit="log-odds", low=0, high=10
    )
    audience_cost: float = number("Hand-tying force of pledges", symbol="κ", low=0, high=5)
    abandonment_loss: float = number(
        "Share of commitment and pledge lost per unmet test",
        symbol="a_b",
        low=0,
        high=1,
        title="commitment lost by an unmet test",
    )
    reputation_rate: float = number(
        "Share of reputation moved per test", symbol="ρ_R", low=0, high=1
    )
    alignment_floor: float = number(
        "Support for an unaligned client", symbol="ι", unit="share", low=0, high=1
    )
    resolve_prior: float = number(
        "Probability that the guarantor is resolved",
        symbol="π_r",
        unit="probability",
        low=0,
        high=1,
        title="chance that {guarantor} is resolved",
    )
    entrapment: float = number("Dislike of a pledge on a hot front", symbol="ε_G", low=0, high=10)
    commitment_gain: float = number(
        "Commitment gained per unit of sunk cost", symbol="k_C", unit="1/qtr", low=0, high=1
    )
    commitment_decay: float = number(
        "Leak of commitment", symbol="d_C", unit="1/qtr", low=0, high=1
    )
    influence_rate: float = number("Speed of alignment", symbol="r_I", unit="1/qtr", low=0, high=1)
    stubbornness: float = number(
        "Anchor on initial alignment",
        symbol="μ",
        low=0,
        high=1,
        title="anchor on the initial alignment",
    )
    jealousy: float = number(
        "How commitment to one side costs the tie to the other",
        symbol="ξ",
        low=0,
        high=10,
        title="how help to one client costs the other tie",
    )
    # A full purge multiplies the turnover by four, and at most all officers can be replaced.
    cadre_turnover: float = number("Officer turnover", symbol="τ", unit="1/qtr", low=0, high=0.25)
    leash_tolerance: float = number("Dominance that a client accepts", symbol="tol", low=0, high=2)
    backlash_gain: float = number("Backlash per excess of dominance", symbol="b", low=0, high=10)
    security_weight: float = number(
        "Weight of security against autonomy", symbol="θ", low=0, high=1
    )
    exit_cost: float = number(
        "Cost of a frozen alliance", symbol="x_c", unit="util", low=0, high=10
    )
    disillusion: float = number("Weight of unmet tests on leaving", low=0, high=10)
    need: float = number(
        "Guarantor's need of rival and challenger per overstretch",
        low=0,
        high=10,
        title="how overstretch makes {guarantor} need others",
    )
    upkeep: float = number(
        "Cost of tied-down forces per overstretch",
        unit="util",
        low=0,
        high=10,
        title="cost of tied-down forces",
    )
    bulwark: float = number("How a rival's threat raises the stake", symbol="χ", low=0, high=20)
    alliance_shield: float = number(
        "Protection of the sponsor from the guarantor's tools",
        symbol="ν",
        low=0,
        high=1,
        title="protection of {sponsor} from pressure",
    )
    # Shares grow by e^(rate x threat), and the threat by every tie: see Tie.rivalry.
    faction_rate: float = number(
        "Speed at which factions gain and lose", symbol="η_f", unit="1/qtr", low=0, high=2
    )
    # Costs of defending are divided by the guarantor's bandwidth: it must stay positive, so
    # neither the base load nor a shock may take everything.
    overstretch_base: float = number(
        "Normal load of the guarantor",
        symbol="Ω₀",
        unit="share",
        low=0,
        high=0.95,
        title="normal load of {guarantor}",
    )
    shock_onset: float = number(
        "Hazard of a large war elsewhere", symbol="h_on", unit="1/qtr", low=0, high=1
    )
    shock_exit: float = number(
        "Hazard of its end",
        symbol="h_off",
        unit="1/qtr",
        low=0,
        high=1,
        title="hazard of the end of a large war elsewhere",
    )
    shock_severity: float = number(
        "Share of spare bandwidth it takes",
        symbol="sev",
        unit="share",
        low=0,
        high=0.95,
        title="share of bandwidth a large war takes",
    )
    fog_sigma: float = number(
        "Error in the perceived strength ratio", symbol="σ_f", unit="log", low=0, high=3
    )
    attribution: float = number(
        "Probability that a covert role is seen", symbol="p_a", unit="probability", low=0, high=1
    )
    mission_fragility: float = number(
        "Integrity lost per unit of force",
        symbol="j_e",
        low=0,
        high=1,
        title="integrity of peacekeepers lost by force",
    )
    recommit_level: float = number(
        "Commitment that counts as recommitted", symbol="θ_C", low=0, high=1
    )
    recommit_cost: float = number(
        "Effort that counts as recommitted", symbol="θ_q", unit="per qtr", low=0, high=2
    )
    recommit_quarters: float = number(
        "Consecutive quarters that make a recommitment",
        symbol="k",
        unit="qtr",
        low=1,
        high=100,
        whole=True,
        title="quarters that make a recommitment",
    )
    disengage_level: float = number(
        "Commitment below which the guarantor has disengaged",
        symbol="θ_lo",
        low=0,
        high=1,
        title="commitment that counts as disengaged",
    )
