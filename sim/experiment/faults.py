"""The error that sweeps and results raise: one line for the user who started them."""

from __future__ import annotations


class ResultsError(Exception):
    """A sweep cannot go on, or results cannot be used. The message is one line, with the folder.

    `resumable` means that the sweep had begun and that everything it has stored is good.
    """

    def __init__(self, message: str, *, resumable: bool = False) -> None:
        self.resumable = resumable
        super().__init__(message)


def one_line(said: Exception | str) -> str:
    """Return a text, or the message of an error, in one line of at most 300 characters."""
    text = getattr(said, "strerror", None) or str(said)
    return " ".join(str(text).split())[:300]
