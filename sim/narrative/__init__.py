"""What a record says, in English: its cast, chronicle, tables, outcome and decisions.

`divergence` tells two records apart. Everything here reads records and nothing else.
"""
