"""The first page of a report: every sentence is held against the table of runs."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

import sim
from sim.experiment.faults import ResultsError
from sim.experiment.rerun import rerun
from sim.experiment.results import Results
from sim.report import make_report
from sim.report.content import Items, Prose, Section
from sim.report.key_judgements import Beside, key_judgements
from sim.report.levers import load_levers
from sim.report.study import Study
from sim.scenario.meanings import name_of
from sim.words import percent, points
from tests.analysis.discovery.made_results import NAMES, known_box, leave, write
from tests.report.conftest import swept
from tests.scenario.bench import QUARREL

DAY = date(2026, 11, 29)
POSTURES = """
[policies.plain]
title = "Everybody weighs its options"
[policies.calm]
title = "Crag waits"
set = { "actors.CRAG.doctrine" = "fixed:hold" }
"""


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Results:
    """16 runs of two turns under two policies, that were played and can be played again."""
    folder = tmp_path_factory.mktemp("postures")
    return swept(folder, policies=POSTURES, outcomes='["recommitted", "offensive"]')


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """3,200 runs whose outcome was made up: it happens in a known box of two factors."""
    folder = tmp_path_factory.mktemp("made")
    policies = '[policies.one]\n[policies.two]\nset = { "actors.ANV.doctrine" = "random" }\n'
    return Study(leave(folder / "out", write(folder, policies=policies), known_box))


def page(results: Results | Study, **beside: object) -> Section:
    study = results if isinstance(results, Study) else Study(results)
    return key_judgements(study, Beside(DAY, **beside))  # type: ignore[arg-type]


def judgements(section: Section) -> dict[str, str]:
    return dict(next(block for block in section.blocks if isinstance(block, Items)).entries)


def prose(section: Section) -> list[str]:
    return [block.text for block in section.blocks if isinstance(block, Prose)]


def test_the_page_opens_with_the_share(played: Results) -> None:
    section = page(played)
    lead = prose(section)[0]
    runs = played.narrow(["recommitted"]).table
    share = runs.loc[runs["policy"] == "plain", "recommitted"].mean()
    assert lead.startswith("Anvil recommits to Dell at some time ")
    assert f": {percent(share)} (95 % interval " in lead
    assert ") of 8 runs; still so at the end of " in lead
    assert 'under the policy "Everybody weighs its options", over 2 settings of 1 number' in lead
    assert any("no probability of anything" in text for text in prose(section))


def test_a_policy_has_its_effect_and_its_price_in_war(played: Results) -> None:
    told = judgements(page(played))["Crag waits."]
    means = played.narrow(["offensive"]).table.groupby("policy", observed=True)["offensive"].mean()
    change = points(means["calm"] - means["plain"])
    assert means["calm"] < means["plain"]
    assert told.startswith('Compared with "Everybody weighs its options", over 8 pairs of runs')
    assert "price in war: Crag launches a full offensive from 2001 Q2 to 2001 Q3: " in told
    # Nobody attacks in the second theatre under either policy, so nothing is said of it.
    assert "ridge" not in told
    assert (
        f"{percent(means['calm'], digits=1)} instead of {percent(means['plain'], digits=1)} "
        f"({change} points, 95 % interval "
    ) in told


def test_drivers_have_their_plain_name_and_their_direction(made: Study) -> None:
    told = judgements(page(made))["What drives it."]
    assert 'under the policy "one": of 3 numbers that vary, these move it most (1,600 runs)' in told
    first, second, *_ = re.findall(r'"([^"]+)" \(from 0 to 1\): the more of it, ([^,]+),', told)
    assert {first[1], second[1]} == {"the likelier", "the less likely"}
    # The box is above .6 in the first factor and below .4 in the second.
    ways = dict((first, second))
    assert ways[name_of(made.scenario, NAMES[0])] == "the likelier"
    assert ways[name_of(made.scenario, NAMES[1])] == "the less likely"


def test_the_condition_is_that_of_the_discovery(made: Study) -> None:
    from sim.analysis.discovery import discover

    told = judgements(page(made))["Under which condition."]
    found = discover(made.results)
    runs = made.results.narrow([*NAMES[:2], "recommitted"]).table
    runs = runs[runs["policy"] == "one"]
    for end in found.boxes[0].restrictions:
        column = runs[end.factor]
        runs = runs[column >= end.bound if end.side == "low" else column <= end.bound]
    assert f"of the {len(runs):,} runs where " in told
    assert f"in {percent(runs['recommitted'].mean())} (95 % interval" in told
    assert '" is at least 0.6' in told
    assert f"of all {found.runs:,} runs." in told


def test_what_there_is_nothing_to_say_about_is_left_out(tmp_path: Path) -> None:
    alone = swept(tmp_path, policies="[policies.plain]\n", outcomes='["recommitted"]')
    section = page(alone)
    heads = list(judgements(section))
    assert "What the record says of this model." in heads
    assert not {"Does it survive another rule of choice?", "What would change it."} & set(heads)
    assert all(text.strip() for text in judgements(section).values())
    assert "policy" not in prose(section)[0]


def test_other_rules_of_choice_give_the_range_of_the_answer(
    played: Results, results: Results
) -> None:
    told = judgements(page(played, doctrines=Study(results)))
    said = told["Does it survive another rule of choice?"]
    means = results.narrow(["recommitted"]).table.groupby("policy", observed=True)
    shares = means["recommitted"].mean()
    assert f'from {percent(shares.min())} (rule "' in said
    assert "over 8 runs under each of 2 rules of choice." in said
    assert "Of 1 number that vary there" in said
    # Rules of choice are no policies of anybody.
    assert not [head for head in judgements(page(results)) if "dice" in head]


def test_the_illustration_is_the_run_of_the_table(played: Results) -> None:
    section = page(played)
    (odds,) = (text for text in prose(section) if "nearest to their median" in text)
    run = int(re.search(r"number (\d+) is nearest", odds)[1])  # type: ignore[index]
    table = played.narrow(["stance", "offensive"]).table
    first = table[table["policy"] == "plain"]
    endings = Counter(zip(first["stance"], first["offensive"], strict=True))
    chosen = first[first["run"] == run].iloc[0]
    count = endings[chosen["stance"], chosen["offensive"]]
    assert count == max(endings.values())
    assert f"So end {percent(count / len(first))} (95 % interval " in odds
    assert ("launches no full offensive" in odds) is not bool(chosen["offensive"])
    record = rerun(played.store.folder, run).record
    dates = {turn.date for turn in record.turns_played}
    timeline = [block for block in section.blocks if isinstance(block, Items)][1:]
    assert {head.rstrip(".") for items in timeline for head, _ in items.entries} <= dates


def test_a_run_that_comes_out_otherwise_is_no_illustration(made: Study) -> None:
    """The outcomes of these results were made up, so no run of them can be played again."""
    assert not [text for text in prose(page(made)) if "nearest to their median" in text]


def test_the_date_line_says_when_by_what_and_of_which_results(played: Results) -> None:
    line = prose(page(played))[-1]
    assert line.startswith(f"Made on 2026-11-29 with marchland {sim.__version__}, model ")
    assert "16 runs of the experiment `fords` on the scenario `quarrel`, seed 5, in the" in line
    assert "folder `out`, hash `" in line
    assert played.store.manifest.hash[:12] in line
    assert str(played.store.folder) not in line


# --- levers ---------------------------------------------------------------------------------------


def lever(what: str, who: str, difference: float, *, moves: bool = True) -> dict[str, object]:
    return {
        "kind": "posture", "who": who, "what": what, "value": 0.3 + difference,
        "difference": difference, "low": difference - 0.02, "high": difference + 0.02,
        "moves": moves,
    }  # fmt: skip


FACTS = {
    "scenario": "quarrel",
    "turns": 20,
    "outcome": "recommitted",
    "seat": "ANV",
    "base": {"value": 0.3, "low": 0.28, "high": 0.32},
    "replicates": 2000,
    "levers": [
        lever("Bel sends arms every quarter", "Bel", 0.1),
        lever("Crag waits every quarter", "Crag", -0.2),
        lever("Elm waits every quarter", "Elm", 0.3, moves=False),
        lever("Anvil deploys troops every quarter", "Anvil", 0.25),
        {**lever("Elm courts", "Elm", 0.9), "kind": "pair"},
    ],
}


def test_the_best_levers_are_those_that_move_it_most(played: Results, tmp_path: Path) -> None:
    (tmp_path / "ranking.json").write_text(json.dumps(FACTS), encoding="utf-8")
    told = judgements(page(played, levers=load_levers(tmp_path)))["What would change it."]
    assert told == (
        "Anvil recommits to Dell, at the scenario's own numbers, in runs of 20 quarters: 30 % (95 "
        "% interval 28 to 32 %) of 2,000 runs if nobody pulls a lever. Of what others can do, this "
        "raises it most: Bel sends arms every quarter (+10.0 points [+8.0, +12.0], to 40.0 "
        "%). Of what others can do, this lowers "
        "it most: Crag waits every quarter (-20.0 points [-22.0, -18.0], to 10.0 %). Of what Anvil "
        "can do itself, this raises it most: Anvil deploys troops every quarter (+25.0 points "
        "[+23.0, +27.0], to 55.0 %)."
    )


def test_the_levers_of_a_real_ranking_are_told(played: Results) -> None:
    """The facts of `sim levers` have the rows that a report reads: every lever is counted."""
    ranking = sim.levers(QUARREL, replicates=2, pairs=1, turns=1)
    told = judgements(page(played, levers=ranking.facts()))["What would change it."]
    assert "of 2 runs if nobody pulls a lever. " in told
    for whose, items in (("others can do", ranking.others), ("can do itself", ranking.own)):
        moving = any(item.effect.moves for item in items)
        assert (f"what {whose}" in told.lower()) if moving else (f"({len(items)} tried)" in told)


def test_levers_that_cannot_be_used_are_refused(played: Results, tmp_path: Path) -> None:
    with pytest.raises(
        ResultsError, match=r"no ranking.json in it; name a folder that `sim levers"
    ):
        load_levers(tmp_path)
    path = tmp_path / "ranking.json"
    for text, said in (
        ("{", "is damaged"),
        ("[]", "no ranking"),
        ('{"turns": 1}', "has no scenario"),
    ):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(ResultsError, match=said):
            load_levers(tmp_path)
    with pytest.raises(
        ResultsError, match=r"of the scenario libya, .* are of quarrel; rank levers"
    ):
        make_report(played, levers={**FACTS, "scenario": "libya"})
