"""What is printed: any terminal can show it, and no name from a file can steer one."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from sim.cli import main, printing
from sim.cli.printing import json_text, say

COMMANDS = (
    ("show", "karabakh-2020"),
    ("show", "karabakh-2020", "--json"),
    ("list",),
    ("run", "karabakh-2020", "--seed", "7", "--turns", "2"),
    ("check", "nothing-of-the-kind-→-at-all"),
)


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_letters_that_the_terminal_lacks_stop_no_command(
    words: tuple[str, ...], encoding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    streams = {}
    for name in ("stdout", "stderr"):
        streams[name] = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
        monkeypatch.setattr(sys, name, streams[name])
    with pytest.raises(SystemExit) as ended:
        main(list(words))
    for stream in streams.values():
        stream.flush()
    said = streams["stderr"].buffer.getvalue()
    assert ended.value.code == (2 if words[0] == "check" else 0), said
    assert b"internal error" not in said


def test_json_comes_out_as_it_went_in_whatever_the_encoding() -> None:
    value = {"name": "黑海 → \x9b2J\u202e", "shares": (0.5, float("nan"), float("-inf"))}
    for encoding in ("utf-8", "cp1252", "ascii"):
        text = json_text(value, encoding=encoding)
        text.encode(encoding)
        assert "\x9b" not in text
        assert json.loads(text) == {"name": value["name"], "shares": [0.5, None, None]}


def test_text_cannot_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    say("Bank\x1b[2J\x07 of\u202e Anvil\r\nsecond line")
    assert capsys.readouterr().out == "Bank\\x1b[2J\\x07 of\\u202e Anvil\\r\nsecond line\n"


def test_commands_print_in_no_other_way() -> None:
    """A record's own bytes, which are JSON for programs, go out as they are."""
    folder = Path(printing.__file__).parent
    found = {
        (path.name, line.strip())
        for path in folder.glob("*.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if ("echo(" in line or " print(" in line) and path.name != "printing.py"
    }
    assert found == {("run.py", "typer.echo(record.to_bytes(), nl=False)")}
