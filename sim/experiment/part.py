"""A part: the Parquet bytes of one unit's runs, the same wherever and whenever it is played."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

IDENTITY = b"marchland.sweep"
UNIT = b"marchland.unit"
"""Keys of a part's own metadata: the manifest's hash and the unit's name."""


def to_bytes(table: pa.Table, *, identity: str, unit: str) -> bytes:
    """The part of a unit, as one Parquet file.

    Floating-point columns are split into bytes of like significance before they are compressed,
    which for outcomes that nearly never repeat is smaller and quicker than a dictionary.
    """
    stamped = table.replace_schema_metadata({IDENTITY: identity, UNIT: unit})
    floats = [field.name for field in table.schema if pa.types.is_floating(field.type)]
    buffer = io.BytesIO()
    pq.write_table(
        stamped,
        buffer,
        compression="zstd",
        compression_level=1,
        use_dictionary=[name for name in table.column_names if name not in floats],
        column_encoding=dict.fromkeys(floats, "BYTE_STREAM_SPLIT"),
        row_group_size=max(table.num_rows, 1),
        write_page_checksum=True,
    )
    return buffer.getvalue()


def fault(path: Path, *, identity: str, unit: str) -> str:
    """What is wrong with the part at `path`; "" if it is whole and belongs to this sweep and unit.

    Only the end of the file is read: a Parquet file that was cut short has lost it.
    """
    try:
        metadata = pq.read_schema(path).metadata or {}
    except FileNotFoundError:
        return "missing"
    except (pa.ArrowInvalid, OSError):
        return "cut short or damaged"
    if metadata.get(IDENTITY, b"").decode() != identity:
        return "of another sweep"
    return "" if metadata.get(UNIT, b"").decode() == unit else "of another unit"


def check(path: Path) -> None:
    """Read every page and hold it against its checksum. Raises OSError if one is damaged.

    Column by column, so that it takes no more memory than the largest.
    """
    try:
        with pq.ParquetFile(path, page_checksum_verification=True) as file:
            for name in file.schema_arrow.names:
                file.read(columns=[name])
    except pa.ArrowInvalid as error:
        raise OSError(str(error)) from error


def read(path: Path, columns: Sequence[str] | None = None) -> pa.Table:
    """The rows of a part, or some columns of them. Raises OSError if it is damaged."""
    try:
        with pq.ParquetFile(path, page_checksum_verification=True) as file:
            return file.read(columns=None if columns is None else list(columns))
    except pa.ArrowInvalid as error:
        raise OSError(str(error)) from error
