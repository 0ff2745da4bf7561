"""Clients that press as fast as they are answered, over kept-alive connections."""

import re
import selectors
import socket
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from urllib.parse import urlencode

SECRET = "c" * 32  # a CSRF secret: the cookie and the field agree
CONTENT_LENGTH = re.compile(rb"\r\ncontent-length: (\d+)\r\n", re.IGNORECASE)


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
    address: str = ""  # where the person sits, as a proxy would tell
    _line: socket.socket | None = None
    _rest: bytes = b""

    def get(self, path: str) -> Answer:
        return self.send("GET", path)

    def post(self, path: str, body: bytes) -> Answer:
        return self.send("POST", path, body)

    def submit(self, path: str, fields: Mapping[str, object]) -> Answer:
        """Post a form as a browser does, with the CSRF secret of our cookie."""
        self.cookies.setdefault("csrf", SECRET)
        form = {"csrfmiddlewaretoken": self.cookies["csrf"], **fields}
        return self.post(path, urlencode(form).encode())

    def send(self, method: str, path: str, body: bytes = b"") -> Answer:
        head = f"{method} {path} HTTP/1.1\r\nHost: {self.host}:{self.port}\r\n"
        if self.cookies:
            pairs = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            head += f"Cookie: {pairs}\r\n"
        if self.address:
            head += f"X-Forwarded-For: {self.address}\r\n"
        if method == "POST":
            head += f"Origin: http://{self.host}:{self.port}\r\n"
            head += "Content-Type: application/x-www-form-urlencoded\r\n"
            head += f"Content-Length: {len(body)}\r\n"
        started = time.perf_counter()
        answer = self._exchange(head.encode() + b"\r\n" + body)
        return Answer(*answer, time.perf_counter() - started)

    def connect(self) -> None:
        self._line = socket.create_connection((self.host, self.port), timeout=60)
        self._line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def close(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None

    def _exchange(self, request: bytes) -> tuple[int, dict[str, str], bytes]:
        if self._line is None:
            self.connect()
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
        return percentile(self.seconds, share)


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value that so large a share does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def run_jobs(jobs: Sequence, clients: int, do: Callable) -> Run:
    """Let `clients` threads work off `jobs`; `do(job)` returns one Answer."""
    with ThreadPoolExecutor(clients) as pool:
        started = time.perf_counter()
        answers: list[Answer] = list(pool.map(do, jobs))
        wall = time.perf_counter() - started
    statuses = dict(Counter(answer.status for answer in answers))
    return Run([answer.seconds for answer in answers], wall, statuses)


@dataclass
class Flood:
    """What a few connections got that ask for one page again and again."""

    answers: int
    wall: float
    bytes_each: int

    @property
    def per_second(self) -> float:
        return self.answers / self.wall


def flood(
    host: str, port: int, path: str, connections: int, seconds: float, *, tag: str = ""
) -> Flood:
    """Ask for one page as fast as it comes, with as little work of ours as possible.

    With the tag of what one has seen, the answer may be 304.

    The client shares the machine with the server: what it costs is missing there.
    """
    known = f"If-None-Match: {tag}\r\n" if tag else ""
    request = f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\n{known}\r\n".encode()
    # The demo's pages show the minute: one of them may change meanwhile.
    good = (b"HTTP/1.1 304", b"HTTP/1.1 200") if tag else (b"HTTP/1.1 200",)
    lines = selectors.DefaultSelector()
    for _ in range(connections):
        line = socket.create_connection((host, port), timeout=30)
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        line.sendall(request)
        lines.register(line, selectors.EVENT_READ, bytearray())
    started = time.perf_counter()
    sizes: list[int] = []
    while (wall := time.perf_counter() - started) < seconds:
        for key, _events in lines.select(1):
            _take(key, request, good, sizes)
    for key in list(lines.get_map().values()):
        key.fileobj.close()
    lines.close()
    return Flood(len(sizes), wall, sizes[-1])


def _take(
    key: selectors.SelectorKey,
    request: bytes,
    good: tuple[bytes, ...],
    sizes: list[int],
) -> None:
    """Read what came on a line; when it is a whole answer, note it and ask again."""
    received = key.data
    received += key.fileobj.recv(1 << 18)
    length = _length(received)
    if not length or len(received) < length:
        return
    if not received.startswith(good):
        message = f"not a page: {bytes(received[:80])!r}"
        raise ConnectionError(message)
    sizes.append(length)
    received.clear()
    key.fileobj.sendall(request)


def _length(received: bytearray) -> int:
    """Return how long the answer is in all; 0 while its head is not there."""
    end = received.find(b"\r\n\r\n")
    if end < 0:
        return 0
    found = CONTENT_LENGTH.search(received, 0, end + 2)
    # An answer that nothing changed has no content, and need not say so.
    return end + 4 + (int(found.group(1)) if found else 0)
