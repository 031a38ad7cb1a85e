"""The engine: state, draws, forecasts and the order of play, over flat vectors of numbers.

The functions take plain lists in plain Python and rows of lanes in the compiled kernel.
"""
