"""The record of one run: the orders, the reasons for them, the rulings, and the state by turn.

A record is immutable. It can be saved to one JSON file (`record.json`) and loaded from it, and its
replay gives the same bits. Reports, figures and explanations are made from the record alone, never
from the model.
"""

from sim.record.entries import (
    SEATED,
    Measure,
    Option,
    Order,
    Outcome,
    Past,
    ReplyWhy,
    Review,
    Ruling,
    TurnRecord,
    Why,
    state_hash,
)
from sim.record.files import RecordError
from sim.record.record import Record, load_record

__all__ = [
    "SEATED",
    "Measure",
    "Option",
    "Order",
    "Outcome",
    "Past",
    "Record",
    "RecordError",
    "ReplyWhy",
    "Review",
    "Ruling",
    "TurnRecord",
    "Why",
    "load_record",
    "state_hash",
]
