"""Files of compiled code: each with a digest, in a folder to which no other user can write."""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import tempfile
from pathlib import Path

VARIABLE = "MARCHLAND_CACHE"
"""Environment variable that names another folder than the user's cache folder."""
NAME_ANOTHER = f"to keep it, set {VARIABLE} to a folder of your own"
DIGEST_BYTES = hashlib.sha256().digest_size
WRITABLE_BY_OTHERS = stat.S_IWGRP | stat.S_IWOTH
ROOT = 0


class CacheFolderError(Exception):
    """The cache folder cannot be used; the message says why and what to do."""


def check_trust(folder: Path) -> None:
    """Check that no other user can write code into a folder.

    Raises:
        CacheFolderError: Another user owns the folder or its parent folder, or can write to one of
            them, or they cannot be read.
    """
    try:
        found = [(path, path.stat()) for path in (folder.parent, folder)]
    except OSError as error:
        raise CacheFolderError(f"the cache folder {folder} {cannot('be read', error)}") from None
    if not hasattr(os, "geteuid"):  # Windows: only the user can write to the user's folders
        return
    for path, status in found:
        if status.st_uid not in (os.geteuid(), ROOT):
            raise CacheFolderError(
                f"the cache folder {path} belongs to another user; {NAME_ANOTHER}"
            )
        if status.st_mode & WRITABLE_BY_OTHERS:
            raise CacheFolderError(
                f"other users can write to the cache folder {path}; to use it: chmod go-w '{path}'"
            )


def read_file(path: Path) -> bytes | None:
    """Return what :func:`write_file` has written; None if it is missing, cut or damaged."""
    try:
        whole = path.read_bytes()
    except OSError:
        return None
    digest, body = whole[:DIGEST_BYTES], whole[DIGEST_BYTES:]
    return body if hashlib.sha256(body).digest() == digest else None


def write_file(path: Path, body: bytes) -> None:
    """Write a file with its digest in one step: others see the whole new file or none of it.

    Raises:
        OSError: The file cannot be written.
    """
    content = hashlib.sha256(body).digest() + body
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.replace(draft, path)
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(draft)
        raise


def cannot(what: str, error: OSError) -> str:
    """Return the words for something that an error of the system prevents, and what to do."""
    return f"cannot {what} ({error.strerror}); {NAME_ANOTHER}"
