"""Positions of the keys in a TOML text.

`tomllib` gives values without their positions. This scanner reads the same text once, from left to
right, and stores the offset of every key and array item. It accepts any text, never raises, and
always moves forward, so its time is linear in the length of the text. It does not check the text:
`tomllib` does. In a text with a syntax error, the positions before the error are right.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterable

from sim.scenario.problems import Path

# No scenario needs more than eight levels. `tomllib` itself recurses, and takes time that grows
# with the square of the parts of a dotted key, so deeper texts are refused before it sees them.
MAX_DEPTH = 24

_BLANK = re.compile(r"[ \t\r\n]*(?:#[^\n]*[ \t\r\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_REST_OF_LINE = re.compile(r"[^\n]*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_BASIC = re.compile(r'"(?:[^"\\\n]|\\.)*+"')
_LITERAL = re.compile(r"'[^'\n]*'")
_LONG_BASIC = re.compile(r'"""(?:[^"\\]|\\[\s\S]|"(?!""))*+"{3,5}')
_LONG_LITERAL = re.compile(r"'''(?:[^']|'(?!''))*+'{3,5}")
_SCALAR = re.compile(r"[^,\]}\n#]*")


class _TooDeepError(Exception):
    """The nesting is deeper than MAX_DEPTH; raised and caught only in this module."""


class Positions:
    """Line and column of every key path in one TOML text."""

    def __init__(self, text: str) -> None:
        self._lines = [0] + [match.end() for match in re.finditer("\n", text)]
        scanner = _Scanner(text)
        self.too_deep: int | None = scanner.scan()
        self._marks = scanner.marks

    def __contains__(self, path: Path) -> bool:
        return path in self._marks

    def paths(self) -> Iterable[Path]:
        """Return all key paths in the text."""
        return self._marks

    def of(self, path: Path) -> tuple[int, int]:
        """Return line and column of a path, or of its nearest ancestor in the text."""
        for length in range(len(path), 0, -1):
            if path[:length] in self._marks:
                return self.at(self._marks[path[:length]])
        return 1, 1

    def at(self, offset: int) -> tuple[int, int]:
        """Return line and column, both from 1, of an offset in the text."""
        line = bisect_right(self._lines, offset)
        return line, offset - self._lines[line - 1] + 1


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.i = 0
        self.marks: dict[Path, int] = {}
        self.array_lengths: dict[Path, int] = {}

    def scan(self) -> int | None:
        """Scan the whole text; return the offset at which it became too deep, None if nowhere."""
        header: Path = ()
        try:
            while True:
                self._skip(_BLANK)
                if self.i >= len(self.text):
                    return None
                if self.text[self.i] == "[":
                    header = self._header()
                else:
                    self._pair(header)
                self._skip(_REST_OF_LINE)
        except _TooDeepError:
            return min(self.i, len(self.text))

    def _skip(self, pattern: re.Pattern[str]) -> None:
        match = pattern.match(self.text, self.i)
        if match is not None:
            self.i = match.end()

    def _peek(self) -> str:
        return self.text[self.i : self.i + 1]

    def _header(self) -> Path:
        is_array = self.text.startswith("[[", self.i)
        self.i += 2 if is_array else 1
        parts = self._key()
        path: Path = ()
        for number, (name, offset) in enumerate(parts, start=1):
            path += (name,)
            self.marks.setdefault(path, offset)
            if is_array and number == len(parts):
                self.array_lengths[path] = self.array_lengths.get(path, 0) + 1
            if path in self.array_lengths:
                path += (self.array_lengths[path] - 1,)
                self.marks.setdefault(path, offset)
        return path

    def _key(self) -> list[tuple[str, int]]:
        parts: list[tuple[str, int]] = []
        while True:
            self._skip(_SPACE)
            match = _match_key(self.text, self.i)
            if match is None:
                return parts
            parts.append((_unquoted(match.group()), self.i))
            if len(parts) > MAX_DEPTH:
                raise _TooDeepError
            self.i = match.end()
            self._skip(_SPACE)
            if self._peek() != ".":
                return parts
            self.i += 1

    def _pair(self, path: Path) -> None:
        for name, offset in self._key():
            path += (name,)
            self.marks.setdefault(path, offset)
        self._skip(_SPACE)
        if self._peek() == "=":
            self.i += 1
            self._value(path)
        else:
            self.i += 1

    def _value(self, path: Path) -> None:
        if len(path) > MAX_DEPTH:
            raise _TooDeepError
        self._skip(_SPACE)
        start = self._peek()
        if start == "[":
            self._array(path)
        elif start == "{":
            self._table(path)
        elif start in ("'", '"') and start:
            self._string(start)
        else:
            self._skip(_SCALAR)

    def _string(self, quote: str) -> None:
        is_long = self.text.startswith(quote * 3, self.i)
        if quote == '"':
            pattern = _LONG_BASIC if is_long else _BASIC
        else:
            pattern = _LONG_LITERAL if is_long else _LITERAL
        match = pattern.match(self.text, self.i)
        # A string without an end: the text after it cannot be scanned.
        self.i = match.end() if match is not None else len(self.text)

    def _array(self, path: Path) -> None:
        self.i += 1
        index = 0
        while self._inside("]"):
            before = self.i
            self.marks.setdefault((*path, index), self.i)
            self._value((*path, index))
            index += 1
            self.i = max(self.i, before + 1)

    def _table(self, path: Path) -> None:
        self.i += 1
        while self._inside("}"):
            self._pair(path)

    def _inside(self, closing: str) -> bool:
        """Move to the next item; return False at the closing bracket or the end of the text."""
        self._skip(_BLANK)
        while self._peek() == ",":
            self.i += 1
            self._skip(_BLANK)
        if self._peek() == closing:
            self.i += 1
            return False
        return self.i < len(self.text)


def _match_key(text: str, i: int) -> re.Match[str] | None:
    return _BARE_KEY.match(text, i) or _BASIC.match(text, i) or _LITERAL.match(text, i)


def _unquoted(raw: str) -> str:
    if raw[0] not in "'\"":
        return raw
    if raw[0] == '"' and "\\" in raw:
        try:
            return str(tomllib.loads(f"k = {raw}")["k"])
        except ValueError:
            return raw
    return raw[1:-1]
