"""A crew of Dask workers.

Connecting to them has a time limit, each must have the same code as the sweep, and the sweep is
told if no worker is left.
"""

from __future__ import annotations

import subprocess
import sys
from contextlib import ExitStack
from typing import Any

from sim.experiment.crew import Crew, usable_cores
from sim.experiment.faults import ResultsError, one_line
from sim.experiment.sources import check_sources, sources_here

PATIENCE = 15.0
"""Seconds within which a Dask scheduler must answer."""

_KNOCK = """
import sys
from distributed import Client
client = Client(sys.argv[1], timeout=sys.argv[2], set_as_default=False)
client.close()
"""


def hire_dask(stack: ExitStack, jobs: int | None, scheduler: str | None) -> Crew:
    """Return the workers of a scheduler, or of a new cluster on this machine.

    Args:
        stack: Closes the connection (and the cluster) at the end.
        jobs: Workers of a new cluster, and units played at once; all cores if None.
        scheduler: Address of the scheduler; None starts a cluster on this machine.

    Raises:
        ResultsError: Dask is not installed, the scheduler does not answer, it has no workers, or
            one of them has other code than this process.
    """
    try:
        import distributed
    except ImportError:
        raise ResultsError(
            "--executor dask: Dask is not installed; pip install 'marchland[dask]'"
        ) from None
    dask: Any = distributed  # comes without types
    cluster: Any = scheduler
    if scheduler is None:
        cluster = stack.enter_context(
            dask.LocalCluster(
                n_workers=jobs or usable_cores(),
                threads_per_worker=1,
                processes=True,
                host="127.0.0.1",
                dashboard_address=":0",
            )
        )
    else:
        _knock(scheduler)
    try:
        client = stack.enter_context(
            dask.Client(cluster, timeout=f"{PATIENCE}s", set_as_default=False)
        )
    except (OSError, ValueError, TimeoutError) as error:
        raise _no_answer(scheduler, one_line(error)) from error
    cores = sum(client.ncores().values())
    if not cores:
        raise ResultsError(f"--scheduler {scheduler}: it has no workers yet")
    _check_workers(client)
    # With pure=True Dask would hash the arguments of each unit, which the sweep has no use for.
    return Crew(client.get_executor(pure=False), jobs or cores, lambda: _trouble(client, scheduler))


def _knock(scheduler: str) -> None:
    """Check from another process, which can be killed, that the scheduler answers.

    If the address belongs to something that is not a scheduler, Dask ignores its own time limit and
    the attempt to connect cannot be stopped.

    Raises:
        ResultsError: There is no answer from a scheduler.
    """
    command = [sys.executable, "-c", _KNOCK, scheduler, f"{PATIENCE}s"]
    try:
        ended = subprocess.run(
            command, capture_output=True, text=True, timeout=PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        raise _no_answer(scheduler, f"nothing within {PATIENCE:.0f} seconds") from None
    if ended.returncode:
        said = [line for line in ended.stderr.splitlines() if line.strip()]
        raise _no_answer(scheduler, one_line(said[-1] if said else "it hung up"))


def _no_answer(scheduler: str | None, reason: str) -> ResultsError:
    return ResultsError(
        f"--scheduler {scheduler}: no answer from a Dask scheduler: {reason}; "
        "an address looks like tcp://HOST:8786"
    )


def _check_workers(client: Any) -> None:
    """Check that every worker has the code of this process; later workers check when they play.

    Raises:
        ResultsError: A worker has other code, or cannot import it.
    """
    answers = client.run(check_sources, sources_here(), on_error="return")
    for address, answer in answers.items():
        if isinstance(answer, ImportError):
            raise ResultsError(f"worker {address} cannot import sim: {one_line(answer)}")
        if isinstance(answer, Exception):
            raise ResultsError(f"worker {address}: {answer}")


def _trouble(client: Any, scheduler: str | None) -> str:
    """Return a line that says that no worker is left and what to do; "" if there are workers."""
    try:
        if client.ncores():
            return ""
        how = "no Dask worker is left, waiting for one"
    except (OSError, TimeoutError, ValueError) as error:
        how = f"the Dask scheduler does not answer ({one_line(error)}), waiting"
    start = f"start one with `dask worker {scheduler}`, or stop" if scheduler else "stop"
    return f"{how}: {start} with Ctrl-C and go on later with --resume"
