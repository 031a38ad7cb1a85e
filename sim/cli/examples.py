"""Examples at the end of the help of every command, and which command answers which question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

HELP = {"help_option_names": ["-h", "--help"]}
"""Settings of every command: how one asks for its help."""

EXAMPLES: Mapping[str, Sequence[str]] = {
    "run": (
        "sim run karabakh-2020 --seed 2020",
        "sim run karabakh-2020 --seed 7 --set parameters.bulwark=0 --out out/seven",
        "sim run karabakh-2020 --seed 7 --doctrine RUS=fixed:deploy_guarantee --quiet",
    ),
    "explain": (
        "sim explain out/seven --turn 2022-Q1 --actor RUS",
        "sim explain out/seven --turn 4 --actor AZE --json",
    ),
    "play": (
        "sim play karabakh-2020 --seat ARM=human",
        "sim play taiwan --seat USA=human --seat CHN=human --control --out game",
        "sim play --resume game --control",
    ),
    "odds": (
        "sim odds out/seven",
        "sim odds out/seven --outcome offensive --runs 4000 --out out/odds",
    ),
    "branch": (
        "sim branch out/seven --turn 2022-Q3 --order ARM=mobilise",
        "sim branch out/seven --turn 6 --set world.tension=0.8 --out out/tense",
        "sim branch out/seven --turn 6 --seat RUS=fixed:deploy_guarantee --runs 4000",
    ),
    "replay": ("sim replay out/seven",),
    "show": ("sim show karabakh-2020", "sim show why-recommit --json"),
    "check": ("sim check my.toml", "sim check karabakh-2020 recommit-baseline"),
    "list": ("sim list",),
    "new": (
        "sim new strait --guarantor USA --client TWN:Taiwan --challenger CHN:China",
        "sim new delta --guarantor NOR --client RIV --challenger HIG --sponsor SUD",
    ),
    "sweep": (
        "sim sweep recommit-phase --dry-run",
        "sim sweep recommit-phase --out out/phase",
        "sim sweep recommit-phase --out out/phase --resume",
        "sim sweep recommit-baseline --ensemble out/calibration/ensemble.json",
    ),
    "calibrate": (
        "sim calibrate calibrate-karabakh --quick",
        "sim calibrate calibrate-karabakh --out out/calibration",
    ),
    "results": ("sim results out/phase --verify",),
    "summary": (
        "sim summary out/phase",
        "sim summary out/phase --by actors.RUS.factions.hawks --all",
    ),
    "plot": (
        "sim plot out/phase --list",
        "sim plot out/phase phase-diagram --format svg",
        "sim plot out/seven",
    ),
    "compare": (
        "sim compare out/postures",
        "sim compare out/postures --policies free guarantee broker",
        "sim compare out/seven out/eight",
    ),
    "injects": (
        "sim injects karabakh-2020",
        "sim injects karabakh-2020 --to mine.csv",
        "sim injects mine.csv --scenario karabakh-2020 --to mine.toml",
    ),
    "levers": (
        "sim levers karabakh-2020 --out out/levers",
        "sim levers karabakh-2020 --seat ARM --outcome alliance_frozen",
    ),
    "sensitivity": ("sim sensitivity out/drivers",),
    "discover": ("sim discover out/discovery --outcome recommitted",),
    "runs": (
        "sim runs out/phase --where 'recommitted and first_quarter < 4' --limit 5",
        """sim runs out/phase --where 'stance == "broker"' --sort -recommitment_index""",
    ),
    "rerun": ("sim rerun out/phase --run 1234 --out out/one",),
    "twin": (
        "sim twin out/phase --run 1234",
        "sim twin out/phase --run 1234 --outcome offensive",
    ),
    "merge": ("sim merge out/first out/second --out out/both",),
    "forecast": (
        "sim forecast karabakh-2026 --out forecast.json",
        "sim forecast karabakh-2026 --until 2030-H1 --now treaty=no",
    ),
    "case": ("sim case egypt-1973", "sim case mine.toml --json"),
    "validate patterns": (
        "sim validate patterns --quick",
        "sim validate patterns --out out/patterns",
    ),
    "validate decisions": (
        "sim validate decisions --quick",
        "sim validate decisions --data mine.csv --out out/decisions",
    ),
    "validate backtest": ("sim validate backtest --quick", "sim validate backtest --out out/back"),
    "validate sealed": ("sim validate sealed karabakh-2026-11-29 --outcomes known.csv",),
    "review": (
        "sim review out/game",
        "sim review out/game --mark ARM:3=yes --mark AZE:5=no",
        "sim review out/game --for ARM --blind --out armenia.html",
    ),
    "export": ("sim export out/game --for ARM --out armenia.json",),
    "report": ("sim report out/phase", "sim report out/seven --out seven.html"),
}
"""Lines that can be typed, by the name of the command, simplest first."""

QUESTIONS: Sequence[tuple[str, str]] = (
    ("What can happen, and why?", "sim run, explain"),
    ("What turned this run?", "sim odds"),
    ("What would I do in that seat?", "sim play"),
    ("What if it had gone otherwise?", "sim branch"),
    ("How often does it happen?", "sim sweep, summary"),
    ("What would change its mind?", "sim levers"),
    ("Which numbers decide?", "sim sensitivity, discover"),
    ("What if it did something else?", "sim compare"),
    ("Show me such a run.", "sim runs, rerun, twin"),
    ("What turned our game?", "sim review"),
    ("How do I tell others?", "sim report, plot"),
    ("Why believe any of it?", "sim validate"),
    ("What do you say beforehand?", "sim forecast"),
)
"""Questions that users have, and the commands that answer them."""

_AS_WRITTEN = "\b\n"
"""Before a paragraph that the help must not wrap."""


def examples_of(command: str) -> str:
    """Return the end of the help of a command: its examples."""
    lines = "\n".join(f"  {line}" for line in EXAMPLES[command])
    return f"{_AS_WRITTEN}Examples:\n{lines}"


def guide() -> str:
    """Return the end of the help of `sim`: which command answers which question."""
    width = max(len(question) for question, _ in QUESTIONS)
    lines = "\n".join(f"  {question:{width}}  {commands}" for question, commands in QUESTIONS)
    start = f"Start here: {EXAMPLES['run'][0]}"
    return f"{start}\n\n{_AS_WRITTEN}Which command answers which question:\n{lines}"
