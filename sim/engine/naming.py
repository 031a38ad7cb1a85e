"""Names of channels as they are shown to readers: ``deploy RUS-ARM``, ``force karabakh``."""

from __future__ import annotations

from sim.engine import layout as at
from sim.engine.efforts import PLACES
from sim.engine.places import Cast
from sim.vocabulary import ACTOR_CHANNELS, THEATRE_CHANNELS, TIE_CHANNELS


def channel_names(cast: Cast) -> dict[int, str]:
    """Return the name of every channel of a scenario, by its place in ``u``."""
    found: dict[int, str] = {at.DO_DEAL: "deal", at.DO_END_MANDATE: "end mandate"}
    groups = (
        (TIE_CHANNELS, cast.ties),
        (THEATRE_CHANNELS, cast.theatres),
        (ACTOR_CHANNELS, cast.actors),
    )
    for channels, entities in groups:
        for channel in channels:
            for k, entity in enumerate(entities):
                found[PLACES[channel] + k] = f"{channel} {entity}"
    return found
