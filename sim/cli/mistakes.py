"""Mistakes of the user, which give one clear line on standard error and exit status 2."""


class UserError(Exception):
    """A mistake that the user can correct. The message says what is wrong and what to do."""

    exit_code = 2


def is_mistake(error: BaseException) -> bool:
    """Whether an error is a mistake that the user can correct, not a fault of the program."""
    # The usage errors of the command-line library are in a private module, which has moved before.
    # They are recognised by the method that all of them have.
    if isinstance(error, UserError) or hasattr(error, "format_message"):
        return True
    from sim.exercise.log import LogError
    from sim.experiment.faults import ResultsError
    from sim.record import RecordError

    mistakes = RecordError | ResultsError | LogError
    return isinstance(error, mistakes) or _is_scenario_error(error)


def message_of(error: BaseException) -> str:
    """Return the text to print for an error, without a line break at the end.

    Problems of a scenario file keep the form FILE:LINE:COLUMN, which editors can follow.
    """
    if _is_scenario_error(error):
        return str(error)
    formatted = getattr(error, "format_message", None)
    return f"sim: {formatted() if formatted else error}".rstrip()


def _is_scenario_error(error: BaseException) -> bool:
    from sim.scenario import ScenarioError

    return isinstance(error, ScenarioError)
