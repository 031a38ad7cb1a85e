"""The rulebook: one file a mechanism, every rule a pure function of numbers.

A rule takes scalars (or, where it must, an array whose axes its docstring names), uses ``math``
and nothing else, and knows no scenario, clock, file or random generator. The same source runs as
plain Python and compiled.
"""
