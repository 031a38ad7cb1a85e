"""The report on a folder of results: what it says, and that it says what the numbers are."""

from __future__ import annotations

import dataclasses
import re
from datetime import date
from pathlib import Path

import pytest

import sim
from sim.analysis.outcomes import numbers
from sim.analysis.replicates import clustered_share
from sim.experiment.faults import ResultsError
from sim.experiment.results import Results
from sim.report import make_report, write_report
from sim.report.answer import policy_table
from sim.report.content import Code, Folded, Items, Picture, Prose, Table
from sim.report.estimates import estimate
from sim.report.of_results import check
from sim.report.pictures import gallery
from sim.report.provenance import results_facts
from sim.report.robustness import robustness
from sim.report.study import Study
from sim.words import percent, share_and_range
from tests.report.conftest import rule, swept
from tests.scenario.bench import QUARREL

DAY = date(2026, 11, 29)
ONE_POLICY = "[policies.plain]\n"


@pytest.fixture(scope="module")
def study(results: Results) -> Study:
    return Study(results)


@pytest.fixture(scope="module")
def report(results: Results) -> sim.Report:
    return make_report(results, made_on=DAY)


def section(report: sim.Report, heading: str):
    return next(part for part in report.sections if part.heading == heading)


def words(part) -> str:
    """All text of a section."""
    return " ".join(
        block.text
        if isinstance(block, Prose)
        else " ".join(f"{head} {text}" for head, text in block.entries)
        for block in part.blocks
        if isinstance(block, Prose | Items)
    )


def tables(part) -> list[Table]:
    return [block for block in part.blocks if isinstance(block, Table)]


def test_sections_in_the_order_of_reading(report) -> None:
    headings = [part.heading for part in report.sections]
    assert headings[:2] == ["Key judgements", "The answer"]
    assert headings[-2:] == ["What the model does not claim", "Provenance"]
    assert "What one would say without the model" in headings
    assert "How much depends on the definition" in headings
    assert len({part.anchor for part in report.sections}) == len(headings)
    assert (report.title, report.question) == ("Fords & <bridges>", "Does the bulwark matter?")


def test_the_answer_is_the_share_with_its_interval(study, report) -> None:
    found = estimate(study.first, "recommitted")
    share, low, high = clustered_share(numbers(study.first["recommitted"]), [0, 1, 2, 3] * 2)
    assert found.found == (share, low, high)
    said = words(section(report, "The answer"))
    value, around = share_and_range(share, low, high)
    assert f": {value} (95 % interval {around}) of 8 runs; still so at the end of " in said
    assert "the 4 draws of chance that all settings share" in said
    assert "4 draws of chance are few" in said
    assert "commitment of at least 0.55" in said
    assert "for 4 quarters in a row" in said
    assert "Recommitment index, from 2001 Q2 to 2001 Q3" in said
    assert "Anvil recommits to Dell" in said


def test_what_was_offered_stands_beside_the_answer(study, report) -> None:
    offers, low, high = clustered_share(numbers(study.first["offered"]), [0, 1, 2, 3] * 2)
    said = words(section(report, "The answer"))
    value, around = share_and_range(offers, low, high)
    assert "Anvil orders what recommitment to Dell takes at some time" in said
    assert f": {value} (95 % interval {around}) of 8 runs. " in said
    assert '"Recommitment offered" asks what the guarantor ordered; "recommitted" asks' in said
    table = policy_table(study)
    assert table.head[3] == "Offers it"
    assert table.rows[0][3] == percent(offers, digits=1)


def test_the_experiments_own_outcome_comes_first(study, report) -> None:
    first = section(report, "The answer").blocks[0]
    assert isinstance(first, Prose)
    assert first.lead
    share = study.first["offensive"].mean()
    assert first.text.startswith("Crag launches a full offensive at some time ")
    assert f": {percent(share)} (95 % interval " in first.text


def test_every_policy_has_its_row(study) -> None:
    table = policy_table(study)
    assert [row[0] for row in table.rows] == [
        "Everybody weighs its options",
        "Everybody throws dice",
    ]
    assert [row[-1] for row in table.rows] == ["8", "8"]


def test_baselines_stand_beside_the_model(report) -> None:
    part = section(report, "What one would say without the model")
    said = words(part)
    assert "Persistence." in said
    assert "weighted mean" in said
    assert "weighted median" in said
    assert "Berkemeier" in said
    positions, ends, rates = tables(part)
    assert positions.rows[0][:2] == ("Anvil", "0")
    assert [row[0] for row in ends.rows] == ["Dell", "Crag"]
    # Two turns are no five years, so nothing of the model stands beside that rate.
    assert rates.rows[-1][3] == ""


def test_differences_say_which_outcomes_moved(report) -> None:
    (table,) = tables(section(report, "What the policies change"))
    assert table.head[1:3] == ("Compared with", "Under this")
    assert '"Everybody throws dice" compared with "Everybody weighs its options"' in table.caption
    asked = ("recommitted", "offered", "recommitment_index", "offensive", "border_attacks")
    assert {row[0].split()[-1] for row in table.rows} == {f"`{name}`" for name in asked}
    assert "Full offensive `offensive`" in {row[0] for row in table.rows}
    said = words(section(report, "What the policies change"))
    assert "Not shown to have moved" in said or "Moved: " in said
    assert "of 8 futures" in said


