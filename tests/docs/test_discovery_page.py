"""The sentences of the page on scenario discovery tell the output that it shows."""

from __future__ import annotations

import operator
import re

import sim
from tests.docs.pages import ROOT, examples

PAGE = (ROOT / "docs" / "discovery.md").read_text(encoding="utf-8")
PROSE = " ".join(re.sub(r"^```.*?^```$", "", PAGE, flags=re.MULTILINE | re.DOTALL).split())


def shown() -> list[str]:
    """The output that the page shows."""
    (block,) = [example.text for example in examples(PAGE) if example.language == "text"]
    return block.strip().splitlines()


PATHS = {
    "Share of hawks in Russia": "actors.RUS.factions.hawks",
    "Normal load of Russia": "parameters.overstretch_base",
    "Leak of commitment": "parameters.commitment_decay",
    "Chance of a review in a quiet quarter": "parameters.review_rate",
}


def limits() -> dict[str, tuple[str, str]]:
    """Sign and bound of every condition of the shown box, by the path of its number."""
    rows = re.findall(r"^(\S.*?)  +(at least|at most) +([\d.]+) ", "\n".join(shown()), re.MULTILINE)
    return {PATHS[name]: (sign, bound) for name, sign, bound in rows}


def test_the_sentences_tell_the_shown_shares() -> None:
    said = " ".join(" ".join(shown()).split())
    density, interval, base = re.findall(
        r" in (\d+) % of the runs where .* interval (\d+ to \d+ %)\), against (\d+ %) of all", said
    )[0]
    (coverage,) = re.findall(r"This box holds (\d+) % of all runs in which", said)
    (unseen,) = re.findall(r"boxes have a density of (\d+ %) on average", said)
    for told in (
        f"Russia recommits in {density} % of the futures ({interval}); "
        f"over all settings it does so in {base}.",
        f"In {100 - int(density)} % of the futures inside the box Russia does not recommit.",
        f"{100 - int(coverage)} % of all recommitments happen outside the box",
        f"on settings that the search had not seen, its boxes have {unseen}, not {density} %.",
    ):
        assert told in PROSE


def test_the_conditions_are_told_with_their_limits() -> None:
    told = re.findall(r"^\d\. (.+)$", PAGE, re.MULTILINE)
    bounds = [(sign, float(bound)) for sign, bound in limits().values()]
    found = [re.findall(r"(at least|at most) ([\d.]+\d)", line.lower()) for line in told]
    assert [(said, float(bound)) for ((said, bound),) in found] == bounds


def test_the_scenarios_own_numbers_miss_the_first_condition_only() -> None:
    numbers = sim.load_scenario("karabakh-2020").numbers()
    meets = {"at most": operator.le, "at least": operator.ge}
    met = [meets[sign](numbers[path], float(bound)) for path, (sign, bound) in limits().items()]
    assert met == [False, True, True, True]
    assert "The scenario's own numbers meet three of the four." in PROSE
    assert f"the faction's share is {numbers[next(iter(limits()))]:g}." in PROSE
