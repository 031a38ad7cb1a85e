"""What can go wrong with a sweep and its results, in one line for whoever started it."""

from __future__ import annotations


class ResultsError(Exception):
    """A sweep that cannot go on, or results that cannot be used. One line; names the folder.

    `resumable` says that a sweep was under way, and that what it has stored is sound.
    """

    def __init__(self, message: str, *, resumable: bool = False) -> None:
        self.resumable = resumable
        super().__init__(message)


def one_line(said: Exception | str) -> str:
    """A text in one line; of an error what it says, in the system's words where it has some."""
    text = getattr(said, "strerror", None) or str(said)
    return " ".join(str(text).split())[:300]
