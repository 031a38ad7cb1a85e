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
    affinity: float = share(
        "Closeness that nothing in the game moves",
        symbol="α",
        title="{patron_s} closeness to {client}",
    )
    belief_client: float = probability(
        "The client's belief that the patron is resolved",
        symbol="σ(βc)",
        title="{client_s} belief in {patron_s} help",
    )
    belief_adversary: float = probability(
        "The adversary's belief that the patron is resolved",
        symbol="σ(βa)",
        title="{adversary_s} belief in {patron_s} help for {client}",
    )
    # Twelve ties of this weight and Parameters.faction_rate together keep e^x below e^700.
    rivalry: float = number(
        "Weight of this tie in the threat to the guarantor",
        symbol="rv",
        low=0,
        high=10,
        title="threat to {guarantor} from {patron_s} tie to {client}",
    )
    consent: bool = Field(description="Deployments need no grant by the client")


class Theatre(Part):
    """A piece of ground in dispute."""

    name: str = words("Name as printed")
    control: float = share("Share held by the challenger, at most `cap`", symbol="X")
    cap: float = number(
        "Largest share the challenger can hold",
        unit="share",
        above=0,
        high=1,
        title="most {challenger} can hold of {theatre}",
    )
    coverage: float = share(
        "How far the guarantee covers it in law",
        symbol="cov",
        title="cover of the guarantee for {theatre}",
    )
    scale: float = number(
        "Control that a full war moves here, against the main theatre",
        symbol="sc",
        above=0,
        high=10,
        title="control that a war moves at {theatre}",
    )
    # Observers' doubt about an attack is divided by it.
    war_cost: float = number(
        "Cost of a full war here, against the main theatre",
        symbol="wc",
        low=0.01,
        high=10,
        title="cost of a full war at {theatre}",
    )
    terrain: float = number(
        "Advantage of the ground to the defender",
        low=0.01,
        high=100,
        title="{defender_s} advantage of ground at {theatre}",
    )
    security_weight: float = share(
        "Weight in the guarantee as a whole; all sum to one",
        title="weight of {theatre} in the guarantee",
    )
    heat: float = share("Intensity along the front line", symbol="H", unit="0 to 1")
    red_line: float = share("Red line declared", symbol="Z", unit="0 to 1")
    mission: float = share("Peacekeepers present", symbol="Q", unit="1 = full strength")
    integrity: float = share(
        "Mandate unviolated",
        symbol="J",
        unit="0 to 1",
        title="integrity of peacekeepers in {theatre}",
    )
    mediation: float = share("Standing mediation", symbol="Md", unit="stock")
    location: Location = Field(description="Longitude and latitude of the theatre on the map")


class Mission(Part):
    """Peacekeepers and their mandate."""

    provider: str = words("Actor that provides the peacekeepers")
    mandate: bool = Field(description="Mandate in force")
    clock: int = Field(
        title="quarters to the renewal of the mandate",
        description="Turns to the renewal of the mandate",
        ge=0,
        le=1000,
    )
    term: int = Field(
        title="quarters that a renewal lasts",
        description="Turns that a renewal lasts",
        ge=1,
        le=1000,
    )


class World(Part):
    """Variables of the world as a whole."""

    tension: float = share(
        "Confrontation of guarantor and sponsor",
        symbol="ten",
        unit="0 to 1",
        title="tension between {guarantor} and {sponsor}",
    )
    treaty: bool = Field(description="Peace treaty in force")
    shock: bool = Field(description="A large war elsewhere absorbs the guarantor")
