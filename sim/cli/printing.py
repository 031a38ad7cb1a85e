"""Printing for all commands: no text from a file can control the terminal or stop a command.

Names and titles come from files that other people wrote. A control character in such a text could
change the terminal, and a letter that the terminal's encoding lacks would end the command with an
error.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import sys
from collections.abc import Callable
from math import isfinite
from typing import Any

import typer


def replace_letters_unknown() -> None:
    """Print a question mark for a letter that standard output or error cannot encode."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def say(text: str = "", *, err: bool = False, nl: bool = True) -> None:
    """Print text for people. Characters that cannot be printed are escaped, except line breaks."""
    from sim.texts import printable_lines

    typer.echo(printable_lines(text), err=err, nl=nl)


def tell(make: Callable[..., str], *arguments: Any, nl: bool = True) -> None:
    """Print the text that a function makes, in lines as wide as the terminal."""
    from sim.page import on_page

    with on_page(columns()):
        text = make(*arguments)
    say(text, nl=nl)


def columns() -> int | None:
    """Return the columns of the terminal; None if standard output is no terminal.

    The variable `COLUMNS`, where it is set, says how many there are, in a pipe too.
    """
    given = os.environ.get("COLUMNS", "")
    if given.isdecimal() and int(given) > 0:
        return int(given)
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def say_json(value: Any, *, indent: int | None = 1) -> None:
    """Print a value as JSON for programs: a number that is not finite is null."""
    typer.echo(json_text(value, indent=indent, encoding=sys.stdout.encoding or "utf-8"))


def json_text(value: Any, *, indent: int | None = 1, encoding: str = "utf-8") -> str:
    r"""Return a value as JSON that an encoding can hold; a number that is not finite is null.

    >>> json_text({"name": "\x9b2J", "share": float("nan")}, indent=None)
    '{"name": "\\u009b2J", "share": null}'
    """
    text = json.dumps(_finite(value), indent=indent, ensure_ascii=False, allow_nan=False)
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return json.dumps(_finite(value), indent=indent, allow_nan=False)
    return "".join(rf"\u{ord(c):04x}" if "\x7f" <= c <= "\x9f" else c for c in text)


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    return None if isinstance(value, float) and not isfinite(value) else value
