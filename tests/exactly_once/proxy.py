"""A sandbox behind a real socket that carries out, loses or distorts requests as a plan says."""

from __future__ import annotations

import contextlib
import json
import math
import socket
import ssl
import struct
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from enum import Enum
from types import TracebackType
from typing import BinaryIO, Final, Self, TypeAlias

from attrs import evolve, field, frozen

from lune_api import API_VERSION
from lune_api.types import JSON
from lune_mock import Answer, Sandbox

PATIENCE: Final = 30.0
"""Seconds after which the proxy itself gives up, so that a fault of the test ends."""
OUTAGE: Final = 0.08
"""Seconds, unless told otherwise, for which the port stays closed when it closes by itself."""

_PIECES: Final = 6


class Fault(Enum):
    """What can happen to a request. All but REFUSED are dealt out by a plan."""

    REFUSED = "refused"
    RESET_BEFORE = "reset before it was processed"
    RESET_AFTER = "reset after it was processed"
    TIMEOUT_BEFORE = "read timeout, not processed"
    TIMEOUT_AFTER = "read timeout, processed before"
    LATE = "read timeout, processed later"
    TRUNCATED = "truncated body"
    HTML_502 = "HTML 502"
    EMPTY_500_BEFORE = "empty 500, not processed"
    EMPTY_500_AFTER = "empty 500, processed"
    STATUS_520 = "520, processed"
    LIMITED_SECONDS = "429, Retry-After in seconds"
    LIMITED_DATE = "429, Retry-After as a date"
    LIMITED = "429 without Retry-After"
    DRIP_BODY = "slow drip of the body"
    DRIP_HEADERS = "slow drip of the headers"
    TWICE = "delivered twice"


PLANNED: Final = tuple(fault for fault in Fault if fault is not Fault.REFUSED)
HARMLESS: Final = frozenset({Fault.DRIP_BODY, Fault.DRIP_HEADERS, Fault.TWICE})
"""After these an answer arrives, and it may end the call."""

_UNPROCESSED: Final = frozenset(
    {
        Fault.RESET_BEFORE,
        Fault.TIMEOUT_BEFORE,
        Fault.HTML_502,
        Fault.EMPTY_500_BEFORE,
        Fault.LIMITED_SECONDS,
        Fault.LIMITED_DATE,
        Fault.LIMITED,
    }
)


@frozen
class Request:
    """A request as it came over the wire; names of headers in lower case."""

    method: str
    target: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)

    @property
    def account(self) -> str | None:
        return self.headers.get("lune-account")

    def items(self) -> list[Mapping[str, JSON]]:
        """Return what it asks to create, one for each slot of a batch."""
        if not self.body:
            return []
        decoded: JSON = json.loads(self.body)
        listed = decoded if isinstance(decoded, list) else [decoded]
        return [item for item in listed if isinstance(item, dict)]


Plan: TypeAlias = Callable[[Request], Fault | None]


def no_faults(_request: Request) -> Fault | None:
    """Carry everything out."""
    return None


