"""The error for requests that scenario discovery cannot answer."""

from sim.experiment.faults import ResultsError


class DiscoveryError(ResultsError):
    """A request that cannot be searched or names something unknown. One line, with the fix."""
