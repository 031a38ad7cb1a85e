"""Discovery on folders of results: a known box, and everything that is said beside it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import sim
from tests.analysis.discovery.made_results import NAMES, known_box, leave, write

FIRST, SECOND, THIRD = NAMES[:3]
JEALOUSY = "how help to one client costs the other tie"


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> sim.Results:
    """1,600 runs at 400 points with a known box."""
    folder = tmp_path_factory.mktemp("known")
    return leave(folder / "out", write(folder), known_box)


@pytest.fixture(scope="module")
def found(known: sim.Results) -> sim.Discovery:
    """What is discovered in them."""
    return sim.discover(known)


def test_the_known_box(found: sim.Discovery) -> None:
    ends = {(end.factor, end.side): end.bound for end in found.boxes[0].restrictions}
    assert ends.keys() == {(FIRST, "low"), (SECOND, "high")}
    assert ends[FIRST, "low"] == pytest.approx(0.6, abs=0.05)
    assert ends[SECOND, "high"] == pytest.approx(0.4, abs=0.05)
    m = found.boxes[0].measures
    assert m.density == pytest.approx(0.9, abs=0.05)
    assert m.coverage == pytest.approx(0.632, abs=0.06)
    assert found.base_rate == pytest.approx(0.228, abs=0.03)
    low, high = found.boxes[0].interval
    assert low < 0.9 < high
    assert all(end.quasi_p < 1e-6 for end in found.boxes[0].restrictions)


def test_the_sentences_say_what_was_counted(found: sim.Discovery) -> None:
    first, second, third = found.sentences
    m = found.boxes[0].measures
    assert first.startswith(
        f"Anvil recommits to Dell in {100 * m.density:.0f} % of the runs where "
    )
    assert f'"hand-tying force of pledges" is at least {found.boxes[0].box.low[0]:g}' in first
    assert f'"{JEALOUSY}" is at most {found.boxes[0].box.high[1]:g}' in first
    assert f"({m.hits:,} of {m.runs:,}; 95 % interval " in first
    assert f"of all runs ({found.hits:,} of 1,600)." in first
    assert f"holds {100 * m.coverage:.0f} % of all runs in which Anvil recommits" in second
    assert second.endswith(f"at {m.points:,} of 400 points.")
    assert f'"hand-tying force of pledges" 10 times and "{JEALOUSY}" 10 times' in third


def test_the_tree_agrees(found: sim.Discovery) -> None:
    assert found.tree.runs == 1600
    assert f'"{JEALOUSY}" is below 0.' in found.tree_sentence
    assert '"hand-tying force of pledges" is at least 0.' in found.tree_sentence
    assert found.tree_sentence.endswith("runs).")


def test_tables(found: sim.Discovery) -> None:
    restrictions, trajectory = found.restrictions, found.trajectory
    assert list(restrictions["factor"]) == [FIRST, SECOND]
    assert (restrictions["found_again"] == 1.0).all()
    assert (restrictions["without"] < found.boxes[0].measures.density).all()
    assert trajectory["chosen"].sum() == 1
    assert trajectory["coverage"].is_monotonic_decreasing
    assert (trajectory["mass"] >= 0.05).all()


def test_json_holds_the_same(found: sim.Discovery) -> None:
    said = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    (box,) = said["boxes"]
    assert said["base_rate"] == found.base_rate
    assert box["density"] == found.boxes[0].measures.density
    assert box["trajectory"][0]["low"] == [None, None, None]
    assert said["tree"]["below"]["runs"] + said["tree"]["above"]["runs"] == 1600
    assert box["reproduced"]["times"][FIRST] == 10


def test_the_same_each_time(known: sim.Results, found: sim.Discovery) -> None:
    assert sim.discover(known).to_dict() == found.to_dict()


def test_not(known: sim.Results, found: sim.Discovery) -> None:
    turned = sim.discover(known, negate=True)
    assert turned.hits == 1600 - found.hits
    assert turned.sentences[0].startswith("Anvil does not recommit to Dell in ")
    assert any("--not looks for that" in note for note in turned.notes)


def test_a_chosen_box_as_it_was_peeled(known: sim.Results) -> None:
    found = sim.discover(known, box=5, refine=False)
    assert found.boxes[0].chosen.number == 5
    assert found.boxes[0].box == found.boxes[0].trajectory[5].box
    dense = sim.discover(known, min_density=0.5)
    assert dense.boxes[0].measures.density >= 0.5


def test_failed_runs_are_left_out(tmp_path: Path) -> None:
    results = leave(tmp_path / "out", write(tmp_path), known_box, failed=[0, 7, 200])
    found = sim.discover(results)
    assert (found.runs, found.failed, len(found.sample)) == (1588, 12, 397)


def test_another_policy(tmp_path: Path) -> None:
    policies = "[policies.one]\n[policies.two]\nset = {}"
    results = leave(tmp_path / "out", write(tmp_path, policies=policies), known_box)
    assert sim.discover(results).policy == "one"
    assert sim.discover(results, policy="two").runs == 1600
    with pytest.raises(sim.DiscoveryError, match=r"policy twi: no such policy; did you mean 'two'"):
        sim.discover(results, policy="twi")


def test_noise_is_called_noise(tmp_path: Path) -> None:
    results = leave(tmp_path / "out", write(tmp_path), lambda settings: np.full(len(settings), 0.4))
    found = sim.discover(results)
    assert found.between is not None
    assert found.between < 0.05
    assert any("chance within a point, and no box" in note for note in found.notes)
    assert found.tree_sentence.startswith("No split of the tree explains 1 %")
    if found.boxes[0].restrictions:
        assert any("does not hold where it was not looked for" in note for note in found.notes)
    else:
        assert found.sentences[0].startswith("No factor tells where Anvil recommits to Dell:")


def test_chance_that_all_points_share_is_told(tmp_path: Path) -> None:
    """A draw that hits wherever it is played, or nowhere: four draws are four, not 1,600 runs."""
    results = leave(tmp_path / "out", write(tmp_path), known_box, common=True)
    found = sim.discover(results)
    (note,) = [note for note in found.notes if "share 4 draws of chance" in note]
    assert "the base rate itself is only known to lie in" in note
    low, high = found.boxes[0].interval
    apart = sim.discover(leave(tmp_path / "apart", write(tmp_path), known_box)).boxes[0].interval
    assert high - low > 1.5 * (apart[1] - apart[0])


def test_a_design_of_families(tmp_path: Path) -> None:
    design = '[design]\nkind = "saltelli"\nbase = 64'
    results = leave(tmp_path / "out", write(tmp_path, design=design, replicates=2), known_box)
    found = sim.discover(results)
    # Blocks of 3 + 2 points.
    assert (len(found.sample), found.sample.families) == (320, 64)
    assert any("64 families of 320 points" in note for note in found.notes)
    assert {end.factor for end in found.boxes[0].restrictions} == {FIRST, SECOND}


def test_a_design_of_trajectories(tmp_path: Path) -> None:
    design = '[design]\nkind = "morris"\ntrajectories = 30'
    results = leave(tmp_path / "out", write(tmp_path, design=design), known_box)
    found = sim.discover(results)
    assert (len(found.sample), found.sample.families) == (120, 30)
    # Four levels of each factor.
    assert any(
        note.startswith('Played at few values: "hand-tying force of pledges"')
        for note in found.notes
    )


def test_shares_that_move_with_a_factor(tmp_path: Path) -> None:
    factors = (
        'factors = [{ path = "actors.ANV.factions.hawks", low = 0.1, high = 0.9 }, '
        f'{{ path = "{SECOND}", low = 0, high = 1 }}]'
    )
    results = leave(tmp_path / "out", write(tmp_path, factors=factors), known_box)
    found = sim.discover(results)
    assert found.sample.factors == ("actors.ANV.factions.hawks", SECOND)
    assert (
        '"share of hawks in Anvil" is a share: with it move "share of brokers in Anvil" and '
        '"share of accommodators in Anvil".'
    ) in found.notes


def test_points_played_once_and_a_small_box(tmp_path: Path) -> None:
    design = '[design]\nkind = "latin-hypercube"\npoints = 60'
    results = leave(tmp_path / "out", write(tmp_path, design=design, replicates=1), known_box)
    found = sim.discover(results)
    assert found.between is None
    assert any(note.startswith("Each point was played once") for note in found.notes)
    assert any("on one and the same draw of chance" in note for note in found.notes)
    last = sim.discover(results, box=len(found.boxes[0].trajectory) - 1, refine=False)
    points = last.boxes[0].measures.points
    assert last.notes[0].startswith(f"The box is small: {points} points.")


@pytest.mark.parametrize(
    ("changes", "chance", "said"),
    [
        ({}, 0.0, "recommitted: never so in 1,600 runs of policy baseline, so no condition can"),
        ({}, 1.0, "recommitted: always so in 1,600 runs of policy baseline"),
        ({"factors": "", "design": ""}, 0.5, "nothing varies from point to point"),
        (
            {"design": '[design]\nkind = "latin-hypercube"\npoints = 12'},
            0.5,
            "policy baseline: 12 points with runs are too few to search; at least 20",
        ),
    ],
)
def test_nothing_to_discover(tmp_path: Path, changes, chance: float, said: str) -> None:
    experiment = write(tmp_path, **changes)
    results = leave(tmp_path / "out", experiment, lambda x: np.full(len(x), chance))
    with pytest.raises(sim.DiscoveryError) as caught:
        sim.discover(results)
    assert said in str(caught.value)


def test_only_what_is_needed_is_read(known: sim.Results, monkeypatch: pytest.MonkeyPatch) -> None:
    from sim.experiment import part

    asked: list[set[str]] = []
    whole = part.read

    def read(path, *, identity, unit, columns=None):
        asked.append(set(columns or ["all"]))
        return whole(path, identity=identity, unit=unit, columns=columns)

    monkeypatch.setattr(part, "read", read)
    sim.discover(sim.load_results(known.store.folder))
    for columns in asked:
        assert columns in (
            {"all"},  # the design
            {"run", "policy", "point", "replicate", "seed", "recommitted", "status"},
        )
    assert len(asked) >= 2
