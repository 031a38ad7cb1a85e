"""Names of the actors, ties and theatres of a record, as its scenario gives them."""

from collections.abc import Mapping
from typing import Any

from sim.vocabulary import COURSE, KINDS
from sim.words import role_name


class Cast:
    """Names of the actors, ties and theatres of a scenario document.

    The document inside a record is enough: the scenario file is not needed.
    """

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.document = document
        self.actors: Mapping[str, Any] = document["actors"]
        self.ties: Mapping[str, Any] = document["ties"]
        self.theatres: Mapping[str, Any] = document["theatres"]
        self._roles = {role: self._with_role(role) for role in ("guarantor", "sponsor")}
        self._roles |= {role: self._with_role(role) for role in ("challenger", "defender")}

    def _with_role(self, role: str) -> str | None:
        return next((key for key, actor in self.actors.items() if actor["role"] == role), None)

    def holder(self, role: str) -> str | None:
        """The id of the only actor with `role`, or None. Not for suitors, who may be several."""
        return self._roles[role]

    def role(self, actor: str) -> str:
        """The role of the actor."""
        return str(self.actors[actor]["role"])

    def name(self, actor: str) -> str:
        """The actor's name."""
        return str(self.actors[actor]["name"])

    def role_name(self, role: str) -> str:
        """The name of the actor with `role`; "the sponsor" if there is no sponsor."""
        return role_name(self.document, role)

    def theatre(self, key: str) -> str:
        """The theatre's name."""
        return str(self.theatres[key]["name"])

    def main(self) -> str:
        """The key of the main theatre, the first in the file."""
        return next(iter(self.theatres))

    def second(self) -> str:
        """The key of the second theatre; the main one if there is only one."""
        keys = list(self.theatres)
        return keys[min(1, len(keys) - 1)]

    def patron(self, tie: str) -> str:
        """The id of the patron of a tie; the key of a tie is PATRON-CLIENT."""
        return self._ends(tie)[0]

    def client(self, tie: str) -> str:
        """The id of the client of a tie."""
        return self._ends(tie)[1]

    def _ends(self, tie: str) -> tuple[str, str]:
        # Ids may contain hyphens, so the known actors decide where the key is split.
        for patron in self.actors:
            client = tie.removeprefix(f"{patron}-")
            if client != tie and client in self.actors:
                return patron, client
        raise LookupError(f"no tie '{tie}'")

    def tie_between(self, patron_role: str, client_role: str) -> str | None:
        """The key of the tie between the holders of two roles, None if there is none."""
        key = f"{self.holder(patron_role)}-{self.holder(client_role)}"
        return key if key in self.ties else None

    def menu(self, actor: str) -> list[str]:
        """The names of all actions of the actor, in file order."""
        return list(self.document["actions"][self.role(actor)])

    def lasts(self, actor: str, action: str) -> bool:
        """Whether the order is a course, which goes on; an act happens once."""
        return bool(self.document["actions"][self.role(actor)][action]["kind"] == KINDS[COURSE])

    def phrase(self, actor: str, action: str) -> str:
        """A verb phrase, with names filled in, for what the actor does when it orders `action`."""
        phrase = self.document["actions"][self.role(actor)][action]["phrase"]
        return str(phrase).format_map(self._places(actor))

    def target(self, actor: str, target: str) -> str:
        """What an effort of the actor is aimed at, in words; "" for itself and for the rival."""
        if target in ("main", "second"):
            return self.theatre(self.main() if target == "main" else self.second())
        if target == "every":
            return "everywhere"
        tie = self._tie(actor, target)
        if tie is not None:
            return f"{self.name(self.patron(tie))} to {self.name(self.client(tie))}"
        return self.role_name(target) if target in self._roles else ""

    def _tie(self, actor: str, target: str) -> str | None:
        """The key of the tie that is called by this target of an effort; None for all others."""
        ends = {
            "guarantee": ("guarantor", "defender"),
            "sponsorship": ("sponsor", "challenger"),
            "cross": ("guarantor", "challenger"),
        }
        if target in ends:
            return self.tie_between(*ends[target])
        own = (tie for tie in self.ties if self.patron(tie) == actor)
        courting = (
            tie
            for tie in self.ties
            if self.role(self.patron(tie)) == "suitor" and self._defends(tie)
        )
        named = {"own": own, "first_suitor": courting}
        return next(named[target], None) if target in named else None

    def _places(self, actor: str) -> dict[str, str]:
        places = {role: self.role_name(role) for role in self._roles}
        places |= {"main": self.theatre(self.main()), "second": self.theatre(self.second())}
        suitors = [tie for tie in self.ties if self.role(self.patron(tie)) == "suitor"]
        towards = [self.patron(tie) for tie in suitors if self._defends(tie)]
        own = [self.client(tie) for tie in self.ties if self.patron(tie) == actor]
        client = self._own_client(actor, own)
        # An order to somebody who is not there is never legal; its phrase is still asked for.
        return places | {
            "client": self.name(client) if client else "the client",
            "first_suitor": self.name(towards[0]) if towards else "the suitor",
        }

    def _defends(self, tie: str) -> bool:
        return self.client(tie) == self.holder("defender")

    def _own_client(self, actor: str, clients: list[str]) -> str | None:
        if self.role(actor) == "guarantor":
            return self.holder("defender")
        if self.role(actor) == "sponsor":
            return self.holder("challenger")
        return clients[0] if clients else None
