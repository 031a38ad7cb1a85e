"""Calibration to bands: which settings of uncertain numbers agree with what was known."""
