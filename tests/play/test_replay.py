"""Playing a record again."""

from sim.play.replay import Difference, Replay, compare


def test_comparing_states_names_what_differs_to_the_last_bit() -> None:
    recorded = {"a": 0.3, "b": 0.0, "c": 1.0}
    replayed = {"a": 0.1 + 0.2, "b": -0.0, "c": 1.0}
    assert tuple(compare("at.", recorded, replayed)) == (
        Difference("at.a", 0.3, 0.1 + 0.2),
        Difference("at.b", 0.0, -0.0),
    )


def test_a_replay_agrees_when_no_turn_differs() -> None:
    assert Replay(20, None, ()).agrees
    assert not Replay(20, 3, (Difference("a", 0.0, 1.0),)).agrees
    assert not Replay(20, None, (), (Difference("a", 0.0, 1.0),)).agrees
