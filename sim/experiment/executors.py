"""Who plays the units: threads, processes, Dask, or any other `concurrent.futures.Executor`.

The kernel lets go of the interpreter's lock, so threads are as quick as processes and start at
once; processes are for the day that some part does not; Dask is for many machines.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from typing import Literal

from sim.experiment.crew import Crew, usable_cores
from sim.experiment.faults import ResultsError
from sim.experiment.sources import ForeignSourcesError, check_sources, sources_here

Kind = Literal["threads", "processes", "dask"]


@contextmanager
def hire(
    kind: Kind | Executor, *, jobs: int | None = None, scheduler: str | None = None
) -> Iterator[Crew]:
    """A crew that can play, for the time of a sweep. An executor handed in is left open.

    Args:
        kind: What plays the units.
        jobs: How many at once; all cores, or all that the Dask cluster has, if None.
        scheduler: Address of a Dask scheduler; a cluster on this machine if None.

    Raises:
        ResultsError: Dask is not installed, the scheduler does not answer, or workers cannot start
            or play by other code.
    """
    if isinstance(kind, Executor):
        yield Crew(kind, jobs or getattr(kind, "_max_workers", None) or usable_cores())
        return
    workers = jobs or usable_cores()
    with ExitStack() as stack:
        if kind == "dask":
            from sim.experiment.dask_crew import hire_dask

            yield hire_dask(stack, jobs, scheduler)
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
        if kind == "processes":
            _greet(pool)
        yield Crew(pool, workers)


def _greet(pool: Executor) -> None:
    """See one process of a pool start and answer."""
    try:
        pool.submit(check_sources, sources_here()).result()
    except BrokenExecutor as error:
        raise ResultsError(
            'executor "processes": a worker process died as it started; in a script, put what '
            'starts the sweep below `if __name__ == "__main__":`, for every worker runs the script '
            "from its top (or leave the executor out: threads are as quick)"
        ) from error
    except ForeignSourcesError as error:
        raise ResultsError(f"worker {error}") from error


def _leave_interrupts() -> None:
    """Ctrl-C reaches every process of the terminal; whoever started them decides what it means."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
