"""Ties, theatres, the peacekeeping mission and the world around them."""

from __future__ import annotations

from pydantic import Field

from sim.scenario.fields import Location, Part, number, probability, share, words


class Tie(Part):
    """A patron's tie to a client, keyed PATRON-CLIENT."""

    influence: float = number(
        "Weight of the patron in the client's choices; a client's ties sum to at most 0.95",
        symbol="I",
        unit="share",
        low=0.01,
        high=0.9,
    )
    cadre: float = share("Officers trained by or beholden to the patron", symbol="M")
    commitment: float = share("Stock of sunk-cost effort for the client", symbol="C", unit="stock")
    pledge: float = share("Public guarantee", symbol="G", unit="stock")
    presence: float = share(
        "Forces on the client's soil", symbol="P", unit="1 = permanent base complex"
    )
    base_request: float = share("Open request for a base", symbol="Y", unit="stock")
    frozen: float = share("How far the client has frozen the alliance", symbol="Fz")
    affinity: float = share("Closeness that nothing in the game moves", symbol="α")
    belief_client: float = probability(
        "The client's belief that the patron is resolved", symbol="σ(βc)"
    )
    belief_adversary: float = probability(
        "The adversary's belief that the patron is resolved", symbol="σ(βa)"
    )
    # Twelve ties of this weight and Parameters.faction_rate together keep e^x below e^700.
    rivalry: float = number(
        "Weight of this tie in the threat to the guarantor", symbol="rv", low=0, high=10
    )
    consent: bool = Field(description="Deployments need no grant by the client")


class Theatre(Part):
    """A piece of ground in dispute."""

    name: str = words("Name as printed")
    control: float = share("Share held by the challenger, at most `cap`", symbol="X")
    cap: float = number("Largest share the challenger can hold", unit="share", above=0, high=1)
    coverage: float = share("How far the guarantee covers it in law", symbol="cov")
    scale: float = number(
        "Control that a full war moves here, against the main theatre",
        symbol="sc",
        above=0,
        high=10,
    )
    # Observers' doubt about an attack is divided by it.
    war_cost: float = number(
        "Cost of a full war here, against the main theatre", symbol="wc", low=0.01, high=10
    )
    terrain: float = number("Advantage of the ground to the defender", low=0.01, high=100)
    security_weight: float = share("Weight in the guarantee as a whole; all sum to one")
    heat: float = share("Intensity along the front line", symbol="H", unit="0 to 1")
    red_line: float = share("Red line declared", symbol="Z", unit="0 to 1")
    mission: float = share("Peacekeepers present", symbol="Q", unit="1 = full strength")
    integrity: float = share("Mandate unviolated", symbol="J", unit="0 to 1")
    mediation: float = share("Standing mediation", symbol="Md", unit="stock")
    location: Location = Field(description="Longitude and latitude of the theatre on the map")


class Mission(Part):
    """Peacekeepers and their mandate."""

    provider: str = words("Actor that provides the peacekeepers")
    mandate: bool = Field(description="Mandate in force")
    clock: int = Field(description="Turns to the renewal of the mandate", ge=0, le=1000)
    term: int = Field(description="Turns that a renewal lasts", ge=1, le=1000)


class World(Part):
    """Variables of the world as a whole."""

    tension: float = share("Confrontation of guarantor and sponsor", symbol="ten", unit="0 to 1")
    treaty: bool = Field(description="Peace treaty in force")
    shock: bool = Field(description="A large war elsewhere absorbs the guarantor")
