"""The report on a sweep over an ensemble: the headline says so, and how far settings differ."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.analysis.members import spread
from sim.cli import main
from sim.experiment.results import load_results
from sim.experiment.sweep import sweep
from sim.report.answer import answer
from sim.report.content import Prose
from sim.report.study import Study
from tests.experiment.sweeps.test_over_ensemble import made, small


@pytest.fixture(scope="module")
def swept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two policies, three members, six futures."""
    folder = tmp_path_factory.mktemp("over")
    sweep(small(folder, factors="", replicates="fixed = 6"), folder / "out", ensemble=made())
    made().save(folder / "three.json")
    made(name="other").save(folder / "other.json")
    return folder / "out"


def test_the_headline_is_over_the_ensemble(swept: Path) -> None:
    study = Study(load_results(swept))
    said = [block.text for block in answer(study).blocks if isinstance(block, Prose)]
    assert 'under the policy "plain", over an ensemble of 3 calibrated settings: ' in said[0]
    (told,) = [text for text in said if text.startswith("The ensemble is")]
    assert f"`three`, hash `{made().hash[:12]}`" in told
    runs = load_results(swept).table.query("policy == 'plain'")
    between = spread(runs["offensive"].astype(float), runs["point"]).between
    assert f"it differs by {100 * between:.1f} points" in told
    assert "calibrate again" not in told
    assert not any("is no probability of anything" in text for text in said)


def test_another_ensemble_is_refused(swept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = swept.parent / "other.json"
    with pytest.raises(SystemExit) as ended:
        main(
            ["report", str(swept), "--ensemble", str(other), "--out", str(swept.parent / "r.html")]
        )
    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert "was played over another ensemble" in said
    assert f"sim sweep small --ensemble {other}" in said


def test_an_ensemble_of_another_model_says_so(tmp_path: Path) -> None:
    old = made(model=1)
    sweep(small(tmp_path, factors="", replicates="fixed = 6"), tmp_path / "out", ensemble=old)
    (told,) = [
        block.text
        for block in answer(Study(load_results(tmp_path / "out"))).blocks
        if isinstance(block, Prose) and block.text.startswith("The ensemble is")
    ]
    assert "found with version 1 of the model" in told and "calibrate again" in told
