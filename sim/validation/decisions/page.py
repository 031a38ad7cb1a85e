"""What the record of decisions says of the model, in words: text for a terminal, and the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sim.validation.decisions.case import WORDS
from sim.validation.freeze import SHOWN
from sim.validation.headline import Headlines

MODEL, MARGINAL, PLAIN, FULL = "model", "marginal", "CINC and pact", "full logit"
NAMES = {
    MODEL: "the model",
    MARGINAL: "frequencies of earlier crises",
    PLAIN: "logit on CINC ratio and pact",
    FULL: "logit on the whole record",
    "challenge model": "challenge model (Bueno de Mesquita)",
}
PARTS = {
    "all": "all",
    "tied": "tied pairs",
    "untied": "pairs without a tie",
    "USA": "patron USA",
    "Russia": "patron USSR or Russia",
    "before 1990": "before 1990",
    "1990 to 2004": "1990 to 2004",
    "2005 on": "2005 on",
}
SCORES = {"rps": "RPS", "brier": "the Brier score", "log": "the logarithmic score"}
FIGURES = "figures/validation"
Facts = Mapping[str, Any]
Table = Sequence[Sequence[str]]


# --- headlines ------------------------------------------------------------------------------------


def headline(facts: Facts) -> Headlines:
    """Return the sentences about the record of decisions: losses, gains, what cannot be known."""
    cases = f"{facts['data']['test_rows']} decisions"
    lost = [line for part in ("all", "tied") for line in _lost(facts, part, sure=True)]
    lost += [f"Bar missed: {line}" for line, reached in bars(facts) if not reached]
    lost += [_failed(one) for one in facts["patterns"] if one["verdict"] == "fails"]
    won = [
        f"{_start(part)} the model beats {NAMES[MARGINAL]}: skill {_interval(one)} ({_cases(one)})."
        for part in ("all", "tied")
        if (one := facts["scores"][part]["model_against"][MARGINAL]["rps"])["low"] > 0
    ]
    won += [f"Bar reached: {line}" for line, reached in bars(facts) if reached]
    held = [one for one in facts["patterns"] if one["verdict"] == "holds"]
    won.append(f"{len(held)} of {len(facts['patterns'])} patterns of the record hold.")
    unknown = (
        f"The {cases} of the test were seen twice: the rule that codes them is the second one, and "
        "faults of the first were seen on the same decisions. Decisions that nobody here has seen "
        "would be the clean test.",
    )
    where = "Decisions of patrons: "
    return Headlines(
        tuple(where + line for line in lost), tuple(where + line for line in won), unknown
    )


# --- sentences ------------------------------------------------------------------------------------


def losses(facts: Facts) -> list[str]:
    """Return what the model gets wrong, one sentence each."""
    said = [line for part in PARTS if part in facts["scores"] for line in _lost(facts, part)]
    said += [f"Bar missed: {line}" for line, reached in bars(facts) if not reached]
    said += [
        f"Without “{one['mechanism']}” the model would forecast better, by "
        f"{-1000 * one['difference']:.1f} thousandths of the score."
        for one in facts["ablation"]
        if one["difference_high"] < 0
    ]
    said += [_failed(one) for one in facts["patterns"] if one["verdict"] == "fails"]
    said += [_not_borne_out(one) for one in facts["patterns"] if one["verdict"] == "not borne out"]
    curve = facts["reliability"][MODEL]
    said.append(
        f"Chances of costly help are off by {curve['miscalibration']:.3f} of Brier score "
        f"(discrimination {curve['discrimination']:.3f}, uncertainty {curve['uncertainty']:.3f})."
    )
    return said


def _lost(facts: Facts, part: str, *, sure: bool = False) -> list[str]:
    """Return where the model loses on one part of the record, or shows nothing.

    With `sure`, only what the intervals are sure of.
    """
    said = []
    doubtful = part in ("all", "tied") and not sure
    for name, scores in facts["scores"][part]["model_against"].items():
        for score, words in SCORES.items():
            one = scores[score]
            if one["high"] < 0:
                said.append(
                    f"{_start(part)} the model is worse than {NAMES[name]} in {words}: skill "
                    f"{_interval(one)} ({_cases(one)})."
                )
            elif doubtful and one["skill"] < 0:
                said.append(
                    f"{_start(part)} the model scores below {NAMES[name]} in {words}, though not "
                    f"surely: skill {_interval(one)} ({_cases(one)})."
                )
        if name == MARGINAL and scores["rps"]["low"] <= 0 <= scores["rps"]["high"]:
            said.append(
                f"{_start(part)} no skill over {NAMES[name]} is sure in {SCORES['rps']}: "
                f"{_interval(scores['rps'])} ({_cases(scores['rps'])})."
            )
    return said


def _failed(one: Facts) -> str:
    return (
        f"Pattern failed, {one['pattern']}: {one['model']['mean']:+z.3f} in the model, "
        f"{one['record']['mean']:+z.3f} in the record."
    )


def _not_borne_out(one: Facts) -> str:
    return (
        f"The record does not bear out {one['pattern']}: they go with "
        f"{one['record']['mean']:+z.3f} in the chance of costly help ({_plain(one['record'])}). "
        f"The model says {one['model']['mean']:+z.3f} for a patron in a large war elsewhere, and "
        "no column of the rule reads it."
    )


def bars(facts: Facts) -> list[tuple[str, bool]]:
    """Return the bars that were set beforehand, each with whether it is reached."""
    held = facts["scores"].get("tied")
    if held is None:
        return []
    skills = {name: held["forecasters"][name]["rps"]["skill"] for name in (MODEL, PLAIN, FULL)}
    return [
        (
            f"on tied pairs the model's skill over the frequencies, {skills[MODEL]:+z.3f}, is to "
            f"be at least that of {NAMES[other]}, {skills[other]:+z.3f}{aim}; skill against it "
            f"{_interval(held['model_against'][other]['rps'])}.",
            skills[MODEL] >= skills[other],
        )
        for other, aim in ((PLAIN, ""), (FULL, " (the aim)"))
    ]


def gains(facts: Facts) -> list[str]:
    """Return what the model gets right, one sentence each."""
    said = []
    for part in PARTS:
        held = facts["scores"].get(part)
        if held is None:
            continue
        for name, scores in held["model_against"].items():
            one = scores["rps"]
            if one["low"] > 0:
                said.append(
                    f"{_start(part)} the model beats {NAMES[name]}: skill {_interval(one)} "
                    f"({_cases(one)})."
                )
    said += [f"Bar reached: {line}" for line, reached in bars(facts) if reached]
    held = [one["pattern"] for one in facts["patterns"] if one["verdict"] == "holds"]
    if held:
        said.append(f"Patterns that hold: {'; '.join(held)}.")
    return said


def _start(part: str) -> str:
    return f"On {PARTS[part]}," if part in ("all", "tied", "untied") else f"For {PARTS[part]},"


def _interval(one: Facts) -> str:
    return f"{one['skill']:+z.3f} [{one['low']:+z.3f}, {one['high']:+z.3f}]"


def _plain(one: Facts) -> str:
    return f"95 % interval {one['low']:+z.3f} to {one['high']:+z.3f}"


def _cases(one: Facts) -> str:
    return f"{one['cases']} decisions in {one['clusters']} crises"


# --- tables ---------------------------------------------------------------------------------------


def scores_table(facts: Facts, part: str) -> Table:
    """Return the scores of all forecasters on one part of the record, after a header."""
    held = facts["scores"][part]
    rows = [
        [f"{PARTS[part]}, {held['cases']} decisions", "RPS", "skill [95 %]", "Brier", "log score"]
    ]
    for name, one in held["forecasters"].items():
        skill = "0 by definition" if name == MARGINAL else _interval(one["rps"])
        scores = [f"{one[key]['score']:.4f}" for key in ("brier", "log")]
        rows.append([NAMES[name], f"{one['rps']['score']:.4f}", skill, *scores])
    return rows


def parts_table(facts: Facts) -> Table:
    """Return the model's skill against every reference by part, after a header."""
    names = [name for name in NAMES if name != MODEL]
    rows = [["part", "decisions", "crises", *(f"against {NAMES[name]}" for name in names)]]
    for part, held in facts["scores"].items():
        against = [_interval(held["model_against"][name]["rps"]) for name in names]
        rows.append([PARTS[part], str(held["cases"]), str(held["crises"]), *against])
    return rows


