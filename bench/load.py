"""A load generator: a number of clients, each with its connection kept open, who ask again as soon as they are answered.

Which of a server's workers takes a connection is chance. So each is kept for some requests only, the first ones for few: those
that are kept for good stay uneven between two workers, at worst all with one, and the rates are then those of one worker by
chance. A worker that has less to do is the first to take a new connection.
"""

import selectors
import socket
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import cycle

from bench.measuring import percentile

WARM = 5  # requests that do not count
_LONGEST = 120.0  # seconds for one answer
_ASKED, _FIRST = 10, 3  # requests on one connection; at most so many on a client's first


@dataclass(frozen=True, slots=True)
class Load:
    """What a load gave: answers of status 200, and times in milliseconds. bad: other answers and broken connections."""

    clients: int
    n: int
    bad: int
    rate: float
    p50: float
    p95: float
    mean_bytes: float


def load(port: int, paths: Sequence[str], *, clients: int, seconds: float, at_least: int = 5) -> Load:
    """Ask for the paths in turn until the seconds have passed and there are enough answers; the last ones once before."""
    _Run(port, paths[-WARM - 1 :], 1).run(0, min(WARM, len(paths)))
    run = _Run(port, paths, clients)
    started = time.perf_counter()
    run.run(seconds, at_least)
    passed = time.perf_counter() - started
    times = run.times or [float("nan")]
    size = run.size / max(1, len(run.times))
    return Load(
        clients, len(run.times), run.bad, len(run.times) / passed, percentile(times, 0.5), percentile(times, 0.95), size
    )


def middle(loads: Sequence[Load]) -> Load:
    """Several loads of one kind as one: the median of each figure."""

    def of(name: str) -> float:
        return statistics.median(getattr(each, name) for each in loads)

    n, bad = sum(each.n for each in loads), sum(each.bad for each in loads)
    return Load(loads[0].clients, n, bad, of("rate"), of("p50"), of("p95"), of("mean_bytes"))


@dataclass(slots=True)
class _Client:
    """One connection and what has come of the answer that it waits for."""

    connection: socket.socket
    left: int
    asked_at: float = 0.0
    answer: bytearray = field(default_factory=bytearray)


class _Run:
    """The clients of one load, in one thread."""

    def __init__(self, port: int, paths: Sequence[str], clients: int) -> None:
        self.port = port
        host = f"127.0.0.1:{port}"
        self.requests = cycle([f"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode() for path in paths])
        self.clients = clients
        self.times: list[float] = []
        self.bad = self.size = 0
        self.selector = selectors.DefaultSelector()

    def run(self, seconds: float, at_least: int) -> None:
        """Keep all clients busy; ends when the time is over and there are enough answers, or none comes any more."""
        until = time.perf_counter() + seconds
        for number in range(self.clients):
            self._connect(1 + number % _FIRST)
        while time.perf_counter() < until or len(self.times) + self.bad < at_least:
            ready = self.selector.select(_LONGEST)
            if not ready:
                self.bad += self.clients
                break
            for key, _ in ready:
                self._read(key.data)
        for key in list(self.selector.get_map().values()):
            key.data.connection.close()
        self.selector.close()

    def _connect(self, left: int = _ASKED) -> None:
        client = _Client(socket.create_connection(("127.0.0.1", self.port)), left)
        client.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.selector.register(client.connection, selectors.EVENT_READ, client)
        self._ask(client)

    def _ask(self, client: _Client) -> None:
        client.answer.clear()
        client.asked_at = time.perf_counter()
        client.connection.sendall(next(self.requests))

    def _read(self, client: _Client) -> None:
        try:
            data = client.connection.recv(1 << 18)
        except ConnectionError:
            data = b""
        if not data:
            self.bad += bool(client.answer)  # a connection that was kept open long enough may be closed between answers
            self._reconnect(client)
            return
        client.answer += data
        if not is_whole(client.answer):
            return
        if client.answer.startswith(b"HTTP/1.1 200"):
            self.times.append((time.perf_counter() - client.asked_at) * 1000)
            self.size += len(client.answer)
        else:
            self.bad += 1
        client.left -= 1
        if client.left <= 0 or b"\r\nconnection: close\r\n" in client.answer[:2000].lower():
            self._reconnect(client)
        else:
            self._ask(client)

    def _reconnect(self, client: _Client) -> None:
        self.selector.unregister(client.connection)
        client.connection.close()
        self._connect()


def is_whole(answer: bytearray) -> bool:
    """Whether an answer has arrived to its end: by its length, or in chunks."""
    end = answer.find(b"\r\n\r\n")
    if end < 0:
        return False
    head = bytes(answer[:end]).lower()
    if b"\r\ntransfer-encoding: chunked" in head:
        return answer.endswith(b"0\r\n\r\n")
    start = head.find(b"\r\ncontent-length:")
    if start < 0:
        return True
    return len(answer) - end - 4 >= int(head[start + 17 :].split(b"\r\n", 1)[0])
