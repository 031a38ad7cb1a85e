"""Parts of a checked scenario that a changed document shares with it, and that need no reading."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.scenario.fields import Part
from sim.scenario.numbers import NOTHING, Stripped
from sim.scenario.problems import Path
from sim.scenario.scenario import Scenario
from sim.scenario.validation import PartT

HEADS = ("calendar", "world", "parameters", "mission")
"""Keys of a document whose tables are single parts."""


class Unchanged:
    """The parts of a scenario, for the document that was made by changing it.

    Which part a table makes depends only on the table and its model. So if a table of the changed
    document is the very same object as before, its part is too. Checks across tables are not saved.

    Args:
        before: The scenario that was changed; None for a document that is read for the first time.
    """

    def __init__(self, before: Scenario | None) -> None:
        self._before = before
        self._plain: Mapping[str, Any] = before._plain if before else {}

    @property
    def stripped(self) -> Stripped:
        """The document of the scenario, with its plain numbers and their provenance."""
        before = self._before
        if before is None:
            return NOTHING
        return Stripped(before._document, self._plain, before._provenance)

    def part(self, model: type[PartT], value: object, path: Path) -> PartT | None:
        """Return the part at a path if it is of this model and its table is unchanged; or None."""
        section, *keys = path
        table: Any = self._plain.get(str(section))
        if table is None:
            return None
        part: Any = getattr(self._before, str(section))
        for key in keys:
            if key not in table:
                return None
            table, part = table[key], part[key]
        return part if table is value and type(part) is model else None

    def heads(self, plain: Mapping[str, Any]) -> dict[str, Part]:
        """Return the unchanged parts among `HEADS`, by key."""
        same = (key for key in HEADS if key in self._plain and plain.get(key) is self._plain[key])
        return {key: getattr(self._before, key) for key in same}