def ablation_table(facts: Facts) -> Table:
    """Return what each mechanism is worth, the most first, after a header."""
    rows = [["without", "loss of RPS x 1000 [95 %]"]]
    for one in sorted(facts["ablation"], key=lambda one: -float(one["difference"])):
        ends = [1000 * one[key] for key in ("difference", "difference_low", "difference_high")]
        rows.append([one["mechanism"], f"{ends[0]:+z.2f} [{ends[1]:+z.2f}, {ends[2]:+z.2f}]"])
    return rows


def patterns_table(facts: Facts) -> Table:
    """Return the patterns in the model and in the record, after a header."""
    signs = {1: "more", -1: "less", 0: "small"}
    rows = [["pattern", "claim", "model", "record", "verdict"]]
    for one in facts["patterns"]:
        model, record = one["model"], one["record"]
        rows.append(
            [
                one["pattern"],
                signs[one["sign"]],
                _effect(model),
                _effect(record),
                one["verdict"],
            ]
        )
    return rows


def _effect(one: Facts) -> str:
    """Return an effect with its interval, as far as they are known; JSON holds null for NaN."""
    known = {key: one[key] is not None and one[key] == one[key] for key in ("mean", "low")}
    if not known["mean"]:
        return "no rows"
    ends = f" [{one['low']:+z.3f}, {one['high']:+z.3f}]" if known["low"] else ""
    return f"{one['mean']:+z.3f}{ends}"


