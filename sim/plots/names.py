"""Names of the figures, in the order of the catalogue.

The shell asks for them at every press of the tab key. It must not wait for the libraries that draw.
"""

OF_RESULTS = (
    "outcome-shares",
    "policy-differences",
    "stance-changes",
    "phase-diagram",
    "threshold-surface",
    "survival",
    "fan",
    "stance-shares",
    "stance-flows",
    "influence-map",
    "ties",
    "sobol",
    "morris",
    "tornado",
    "discovery-box",
    "discovery-trajectory",
)
OF_RECORD = ("timeline", "histories", "ties", "influence-map")
