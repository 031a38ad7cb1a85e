"""Seats: who decides for an actor.

A seat sees a :class:`View`, is told which orders are legal, and returns a :class:`Decision`. The
scenario's doctrines are one kind of seat; a log, a program or a person are others.
"""

from sim.seats.seat import Decision, DoctrineSeat, ReplaySeat, Seat, View

__all__ = ["Decision", "DoctrineSeat", "ReplaySeat", "Seat", "View"]
