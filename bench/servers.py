"""Starting and stopping the servers that are measured: the product, the floor, and a peer on the same rows."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.databases import FLOOR, environment, url_of
from bench.measuring import children, uss_mib

WORKERS = 2
_START = 60.0  # seconds


@dataclass(frozen=True, slots=True)
class Server:
    """A server that answers on a port of this machine."""

    pid: int
    port: int

    def workers_mib(self) -> list[float]:
        """The memory that each worker alone holds."""
        return [uss_mib(pid) for pid in children(self.pid)]


def free_port() -> int:
    """A port on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def serving(command: Sequence[str], port: int, path: str, settings: Mapping[str, str], folder: Path) -> Iterator[Server]:
    """Run a server until the block ends; its messages go to `folder/server.log`. RuntimeError where it does not answer."""
    with (folder / "server.log").open("ab") as log:
        process = subprocess.Popen(command, env=os.environ | dict(settings), stdout=log, stderr=log)
    try:
        _wait(process, f"http://127.0.0.1:{port}{path}")
        yield Server(process.pid, port)
    finally:
        process.terminate()
        process.wait(30)


def _wait(process: "subprocess.Popen[bytes]", address: str) -> None:
    until = time.monotonic() + _START
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=_START):
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"{address} does not answer; see server.log")


@contextmanager
def product(folder: Path, url: str = "") -> Iterator[Server]:
    """The product on the corpus's database, or on the one of that address."""
    port = free_port()
    command = [sys.executable, "-m", "app.cli", "serve", "--port", str(port), "--workers", str(WORKERS)]
    settings = environment(folder) | ({"AIRDOCKET_DATABASE_URL": url} if url else {})
    with serving(command, port, "/healthz", settings, folder) as server:
        yield server


@contextmanager
def floor(folder: Path) -> Iterator[Server]:
    """The floor on the same database."""
    port = free_port()
    words = [url_of(folder), str(folder / FLOOR), "--port", str(port), "--workers", str(WORKERS)]
    with serving([sys.executable, "-m", "bench.floor", *words], port, "/bytes/search", {}, folder) as server:
        yield server
