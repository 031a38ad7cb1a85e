"""The examples of docs/experiments.md are experiments, and what it says of them holds."""

from __future__ import annotations

import re
from pathlib import Path

from sim.experiment import Experiment, load_experiment
from sim.experiment.brief import size_words
from sim.experiment.designs import DESIGN_MODELS
from sim.experiment.entries import ExperimentFile
from sim.scenario import shipped
from sim.scenario.doctrines import ScriptDoctrine

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "experiments.md"
TEXT = GUIDE.read_text(encoding="utf-8")


def examples(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)


def load(example: str, folder: Path) -> Experiment:
    file = folder / "mine.toml"
    file.write_text(example, encoding="utf-8")
    return load_experiment(file)


def test_the_first_example_is_as_large_as_it_says(tmp_path: Path) -> None:
    words = size_words(load(examples("toml")[0], tmp_path))
    assert words in " ".join(TEXT.split())
    assert words.endswith("8,000 runs")


def test_the_second_example_keeps_trajectories(tmp_path: Path) -> None:
    study = load(examples("toml")[1], tmp_path)
    assert (study.keep, study.keep_paths[0]) == ("trajectories", "stance")


def test_the_third_example_brings_a_doctrine(tmp_path: Path) -> None:
    study = load(examples("toml")[2], tmp_path)
    scenarios = {policy.name: policy.scenario for policy in study.policies}
    assert scenarios["weighs"].doctrine("ARM").kind == "logit_eu"
    assert scenarios["calls"].doctrine("ARM").kind == "script"
    assert study.replicates.cap == 5000


def test_the_fourth_example_is_a_policy_more_of_the_third(tmp_path: Path) -> None:
    """It leaves every quarter but one to the actor."""
    third, policy = examples("toml")[2:4]
    study = load(third.replace("[replicates.until]", f"{policy}\n[replicates.until]"), tmp_path)
    scenario = study.policies[-1].scenario
    doctrine = scenario.doctrine("ARM")
    assert isinstance(doctrine, ScriptDoctrine)
    assert doctrine.rules[0].span(scenario.calendar) == (4, 4)
    assert doctrine.leaves_to_itself


def test_the_python_example_runs() -> None:
    (code,) = examples("python")
    exec(compile(code, str(GUIDE), "exec"), {})


def test_every_key_and_kind_is_explained() -> None:
    first_cells = re.findall(r"^\| (.*?) \|", TEXT, re.MULTILINE)
    explained = set(re.findall(r"`([^`]+)`", " ".join(first_cells)))
    assert explained == set(ExperimentFile.model_fields) | set(DESIGN_MODELS)


def test_the_folder_says_how_large_each_experiment_is() -> None:
    folder = shipped.folder(shipped.EXPERIMENTS)
    rows = re.findall(
        r"^\| `(.+?)` \|.*\| (?:up to )?([\d,]+) \|$",
        (folder / "README.md").read_text("utf-8"),
        re.M,
    )
    said = {name: int(runs.replace(",", "")) for name, runs in rows}
    assert said == {name: load_experiment(name).most_runs for name in shipped.paths("experiments")}


def test_shares_move_as_the_guide_says(tmp_path: Path) -> None:
    example = examples("toml")[0].replace(
        '"parameters.bulwark"', '{ path = "actors.RUS.factions.hawks", levels = [0.30, 0.65] }'
    )
    changes = load(example, tmp_path).changes(7)
    shares = [changes[f"actors.RUS.factions.{f}"] for f in ("hawks", "brokers", "accommodators")]
    # The remainder .35 in the proportions 45 to 25.
    assert [round(share, 12) for share in shares] == [0.65, 0.225, 0.125]
