"""Proper scores of probability forecasts, their reliability, and intervals of differences."""
