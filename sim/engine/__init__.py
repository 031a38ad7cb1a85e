"""The engine: state, draws, forecasts and the order of play, over flat vectors of numbers.

Every function here takes plain lists (the Mesa driver) or rows of lanes (the compiled kernel).
"""
