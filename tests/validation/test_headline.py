"""The validation in plain words: losses stand first, and every number is that of the facts."""

from __future__ import annotations

from sim.validation.facts import facts_of
from sim.validation.headline import KNOWS_NOTHING, in_plain_words


def score(low: float, high: float) -> dict[str, dict[str, float]]:
    return {"rps": {"low": low, "high": high}}


def test_a_part_without_facts_has_no_sentence() -> None:
    assert in_plain_words({}) == ()
    checks = [{"verdict": name} for name in ("holds", "holds", "fails", "not clear", "reported")]
    assert in_plain_words({"patterns": {"checks": checks}}) == (
        "Of 4 patterns that this model should show, 1 fails, 1 is not clear and 2 hold.",
    )


def test_who_forecasts_better_than_the_model_stands_first() -> None:
    against = {
        "marginal": score(0.1, 0.2),
        "full logit": score(-0.1, 0.1),
        "CINC and pact": {"rps": {"low": -0.1, "high": 0.1}, "log": {"low": -0.3, "high": -0.1}},
    }
    facts = {"scores": {"all": {"cases": 1234, "crises": 88, "model_against": against}}}
    assert in_plain_words({"decisions": facts}) == (
        "On 1,234 decisions that patrons took in 88 crises, this model forecasts worse, by at "
        "least one score, than a simple formula of power and pacts, cannot be told from a formula "
        "fitted to all that the record holds and forecasts better than the bare frequencies of "
        "earlier crises.",
    )


def test_the_backtest_names_what_knows_better() -> None:
    def target(name: str, model: float) -> dict[str, object]:
        rivals = {key: {"rps": 0.2} for key in KNOWS_NOTHING}
        return {"name": name, "scores": {**rivals, "model": {"rps": model}}}

    later = {"name": "2021-25", "n": 10, "targets": [target("stance", 0.3), target("west", 0.1)]}
    assert in_plain_words({"backtest": {"backtest": later}}) == (
        "Asked from November 2020 about 2021-25, in 10 half-years, this model does worse than some "
        "forecast that knows nothing on Russia's stance and better than all of them on Armenia's "
        "steps to the West.",
    )


def test_the_shipped_facts_give_a_sentence_for_each_part() -> None:
    decisions, _, patterns = in_plain_words()
    facts = facts_of("decisions")
    assert facts is not None
    assert f"On {facts['data']['test_rows']} decisions" in decisions
    found = facts_of("patterns")
    assert found is not None
    holds = sum(row["verdict"] == "holds" for row in found["checks"])
    assert patterns.endswith(f"and {holds} hold.")
