"""Who plays the units: threads, processes, Dask, or any other `concurrent.futures.Executor`.

The kernel lets go of the interpreter's lock, so threads are as quick as processes and start at
once; processes are for the day that some part does not; Dask is for many machines.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any, Literal

from sim.experiment.faults import ResultsError

Kind = Literal["threads", "processes", "dask"]
PATIENCE = "20s"
"""How long a Dask scheduler has to answer."""


@dataclass(frozen=True)
class Crew:
    """An executor, and how many units it can play at once."""

    executor: Executor
    workers: int


def usable_cores() -> int:
    """Cores that this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1


@contextmanager
def hire(
    kind: Kind | Executor, *, jobs: int | None = None, scheduler: str | None = None
) -> Iterator[Crew]:
    """A crew for the time of a sweep. An executor that was handed in is left open.

    Args:
        kind: What plays the units.
        jobs: How many at once; all cores, or all that the Dask cluster has, if None.
        scheduler: Address of a Dask scheduler; a cluster on this machine if None.

    Raises:
        ResultsError: Dask is not installed, or the scheduler does not answer.
    """
    if isinstance(kind, Executor):
        yield Crew(kind, jobs or getattr(kind, "_max_workers", None) or usable_cores())
        return
    workers = jobs or usable_cores()
    with ExitStack() as stack:
        if kind == "dask":
            yield _dask(stack, jobs, scheduler)
            return
        pool: Executor
        if kind == "threads":
            pool = ThreadPoolExecutor(workers, thread_name_prefix="sweep")
        else:
            # Forking a process that has threads, as this one does, can lock up the child.
            from multiprocessing import get_context

            pool = ProcessPoolExecutor(
                workers, mp_context=get_context("spawn"), initializer=_leave_interrupts
            )
        stack.callback(pool.shutdown, wait=True, cancel_futures=True)
        yield Crew(pool, workers)


def _leave_interrupts() -> None:
    """Ctrl-C reaches every process of the terminal; whoever started them decides what it means."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _dask(stack: ExitStack, jobs: int | None, scheduler: str | None) -> Crew:
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
                dashboard_address=None,
            )
        )
    try:
        client = stack.enter_context(dask.Client(cluster, timeout=PATIENCE, set_as_default=False))
    except (OSError, ValueError, TimeoutError) as error:
        reason = str(error).splitlines()[0]
        raise ResultsError(f"--scheduler {scheduler}: no answer: {reason}") from error
    cores = sum(client.ncores().values())
    if not cores:
        raise ResultsError(f"--scheduler {scheduler}: it has no workers yet")
    # Units are told apart by the sweep; hashing their arguments to that end would be in vain.
    return Crew(client.get_executor(pure=False), jobs or cores)
