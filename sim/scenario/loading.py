"""Load a scenario from a file or by the name of a shipped one."""

from __future__ import annotations

import os
from pathlib import Path as FilePath

from sim.scenario import shipped
from sim.scenario.assembly import assemble
from sim.scenario.findings import Findings
from sim.scenario.problems import Path
from sim.scenario.scenario import Scenario
from sim.scenario.sources import merge_chain, read_chain, source_of


def load_scenario(path_or_name: str | os.PathLike[str]) -> Scenario:
    """Return the scenario of a TOML file, or a shipped one such as "karabakh-2020".

    Args:
        path_or_name: Path of the file, or name of a shipped scenario.

    Raises:
        ScenarioError: It cannot be found, read or played; `problems` lists all errors.
    """
    name = os.fspath(path_or_name)
    file = shipped.locate(name, shipped.SCENARIOS)
    chain = read_chain(file, name if file == FilePath(name) else str(file))

    def locate(path: Path) -> tuple[str, int, int]:
        source = source_of(chain, path)
        return (source.name, *source.positions.of(path))

    return assemble(merge_chain(chain), Findings(locate, [source.name for source in chain]))
