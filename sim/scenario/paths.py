"""Dotted key paths such as `parameters.bulwark` or `events.war."set"`."""

from __future__ import annotations

import re

from sim.scenario.problems import Path

_PART = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|([A-Za-z0-9_-]+))\s*(?:\.|$)""")
_BARE = re.compile(r"[A-Za-z0-9_-]+")


def format_path(path: Path) -> str:
    """Return a key path as text: keys joined by dots, array positions in brackets."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
            continue
        name = part if _BARE.fullmatch(part) else f'"{part[:60]}"'
        text += f".{name}" if text else name
    return text


def split_path(text: str) -> tuple[str, ...] | None:
    """Return the parts of a dotted path; None if the text is not a path.

    A part that contains dots must be in quotes.
    """
    parts: list[str] = []
    at = 0
    while at < len(text):
        match = _PART.match(text, at)
        if match is None:
            return None
        parts.append(next(group for group in match.groups() if group is not None))
        at = match.end()
    return tuple(parts) if parts and not text.rstrip().endswith(".") else None
