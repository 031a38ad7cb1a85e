"""Backtest: half-years of the record, forecast from what was known before them, and scored."""
