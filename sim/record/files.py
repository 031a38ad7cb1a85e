"""Record files: written completely or not at all, and checked before they are used."""

import json
import os
from hashlib import sha256
from math import isinf
from pathlib import Path
from typing import Any

from sim.record.codec import ShapeError, canonical, decode, encode

FORMAT = 3
"""Version of the record format that this code writes and reads."""

RECORD_NAME = "record.json"
"""Name of the file of a record in a folder of one run."""

_DIGEST = "digest"


class RecordError(Exception):
    """A record file that cannot be used. The message is one line and names the file."""


def to_bytes(record: Any) -> bytes:
    """Return the bytes of a record file: compact JSON, the same on every machine.

    The keys keep their order, because the order of actors, ties and theatres in a scenario has a
    meaning: the first theatre is the main one.

    Raises:
        ShapeError: A field of the record holds a value of the wrong type.
    """
    payload = encode(record, type(record))
    if not payload.get("past"):  # a run that is no branch has no such entry
        payload.pop("past", None)
    payload[_DIGEST] = _digest(payload)
    return canonical(payload) + b"\n"


def from_bytes(data: bytes, kind: Any, name: str) -> Any:
    """Return the record that `data` holds.

    Args:
        data: Bytes of a record file.
        kind: Class of the record.
        name: Name of the file in messages.

    Raises:
        RecordError: The data are not a complete and unchanged record of this format version.
    """
    payload = _payload(data, name)
    version = payload.get("format")
    if version != FORMAT:
        raise RecordError(f"{name}: {_other_format(payload)}")
    written = payload.pop(_DIGEST, None)
    if written is None:
        raise RecordError(f"{name}: not a run record: it has no digest")
    try:
        if written != _digest(payload):
            raise RecordError(f"{name}: the file was changed after it was written (digest differs)")
        return decode(payload, kind)
    except ShapeError as error:
        raise RecordError(f"{name}: not a run record: {error}") from error


def read(path: Path, kind: Any) -> Any:
    """Return the record of class `kind` in the file at `path`.

    Raises:
        RecordError: The file cannot be read or is not a record; the message is one line.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise RecordError(f"{path}: no such file") from None
    except IsADirectoryError:
        raise RecordError(
            f"{path}: a directory; give the record file in it, such as {path / 'record.json'}"
        ) from None
    except OSError as error:
        raise RecordError(f"{path}: cannot be read: {error.strerror}") from error
    return from_bytes(data, kind, str(path))


def write_file(path: Path, data: bytes, *, private: bool = False) -> None:
    """Write `data` to `path` in one step: a reader sees the old file or the whole new one.

    Args:
        path: The file.
        data: Its bytes.
        private: Whether nobody but the user may read it.

    Raises:
        OSError: The folder is missing, full or not writable. No partial file is left.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with open(draft, "wb", opener=_privately if private else None) as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def _privately(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


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
        # A record ends with a brace and a line break. If the start is right and this end is
        # missing, the file was cut off, for example by a full disk or an interrupted copy.
        cut = data.lstrip().startswith(b'{"') and not data.endswith(b"}\n")
        reason = "cut short: its end is missing" if cut else "not JSON, so not a run record"
        raise RecordError(f"{name}: {reason}") from None
    if not isinstance(payload, dict):
        raise RecordError(f"{name}: not a run record: JSON, but not a table")
    return payload


def _other_format(payload: dict[str, Any]) -> str:
    """Return the part of a message that says which version wrote a file of another format."""
    version, program = payload.get("format"), payload.get("code_version")
    said = f"record format {version!r:.20}; this version of sim reads format {FORMAT}"
    if not isinstance(program, str) or not isinstance(version, int):
        return said
    model = payload.get("model_version")
    said += f"; it was written by marchland {program:.20} with model version {model!r:.20}"
    return f"{said}: read it with that version, or play its scenario and seed again with this one"


def _no_constant(word: str) -> float:
    raise ValueError(f"{word} is not a JSON number")


def _finite(text: str) -> float:
    number = float(text)
    if isinf(number):
        raise ShapeError(f"the number {text:.20} is too large")
    return number


def _digest(payload: dict[str, Any]) -> str:
    return sha256(canonical(payload)).hexdigest()