def controls_lines(facts: Facts) -> list[str]:
    """Return the negative controls, one sentence each."""
    held = facts["controls"]
    mixed, clone, constant = held["shuffled"], held["clone"], held["constant"]
    return [
        "Outcomes shuffled within decades: skill of the same forecasts over the frequencies of "
        f"each decade {mixed['mean']:+z.3f} [{mixed['low']:+z.3f}, {mixed['high']:+z.3f}]; with "
        f"the outcomes as they were {mixed['real']:+z.3f}.",
        f"A clone of the logit on CINC ratio and pact scores {clone['copy']:.6f}; the logit "
        f"{clone['own']:.6f}.",
        f"A forecaster that always says the frequencies scores {constant['copy']:.6f}; the "
        f"frequencies {constant['own']:.6f}.",
        "Precedents read the wrong way round (belief and resolve flipped): the right way has skill "
        f"{_interval(held['flipped_belief'])} over it.",
        "All evidence read the wrong way round: the right way has skill "
        f"{_interval(held['flipped_rule'])} over it.",
    ]


def fit_lines(facts: Facts) -> list[str]:
    """Return what was fitted, one sentence each."""
    data, found = facts["data"], facts["fit"]
    values = ", ".join(f"{name} {value:.2f}" for name, value in facts["scales"].items())
    said = [
        f"Fitted on {data['fit_rows']} decisions in {data['fit_crises']} crises before 1990, "
        f"tested on {data['test_rows']} in {data['test_crises']}.",
        f"Scales: {values}.",
    ]
    if found is not None:
        left = found["left_out"]
        said.append(
            f"Best of {found['points']} points of the table: {found['best']:.4f}; tenth best "
            f"{found['tenth']:.4f}, median {found['median']:.4f}, frequencies "
            f"{found['marginal']:.4f}. On crises of its own side left out, in five folds: skill "
            + ", ".join(
                f"{NAMES[name]} {one['skill']:+z.3f}"
                for name, one in left.items()
                if name != MARGINAL
            )
            + "."
        )
    elif data["shipped_fit"]:
        said.append("The shipped fit; crises that were used for it are left out.")
    return said


# --- the two forms --------------------------------------------------------------------------------


def told(facts: Facts) -> str:
    """Return the answer as text for a terminal, losses first."""
    from sim.page import fill
    from sim.words import grid

    def listed(heading: str, lines: Sequence[str]) -> str:
        texts = [fill(f"- {line}", subsequent_indent="  ") for line in lines] or ["- none"]
        return "\n".join([heading, *texts])

    every = [grid(scores_table(facts, part)) for part in ("all", "tied") if part in facts["scores"]]
    return "\n\n".join(
        [
            listed("Losses", losses(facts)),
            listed("What holds", gains(facts)),
            *every,
            grid(ablation_table(facts)),
            grid(patterns_table(facts)),
            listed("Negative controls", controls_lines(facts)),
            listed("Fit", fit_lines(facts)),
            f"Frozen: {facts['frozen']['digest'][:SHOWN]}"
            + ("" if facts["frozen"]["holds"] else ", and the files have changed since"),
        ]
    )


