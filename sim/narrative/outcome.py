"""The outcome of a run in words."""

from sim.narrative.cast import Cast
from sim.page import fill
from sim.record import Record
from sim.words import possessive, sentence, stance_headline

CAUTION = "One run is one of many that the rules allow, not a forecast."


def outcome_headline(record: Record) -> str:
    """The outcome in a few words, such as "Russia recommits to Armenia"."""
    return stance_headline(record.scenario, record.outcome.stance)


def outcome_text(record: Record, cast: Cast) -> str:
    """The outcome, the turn in which it was reached, the reason, and the guarantor's resolve."""
    reached = record.outcome.reached
    when = "Judged at the end of the run."
    if reached is not None:
        when = f"Reached in {record.find_turn(reached).date} (turn {reached})."
    kind = "high" if record.resolve > 0.5 else "low"
    resolve = sentence(
        f"{possessive(cast.role_name('guarantor'))} resolve, which no other actor sees, "
        f"was {kind} in this run ({record.resolve:g})."
    )
    title = f"Outcome: {outcome_headline(record)}"
    body = fill(f"{when} {record.outcome.reason} {resolve} {CAUTION}")
    return f"{title}\n{'-' * len(title)}\n{body}"
