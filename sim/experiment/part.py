"""A part: the Parquet bytes of one unit's runs, the same wherever and whenever it is played.

Each part carries a SHA-256 of all its bytes in its own footer, so that a file and its digest are
written, copied and lost together. The digest is taken with zeros in its own place.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from sim.experiment.faults import one_line

IDENTITY = b"marchland.sweep"
UNIT = b"marchland.unit"
DIGEST = b"marchland.sha256"
"""Keys of a part's own metadata: the manifest's hash, the unit's name, the digest of the part."""

_WIDTH = 64
"""Letters of a SHA-256 in hexadecimal."""
_GAP = 2
"""Bytes in a footer between a key and its value: the kind of the value and its length."""

MISSING = "missing"
DAMAGED = "cut short or damaged"


class PartError(Exception):
    """A part that cannot be used; the message says why in a few words, without its name."""


def to_bytes(table: pa.Table, *, identity: str, unit: str) -> bytes:
    """The part of a unit, as one Parquet file.

    Floating-point columns are written plainly, which every reader of Parquet takes; for outcomes
    that nearly never repeat that is smaller and quicker than a dictionary or split bytes.
    """
    stamped = table.replace_schema_metadata({IDENTITY: identity, UNIT: unit})
    floats = [field.name for field in table.schema if pa.types.is_floating(field.type)]
    buffer = io.BytesIO()
    with pq.ParquetWriter(
        buffer,
        stamped.schema,
        compression="zstd",
        compression_level=1,
        use_dictionary=[name for name in table.column_names if name not in floats],
        write_page_checksum=True,
    ) as writer:
        writer.write_table(stamped, row_group_size=max(table.num_rows, 1))
        writer.add_key_value_metadata({DIGEST: b"0" * _WIDTH})
    data = buffer.getvalue()
    place = _place(data)
    return data[:place] + _digest(data, place) + data[place + _WIDTH :]


def whole(path: Path, *, identity: str, unit: str) -> bytes:
    """The bytes of a part, held against its digest.

    Raises:
        PartError: The part is missing, damaged, or belongs to another sweep or unit.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise PartError(MISSING) from None
    except OSError as error:
        raise PartError(f"not readable ({one_line(error)})") from error
    place = _place(data)
    if not place or data[place : place + _WIDTH] != _digest(data, place):
        raise PartError(DAMAGED)
    _check_stamps(pa.BufferReader(data), identity, unit)
    return data


def glance(path: Path, *, identity: str, unit: str) -> None:
    """Look at the end of a part only, which a file that was cut short has lost.

    Raises:
        PartError: The part is missing, cut short, or belongs to another sweep or unit.
    """
    try:
        _check_stamps(path, identity, unit)
    except FileNotFoundError:
        raise PartError(MISSING) from None
    except (OSError, ValueError, pa.ArrowException) as error:
        raise PartError(DAMAGED) from error


def is_sound(path: Path, *, identity: str, unit: str) -> bool:
    """Whether a part is there, whole, and of this sweep and unit."""
    try:
        whole(path, identity=identity, unit=unit)
    except PartError:
        return False
    return True


def read(path: Path, *, identity: str, unit: str, columns: Sequence[str] | None = None) -> pa.Table:
    """The rows of a part, or some columns of them. Raises PartError as `whole` does."""
    data = whole(path, identity=identity, unit=unit)
    with pq.ParquetFile(pa.BufferReader(data)) as file:
        return file.read(columns=None if columns is None else list(columns))


def _check_stamps(source: Path | pa.BufferReader, identity: str, unit: str) -> None:
    metadata = pq.read_schema(source).metadata or {}
    if metadata.get(IDENTITY, b"") != identity.encode():
        raise PartError("of another sweep")
    if metadata.get(UNIT, b"") != unit.encode():
        raise PartError("of another unit")


def _place(data: bytes) -> int:
    """Where the digest stands in a part; 0 if there is none."""
    found = data.rfind(DIGEST)
    return found + len(DIGEST) + _GAP if found >= 0 else 0


def _digest(data: bytes, place: int) -> bytes:
    """The digest of a part whose own place counts as zeros."""
    digest = hashlib.sha256(memoryview(data)[:place])
    digest.update(b"0" * _WIDTH)
    digest.update(memoryview(data)[place + _WIDTH :])
    return digest.hexdigest().encode()
