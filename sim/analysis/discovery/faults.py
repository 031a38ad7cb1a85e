"""What makes discovery impossible, said so that the reader can mend it."""

from sim.experiment.faults import ResultsError


class DiscoveryError(ResultsError):
    """Something was asked for that cannot be searched, or is not there. One line, with the fix."""
