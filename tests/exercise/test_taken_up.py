"""The log of a game on the disk, and taking a game up again from it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import sim
from sim.cli.export import export
from sim.exercise import log as kinds
from sim.exercise.log import LOG_NAME, Log, LogError, of_kind, read_log
from sim.exercise.retelling import retell
from sim.exercise.seating import Seating
from sim.exercise.session import Session
from sim.exercise.sheets import Answer
from sim.play.seats import Decision, DoctrineSeat
from sim.scenario import Scenario
from tests.exercise.players import Listed, begun, orders_in, seated


def test_a_game_is_taken_up_in_the_middle_of_a_turn(tmp_path: Path, karabakh: Scenario) -> None:
    answers = [Answer(Decision("mobilise"), "one"), Answer(Decision("rearm"), "two")]
    whole = begun(tmp_path / "whole", karabakh, {"ARM": Listed(answers), "RUS": Listed()})
    whole.play()
    players = {"ARM": Listed(answers), "RUS": Listed()}
    session = begun(tmp_path / "game", karabakh, players)
    session.step()
    session.open()
    session.ask("RUS")
    session.ask("ARM")
    session.close()
    again = Session.resume(tmp_path / "game", seated(players))
    assert again.waiting() == ["TUR", "AZE", "WST", "IRN"]
    asked = len(players["ARM"].sheets)
    again.play()
    # Nobody was asked twice for the same turn.
    assert [sheet.view.turn for sheet in players["ARM"].sheets[:asked]] == [0, 1]
    assert [sheet.view.turn for sheet in players["ARM"].sheets[asked:]] == [2, 3]
    assert again.record() == whole.record()


def test_the_begin_of_a_log_leads_to_the_same_end(tmp_path: Path, karabakh: Scenario) -> None:
    """A crash after an entry, or in the middle of a line, loses nothing but that line."""
    players = {"ARM": Listed([Answer(Decision("mobilise"))]), "AZE": Listed()}
    session = begun(tmp_path / "game", karabakh, players, turns=2)
    session.staff.change({"theatres.border.heat": 0.8}, "A storm.")
    session.staff.message("ARM", "A storm.")
    session.step()
    session.note("ARM", "Why?", sort="bookmark")
    session.step()
    session.close()
    expected = session.record()
    lines = (session.folder / LOG_NAME).read_bytes().splitlines(keepends=True)
    for count in range(1, len(lines), 3):
        folder = tmp_path / f"cut-{count}"
        folder.mkdir()
        torn = lines[count][: count % len(lines[count])] if count % 2 else b""
        (folder / LOG_NAME).write_bytes(b"".join(lines[:count]) + torn)
        players = {"ARM": Listed(), "AZE": Listed()}
        again = Session.resume(folder, seated(players))
        replayed = sum(entry.kind == kinds.ORDER for entry in again.log.entries)
        if replayed == 0 or not orders_in(folder, "ARM"):
            players["ARM"].answers = [Answer(Decision("mobilise"))]
        if not any(entry.fields.get("act") == "change" for entry in again.log.entries):
            again.staff.change({"theatres.border.heat": 0.8}, "A storm.")
        again.play()
        again.close()
        assert again.record() == expected, count


def event(turn: int, **values: Any) -> dict[str, Any]:
    return {"at": turn, "text": "A storm.", "set": values, "source": "test", "confidence": "C"}


KILLED = """
import sys
from pathlib import Path
from sim.exercise.session import Session, Seating
from sim.exercise.sheets import Answer
from sim.play.seats import Decision
from sim.scenario import load_scenario
class Slow:
    def begin(self, briefing): pass
    def end(self, outcome): pass
    def answer(self, sheet):
        print(sheet.view.turn, flush=True)
        sys.stdin.readline()
        return Answer(Decision("mobilise" if sheet.view.turn % 2 else "rearm"))
session = Session.start(Path(sys.argv[1]), load_scenario("karabakh-2020"), seed=3, turns=4,
                        seats={"ARM": Seating("listed", Slow())})