def test_policies_that_are_doctrines_are_a_test_of_robustness(report) -> None:
    part = section(report, "Does it survive another rule of choice?")
    assert "physics of the model" in words(part)
    assert "`parameters.bulwark`" in words(part)


def test_without_doctrines_it_says_how_to_try_them(tmp_path: Path, results: Results) -> None:
    plain = swept(tmp_path, policies=ONE_POLICY, outcomes='["recommitment_index", "recommitted"]')
    alone = make_report(plain)
    heading = "Does it survive another rule of choice?"
    assert "Not tried here" in words(section(alone, heading))
    assert "What the policies change" not in [part.heading for part in alone.sections]
    beside = make_report(plain, under_doctrines=results)
    assert "From the experiment `fords`." in words(section(beside, heading))


def test_provenance_names_what_makes_it_again(study, report) -> None:
    facts = dict(results_facts(study))
    assert facts["Runs"] == "16 of 16 at the most"
    assert facts["Runs that failed"] == "none"
    assert study.manifest["hash"] in facts["Hash of the results"]
    assert f"marchland {study.manifest['identity']['code_version']}" in facts["Made with"]
    part = section(report, "Provenance")
    commands = next(block for block in part.blocks if isinstance(block, Code))
    assert commands.text == "sim sweep fords.toml --out fords\nsim report fords"
    folded = [block for block in part.blocks if isinstance(block, Folded)]
    assert folded[0].blocks[0].text == study.manifest["experiment"]["text"]
    changes = folded[-1].blocks[0]
    assert '`actors.ANV.doctrine` = "random"' in changes.rows[0][2]


def test_figures_are_those_of_the_catalogue(results, report) -> None:
    from sim.plots.catalogue import fitting

    drawn = [
        block.name
        for part in report.sections
        for block in part.blocks
        if isinstance(block, Picture)
    ]
    missing = len(gallery(results).missing)
    assert len(drawn) == len(set(drawn)) == len(fitting(results)) - missing
    if missing:
        assert "nothing to draw in" in words(section(report, "What came out"))


def test_the_same_folder_gives_the_same_bytes(results, report, tmp_path: Path) -> None:
    html = report.to_html()
    path = write_report(
        sim.load_results(results.store.folder), tmp_path / "deep" / "r.html", made_on=DAY
    )
    assert path.read_text(encoding="utf-8") == html
    assert str(results.store.folder) not in html
    assert "Fords &amp; &lt;bridges&gt;" in html
    assert not re.search(r"\bnan\b", html)


def test_no_run_that_succeeded_is_no_report(study) -> None:
    broken = Study(study.results)
    broken.__dict__["table"] = study.table.assign(status="failed")
    with pytest.raises(ResultsError, match="no run under the policy plain succeeded"):
        check(broken)


def test_a_shipped_experiment_is_named_and_another_seed_told(study) -> None:
    from sim.report.provenance import again
    from sim.scenario import shipped

    text = shipped.paths(shipped.EXPERIMENTS)["recommit-phase"].read_text(encoding="utf-8")
    content = dict(study.manifest)
    content["experiment"] = {
        **content["experiment"],
        "name": "recommit-phase",
        "text": text,
        "document": {"seed": 2020},
    }
    store = dataclasses.replace(
        study.results.store,
        manifest=dataclasses.replace(study.results.store.manifest, content=content),
    )
    commands = next(one for one in again(Study(Results(store))) if isinstance(one, Code))
    assert commands.text.startswith("sim sweep recommit-phase --seed 5 --out recommit-phase\n")


def test_doctrines_of_another_scenario_are_refused(tmp_path: Path, results: Results) -> None:
    """A sentence on what raises an outcome would be about another scenario."""
    text = QUARREL.read_text(encoding="utf-8")
    text = text.replace('name = "quarrel"', 'name = "elsewhere"', 1)
    text = text.replace('"rules.toml"', f'"{QUARREL.with_name("rules.toml")}"')
    (tmp_path / "elsewhere.toml").write_text(text, encoding="utf-8")
    other = swept(tmp_path, scenario=tmp_path / "elsewhere.toml")
    with pytest.raises(ResultsError, match=r"it is of the scenario elsewhere, and .* of quarrel"):
        make_report(results, under_doctrines=other)


def test_policies_that_are_no_doctrines_are_refused(tmp_path: Path, results: Results) -> None:
    postures = '[policies.one]\n[policies.two]\nset = { "actors.ANV.doctrine" = "random" }\n'
    other = swept(tmp_path, policies=postures)
    with pytest.raises(ResultsError, match=r"policies \(one, two\) are no doctrines: each must"):
        make_report(results, under_doctrines=other)


def test_doctrines_played_from_another_position_are_told(tmp_path: Path, results: Results) -> None:
    moved = rule("logit_eu").replace("{ ", '{ "parameters.resolve_prior" = 0.25, ')
    plain = swept(tmp_path, policies=f"[policies.plain]\n{moved}\n")
    assert "parameters.resolve_prior: 0.25 and " in words(robustness(Study(plain), Study(results)))
