"""The command line: thin, and quick to start."""

from sim.cli.app import main

__all__ = ["main"]