session.play()
"""


@pytest.mark.skipif(os.name != "posix", reason="kills a process by a signal")
def test_a_killed_process_loses_nothing_that_was_confirmed(
    tmp_path: Path, karabakh: Scenario
) -> None:
    folder = tmp_path / "game"
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    for turn in range(3):
        assert process.stdout.readline() == f"{turn}\n"
        if turn < 2:
            process.stdin.write("\n")
            process.stdin.flush()
    # The process waits for an order of the third turn. The lock of a living process holds.
    with pytest.raises(LogError, match="open in another process"):
        Session.resume(folder, seated({"ARM": Listed()}))
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdin.close()
    process.stdout.close()
    answers = [Answer(Decision("rearm")), Answer(Decision("mobilise"))]
    player = Listed(answers)
    session = Session.resume(folder, seated({"ARM": player}))
    session.play()
    assert [sheet.view.turn for sheet in player.sheets] == [2, 3]
    orders = [turn.orders["ARM"].security for turn in session.record().turns_played]
    assert orders == ["rearm", "mobilise", "rearm", "mobilise"]
    assert sim.replay(session.record()).agrees


def test_somebody_else_takes_a_seat(tmp_path: Path, karabakh: Scenario) -> None:
    session = begun(tmp_path / "game", karabakh, {"ARM": Listed()}, turns=3)
    session.step()
    session.take_seat("ARM", Seating("logit_eu"))
    later = Listed()
    session.take_seat("RUS", Seating("listed", later))
    session.step()
    session.close()
    assert [fields["by"] for fields in orders_in(session.folder, "ARM")] == ["player", "doctrine"]
    again = Session.resume(session.folder, seated({"RUS": later}))
    assert again.seats["ARM"] == Seating("logit_eu")
    again.step()
    # A player that joins gets a briefing; so does one that joins again.
    assert len(later.briefings) == 2
    assert retell(session.folder).seats["RUS"] == "listed"


# --- the log ------------------------------------------------------------------------------------


def test_a_changed_log_is_refused(tmp_path: Path, karabakh: Scenario) -> None:
    session = begun(tmp_path / "game", karabakh, {"ARM": Listed()}, turns=1)
    session.play()
    session.close()
    path = session.folder / LOG_NAME
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"security":"hold"', '"security":"rearm"', 1), encoding="utf-8")
    with pytest.raises(LogError, match=r"line \d+ was changed after it was written"):
        read_log(session.folder)
    lines = text.splitlines(keepends=True)
    path.write_text("".join([*lines[:2], *lines[3:]]), encoding="utf-8")
    with pytest.raises(LogError, match="line 3 was changed"):
        Session.resume(session.folder, seated({}))


def test_a_game_that_comes_out_otherwise_is_refused(tmp_path: Path, karabakh: Scenario) -> None:
    log = Log.create(tmp_path, **begin_fields(karabakh))
    log.add(kinds.OPEN, turn=0, state="0" * 64)
    log.close()
    with pytest.raises(LogError, match="turn 0 comes out otherwise than it was played"):
        Session.resume(tmp_path, seated({}))


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        (kinds.ORDER, {"turn": 0, "by": "player"}),
        (kinds.CONTROL, {"turn": 0, "act": "fire", "serials": ["99"]}),
        (kinds.CONTROL, {"turn": 0, "act": "message"}),
    ],
)
def test_an_entry_that_cannot_be_done_again_is_named(
    tmp_path: Path, karabakh: Scenario, kind: str, fields: dict[str, Any]
) -> None:
    """As somebody can write it who also makes the digests anew."""
    log = Log.create(tmp_path, **begin_fields(karabakh))
    log.add(kind, **fields)
    log.close()
    with pytest.raises(LogError, match=f"game.jsonl: an entry '{kind}' cannot be done again: "):
        Session.resume(tmp_path, seated({}))


def test_a_log_of_another_format_is_named_before_its_digests_are_checked(tmp_path: Path) -> None:
    line = b'{"kind":"begin","format":2,"program":"9.1.0","digest":"made in another way"}\n'
    (tmp_path / LOG_NAME).write_bytes(line)
    with pytest.raises(LogError, match=r"format 2 of the log.*go on with marchland 9\.1\.0"):
        read_log(tmp_path)


@pytest.mark.skipif(os.name != "posix", reason="needs the rights of files")
def test_the_files_of_a_game_are_for_the_user_alone(tmp_path: Path, karabakh: Scenario) -> None:
    """Also in a folder that others may read, and whatever the usual rights are."""
    before = os.umask(0)
    try:
        (tmp_path / "open").mkdir()
        for folder in (tmp_path / "open", tmp_path / "new"):
            session = begun(folder, karabakh, {}, turns=1)
            session.play()
            session.close()
        export(tmp_path / "open", "ARM", tmp_path / "open" / "armenia.json")
    finally:
        os.umask(before)
    assert (tmp_path / "new").stat().st_mode & 0o077 == 0
    files = list((tmp_path / "open").iterdir())
    assert len(files) == 3
    assert [file.name for file in files if file.stat().st_mode & 0o077] == []


def begin_fields(scenario: Scenario) -> dict[str, Any]:
    return {
        "program": "0",
        "model": sim.MODEL_VERSION,
        "rules": "",
        "scenario": scenario.document,
        "scenario_hash": scenario.hash,
        "seed": 1,
        "replicate": 0,
        "turns": 2,
        "default": "stay",
        "seats": {},
        "injects": [],
        "state": "",
    }


def test_faults_of_folders(tmp_path: Path, karabakh: Scenario) -> None:
    with pytest.raises(LogError, match=r"no game is kept here \(no game.jsonl\)"):
        Session.resume(tmp_path / "nowhere", seated({}))
    begun(tmp_path / "game", karabakh, {}, turns=1).close()
    with pytest.raises(LogError, match="has a game already; go on with it by --resume"):
        begun(tmp_path / "game", karabakh, {}, turns=1)
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(LogError, match="a file is in the way"):
        begun(tmp_path / "file" / "game", karabakh, {}, turns=1)
    old = tmp_path / "old"
    Log.create(old, **{**begin_fields(karabakh), "model": 1}).close()
    with pytest.raises(LogError, match="played with model version 1"):
        Session.resume(old, seated({}))
    (old / LOG_NAME).write_bytes(b'{"kind":"begin"}\n')
    with pytest.raises(LogError, match="line 1 is no entry of a game"):
        read_log(old)
    (old / LOG_NAME).write_bytes(b'{"kind":"beg')
    with pytest.raises(LogError, match="its first entry is missing"):
        read_log(old)


def test_an_entry_is_one_line_and_on_the_disk(tmp_path: Path) -> None:
    log = Log.create(tmp_path, seed=1)
    log.add(kinds.NOTE, text="two\nlines \u2028 and \x00 more")
    data = (tmp_path / LOG_NAME).read_bytes()
    assert data.count(b"\n") == 2
    entries = read_log(tmp_path)
    assert entries == log.entries
    assert entries[1].fields["text"] == "two\nlines \u2028 and \x00 more"
    assert json.loads(data.splitlines()[1])["digest"]
    log.close()
    log.close()


# --- telling a game again -----------------------------------------------------------------------


def test_a_game_is_told_as_it_was_played(tmp_path: Path, karabakh: Scenario) -> None:
    arm, aze = Listed([Answer(Decision("mobilise"), "deter", 0.7)]), Listed(["asleep"])
    session = begun(tmp_path / "game", karabakh, {"ARM": arm, "AZE": aze}, turns=3)
    session.step()
    session.note("control", "Now it begins.", sort="bookmark")
    session.staff.change({"world.tension": 0.8}, "A storm.")
    session.staff.message("ARM", "A storm.")
    session.step()
    session.open()
    session.ask("ARM")
    told = retell(session.folder)
    assert [turn.sheets["ARM"] for turn in told.turns] == arm.sheets
    assert [turn.sheets["AZE"] for turn in told.turns[:2]] == aze.sheets
    assert told.briefings["ARM"] == arm.briefings[0]
    assert told.turns[0].answers["ARM"].intent == "deter"
    assert told.turns[0].answers["AZE"].fault == "asleep"
    assert [act["act"] for act in told.turns[1].acts] == ["change", "message"]
    assert [note["text"] for note in told.turns[1].notes] == ["Now it begins."]
    assert told.turns[2].played is None
    assert set(told.turns[2].answers) == {"ARM"}
    assert told.record == session.record()
    assert told.turns[1].before.state()["world.tension"] == 0.8
    assert not told.ended
    assert isinstance(told.game.seat("ARM"), DoctrineSeat)


def test_a_turn_is_on_the_disk_before_anybody_hears_of_it(
    tmp_path: Path, karabakh: Scenario
) -> None:
    folder = tmp_path / "game"

    class Reader(Listed):
        def answer(self, sheet: Any) -> Answer:
            closed = list(of_kind(read_log(folder), kinds.CLOSE))
            assert len(closed) == sheet.view.turn
            opened = list(of_kind(read_log(folder), kinds.OPEN))
            assert len(opened) == sheet.view.turn + 1
            return super().answer(sheet)

    reader = Reader()
    begun(folder, karabakh, {"IRN": reader}, turns=2).play()
    assert len(reader.sheets) == 2


def test_resuming_a_game_that_is_over_only_ends_it(tmp_path: Path, karabakh: Scenario) -> None:
    session = begun(tmp_path / "game", karabakh, {}, turns=1)
    session.play()
    session.close()
    again = Session.resume(session.folder, seated({}))
    again.play()
    assert again.game.over
    assert again.record() == session.record()
    assert sum(entry.kind == kinds.END for entry in again.log.entries) == 1
