"""Sealed forecasts: what is in them, that a change is seen, and how they are scored."""

from __future__ import annotations

import json
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from sim.scenario import load_scenario
from sim.validation.prospect.questions import questions
from sim.validation.prospect.score import FORECAST, PERSISTENCE, UNIFORM, read_outcomes, resolved
from sim.validation.prospect.seal import (
    Sealed,
    SealError,
    read_sealed,
    seal,
    sealed_of,
    shipped_seals,
)

DAY = date(2026, 11, 29)
SHIPPED = "karabakh-2026-11-29"


def test_the_shipped_seal_holds_and_is_of_its_day() -> None:
    held = json.loads(shipped_seals()[SHIPPED].read_bytes())
    digest = held.pop("digest")
    text = json.dumps(held, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert sha256(text.encode()).hexdigest() == digest
    # It was published with this hash: whoever changes the file and seals it again changes this.
    assert digest == "b5f02da000bc24ba6d8fc718ea477e2bb5767069b1b1ba9057e54a4bade47f99"
    assert held["sealed_on"] == "2026-11-29"
    assert held["horizon"] == ["2027H1", "2027H2", "2028H1", "2028H2"]
    assert read_sealed(SHIPPED).digest == digest


def test_every_shipped_forecast_sums_to_one_and_lies_in_its_interval() -> None:
    for path in shipped_seals().values():
        for question in read_sealed(path).content["questions"]:
            assert len(question["resolves"]) > 40
            for row in question["forecasts"]:
                assert sum(row["probabilities"]) == pytest.approx(1, abs=1e-4)
                for low, share, high in zip(
                    row["low"], row["probabilities"], row["high"], strict=True
                ):
                    assert 0 <= low <= share <= high <= 1


def test_a_scenario_without_peacekeepers_is_not_asked_about_them() -> None:
    asked = {
        name: [one.name for one in questions(load_scenario(name))]
        for name in ("karabakh-2026", "libya-2019")
    }
    assert asked["karabakh-2026"] == [
        "stance", "offensive", "treaty", "sponsor_base", "alliance_frozen", "peacekeepers",
    ]  # fmt: skip
    assert "peacekeepers" not in asked["libya-2019"]
    for one in questions(load_scenario("libya-2019")):
        assert "{" not in one.asks + one.resolves


@pytest.fixture(scope="module")
def made() -> Sealed:
    return seal(
        load_scenario("karabakh-2026"),
        until="2027-H2",
        on=DAY,
        now={"stance": "disengages", "treaty": "no"},
        seed=3,
        futures=3,
        jobs=1,
    )


def test_a_forecast_begins_with_the_first_half_year_after_its_day(made: Sealed) -> None:
    assert made.content["horizon"] == ["2027H1", "2027H2"]
    assert made.content["scenario"]["hash"] == load_scenario("karabakh-2026").hash
    today = {one["name"]: one["today"] for one in made.content["questions"]}
    assert today["stance"] == "disengages"
    assert today["offensive"] is None


def test_the_opening_stays_as_the_file_of_the_scenario_has_it(made: Sealed) -> None:
    """Armenia has frozen the alliance at the start, and the rules know no way back."""
    frozen = next(one for one in made.content["questions"] if one["name"] == "alliance_frozen")
    assert [row["probabilities"] for row in frozen["forecasts"]] == [[0, 1], [0, 1]]
    assert any("alliance_frozen: 'yes'" in limit for limit in made.content["limits"])


def test_the_same_seed_seals_the_same(made: Sealed) -> None:
    again = seal(
        load_scenario("karabakh-2026"),
        until="2027H2",
        on=DAY,
        now={"treaty": "no", "stance": "disengages"},
        seed=3,
        futures=3,
        jobs=2,
    )
    assert again.to_bytes() == made.to_bytes()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"until": "2028"}, "until '2028': expected a half-year such as 2028-H2"),
        ({"until": "2026-H2"}, "over before the first half-year after 2026-11-29"),
        ({"until": "2028H2", "on": date(2025, 3, 1)}, "starts in 2026-Q3, after 2025H2, the first"),
        ({"until": "2028H2", "futures": 0}, "futures = 0: must be at least 1"),
        ({"until": "2028H2", "now": {"stanc": "brokers"}}, "did you mean 'stance'"),
        ({"until": "2028H2", "now": {"stance": "broker"}}, "did you mean 'brokers'"),
    ],
)
def test_what_cannot_be_sealed_is_said(options: dict, message: str) -> None:
    given = {"on": DAY, **options}
    with pytest.raises(SealError, match=message.replace("(", r"\(")):
        seal(load_scenario("karabakh-2026"), **given)


