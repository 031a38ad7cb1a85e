"""Sections that need results of some size: made up, not played."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.analysis.discovery import discover
from sim.experiment.results import Results
from sim.report import outcomes as outcomes_part
from sim.report.answer import answer
from sim.report.conditions import cautions, conditions, outcome_to_find
from sim.report.content import Items, Prose, Table
from sim.report.decisions import key_moments
from sim.report.drivers import drivers, outcomes_to_explain
from sim.report.estimates import estimate, estimates
from sim.report.outcomes import not_drawn, outcomes
from sim.report.policies import policies
from sim.report.study import Study
from tests.analysis.discovery.made_results import NAMES, known_box, leave, write

CELLS = (
    f"Hand-tying force of pledges `{NAMES[0]}`",
    f"How help to one client costs the other tie `{NAMES[1]}`",
)
POLICIES = '[policies.one]\n[policies.two]\nset = { "actors.ANV.doctrine" = "random" }\n'


@pytest.fixture(scope="module")
def study(tmp_path_factory) -> Study:
    """1,600 runs at 400 points that recommit in a known box, and the same of another policy."""
    folder = tmp_path_factory.mktemp("made")
    return Study(leave(folder / "out", write(folder, policies=POLICIES), known_box))


def words(section) -> str:
    return " ".join(block.text for block in section.blocks if isinstance(block, Prose))


def tables(section) -> list[Table]:
    return [block for block in section.blocks if isinstance(block, Table)]


def test_the_known_box_is_told(study: Study) -> None:
    section = conditions(study, ())
    said = words(section)
    assert '"hand-tying force of pledges" is at least 0.6' in said
    assert 'and "how help to one client costs the other tie" is at most 0.39' in said
    assert "of the runs where" in said
    (box,) = tables(section)
    bounds = {row[0]: (row[1], float(row[2])) for row in box.rows}
    # The box is above .6 in the first factor and below .4 in the second.
    assert bounds[CELLS[0]] == ("at least", pytest.approx(0.6, abs=0.05))
    assert bounds[CELLS[1]] == ("at most", pytest.approx(0.4, abs=0.05))


def test_what_to_know_before_leaning_on_it(study: Study) -> None:
    found = replace(discover(study.results), notes=("Mind the first of them.",))
    lead, notes = cautions(found)
    assert isinstance(lead, Prose)
    assert isinstance(notes, Items)
    assert notes.entries == (("", "Mind the first of them."),)
    assert cautions(replace(found, notes=())) == ()


def test_drivers_are_the_two_factors_of_the_box(study: Study) -> None:
    section = drivers(study, ())
    regression, swing = tables(section)[:2]
    for table in (regression, swing):
        assert {row[0] for row in table.rows[:2]} == set(CELLS)
        assert "All 3 factors" in table.caption
    up, down = (next(row for row in swing.rows if row[0] == cell) for cell in CELLS)
    assert up[1].startswith("+")
    assert down[1].startswith("-")
    # The index is 0 in every run that was made up, so nothing drives it, and that is said.
    assert "Not available here: recommitment_index is 0" in words(section)
    assert str(study.results.store.folder) not in words(section)


def test_what_is_explained_and_found(study: Study) -> None:
    assert outcomes_to_explain(study) == ("recommitted", "offered", "recommitment_index")
    assert outcome_to_find(study) == "recommitted"


def test_few_draws_of_chance_are_called_few(study: Study) -> None:
    said = words(answer(study))
    assert "400 settings" in said
    assert "the 4 draws of chance that all settings share" in said
    assert "4 draws of chance are few" in said


def test_where_nothing_varies_nothing_is_discovered(tmp_path: Path) -> None:
    experiment = write(tmp_path, factors="", design="", replicates=8)
    study = Study(leave(tmp_path / "out", experiment, lambda settings: np.full(len(settings), 0.5)))
    said = words(conditions(study, ()))
    assert said.startswith("Not available here: nothing varies")
    assert "4 draws" not in words(answer(study))


def test_one_replicate_gives_no_interval(tmp_path: Path) -> None:
    study = Study(leave(tmp_path / "out", write(tmp_path, replicates=1), known_box))
    assert "95 % interval unknown" in words(answer(study))


def test_many_policies_are_cut_short(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outcomes_part, "FEW_POLICIES", 1)
    section = outcomes(study, ())
    assert len(tables(section)) == 1
    assert "1 policy more: `sim summary` prints it." in words(section)
    assert "Intervals count draws of chance, not runs" in words(section)


def test_figures_without_anything_to_show_say_why(study: Study) -> None:
    folder = study.results.store.folder
    _, entries = not_drawn(study, {"A tornado": f"{folder}: it is constant."})
    assert isinstance(entries, Items)
    assert entries.entries == (("A tornado:", "it is constant."),)
    assert not_drawn(study, {}) == ()


def test_policies_without_common_runs(study: Study) -> None:
    broken = Study(study.results)
    table = study.table
    broken.__dict__["table"] = table.assign(
        status=np.where(table["policy"] == "two", "failed", table["status"].astype(str))
    )
    assert "No setting and draw of chance was played under both." in words(policies(broken, ()))


def test_a_turn_has_the_share_in_which_it_came(study: Study) -> None:
    runs = study.load(["first_quarter"])
    came, mean = estimates(runs, "first_quarter")
    assert (came.outcome, came.statistic, came.value) == ("first_quarter", "share", "100.0 %")
    assert (mean.statistic, mean.value) == ("mean", "0")
    assert estimate(runs, "first_quarter") == came


def test_narrow_results_are_left_as_they_are(study: Study) -> None:
    assert isinstance(study.results, Results)
    assert set(study.load(["tests", "no such column"]).columns) >= {"tests", "status", "replicate"}


@pytest.mark.parametrize(
    ("doctrines", "reason"),
    [
        ({"TUR": "fixed:request_base", "AZE": "fixed:grant_base"}, "a base"),
        ({"ARM": "fixed:freeze_alliance"}, "the alliance suspended"),
        ({"RUS": "fixed:deploy_guarantee"}, "recommitment begins or ends"),
    ],
)
def test_moments_of_every_kind(doctrines: dict[str, str], reason: str) -> None:
    scenario = sim.load_scenario("karabakh-2020")
    still = {f"actors.{key}.doctrine": "fixed:hold" for key in scenario.actors}
    changes = still | {f"actors.{key}.doctrine": name for key, name in doctrines.items()}
    record = sim.run(scenario.replace(changes), seed=1, turns=12)
    assert reason in {moment.reason for moment in key_moments(record)}
