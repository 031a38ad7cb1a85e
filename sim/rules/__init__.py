"""The rules of the model: one file for each mechanism; every rule is a pure function of numbers.

A rule takes single numbers. A few rules also take an array; the docstring then names its axes. A
rule uses only the module ``math`` and has no access to a scenario, clock, file or random generator.
The same source runs as plain Python and as compiled code.
"""
