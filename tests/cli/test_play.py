"""`sim play`, in a pseudo-terminal as people use it, and its faults."""

from __future__ import annotations

import os
import select
import shlex
import signal
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

import sim
from sim.cli.app import app
from sim.exercise import log as kinds
from sim.exercise.log import of_kind, read_log
from sim.exercise.retelling import retell
from sim.record import load_record

BOT = Path(__file__).parents[2] / "docs" / "seats" / "bot.py"
PATIENCE = 60.0
"""Longest wait in seconds for a prompt."""


class Person:
    """Somebody at a real terminal, in which a command runs."""

    def __init__(self, *arguments: str, **environment: str) -> None:
        import pty

        self.process, self._master = pty.fork()
        if self.process == 0:
            # As below nohup: the end of the terminal does not end the command.
            signal.signal(signal.SIGHUP, signal.SIG_IGN)
            os.environ |= {"COLUMNS": "100", "TERM": "xterm", **environment}
            os.execv(sys.executable, [sys.executable, "-m", "sim", *arguments])
        self.screen = ""

    def sees(self, text: str) -> None:
        """Wait until a text is on the screen, after all that was seen before."""
        until, seen = time.monotonic() + PATIENCE, self.screen
        fresh = ""
        while text not in fresh:
            left = until - time.monotonic()
            ready = select.select([self._master], [], [], max(left, 0))[0]
            assert ready, f"{text!r} did not come; there was {fresh[-500:]!r}"
            try:
                data = os.read(self._master, 65536)
            except OSError:  # Linux: the other end is closed.
                data = b""
            assert data, f"the command ended before {text!r}; there was {fresh[-500:]!r}"
            fresh += data.decode("utf-8", "replace")
        self.screen = seen + fresh

    def types(self, line: str) -> None:
        self.sends(f"{line}\n".encode())

    def sends(self, keys: bytes) -> None:
        """Press keys."""
        os.write(self._master, keys)

    def more(self, seconds: float) -> bool:
        """Whether something else comes to the screen within some seconds."""
        return bool(select.select([self._master], [], [], seconds)[0])

    def closed(self) -> int:
        """Close the window; return the status of the command, which has to find out and to end."""
        os.close(self._master)
        return os.waitstatus_to_exitcode(os.waitpid(self.process, 0)[1])

    def answers(self, **lines: str) -> None:
        """Answer the questions of a sheet, by the first word of each."""
        for prompt, line in lines.items():
            self.sees(prompt)
            self.types(line)

    def killed(self) -> None:
        os.kill(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)
        os.close(self._master)

    def ended(self) -> int:
        """Wait for the end of the command; return its status."""
        while True:
            try:
                data = os.read(self._master, 65536)
            except OSError:
                data = b""
            if not data:
                break
            self.screen += data.decode("utf-8", "replace")
        os.close(self._master)
        return os.waitstatus_to_exitcode(os.waitpid(self.process, 0)[1])


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_two_people_and_two_programs_and_a_crash(tmp_path: Path) -> None:
    folder = tmp_path / "game"
    bot = shlex.join([sys.executable, str(BOT)])
    first = Person(
        *("play", "karabakh-2020", "--seed", "3", "--turns", "2", "--out", str(folder)),
        *("--seat", "ARM=human", "--seat", "RUS=human"),
        *("--seat", f"AZE=program:{bot}", "--seat", f"TUR=program:{bot}"),
    )
    first.answers(**{"Russia, 2021 Q1: come": "", "Security:": "arm_client", "Diplomacy:": ""})
    first.answers(**{"Reply:": "2", "What do you": "hold the line", "How likely": "80", "seal": ""})
    assert "\x1b[2J" in first.screen
    # Russia, Turkey and Azerbaijan have given their orders; Armenia is about to.
    first.answers(**{"Armenia, 2021 Q1: come": "", "Security:": "mobilise"})
    first.sees("Diplomacy:")
    first.killed()
    given = list(of_kind(read_log(folder), kinds.ORDER))
    assert [one["actor"] for one in given] == ["RUS", "TUR", "AZE"]
    assert all(one["by"] == "player" for one in given)

    second = Person("play", "--resume", str(folder))
    second.answers(**{"Armenia, 2021 Q1: come": "", "Security:": "mobilise", "Diplomacy:": ""})
    second.answers(**{"What do you": "", "seal": ""})
    assert "Russia, 2021 Q1" not in second.screen
    second.answers(**{"Russia, 2021 Q2: come": "", "Security:": "quit"})
    second.sees("sim play --resume")
    assert second.ended() == 0

    third = Person("play", "--resume", str(folder), "--seat", "RUS=logit_eu")
    # Only one person is left, so the screen asks nobody to come.
    third.sees("Armenia, 2021 Q2 (quarter 2 of 2)")
    third.answers(**{"Security:": "", "Diplomacy:": "", "What do": ""})
    third.answers(seal="")
    third.sees("Russia ends")
    assert third.ended() == 0
    record = load_record(folder / "record.json")
    assert sim.replay(record).agrees
    assert record.turns_played[0].orders["RUS"].security == "arm_client"
    assert record.turns_played[0].orders["ARM"].security == "mobilise"
    told = retell(folder)
    assert told.ended
    assert told.turns[0].answers["RUS"].intent == "hold the line"
    assert told.turns[1].answers["RUS"].by == "doctrine"


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_keys_that_are_no_answer_and_a_terminal_that_is_closed(tmp_path: Path) -> None:
    """In a locale that knows no more than ASCII, on a terminal that outlives its window."""
    plain = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    folder = tmp_path / "game"
    seats = ["--seat", "RUS=human", "--seat", "ARM=human"]
    game = ["play", "karabakh-2020", "--seed", "3", "--turns", "1", "--out", str(folder), *seats]
    first = Person(*game, PYTHONIOENCODING="ascii", **plain)
    first.answers(**{"Russia, 2021 Q1: come": ""})
    first.sees("Security:")
    first.sends("note Réunion\x1b[D\x1b[A \x07".encode() + b"\xff\n")
    first.sees("Kept.")
    first.types("")
    first.answers(**{"Diplomacy:": "", "Reply:": "", "What do you": "", "seal": "\n\n\n2"})
    # What Russia typed too much does not open the sheet of Armenia.
    first.sees("Armenia, 2021 Q1: come")
    assert not first.more(0.5)
    assert first.closed() == 0
    (note,) = of_kind(read_log(folder), kinds.NOTE)
    assert note["text"] == "Réunion \N{REPLACEMENT CHARACTER}"
    assert [one["actor"] for one in of_kind(read_log(folder), kinds.ORDER)] == ["RUS", "TUR", "AZE"]


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
@pytest.mark.parametrize("ending", ["Ctrl-C", "SIGTERM"])
def test_a_game_is_stopped_while_a_program_thinks(tmp_path: Path, ending: str) -> None:
    folder, note = tmp_path / "game", tmp_path / "number"
    code = f"import os, time; print(os.getpid(), file=open({str(note)!r}, 'w')); time.sleep(60)"
    slow = shlex.join([sys.executable, "-c", code])
    seats = ["--seat", f"RUS=program:{slow}", "--no-advice"]
    person = Person("play", "karabakh-2020", "--turns", "1", "--out", str(folder), *seats)
    person.sees("Begins; stop with quit or Ctrl-C")
    until = time.monotonic() + PATIENCE
    while not (note.exists() and note.read_text(encoding="utf-8")):
        assert time.monotonic() < until
        time.sleep(0.05)
    if ending == "Ctrl-C":
        person.sends(b"\x03")
    else:
        os.kill(person.process, signal.SIGTERM)
    person.sees(f"sim play --resume {folder} --no-advice")
    assert person.ended() == 0
    # The program does not think on.
    with pytest.raises(ProcessLookupError):
        os.kill(int(note.read_text(encoding="utf-8")), 0)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "name a SCENARIO to play"),
        (["karabakh-2020", "--seat", "ARM"], "must be ACTOR=SEAT"),
        (["karabakh-2020", "--seat", "ARM=program:"], "must be program:COMMAND"),
        (["karabakh-2020", "--default", "nothing"], "--default nothing: expected stay or doctrine"),
        (["karabakh-2020", "--seconds", "0"], "--seconds 0: expected 1 to"),
        (["karabakh-2020", "--turns", "0"], "--turns 0"),
        (["karabakh-2020", "--injects", "nowhere.toml"], "nowhere.toml"),
        (["recommit-baseline"], "experiment"),
        (["--resume", "nowhere"], "nowhere: no game is kept here"),
        (["karabakh-2020", "--resume", "nowhere"], "SCENARIO with --resume"),
        (["--seed", "0", "--resume", "nowhere"], "--seed with --resume"),
        (["--replicate", "1", "--resume", "nowhere"], "--replicate with --resume"),
        (["--default", "stay", "--resume", "nowhere"], "--default with --resume"),
        (["karabakh-2020", "--seat", "XX=human"], "no actor 'XX' (the actors are RUS, TUR"),
    ],
)
def test_faults(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(app, ["play", *arguments])
    assert said in str(result.exception)
    assert not list(tmp_path.iterdir())


def test_a_game_without_people_plays_to_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(app, ["play", "karabakh-2020", "--seed", "4", "--turns", "2"])
    assert result.exit_code == 0
    assert "Russia" in result.stdout
    record = load_record(tmp_path / "out" / "karabakh-2020-4" / "record.json")
    assert record == sim.run("karabakh-2020", seed=4, turns=2)


def test_a_seed_that_is_drawn_is_large_and_told_to_nobody_at_the_screen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    seeds = []
    for number in (1, 2):
        result = CliRunner().invoke(app, ["play", "karabakh-2020", "--turns", "1"])
        assert result.exit_code == 0
        record = load_record(tmp_path / "out" / f"karabakh-2020-game-{number}" / "record.json")
        assert str(record.seed) not in result.output
        seeds.append(record.seed)
    # A program tries ten million seeds a second. Both are smaller than this once in a million.
    assert max(seeds) > 2**53


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_who_stops_while_a_program_thinks_is_told_how_to_go_on(tmp_path: Path) -> None:
    folder = tmp_path / "game"
    facilitator = Person(
        *("play", "karabakh-2020", "--seed", "3", "--out", str(folder)),
        *("--seat", "RUS=program:sleep 60"),
    )
    facilitator.sees("Begins")
    facilitator.types("\x03")
    facilitator.sees(f"sim play --resume {folder}")
    assert facilitator.ended() == 0
