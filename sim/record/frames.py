"""A record as data frames: orders, states and rulings, one row a thing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.vocabulary import DESKS

if TYPE_CHECKING:
    import pandas as pd

    from sim.record.record import Record


def orders_frame(record: Record) -> pd.DataFrame:
    """Return the order of every desk in every turn; see :meth:`sim.record.Record.orders`."""
    import pandas as pd

    rows: list[dict[str, Any]] = []
    for played in record.turns_played:
        for actor, whys in played.why.items():
            for desk in DESKS:
                why, review = whys[desk], whys[desk].review
                own = next((one for one in why.options if one.action == why.chosen), None)
                rows.append(
                    {
                        "turn": played.turn,
                        "date": played.date,
                        "actor": actor,
                        "desk": desk,
                        "order": why.chosen,
                        "doctrine": why.doctrine,
                        "reason": None if review is None else review.reason,
                        "options": len(why.options),
                        "probability": None if own is None else own.probability,
                        "utility": None if own is None else own.expected_utility,
                    }
                )
    columns = [
        *("turn", "date", "actor", "desk", "order", "doctrine"),
        *("reason", "options", "probability", "utility"),
    ]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.astype({"probability": "float64", "utility": "float64"})


def states_frame(record: Record) -> pd.DataFrame:
    """Return the state by turns played; see :meth:`sim.record.Record.states`."""
    import pandas as pd

    values = [record.initial, *(played.state for played in record.turns_played)]
    frame = pd.DataFrame(values, columns=list(record.columns), dtype="float64")
    frame.index.name = "after"
    dates = [None, *(played.date for played in record.turns_played)]
    stances = [None, *(played.stance for played in record.turns_played)]
    frame.insert(0, "date", dates)
    frame.insert(1, "stance", stances)
    return frame


def rulings_frame(record: Record) -> pd.DataFrame:
    """Return every ruling, number by number; see :meth:`sim.record.Record.rulings`."""
    import pandas as pd

    rows = [
        (played.turn, played.date, place, ruling.rule, ruling.subject, part, name, value)
        for played in record.turns_played
        for place, ruling in enumerate(played.rulings)
        for part, values in (
            ("input", ruling.inputs),
            ("draw", {} if ruling.draw is None else {"draw": ruling.draw}),
            ("result", ruling.result),
        )
        for name, value in values.items()
    ]
    columns = ["turn", "date", "ruling", "rule", "subject", "part", "name", "value"]
    return pd.DataFrame(rows, columns=columns).astype({"value": "float64"})