def test_a_changed_file_is_refused(made: Sealed, tmp_path: Path) -> None:
    path = tmp_path / "forecast.json"
    path.write_bytes(made.to_bytes())
    assert read_sealed(path) == made
    path.write_bytes(made.to_bytes().replace(b'"seed": 3', b'"seed": 4'))
    with pytest.raises(SealError, match="changed after it was sealed"):
        read_sealed(path)


def test_a_file_laid_out_otherwise_keeps_its_seal(made: Sealed, tmp_path: Path) -> None:
    path = tmp_path / "forecast.json"
    path.write_text(json.dumps(json.loads(made.to_bytes()), sort_keys=True), encoding="utf-8")
    assert read_sealed(path).digest == made.digest


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "not JSON"),
        ("[]", "not a sealed forecast"),
        ('{"kind": "sealed forecast", "format": 9}', "format 9; this program reads 1"),
    ],
)
def test_other_files_are_refused(text: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "forecast.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SealError, match=message):
        read_sealed(path)


@pytest.fixture
def known() -> Sealed:
    """Two questions about two half-years, with round probabilities."""
    rows = [
        {"half_year": half, "probabilities": [0.5, 0.5, 0.0], "low": [], "high": []}
        for half in ("2027H1", "2027H2")
    ]
    asked = [
        {"name": "one", "asks": "?", "answers": ["a", "b", "c"], "today": "a", "forecasts": rows},
        {"name": "two", "asks": "?", "answers": ["a", "b", "c"], "today": None, "forecasts": rows},
    ]
    return sealed_of({"horizon": ["2027H1", "2027H2"], "questions": asked})


def table(tmp_path: Path, *lines: str) -> Path:
    path = tmp_path / "outcomes.csv"
    path.write_text("\n".join(["question,half_year,outcome", *lines]) + "\n", encoding="utf-8")
    return path


def test_scores_by_hand_and_what_is_open(known: Sealed, tmp_path: Path) -> None:
    one, two = resolved(known, read_outcomes(table(tmp_path, "one,2027-H1,b"), known))
    assert (one.outcomes, one.said, one.open) == (("b",), (0.5,), ("2027H2",))
    # b came: of two thresholds, the forecast misses the first by .5, persistence by 1, equal
    # chances both by a third.
    assert one.scores[FORECAST].rps == pytest.approx(0.25 / 2)
    assert one.scores[PERSISTENCE].rps == pytest.approx(1 / 2)
    assert one.scores[UNIFORM].rps == pytest.approx(1 / 9)
    assert (two.scores, two.open) == ({}, ("2027H1", "2027H2"))


def test_persistence_is_unknown_where_nobody_said_what_held(known: Sealed, tmp_path: Path) -> None:
    _, two = resolved(known, read_outcomes(table(tmp_path, "two,2027H2,a"), known))
    assert set(two.scores) == {FORECAST, UNIFORM}


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["three,2027H1,a"], "row 1: question 'three' is not in the forecast"),
        (["one,2029H1,a"], "row 1: half_year '2029H1' is not in the forecast"),
        (["one,2027H1,d"], "row 1: outcome 'd' is not in the forecast .allowed: a, b, c"),
        (["one,2027H1,a", "one,2027-H1,b"], "row 2: one 2027H1 has an outcome already"),
        ([], "expected a header and rows"),
    ],
)
def test_a_faulty_table_of_outcomes_is_refused(
    lines: list[str], message: str, known: Sealed, tmp_path: Path
) -> None:
    with pytest.raises(SealError, match=message):
        read_outcomes(table(tmp_path, *lines), known)


def test_a_missing_column_is_named(known: Sealed, tmp_path: Path) -> None:
    path = tmp_path / "outcomes.csv"
    path.write_text("question,outcome\none,a\n", encoding="utf-8")
    with pytest.raises(SealError, match="there is no column half_year"):
        read_outcomes(path, known)
    with pytest.raises(SealError, match="cannot be read"):
        read_outcomes(tmp_path / "none.csv", known)
