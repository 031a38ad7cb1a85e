"""``python -m sim.viz``: serve the page on this machine and open it."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from sim.scenario import ScenarioError
from sim.viz.shown import USUAL, VARIABLE, chosen_scenario

HOST, PORT = "127.0.0.1", 8765
MISSING = "the page needs Solara: pip install 'marchland[viz]'"
SILENT = "SOLARA_TELEMETRY_MIXPANEL_ENABLE"
"""Environment variable by which Solara is told not to report its use to its makers."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve the page until Ctrl-C."""
    parser = argparse.ArgumentParser(
        prog="python -m sim.viz",
        description="Play a scenario quarter by quarter in Mesa's viewer, in a browser.",
    )
    parser.add_argument("scenario", nargs="?", default=USUAL, help="its name or file")
    parser.add_argument("--port", type=int, default=PORT, help=f"port on this machine ({PORT})")
    parser.add_argument("--no-open", action="store_true", help="do not open a browser")
    asked = parser.parse_args(arguments)
    os.environ[VARIABLE] = asked.scenario
    os.environ.setdefault(SILENT, "false")
    try:
        chosen_scenario()
    except ScenarioError as error:
        sys.exit(f"error: {error}")
    try:
        from solara.__main__ import cli
    except ImportError:
        sys.exit(f"error: {MISSING}")
    opens = "--no-open" if asked.no_open else "--open"
    cli(["run", "sim.viz.page", "--host", HOST, "--port", str(asked.port), opens])


if __name__ == "__main__":
    main()