def markdown(facts: Facts) -> str:
    """Return the section of docs/validation.md about the record of decisions, losses first."""
    held = [f"- {line}" for line in gains(facts)]
    lines = [
        *_opening(facts),
        "### What it gets wrong",
        "",
        *(f"- {line}" for line in losses(facts)),
        "",
        "### What holds",
        "",
        *(held or ["- Nothing that the intervals are sure of."]),
        "",
        f"![Skill over the frequencies]({FIGURES}/decisions-skill.svg)",
        "",
        *(line for part in ("all", "tied") for line in _marked_part(facts, part)),
        "By part of the record, skill of the model in RPS:",
        "",
        *_marked(parts_table(facts)),
        "",
        *_details(facts),
    ]
    return "\n".join(lines)


def _opening(facts: Facts) -> list[str]:
    """Return what was done, and what was fixed before."""
    data, frozen = facts["data"], facts["frozen"]
    first, last = data["years"]
    return [
        "## The record of decisions",
        "",
        f"{data['rows']:,} decisions of the USA and the USSR or Russia about a client in "
        f"{data['crises']} crises, {first} to {last}, each coded into a scenario by one mechanical "
        f"rule and played for a year in {facts['size']['futures']} futures. The rungs: "
        + ", ".join(f"{k} {word}" for k, word in enumerate(WORDS))
        + ". Scores are weighted so that every crisis and patron counts once; intervals are 95 %, "
        "by crisis. The ranked probability score (RPS), the Brier score of costly help and the "
        "logarithmic score are better when lower; skill is the share of another's score that is "
        "saved.",
        "",
        f"Frozen before anything was scored; the hash is now `{frozen['digest'][:SHOWN]}`.",
        "",
        *(f"- Changed on {one['on']}: {one['reason']}" for one in frozen["changes"]),
        "",
        "Two things were not blind. The notes on the data say what a logit finds in the whole "
        "record, later crises included, and guided which columns the rule reads. And this is the "
        "second rule: the first had been scored on the same test rows, and its faults were seen "
        "there too; its scores stand in the list above. The scales are fitted on earlier crises "
        "alone.",
        "",
    ]


def _why_troops(facts: Facts) -> str:
    """Return why own troops go the wrong way in the model, if they do."""
    if not any(
        one["verdict"] == "fails" and "troops" in one["pattern"] for one in facts["patterns"]
    ):
        return ""
    return (
        " Own troops go the wrong way because forces that are there can be drawn down: the order "
        "to do so is then legal, costs nothing and is chosen too often. The second rule did not "
        "mend this."
    )


def _details(facts: Facts) -> list[str]:
    """Return reliability, ablations, patterns, controls and the fit."""
    return [
        "### Reliability",
        "",
        f"![Reliability]({FIGURES}/decisions-reliability.svg)",
        "",
        *(
            f"- {NAMES[name]}: Brier {one['score']:.4f} = miscalibration "
            f"{one['miscalibration']:.4f} - discrimination {one['discrimination']:.4f} + "
            f"uncertainty {one['uncertainty']:.4f}."
            for name, one in facts["reliability"].items()
        ),
        "",
        "### What each mechanism is worth",
        "",
        f"![Ablation]({FIGURES}/decisions-ablation.svg)",
        "",
        *_marked(ablation_table(facts)),
        "",
        "### Patterns of the record",
        "",
        "Change of the chance of costly help when a column goes up by a standard deviation, or "
        "from no to yes; in the record by the full logit." + _why_troops(facts),
        "",
        *_marked(patterns_table(facts)),
        "",
        "### Negative controls",
        "",
        *(f"- {line}" for line in controls_lines(facts)),
        "",
        "### The fit",
        "",
        *(f"- {line}" for line in fit_lines(facts)),
        "",
    ]


def _marked_part(facts: Facts, part: str) -> list[str]:
    if part not in facts["scores"]:
        return []
    return [*_marked(scores_table(facts, part)), ""]


def _marked(table: Table) -> list[str]:
    """Return the lines of a table in Markdown."""
    head, *rows = table
    return [
        f"| {' | '.join(head)} |",
        f"| {' | '.join('---' for _ in head)} |",
        *(f"| {' | '.join(row)} |" for row in rows),
    ]
