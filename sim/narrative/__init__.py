"""English texts written from a record: its cast, chronicle, tables, outcome and decisions.

`divergence` explains how two records differ. Modules here read records and nothing else.
"""
