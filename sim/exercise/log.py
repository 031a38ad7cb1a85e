"""The log of an exercise: an append-only file from which the whole game is made again.

A line of the file is a JSON object with the kind of the entry, its fields, and a digest of the line
and of all lines before it. A line is on the disk before `Log.add` returns. A process that is killed
can leave the last line torn; such a line was never confirmed to anybody, and it is cut off when the
log is opened again.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from sim.record.codec import canonical
from sim.record.files import RECORD_NAME

LOG_NAME = "game.jsonl"
"""Name of the log in the folder of a game."""
FORMAT = 1
"""Version of the format of the log."""
_DIGEST_LETTERS = 16
_FLAGS = os.O_RDWR | os.O_APPEND | getattr(os, "O_BINARY", 0)

BEGIN, SEAT, OPEN, ORDER, CLOSE, CONTROL, NOTE, RESUMED, END = (
    "begin",
    "seat",
    "open",
    "order",
    "close",
    "control",
    "note",
    "resumed",
    "end",
)
"""Kinds of entries."""


class LogError(Exception):
    """A log that cannot be used or written. The message is one line and names the file."""


class Entry(NamedTuple):
    """One entry of a log: its kind and its fields."""

    kind: str
    fields: Mapping[str, Any]


class Log:
    """An open log.

    Args:
        path: The file.
        entries: Entries that the file holds.
        digest: Digest of the last line.
    """

    def __init__(self, path: Path, entries: list[Entry], digest: str, handle: int) -> None:
        self.path = path
        self.entries = entries
        self._digest, self._handle = digest, handle

    @classmethod
    def create(cls, folder: Path, **fields: Any) -> Log:
        """Return a new log in a folder, which is made if need be, with its first entry.

        Raises:
            LogError: The folder has a game already, or cannot be written.
        """
        path = folder / LOG_NAME
        try:
            folder.mkdir(0o700, parents=True, exist_ok=True)
            handle = os.open(path, _FLAGS | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            raise LogError(
                f"{folder}: has a game already; go on with it by --resume, or name another folder"
            ) from None
        except OSError as error:
            raise LogError(f"{folder}: cannot be written: {error.strerror}") from error
        _hold(handle, path)
        log = cls(path, [], "", handle)
        log.add(BEGIN, format=FORMAT, **fields)
        _sync_folder(folder)
        return log

    @classmethod
    def open(cls, folder: Path) -> Log:
        """Return the log of a folder, ready for more entries; a torn last line is cut off.

        Raises:
            LogError: There is no game, it is in use, or its file was changed.
        """
        path = folder / LOG_NAME
        try:
            handle = os.open(path, _FLAGS)
        except OSError as error:
            raise _unreadable(folder, error) from None
        _hold(handle, path)
        data = path.read_bytes()
        whole = data[: data.rfind(b"\n") + 1]
        entries, digest = _read(whole, path)
        if len(whole) < len(data):
            os.ftruncate(handle, len(whole))
            os.fsync(handle)
        return cls(path, entries, digest, handle)

    def add(self, kind: str, **fields: Any) -> None:
        """Write an entry, and return when it is on the disk.

        Raises:
            LogError: It cannot be written; the file ends with the last whole entry then.
        """
        text = canonical([{"kind": kind, **fields}])[1:-1]
        digest = _chained(self._digest, text)
        line = text[:-1] + f',"digest":"{digest}"}}\n'.encode()
        size = os.fstat(self._handle).st_size
        try:
            _write_all(self._handle, line)
            os.fsync(self._handle)
        except OSError as error:
            os.ftruncate(self._handle, size)
            raise LogError(f"{self.path}: cannot be written: {error.strerror}") from error
        self._digest = digest
        self.entries.append(Entry(kind, json.loads(text)))

    def close(self) -> None:
        """Close the file; another process can go on with the game then."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1


def read_log(folder: Path) -> list[Entry]:
    """Return the entries of the log in a folder, without its torn last line; nothing is changed.

    Raises:
        LogError: There is no game, or its file was changed.
    """
    path = folder / LOG_NAME
    try:
        data = path.read_bytes()
    except OSError as error:
        raise _unreadable(folder, error) from None
    return _read(data[: data.rfind(b"\n") + 1], path)[0]


def of_kind(entries: list[Entry], kind: str) -> Iterator[Mapping[str, Any]]:
    """Yield the fields of all entries of a kind."""
    return (entry.fields for entry in entries if entry.kind == kind)


def _read(data: bytes, path: Path) -> tuple[list[Entry], str]:
    entries, digest = list[Entry](), ""
    for number, line in enumerate(data.splitlines(), start=1):
        try:
            fields = json.loads(line)
            written = fields.pop("digest")
            text = canonical([fields])[1:-1]
            kind = str(fields["kind"])
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise LogError(f"{path}: line {number} is no entry of a game") from None
        digest = _chained(digest, text)
        if digest != written:
            raise LogError(
                f"{path}: line {number} was changed after it was written (its digest differs)"
            )
        entries.append(Entry(kind, fields))
    if not entries or entries[0].kind != BEGIN:
        raise LogError(f"{path}: not the log of a game: its first entry is missing")
    version = entries[0].fields.get("format")
    if version != FORMAT:
        raise LogError(
            f"{path}: format {version!r:.20} of the log; this version of sim reads format {FORMAT}"
        )
    return entries, digest


def _chained(before: str, text: bytes) -> str:
    return sha256(before.encode() + text).hexdigest()[:_DIGEST_LETTERS]


def _write_all(handle: int, data: bytes) -> None:
    while data:
        data = data[os.write(handle, data) :]


def _hold(handle: int, path: Path) -> None:
    """Take the lock of the file, which the system releases when the process ends.

    Raises:
        LogError: Another process has it.
    """
    if not _lock(handle):
        os.close(handle)
        raise LogError(f"{path}: the game is open in another process; end that one first")


def _lock(handle: int) -> bool:
    """Return whether the lock of an open file was taken; always on Windows, which has none."""
    if sys.platform == "win32":
        return True
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _unreadable(folder: Path, error: OSError) -> LogError:
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        record = f"; it has a {RECORD_NAME}, but no game" if (folder / RECORD_NAME).exists() else ""
        return LogError(f"{folder}: no game is kept here (no {LOG_NAME}){record}")
    return LogError(f"{folder / LOG_NAME}: cannot be read: {error.strerror}")


def _sync_folder(folder: Path) -> None:
    """Bring the name of the new file to the disk, where the system lets one do so."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
