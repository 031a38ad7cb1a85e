"""Parts: Parquet files with the runs of one unit each.

A unit gives the same bytes wherever and whenever it is played. Each part has a SHA-256 of all its
bytes in its own footer, so a file and its digest cannot be separated. The digest is computed with
zeros in the place where it will stand.
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
"""Keys in the metadata of a part: the manifest's hash, the unit's name, the digest of the part."""

_WIDTH = 64
"""Characters of a SHA-256 in hexadecimal."""
_GAP = 2
"""Bytes in a footer between a key and its value: type and length of the value."""

MISSING = "missing"
DAMAGED = "cut short or damaged"


class PartError(Exception):
    """A part cannot be used. The message says why in a few words, without the name of the part."""


def to_bytes(table: pa.Table, *, identity: str, unit: str) -> bytes:
    """Return the bytes of a part.

    Floating-point columns are written plainly, which every Parquet reader supports. For numbers
    that hardly ever repeat this is smaller and faster than a dictionary or split bytes.

    Args:
        table: The rows.
        identity: Hash of the manifest.
        unit: Name of the unit.
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
    """Return the bytes of a part, after a check against its digest.

    Raises:
        PartError: The part is missing, damaged, or belongs to another sweep or unit.
    """
    data = _verified(path)
    _check_stamps(pq.read_metadata(pa.BufferReader(data)), identity, unit)
    return data


def glance(path: Path, *, identity: str, unit: str) -> None:
    """Check the footer of a part only, which is enough to notice a file that was cut short.

    Raises:
        PartError: The part is missing, cut short, or belongs to another sweep or unit.
    """
    _check_stamps(_footer(path), identity, unit)


def size(path: Path) -> int:
    """Return the number of rows of a part, by its footer only. Raises PartError like `glance`."""
    return int(_footer(path).num_rows)


def is_sound(path: Path, *, identity: str, unit: str) -> bool:
    """Whether a part exists, is undamaged, and belongs to this sweep and unit."""
    try:
        whole(path, identity=identity, unit=unit)
    except PartError:
        return False
    return True


def read(path: Path, *, identity: str, unit: str, columns: Sequence[str] | None = None) -> pa.Table:
    """Return the rows of a part with all columns or some. Raises PartError like `whole`."""
    with pq.ParquetFile(pa.BufferReader(_verified(path))) as file:
        _check_stamps(file.metadata, identity, unit)
        # A thread of Arrow's that is still alive when the process ends can abort it (Arrow #34314).
        return file.read(columns=None if columns is None else list(columns), use_threads=False)


def _footer(path: Path) -> pq.FileMetaData:
    """Return the footer of a part. Raises PartError if it is missing or cut short."""
    try:
        with path.open("rb") as file:  # Arrow cannot open a path that is not UTF-8
            return pq.read_metadata(file)
    except FileNotFoundError:
        raise PartError(MISSING) from None
    except (OSError, ValueError, pa.ArrowException) as error:
        raise PartError(DAMAGED) from error


def _verified(path: Path) -> bytes:
    """Return the bytes of a part, after a check against its digest."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise PartError(MISSING) from None
    except OSError as error:
        raise PartError(f"not readable ({one_line(error)})") from error
    place = _place(data)
    if not place or data[place : place + _WIDTH] != _digest(data, place):
        raise PartError(DAMAGED)
    return data


def _check_stamps(footer: pq.FileMetaData, identity: str, unit: str) -> None:
    stamps = footer.metadata or {}
    if stamps.get(IDENTITY, b"") != identity.encode():
        raise PartError("of another sweep")
    if stamps.get(UNIT, b"") != unit.encode():
        raise PartError("of another unit")


def _place(data: bytes) -> int:
    """Return the offset of the digest in the bytes of a part; 0 if there is none."""
    found = data.rfind(DIGEST)
    return found + len(DIGEST) + _GAP if found >= 0 else 0


def _digest(data: bytes, place: int) -> bytes:
    """Return the digest of a part, computed with zeros in the digest's place."""
    digest = hashlib.sha256(memoryview(data)[:place])
    digest.update(b"0" * _WIDTH)
    digest.update(memoryview(data)[place + _WIDTH :])
    return digest.hexdigest().encode()
