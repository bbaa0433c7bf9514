"""Seconds, percentiles and memory of commands and calls."""

import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Ran:
    """A command that has run: seconds, peak resident memory of its process in MiB, and what it printed."""

    seconds: float
    peak_mib: float
    output: str


def run_command(command: Sequence[str], environment: Mapping[str, str]) -> Ran:
    """Run a command alone; RuntimeError with its messages where it fails."""
    started = time.perf_counter()
    with (
        tempfile.TemporaryFile("w+") as messages,
        subprocess.Popen(
            command, env=os.environ | dict(environment), stdout=subprocess.PIPE, stderr=messages, text=True
        ) as process,
    ):
        assert process.stdout is not None
        output = process.stdout.read()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            messages.seek(0)
            raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}: {messages.read()[-2000:]}")
    return Ran(time.perf_counter() - started, used.ru_maxrss / 1024, output)


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that is not below the share of them; values: at least one."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(len(ranked) * share))]


def timed(call: Callable[[], T], n: int, *, warm: int = 1) -> tuple[list[float], T]:
    """Milliseconds of each of n calls, after `warm` that do not count, and what the last one gave."""
    for _ in range(warm):
        found = call()
    times = []
    for _ in range(n):
        started = time.perf_counter()
        found = call()
        times.append((time.perf_counter() - started) * 1000)
    return times, found


def uss_mib(pid: int) -> float:
    """Memory that the process alone holds (unique set size)."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith(("Private_Clean", "Private_Dirty"))) / 1024


def children(pid: int) -> list[int]:
    """The processes that the process has started and that still run."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
