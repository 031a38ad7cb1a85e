"""Translate the efforts of an action (``deploy`` on the ``guarantee``) to a scenario's channels."""

from __future__ import annotations

from collections.abc import Mapping

from sim.engine import layout as at
from sim.vocabulary import ACTOR_CHANNELS, SUITOR, THEATRE_CHANNELS, TIE_CHANNELS

PLACES = {
    "arm": at.DO_ARM,
    "tech": at.DO_TECH,
    "cadre": at.DO_CADRE,
    "soft": at.DO_SOFT,
    "restrain": at.DO_RESTRAIN,
    "pledge": at.DO_PLEDGE,
    "deploy": at.DO_DEPLOY,
    "align": at.DO_ALIGN,
    "grant": at.DO_GRANT,
    "force": at.DO_FORCE,
    "provoke": at.DO_PROVOKE,
    "covert": at.DO_COVERT,
    "mediate": at.DO_MEDIATE,
    "redline": at.DO_REDLINE,
    "mission": at.DO_MISSION,
    "invest": at.DO_INVEST,
    "brace": at.DO_BRACE,
    "press": at.DO_PRESS,
    "settle": at.DO_SETTLE,
    "purge": at.DO_PURGE,
    "consolidate": at.DO_CONSOLIDATE,
    "deal": at.DO_DEAL,
    "mandate": at.DO_END_MANDATE,
}


class EffortMap:
    """Map from the targets of efforts to the channels of one scenario.

    An effort whose target does not exist in the scenario is dropped.
    """

    def __init__(self, ix: list[int]) -> None:
        self._ix = ix

    def slots(self, actor: int, efforts: Mapping[str, Mapping[str, float]]) -> dict[int, float]:
        """Return the efforts of an action of this actor, by channel; those on one channel add up.

        Args:
            actor: Place of the actor.
            efforts: Effort by target by name of the channel.
        """
        found: dict[int, float] = {}
        for channel, aimed in efforts.items():
            for target, effort in aimed.items():
                for index in self._targets(actor, channel, target):
                    slot = PLACES[channel] + index
                    found[slot] = found.get(slot, 0.0) + effort
        return found

    def _targets(self, actor: int, channel: str, target: str) -> list[int]:
        if channel in TIE_CHANNELS:
            return self._tie(actor, target)
        if channel in THEATRE_CHANNELS:
            every = list(range(self._ix[at.N_THEATRES]))
            return {"main": [0], "second": [self._ix[at.SECOND]], "every": every}[target]
        if channel in ACTOR_CHANNELS:
            return self._actor(actor, target)
        # A deal needs a rival sponsor; ending a mandate needs no other actor.
        return [0] if target != "rival" or self._ix[at.SPONSOR_AT] >= 0 else []

    def _actor(self, actor: int, target: str) -> list[int]:
        index = {
            "self": actor,
            "challenger": self._ix[at.CHALLENGER_AT],
            "defender": self._ix[at.DEFENDER_AT],
            "sponsor": self._ix[at.SPONSOR_AT],
        }[target]
        return [index] if index >= 0 else []

    def _tie(self, actor: int, target: str) -> list[int]:
        ix = self._ix
        named = {"guarantee": at.GUARANTEE, "sponsorship": at.SPONSORSHIP, "cross": at.CROSS}
        if target in named:
            return [ix[named[target]]] if ix[named[target]] >= 0 else []
        for e in range(ix[at.N_TIES]):
            patron = ix[at.PATRON + e]
            if target == "own" and patron == actor:
                return [e]
            courts = ix[at.ROLE + patron] == SUITOR and ix[at.CLIENT + e] == ix[at.DEFENDER_AT]
            if target == "first_suitor" and courts:
                return [e]
        return []
