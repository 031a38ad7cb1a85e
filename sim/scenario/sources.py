"""Reading of scenario files: the chain of `extends`, merging, and the file of each path."""

from __future__ import annotations

import os
import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path as FilePath
from typing import Any

from sim.scenario import shipped
from sim.scenario.numbers import is_number_table
from sim.scenario.positions import MAX_DEPTH, Positions
from sim.scenario.problems import Path, Problem, ScenarioError, guess, shown, single

Document = dict[str, Any]

# Ten times the size of the largest shipped scenario; also the limit for all files of a chain.
LARGEST_FILE = 2_000_000
MOST_FILES = 20

_TOML_PLACE = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)\s*$")


@dataclass(frozen=True, slots=True)
class Source:
    """One file that was read: its name in messages, its path, text, values and positions."""

    name: str
    file: FilePath
    text: str
    data: Document
    positions: Positions

    def problem(self, path: Path, text_path: str, message: str) -> Problem:
        """Return a problem at a path of this file."""
        return Problem(self.name, *self.positions.of(path), text_path, message)


def read_chain(file: FilePath, name: str) -> list[Source]:
    """Return a file and all files that it extends, the file itself first.

    Args:
        file: Path of the file.
        name: Name of the file in messages.

    Raises:
        ScenarioError: A file cannot be read or is not TOML, a file extends itself through others,
            or the chain has too many files or too many bytes.
    """
    chain = [read(file, name)]
    seen = [_identity(file)]
    size = len(chain[0].text.encode())
    while "extends" in chain[-1].data:
        base, base_name = _base_of(chain[-1])
        identity = _identity(base)
        if identity in seen:
            names = [source.name for source in chain[seen.index(identity) :]]
            cycle = " -> ".join([*names, names[0]])
            raise ScenarioError([_at_extends(chain[-1], f"extends itself: {cycle}")])
        if len(chain) == MOST_FILES:
            raise ScenarioError([_at_extends(chain[-1], f"more than {MOST_FILES} files in a row")])
        seen.append(identity)
        above = chain[-1]
        chain.append(read(base, base_name))
        size += len(chain[-1].text.encode())
        if size > LARGEST_FILE:
            message = f"the files of the scenario together are larger than {LARGEST_FILE:,} bytes"
            raise ScenarioError([_at_extends(above, message)])
    return chain


def merge_chain(chain: list[Source]) -> Document:
    """Return the merged document: the values of each file replace those of the file it extends."""
    document: Document = {}
    for source in reversed(chain):
        layer = {key: value for key, value in source.data.items() if key != "extends"}
        document = merge(document, layer)
    return document


def merge(base: Any, over: Any) -> Any:
    """Return the value `over` merged into `base`.

    Tables are merged key by key; every other value is replaced. The keys keep the order of the
    base; new keys are added at the end.
    """
    if not isinstance(base, dict) or not isinstance(over, dict):
        return over
    if is_number_table(base) or is_number_table(over):
        return over
    merged = dict(base)
    for key, value in over.items():
        merged[key] = merge(merged[key], value) if key in merged else value
    return merged


def source_of(chain: list[Source], path: Path) -> Source:
    """Return the file that a path of the merged document, or its nearest ancestor, is from."""
    for length in range(len(path), 0, -1):
        for source in chain:
            if path[:length] in source.positions:
                return source
    return chain[0]


def read(file: FilePath, name: str, what: str = "scenario") -> Source:
    """Read one TOML file.

    Args:
        file: Path of the file.
        name: Name of the file in messages.
        what: Kind of the file in messages, such as `scenario`.

    Raises:
        ScenarioError: The file does not exist, is not a file, is too large, is not UTF-8, is not
            TOML, or is nested too deeply.
    """
    try:
        if not file.exists():
            raise single(f"no such file{_neighbours(file)}", file=name)
        if not file.is_file():
            kind = "a directory" if file.is_dir() else "not a regular file"
            raise single(f"is {kind}; {_article(what)} is one .toml file", file=name)
        with file.open("rb") as opened:
            raw = opened.read(LARGEST_FILE + 1)
    except (OSError, ValueError) as error:
        if isinstance(error, ScenarioError):
            raise
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise single(f"cannot be read: {reason}", file=name) from None
    if len(raw) > LARGEST_FILE:  # the size in the file system can be wrong, for example in /proc
        limit = f"{LARGEST_FILE:,} bytes"
        raise single(f"is larger than {limit}; not {_article(what)}", file=name)
    return parse(raw, name, file)


UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
"""How a file in UTF-16 begins, as some programs save "Unicode text"."""


def _article(what: str) -> str:
    return f"{'an' if what[0] in 'aeiou' else 'a'} {what}"


def coding_of(raw: bytes, at: int) -> str:
    """Return how the bytes of a file are coded that is not UTF-8, for a message.

    Args:
        raw: The bytes.
        at: Place of a byte that is not UTF-8.
    """
    if raw.startswith(UTF16_MARKS):
        return "the file is UTF-16, not UTF-8"
    return f"byte 0x{raw[at]:02x} is not UTF-8"


def parse(raw: bytes, name: str, file: FilePath) -> Source:
    """Return the values of a TOML text with their positions.

    Raises:
        ScenarioError: The text is not UTF-8, is not TOML, or is nested too deeply.
    """
    try:
        text = raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        before = raw[raw.rfind(b"\n", 0, error.start) + 1 : error.start]
        column = len(before.decode("utf-8", "replace")) + 1
        message = f"{coding_of(raw, error.start)}; save the file as UTF-8"
        raise ScenarioError([Problem(name, line, column, "", message)]) from None
    positions = _positions(text)
    if positions.too_deep is not None:
        place = positions.at(positions.too_deep)
        message = f"nested more than {MAX_DEPTH} levels deep"
        raise ScenarioError([Problem(name, *place, "", message)])
    try:
        return Source(name, file, text, _values(text), positions)
    except (ValueError, RecursionError) as error:
        raise ScenarioError([_syntax(error, name, text)]) from None


# The scenarios of a process extend the same few files. What was read of a text is kept and shared,
# so nothing may change it.
_positions = lru_cache(maxsize=8)(Positions)
_values = lru_cache(maxsize=8)(tomllib.loads)


def _syntax(error: Exception, name: str, text: str) -> Problem:
    reason = str(error)
    place = _TOML_PLACE.search(reason)
    if place is None:
        line, column = 1, 1
    elif place.group(1):
        line, column = int(place.group(1)), int(place.group(2))
    else:
        line, column = text.count("\n") + 1, len(text) - text.rfind("\n")
    reason = _TOML_PLACE.sub("", reason)
    return Problem(name, line, column, "", f"not valid TOML: {reason}")


def _base_of(source: Source) -> tuple[FilePath, str]:
    value = source.data["extends"]
    if not isinstance(value, str) or not value.strip():
        message = f"extends = {shown(value)}: must be the path of another scenario file"
        raise ScenarioError([source.problem(("extends",), "extends", message)])
    base = source.file.parent / value
    try:
        exists = base.exists()
        # A user's scenario in another folder may extend a shipped one.
        installed = None if exists else shipped.find(value)
    except (OSError, ValueError):
        exists, installed = False, None  # no file can have such a name
    if exists:
        return base, os.path.normpath(os.path.join(os.path.dirname(source.name), value))
    if installed is not None:
        return installed, str(installed)
    raise ScenarioError([_at_extends(source, f"no such file{_neighbours(base)}")])


def _at_extends(source: Source, message: str) -> Problem:
    text = f"extends = {shown(source.data['extends'])}: {message}"
    return source.problem(("extends",), "extends", text)


def _identity(file: FilePath) -> FilePath:
    return FilePath(os.path.realpath(file))


def _neighbours(file: FilePath) -> str:
    try:
        names = sorted(entry.name for entry in file.parent.glob("*.toml"))
    except (OSError, ValueError):
        names = []
    return guess(file.name, names)