class Proxy:
    """Serves `sandbox` on a loopback port while its block runs.

    Args:
        sandbox: What carries the requests out.
        plan: What happens to each request.
        conflict: Whether a repeated key is answered 409, as the API of 2026 does, in place of the
            original, as the documents say.
        pace: Seconds between two pieces of an answer that drips.
        pieces: How many pieces an answer drips in.
        retry_after: Seconds that a 429 asks to wait, where it does.
        outage_every: After how many requests the port closes for a moment, None for never.
        tls: What the port is encrypted with, None for not at all.
    """

    def __init__(
        self,
        sandbox: Sandbox,
        plan: Plan = no_faults,
        *,
        conflict: bool = False,
        pace: float = 0.1,
        pieces: int = _PIECES,
        retry_after: int = 1,
        outage_every: int | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.sandbox = sandbox
        self.hits: Counter[Fault] = Counter()
        self.requests: list[Request] = []
        self.failed: list[BaseException] = []
        self._plan = plan
        self._reading = _Conflicts(sandbox) if conflict else None
        self._pace = pace
        self._pieces = pieces
        self._retry_after = retry_after
        self.outage_every = outage_every
        self.outage = OUTAGE
        self._tls = tls
        self._changed = threading.Condition()
        self._closed_until = 0.0
        self._stopped = False
        self._idle: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._listener: socket.socket | None = socket.create_server(("127.0.0.1", 0), backlog=1024)
        self._port: int = self._listener.getsockname()[1]
        self._accepting = threading.Thread(target=self._accept, daemon=True)

    @property
    def url(self) -> str:
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self._port}/v1"

    def __enter__(self) -> Self:
        self._accepting.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        with self._changed:
            self._stopped = True
        self._accepting.join(PATIENCE)
        if self._listener is not None:
            self._listener.close()
        self._hang_up()
        for thread in self._threads:
            thread.join(PATIENCE)
        # A fault of the proxy must not pass for one of those that it makes on purpose.
        assert kind is not None or not self.failed, self.failed

    def wait_for(self, requests: int, patience: float = PATIENCE) -> bool:
        """Wait until so many requests arrived; False if they do not."""
        with self._changed:
            return self._changed.wait_for(lambda: len(self.requests) >= requests, patience)

    def close_port(self) -> None:
        """Refuse connections from now on."""
        self._turn(until=math.inf)

    def open_port(self) -> None:
        """Take connections again."""
        self._turn(until=0.0)

    def _turn(self, *, until: float) -> None:
        with self._changed:
            self._closed_until = until
            done = self._changed.wait_for(
                lambda: (self._listener is None) == (until > 0), timeout=PATIENCE
            )
        assert done

    def _accept(self) -> None:
        while not self._stopped:
            if time.monotonic() < self._closed_until:
                self._stop_listening()
                time.sleep(0.005)
                continue
            listener = self._start_listening()
            try:
                connection, _ = listener.accept()
            except TimeoutError:
                continue
            thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _start_listening(self) -> socket.socket:
        if self._listener is None:
            listener = socket.create_server(("127.0.0.1", self._port), backlog=1024)
            with self._changed:
                self._listener = listener
                self._changed.notify_all()
        self._listener.settimeout(0.02)
        return self._listener

    def _stop_listening(self) -> None:
        if self._listener is None:
            return
        self._listener.close()
        self._hang_up()
        with self._changed:
            self._listener = None
            self._changed.notify_all()

    def _hang_up(self) -> None:
        """Close the connections on which no request is under way, as a server that stops does."""
        with self._changed:
            for connection in self._idle:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)

    def _serve(self, connection: socket.socket) -> None:
        connection.settimeout(PATIENCE)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self._tls is not None:
            try:
                connection = self._tls.wrap_socket(connection, server_side=True)
            except OSError:
                return  # the client does not trust the certificate
        with connection, connection.makefile("rb") as reader:
            try:
                while (request := self._next(connection, reader)) is not None:
                    if not self._respond(connection, request):
                        return
            except OSError:
                return  # the client hung up, which is its right
            except Exception as error:  # noqa: BLE001  # reported when the proxy stops
                self.failed.append(error)

    def _next(self, connection: socket.socket, reader: BinaryIO) -> Request | None:
        with self._changed:
            if self._stopped or self._listener is None:
                return None
            self._idle.add(connection)
        try:
            return _read(reader)
        finally:
            with self._changed:
                self._idle.discard(connection)

    def _respond(self, connection: socket.socket, request: Request) -> bool:
        """Answer, or do not; return whether the connection stays open."""
        with self._changed:
            fault = self._plan(request)
            if fault is not None:
                self.hits[fault] += 1
            self.requests.append(request)
            if self.outage_every and len(self.requests) % self.outage_every == 0:
                self._closed_until = time.monotonic() + self.outage
            self._changed.notify_all()
        if fault in {Fault.TIMEOUT_BEFORE, Fault.LATE}:
            _wait_until_hung_up(connection)
        answer = None if fault in _UNPROCESSED else self._carry_out(request)
        if fault is Fault.TWICE:
            answer = self._carry_out(request)
        if fault is Fault.TIMEOUT_AFTER:
            _wait_until_hung_up(connection)
        elif fault in {Fault.RESET_BEFORE, Fault.RESET_AFTER}:
            # Lingering for no time makes close() send RST in place of FIN.
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        elif fault not in {Fault.TIMEOUT_BEFORE, Fault.LATE}:
            return self._send(connection, fault, _distorted(fault, self._retry_after) or answer)
        return False

    def _send(self, connection: socket.socket, fault: Fault | None, answer: Answer | None) -> bool:
        assert answer is not None
        head = _head(answer)
        if fault is Fault.TRUNCATED and answer.body:
            connection.sendall(head + answer.body[: len(answer.body) // 2])
            return False
        if fault is Fault.DRIP_HEADERS:
            self._drip(connection, head)
            connection.sendall(answer.body)
        elif fault is Fault.DRIP_BODY:
            connection.sendall(head)
            self._drip(connection, answer.body)
        else:
            connection.sendall(head + answer.body)
        return True

    def _drip(self, connection: socket.socket, data: bytes) -> None:
        size = max(1, math.ceil(len(data) / self._pieces))
        for start in range(0, len(data), size):
            time.sleep(self._pace)
            connection.sendall(data[start : start + size])

    def _carry_out(self, request: Request) -> Answer:
        if self._reading is not None:
            return self._reading.answer(request)
        return _handled(self.sandbox, request)


class _Conflicts:
    """The reading of 2026: a key that was used before is answered 409."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._used: set[tuple[str, str | None, str]] = set()
        self._lock = threading.Lock()

    def answer(self, request: Request) -> Answer:
        if request.method != "POST" or "idempotency_key" not in request.body.decode():
            return _handled(self._sandbox, request)
        with self._lock:
            if request.target.endswith("/batch"):
                return self._batch(request)
            (item,) = request.items()
            return self._single(request, item)

    def _single(self, request: Request, item: Mapping[str, JSON]) -> Answer:
        shelf = "order" if request.target.startswith("/v1/orders") else "estimate"
        used = (shelf, request.account, str(item.get("idempotency_key")))
        if used in self._used:
            code = f"{shelf}_idempotency_already_exists"
            if request.target.endswith("/by-estimate"):
                code = "estimate_order_already_placed"
            return _json(409, _error(code))
        answer = _handled(self._sandbox, request)
        if answer.status == 200:
            self._used.add(used)
        return answer

    def _batch(self, request: Request) -> Answer:
        """Answer item by item, as the items of a batch have nothing to do with each other."""
        slots: list[JSON] = []
        for item in request.items():
            body = json.dumps([item]).encode()
            answer = self._single(evolve(request, body=body), item)
            decoded: JSON = json.loads(answer.body)
            if answer.status not in {200, 409}:
                return answer
            slots += decoded if isinstance(decoded, list) else [decoded]
        return _json(200, slots)


def _handled(sandbox: Sandbox, request: Request) -> Answer:
    return sandbox.handle(request.method, request.target, request.headers, request.body)


def _distorted(fault: Fault | None, wait: int) -> Answer | None:
    """Return what comes in place of the answer; None if the answer itself does."""
    match fault:
        case Fault.HTML_502:
            answer = _plain(502, b"<!doctype html><title>Bad Gateway</title>", "text/html")
        case Fault.EMPTY_500_BEFORE | Fault.EMPTY_500_AFTER:
            answer = _plain(500)
        case Fault.STATUS_520:
            answer = _plain(520, b"error code: 520", "text/plain")
        case Fault.LIMITED:
            answer = _plain(429)
        case Fault.LIMITED_SECONDS:
            answer = _plain(429, retry_after=str(wait))
        case Fault.LIMITED_DATE:
            moment = datetime.now(UTC) + timedelta(seconds=wait)
            answer = _plain(429, retry_after=format_datetime(moment, usegmt=True))
        case _:
            return None
    return answer


def _plain(
    status: int, body: bytes = b"", media_type: str = "", retry_after: str | None = None
) -> Answer:
    headers = {"CF-Ray": "0123456789abcdef-LHR"}
    if media_type:
        headers["Content-Type"] = media_type
    if retry_after is not None:
        headers["Retry-After"] = retry_after
    return Answer(status, headers, body)


def _json(status: int, body: JSON) -> Answer:
    headers = {
        "CF-Ray": "0123456789abcdef-LHR",
        "Lune-Version": API_VERSION,
        "Content-Type": "application/json",
    }
    return Answer(status, headers, json.dumps(body).encode())


def _error(code: str) -> JSON:
    error: JSON = {"error_code": code, "message": "the idempotency_key was used before"}
    return {"error": error, "errors": [error]}


def _head(answer: Answer) -> bytes:
    lines = [f"HTTP/1.1 {answer.status} As planned"]
    lines += [f"{name}: {value}" for name, value in answer.headers.items()]
    if answer.status != 204:
        lines.append(f"Content-Length: {len(answer.body)}")
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def _read(reader: BinaryIO) -> Request | None:
    first = reader.readline().decode("latin-1").split()
    if len(first) != 3:
        return None
    headers: dict[str, str] = {}
    while (line := reader.readline().decode("latin-1").strip()) != "":
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    size = int(headers.get("content-length", "0"))
    body = reader.read(size)
    return Request(first[0], first[1], headers, body) if len(body) == size else None


def _wait_until_hung_up(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):
        connection.recv(1)
