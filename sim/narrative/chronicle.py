"""The chronicle of a run: what happened, quarter by quarter, in plain English.

Every function here takes a record and returns text; the caller prints it. Names and phrases come
from the scenario in the record, and all facts come from the record.
"""

from textwrap import fill

from sim.narrative.cast import Cast
from sim.narrative.outcome import outcome_text
from sim.narrative.rulings import ruling_sentences
from sim.narrative.tables import summary_tables
from sim.record import Record, TurnRecord
from sim.rules.outcomes import WINDOW
from sim.words import STANCE_WORDS, capitalised, joined, possessive, sentence

WIDTH = 96
"""Columns of text. Fixed, so that the same record always gives the same bytes."""


def chronicle(record: Record) -> str:
    """The whole chronicle: heading, every turn, the outcome and the summary tables."""
    cast = Cast(record.scenario)
    turns = [chronicle_turn(record, cast, played) for played in record.turns_played]
    parts = [chronicle_header(record, cast), *turns]
    parts += [outcome_text(record, cast, WIDTH), summary_tables(record, cast)]
    return "\n\n".join(parts) + "\n"


def chronicle_header(record: Record, cast: Cast) -> str:
    """The heading: scenario, question, seed, versions, and the doctrine of each seat."""
    document = record.scenario
    start = record.turns_played[0].date if record.turns_played else document["calendar"]["start"]
    played = (
        f"Scenario {document['name']} ({record.scenario_hash[:12]}), seed {record.seed}, "
        f"replicate {record.replicate}, {len(record.turns_played)} turns from {start}; "
        f"marchland {record.code_version}, model {record.model_version}."
    )
    lines = [document["title"], "=" * len(document["title"]), document["question"], ""]
    lines += [_wrapped(" ".join(str(document["summary"]).split()), ""), ""]
    guarantor = possessive(cast.role_name("guarantor"))
    legend = (
        "Each quarter lists what was scheduled (!), what each actor ordered, what came of it (>) "
        f"and {guarantor} stance (=), read from its last {WINDOW} quarters."
    )
    told = (_wrapped(text, "") for text in (played, _doctrines(cast), legend))
    return "\n".join([*lines, *told])


def chronicle_turn(record: Record, cast: Cast, played: TurnRecord) -> str:
    """One turn: scheduled events, orders, rulings and the guarantor's stance after it."""
    lines = [f"{played.date} (turn {played.turn})"]
    events = [sentence(str(cast.document["events"][key]["text"])) for key in played.events]
    lines += [_wrapped(f"! {text}", "  ") for text in events]
    lines += [_wrapped(text, "  ") for text in _orders(cast, played)]
    lines += [_wrapped(f"> {text}", "  ") for text in ruling_sentences(cast, played)]
    return "\n".join([*lines, _wrapped(f"= {_stance(record, cast, played)}", "  ")])


def _orders(cast: Cast, played: TurnRecord) -> list[str]:
    waiting = [actor for actor, order in played.orders.items() if order.action == "hold"]
    lines = [
        sentence(f"{cast.name(actor)} {cast.phrase(actor, order.action)}")
        for actor, order in played.orders.items()
        if actor not in waiting
    ]
    if waiting:
        names = joined(cast.name(actor) for actor in waiting)
        lines.append(sentence(f"{names} {'wait' if len(waiting) > 1 else 'waits'}"))
    return lines


def _stance(record: Record, cast: Cast, played: TurnRecord) -> str:
    """The stance after the turn, with its two main numbers and how they changed."""
    tie = cast.tie_between("guarantor", "defender")
    stance = STANCE_WORDS[played.stance].label
    commitment = _moved(record, played, f"ties.{tie}.commitment")
    influence = _moved(record, played, f"ties.{tie}.influence")
    told = (
        f"{possessive(cast.role_name('guarantor'))} stance: {stance}; commitment to "
        f"{cast.role_name('defender')} {commitment}, influence there {influence}"
    )
    return capitalised(told)


def _moved(record: Record, played: TurnRecord, path: str) -> str:
    """The value after the turn and, if it is at least 0.01, its change."""
    values = record.series(path)
    index = record.turns_played.index(played)
    change = f"{values[index + 1] - values[index]:+.2f}"
    moved = "" if change in ("+0.00", "-0.00") else f" ({change})"
    return f"{values[index + 1]:.2f}{moved}"


def _doctrines(cast: Cast) -> str:
    by_doctrine: dict[str, list[str]] = {}
    for key, actor in cast.actors.items():
        by_doctrine.setdefault(str(actor["doctrine"]), []).append(cast.name(key))
    told = (f"{doctrine} ({joined(names)})" for doctrine, names in by_doctrine.items())
    if len(by_doctrine) == 1:
        return f"Every seat is played by the doctrine {next(iter(by_doctrine))}."
    return f"Doctrines: {', '.join(told)}."


def _wrapped(text: str, indent: str) -> str:
    hanging = indent + "  " if indent else ""
    return fill(text, WIDTH, initial_indent=indent, subsequent_indent=hanging)
