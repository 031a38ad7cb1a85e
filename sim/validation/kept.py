"""Arrays that were computed once and are kept in a folder, so that long work can be resumed."""

from __future__ import annotations

import io
import json
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, cast
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from sim.engine.compiled import source_hash
from sim.record.files import write_file


@cache
def rules_now() -> str:
    """Return the hash of the rules; they are read once, because a process plays what it loaded."""
    return source_hash()


Arrays = dict[str, npt.NDArray[Any]]


@dataclass(frozen=True)
class Kept:
    """A folder of arrays, each under a hash of what it was computed from and of the rules.

    Attributes:
        folder: The folder, made when first needed; None keeps nothing.
    """

    folder: Path | None = None

    def arrays(self, key: Mapping[str, Any], compute: Callable[[], Arrays]) -> Arrays:
        """Return the arrays of a key: those that are kept, or else computed and then kept.

        A kept file that is damaged counts as missing.

        Args:
            key: All that decides the arrays, besides the rules: values that JSON can hold.
            compute: Called without arguments if nothing is kept under this key.
        """
        if self.folder is None:
            return compute()
        text = json.dumps({**key, "rules": rules_now()}, sort_keys=True)
        path = self.folder / f"{sha256(text.encode()).hexdigest()[:32]}.npz"
        try:
            with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as held:
                return dict(held)
        except (OSError, ValueError, BadZipFile, EOFError, KeyError, zlib.error):
            pass
        made = compute()
        self.folder.mkdir(parents=True, exist_ok=True)
        data = io.BytesIO()
        np.savez(data, **cast(Any, made))
        write_file(path, data.getvalue())
        return made
