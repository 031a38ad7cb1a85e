"""Record files: written whole or not at all, and believed only when they check out."""

import json
import os
from hashlib import sha256
from math import isinf
from pathlib import Path
from typing import Any

from sim.record.codec import ShapeError, canonical, decode, encode

FORMAT = 2
"""The version of the record format this code writes and reads."""

_DIGEST = "digest"


class RecordError(Exception):
    """A record file that cannot be used. The message is one line and names the file."""


def to_bytes(record: Any) -> bytes:
    """The bytes of a record file: compact JSON, the same on every machine.

    Keys keep their order, because in a scenario the order of actors, ties and theatres means
    something: the first theatre is the main one.
    """
    payload = encode(record, type(record))
    payload[_DIGEST] = _digest(payload)
    return canonical(payload) + b"\n"


def from_bytes(data: bytes, kind: Any, name: str) -> Any:
    """The record of class `kind` in `data`; `name` stands for the file in messages.

    Raises RecordError for anything that is not exactly a record this version wrote.
    """
    payload = _payload(data, name)
    version = payload.get("format")
    if version != FORMAT:
        raise RecordError(
            f"{name}: record format {version!r}; this version of sim reads format {FORMAT}"
        )
    written = payload.pop(_DIGEST, None)
    if written is None:
        raise RecordError(f"{name}: not a run record: it carries no digest")
    try:
        if written != _digest(payload):
            raise RecordError(f"{name}: the file was changed after it was written (digest differs)")
        return decode(payload, kind)
    except ShapeError as error:
        raise RecordError(f"{name}: not a run record: {error}") from error


def read(path: Path, kind: Any) -> Any:
    """The record in the file at `path`. Raises RecordError, with the reason in one line."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise RecordError(f"{path}: no such file") from None
    except IsADirectoryError:
        raise RecordError(
            f"{path}: a directory; a run's record in it is named {path / 'record.json'}"
        ) from None
    except OSError as error:
        raise RecordError(f"{path}: cannot be read: {error.strerror}") from error
    return from_bytes(data, kind, str(path))


def write_file(path: Path, data: bytes) -> None:
    """Put `data` at `path` so that whoever looks sees the old file or the new one, never a part.

    Raises OSError, and leaves nothing behind, if the folder is missing, full or not writable.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with draft.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def _payload(data: bytes, name: str) -> dict[str, Any]:
    if not data:
        raise RecordError(f"{name}: the file is empty")
    try:
        text = data.decode("utf-8")
        payload = json.loads(text, parse_constant=_no_constant, parse_float=_finite)
    except ShapeError as error:
        raise RecordError(f"{name}: not a run record: {error}") from None
    except RecursionError:
        raise RecordError(f"{name}: not a run record: nested too deeply") from None
    except ValueError:
        # Records end with a line break after the last brace: one that starts right and does not end
        # so was cut short, by a full disk or an interrupted copy.
        cut = data.lstrip().startswith(b'{"') and not data.endswith(b"}\n")
        reason = "cut short: its end is missing" if cut else "not JSON, so not a run record"
        raise RecordError(f"{name}: {reason}") from None
    if not isinstance(payload, dict):
        raise RecordError(f"{name}: JSON, but not a run record")
    return payload


def _no_constant(word: str) -> float:
    raise ValueError(f"{word} is no JSON number")


def _finite(text: str) -> float:
    number = float(text)
    if isinf(number):
        raise ShapeError(f"the number {text:.20} is too large")
    return number


def _digest(payload: dict[str, Any]) -> str:
    return sha256(canonical(payload)).hexdigest()
