"""Calibration to bands: which settings of a model agree with what is known of its outcomes.

Distance to bands, approximate Bayesian computation with a regression adjustment (Beaumont, Zhang
and Balding 2002), and the check of the method by simulation (Talts et al. 2018).
"""
