"""The summary of a sweep says what its table of runs says."""

from __future__ import annotations

import pytest

import sim
from sim.experiment.faults import ResultsError
from sim.experiment.results import Results
from tests.report.conftest import RULES, swept


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Results:
    """16 runs: two points, two policies, four replicates."""
    return swept(tmp_path_factory.mktemp("summary"), policies=RULES)


def test_shares_are_those_of_the_table(results: Results) -> None:
    found = sim.summary(results, ["offensive"])
    counted = sim.load_results(results.store.folder).table.groupby("policy", observed=True)
    shares = found.outcomes.set_index("policy")
    for policy, runs in counted:
        assert shares.loc[policy, "value"] == pytest.approx(runs["offensive"].astype(float).mean())
        assert shares.loc[policy, "runs"] == len(runs)
    means = counted["offensive"].agg(lambda column: column.astype(float).mean())
    (difference,) = found.differences["difference"]
    assert difference == pytest.approx(means["dice"] - means["plain"])


def test_a_folder_is_as_good_as_its_results(results: Results) -> None:
    one, other = sim.summary(results), sim.summary(results.store.folder)
    assert one.outcomes.equals(other.outcomes)
    assert sim.compare(results).facts() == sim.compare(results.store.folder).facts()


def test_runs_are_grouped_as_asked(results: Results) -> None:
    found = sim.summary(results, "offensive", by="parameters.bulwark").outcomes
    assert found["parameters.bulwark"].tolist() == [0.0, 2.0]
    assert found["runs"].tolist() == [8, 8]
    assert "all runs" in sim.summary(results, by=())._repr_html_()


def test_one_policy_differs_from_nothing(tmp_path_factory: pytest.TempPathFactory) -> None:
    alone = swept(tmp_path_factory.mktemp("alone"), policies="")
    assert sim.summary(alone).differences.empty


def test_a_wrong_name_is_refused_with_a_hint(results: Results) -> None:
    with pytest.raises(ResultsError, match=r"outcome = ofensive.*did you mean 'offensive'"):
        sim.summary(results, ["ofensive"])
    with pytest.raises(ResultsError, match=r"by = bulwark: no such column.*parameters\.bulwark"):
        sim.summary(results, by=["bulwark"])
