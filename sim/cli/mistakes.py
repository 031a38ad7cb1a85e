"""A user's mistake: one clear line on standard error and exit status 2."""


class UserError(Exception):
    """Something the user can put right. The message says what is wrong and what to do."""

    exit_code = 2


def is_mistake(error: BaseException) -> bool:
    """True for errors that are the user's to mend; anything else is a fault of the program."""
    # The command-line library keeps its usage errors in a private module that has moved before;
    # what they all have is a message for the user.
    if isinstance(error, UserError) or hasattr(error, "format_message"):
        return True
    from sim.experiment.faults import ResultsError
    from sim.record import RecordError

    return isinstance(error, RecordError | ResultsError) or _is_scenario_error(error)


def message_of(error: BaseException) -> str:
    """What to print for `error`, without a trailing line break.

    The faults of a scenario file keep the form FILE:LINE:COLUMN that editors follow.
    """
    if _is_scenario_error(error):
        return str(error)
    formatted = getattr(error, "format_message", None)
    return f"sim: {formatted() if formatted else error}".rstrip()


def _is_scenario_error(error: BaseException) -> bool:
    from sim.scenario import ScenarioError

    return isinstance(error, ScenarioError)
