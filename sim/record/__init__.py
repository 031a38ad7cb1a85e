"""The record of one run: everything that was ordered, why, what was ruled, and the state by turn.

A record is immutable, saves to one JSON file (`record.json`), loads from it and replays to the
same bits. What is printed, drawn and explained afterwards comes from it, never from the model.
"""

from sim.record.entries import (
    Measure,
    Option,
    Order,
    Outcome,
    ReplyWhy,
    Ruling,
    TurnRecord,
    Why,
    state_hash,
)
from sim.record.files import RecordError
from sim.record.record import Record, load_record

__all__ = [
    "Measure",
    "Option",
    "Order",
    "Outcome",
    "Record",
    "RecordError",
    "ReplyWhy",
    "Ruling",
    "TurnRecord",
    "Why",
    "load_record",
    "state_hash",
]
