"""The executors that play units: threads, processes, Dask, or any `concurrent.futures.Executor`.

The kernel releases the interpreter's lock, so threads are as fast as processes and start at once.
Processes are there in case some part does not release it. Dask is for several machines.
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
    """Provide a crew while the context is open, and shut it down at the end.

    Args:
        kind: The kind of executor, or an executor. An executor of the caller is not shut down.
        jobs: Units played at once; all cores, or all that the Dask cluster has, if None.
        scheduler: Address of a Dask scheduler; a cluster on this machine if None.

    Raises:
        ResultsError: Dask is not installed, the scheduler does not answer, or workers cannot start
            or have other code than this process.
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
            # This process has threads, and a forked copy of it can deadlock.
            from multiprocessing import get_context

            pool = ProcessPoolExecutor(
                workers, mp_context=get_context("spawn"), initializer=_leave_interrupts
            )
        stack.callback(pool.shutdown, wait=True, cancel_futures=True)
        if kind == "processes":
            _check_start(pool)
        yield Crew(pool, workers)


def _check_start(pool: Executor) -> None:
    """Check that one process of a pool starts and answers. Raises ResultsError."""
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
    """Ignore Ctrl-C in a worker: it reaches every process, but only the main one acts on it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
