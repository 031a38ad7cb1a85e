"""What can go wrong with a sweep and its results, in one line for whoever started it."""

from __future__ import annotations


class ResultsError(Exception):
    """A sweep that cannot go on, or results that cannot be used. One line; names the folder.

    `resumable` says that a sweep was under way, and that what it has stored is sound.
    """

    def __init__(self, message: str, *, resumable: bool = False) -> None:
        self.resumable = resumable
        super().__init__(message)


def one_line(error: Exception) -> str:
    """What an error says, in one line: the system's words for it, where it has some."""
    said = getattr(error, "strerror", None) or str(error)
    return " ".join(str(said).split())[:300]
