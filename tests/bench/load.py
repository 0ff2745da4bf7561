"""Clients that press as fast as they are answered, over kept-alive connections."""

import socket
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field


@dataclass
class Answer:
    """One response: status, headers by lower-case name, body, seconds it took."""

    status: int
    headers: dict[str, str]
    body: bytes
    seconds: float


@dataclass
class Client:
    """One keep-alive HTTP/1.1 connection with its own cookies."""

    host: str
    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    _line: socket.socket | None = None
    _rest: bytes = b""

    def get(self, path: str) -> Answer:
        return self.send("GET", path)

    def post(self, path: str, body: bytes) -> Answer:
        return self.send("POST", path, body)

    def send(self, method: str, path: str, body: bytes = b"") -> Answer:
        head = f"{method} {path} HTTP/1.1\r\nHost: {self.host}:{self.port}\r\n"
        if self.cookies:
            pairs = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            head += f"Cookie: {pairs}\r\n"
        if method == "POST":
            head += f"Origin: http://{self.host}:{self.port}\r\n"
            head += "Content-Type: application/x-www-form-urlencoded\r\n"
            head += f"Content-Length: {len(body)}\r\n"
        started = time.perf_counter()
        answer = self._exchange(head.encode() + b"\r\n" + body)
        return Answer(*answer, time.perf_counter() - started)

    def close(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None

    def _exchange(self, request: bytes) -> tuple[int, dict[str, str], bytes]:
        if self._line is None:
            self._line = socket.create_connection((self.host, self.port), timeout=60)
            self._line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._line.sendall(request)
        head, _, rest = self._until(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        headers: dict[str, str] = {}
        for line in lines[1:]:
            name, _, value = line.partition(":")
            if name.lower() == "set-cookie":
                pair = value.strip().partition(";")[0]
                self.cookies.update([tuple(pair.split("=", 1))])
            headers[name.lower()] = value.strip()
        length = int(headers.get("content-length", "0"))
        body = rest
        while len(body) < length:
            body += self._line.recv(65536)
        self._rest = body[length:]
        if headers.get("connection", "").lower() == "close":
            self.close()
        return int(lines[0].split()[1]), headers, body[:length]

    def _until(self, mark: bytes) -> tuple[bytes, bytes, bytes]:
        data = self._rest
        while mark not in data:
            piece = self._line.recv(65536)
            if not piece:
                message = "The server closed the connection."
                raise ConnectionError(message)
            data += piece
        return data.partition(mark)


@dataclass
class Run:
    """What a load brought: seconds of each answer, in all, and answers by status."""

    seconds: list[float]
    wall: float
    statuses: dict[int, int]

    @property
    def per_second(self) -> float:
        return len(self.seconds) / self.wall

    def percentile(self, share: float) -> float:
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def run_jobs(jobs: Sequence, clients: int, do: Callable) -> Run:
    """Let `clients` threads work off `jobs`; `do(job)` returns one Answer."""
    waiting = iter(list(jobs))
    lock = threading.Lock()
    answers: list[Answer] = []

    def work() -> None:
        while True:
            with lock:
                job = next(waiting, None)
            if job is None:
                return
            answer = do(job)
            with lock:
                answers.append(answer)

    threads = [threading.Thread(target=work) for _ in range(clients)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    wall = time.perf_counter() - started
    statuses: dict[int, int] = {}
    for answer in answers:
        statuses[answer.status] = statuses.get(answer.status, 0) + 1
    return Run([answer.seconds for answer in answers], wall, statuses)
