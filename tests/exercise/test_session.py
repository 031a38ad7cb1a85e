"""Games with players: their orders, what is played without them, and what they hear."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

import sim
from sim.exercise.injects.inject import Schedule
from sim.exercise.seating import HUMAN, Seating
from sim.exercise.session import Session
from sim.exercise.sheets import Answer, Sheet
from sim.play.seats import Decision
from sim.record import load_record
from sim.record.files import RECORD_NAME
from sim.scenario import Scenario
from tests.exercise.conftest import Make
from tests.exercise.players import Listed, begun, orders_in


def test_a_game_without_players_is_the_run_of_its_seed(tmp_path: Path, karabakh: Scenario) -> None:
    session = begun(tmp_path / "game", karabakh, {}, turns=5)
    session.play()
    plain = sim.run(karabakh, seed=3, turns=5)
    assert session.record() == plain
    assert load_record(tmp_path / "game" / RECORD_NAME) == plain


def test_orders_of_a_player_are_played_and_logged(tmp_path: Path, karabakh: Scenario) -> None:
    answer = Answer(Decision("mobilise", "court_guarantor"), "deter", 0.7)
    player = Listed([answer])
    session = begun(tmp_path / "game", karabakh, {"ARM": player}, turns=2)
    session.play()
    first, second = session.record().turns_played
    assert (first.orders["ARM"].security, first.orders["ARM"].diplomacy) == (
        "mobilise",
        "court_guarantor",
    )
    assert (second.orders["ARM"].security, second.orders["ARM"].diplomacy) == ("hold", "hold")
    logged = orders_in(session.folder, "ARM")[0]
    assert (logged["intent"], logged["confidence"], logged["by"]) == ("deter", 0.7, "player")
    assert len(player.briefings) == 1
    assert player.ended == [session.game.outcome().reason]
    assert [sheet.view.turn for sheet in player.sheets] == [0, 1]
    assert sim.replay(session.record()).agrees


@pytest.mark.parametrize("default", ["stay", "doctrine"])
def test_without_an_answer_the_default_is_played(
    tmp_path: Path, karabakh: Scenario, default: str
) -> None:
    told: list[str] = []
    player = Listed(["no answer within 5 seconds"])
    session = Session.start(
        tmp_path / "game",
        karabakh,
        seed=3,
        turns=1,
        seats={"ARM": Seating("listed", player)},
        default=default,
        tell=told.append,
    )
    standing = session.game.courses("ARM")
    session.play()
    (logged,) = orders_in(session.folder, "ARM")
    assert logged["fault"] == "no answer within 5 seconds"
    assert "ARM: no answer within 5 seconds" in told[0]
    played = session.record().turns_played[0].orders["ARM"]
    if default == "stay":
        assert (played.security, played.diplomacy) == (standing["security"], standing["diplomacy"])
        assert logged["by"] == "default"
    else:
        plain = sim.run(karabakh, seed=3, turns=1).turns_played[0].orders["ARM"]
        assert played == plain
        assert logged["by"] == "doctrine"


@pytest.mark.parametrize(
    ("decision", "said"),
    [
        (Decision("arm_client"), "'arm_client' is not legal in this turn"),
        (Decision("court_guarantor"), "an order of the diplomacy desk"),
        (Decision(reply="defend"), "for the guarantor alone"),
        (Decision("defend"), "which is a reply to an attack"),
        (Decision("mobilize"), "did you mean 'mobilise'?"),
        (Decision(7), "must be the name of an action"),  # type: ignore[arg-type]
    ],
)
def test_an_order_that_cannot_be_given_is_asked_for_again(
    tmp_path: Path, karabakh: Scenario, decision: Decision, said: str
) -> None:
    player = Listed([Answer(decision), Answer(Decision("mobilise"))])
    session = begun(tmp_path / "game", karabakh, {"ARM": player}, turns=1)
    session.play()
    assert [said in sheet.fault for sheet in player.sheets] == [False, True]
    assert session.record().turns_played[0].orders["ARM"].security == "mobilise"


def test_after_three_such_orders_the_default_is_played(tmp_path: Path, karabakh: Scenario) -> None:
    player = Listed([Answer(Decision("fly"))] * 3)
    session = begun(tmp_path / "game", karabakh, {"ARM": player}, turns=1)
    session.play()
    (logged,) = orders_in(session.folder, "ARM")
    assert logged["by"] == "default"
    assert "'fly' is not legal" in logged["fault"]


def test_no_attack_beside_an_offer_of_peace(tmp_path: Path, karabakh: Scenario) -> None:
    session = begun(tmp_path / "game", karabakh, {}, turns=1)
    session.open()
    assert "offer_treaty" in session.game.legal_orders("AZE")["diplomacy"]
    fault = session.problem("AZE", Decision("offensive", "offer_treaty"))
    assert "cannot be ordered together" in fault
    assert not session.problem("AZE", Decision("offensive"))
    with pytest.raises(ValueError, match="cannot be ordered together"):
        session.order("AZE", Answer(Decision("offensive", "offer_treaty")))
    assert not orders_in(session.folder, "AZE")


@pytest.mark.parametrize("shared", [True, False])
def test_what_a_player_fails_to_order_is_told_when_all_orders_are_in(
    tmp_path: Path, karabakh: Scenario, shared: bool
) -> None:
    """That an actor stays on its courses is its order of this turn; why may name another one."""
    told: list[str] = []
    session = begun(tmp_path / "game", karabakh, {"TUR": Listed(["security = 'strike'"])}, turns=1)
    session.tell, session.staffed = told.append, not shared
    session.seats["ARM"] = Seating(HUMAN, Listed())
    session.open()
    for actor in session.waiting():
        session.ask(actor)
    assert told == []
    session.close_turn()
    (said,) = told
    assert said.startswith("TUR: ")
    assert said.endswith("; its courses go on")
    assert ("strike" in said) is not shared
    assert orders_in(session.folder, "TUR")[0]["fault"] == "security = 'strike'"


def test_the_time_of_a_turn_is_one_for_all_its_tries(tmp_path: Path, karabakh: Scenario) -> None:
    class Slow(Listed):
        def answer(self, sheet: Sheet) -> Answer:
            time.sleep(0.25)
            return super().answer(sheet)

    player = Slow([Answer(Decision("fly"))] * 3)
    session = begun(tmp_path / "game", karabakh, {}, turns=1)
    session.take_seat("ARM", Seating("listed", player, 0.4))
    session.play()
    assert [sheet.seconds for sheet in player.sheets] == [0.4, pytest.approx(0.1, abs=0.06)]
    assert "'fly' is not legal" in orders_in(session.folder, "ARM")[0]["fault"]


def test_a_message_stands_on_the_next_sheet_and_on_no_other(
    tmp_path: Path, karabakh: Scenario
) -> None:
    arm, rus = Listed(), Listed()
    session = begun(tmp_path / "game", karabakh, {"ARM": arm, "RUS": rus}, turns=2)
    session.staff.message("ARM", "Parliament is in uproar.")
    session.staff.message("all", "The press is waiting.")
    session.play()
    assert [sheet.messages for sheet in arm.sheets] == [
        ("Parliament is in uproar.", "The press is waiting."),
        (),
    ]
    assert [sheet.messages for sheet in rus.sheets] == [("The press is waiting.",), ()]


@pytest.mark.parametrize(
    ("to", "reached"),
    [("all", ["RUS", "ARM"]), ("control", []), ("ARM", ["ARM"]), ("control, RUS", ["RUS"])],
)
def test_the_text_of_an_inject_reaches_its_addressees(
    tmp_path: Path, karabakh: Scenario, inject: Make, to: str, reached: list[str]
) -> None:
    session = begun(tmp_path / "game", karabakh, {}, turns=1)
    session.injects = Schedule.of([inject(to=to)], karabakh.calendar)
    told: list[str] = []
    session.tell = told.append
    session.staff.fire(["1"])
    session.open()
    text = "A minister resigns."
    assert [one for one in ("RUS", "ARM") if text in session.sheet(one).messages] == reached
    alone = ", for the staff alone" * (to == "control")
    assert told == [f"Inject 1{alone}: {text}"] * ("control" in to)


def test_news_are_what_the_actor_may_know(tmp_path: Path, karabakh: Scenario) -> None:
    players = {actor: Listed() for actor in ("ARM", "AZE")}
    players["AZE"].answers = [Answer(Decision("offensive"))]
    turkey = Listed([Answer(Decision("send_mercenaries"))])
    session = begun(tmp_path / "game", karabakh, {**players, "TUR": turkey}, turns=2)
    session.play()
    heard = " ".join(players["ARM"].sheets[1].news)
    assert "Azerbaijan launches a full offensive in Karabakh" in heard
    assert "Fighting, Karabakh" in heard
    assert "odds" not in heard
    seen = "hand is seen" in heard
    assert ("Turkey sends hired fighters" in heard) == seen
    assert "Azerbaijan launches" not in " ".join(players["AZE"].sheets[1].news)


# --- taking a game up again ---------------------------------------------------------------------
