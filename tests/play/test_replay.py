"""Playing a record again."""

from sim.play.replay import Difference, Replay, compare


def test_comparing_states_names_what_differs_to_the_last_bit() -> None:
    recorded, replayed = (0.3, 0.0, 1.0), (0.1 + 0.2, -0.0, 1.0)
    assert compare(("a", "b", "c"), recorded, replayed) == (
        Difference("a", 0.3, 0.1 + 0.2),
        Difference("b", 0.0, -0.0),
    )


def test_a_replay_agrees_when_no_turn_differs() -> None:
    assert Replay(20, None, ()).agrees
    assert not Replay(20, 3, (Difference("a", 0.0, 1.0),)).agrees
