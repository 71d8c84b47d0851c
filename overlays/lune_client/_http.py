"""The only module that knows which HTTP library carries the calls.

It turns the neutral `Request` into the library's and its answers and exceptions back into
`Reply` and `Failure`. To change the library, change the import below.
"""

from __future__ import annotations

import math
import os
import ssl
from collections.abc import AsyncIterator, Generator, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from http.cookiejar import CookieJar, DefaultCookiePolicy
from threading import TIMEOUT_MAX
from time import monotonic, sleep
from typing import Final, Literal, Protocol, TypeAlias

import httpx
from attrs import evolve, field, frozen

from lune_client._deadline import (
    TooLateError,
    TooLateToConnectError,
    keep_deadlines,
    time_left,
    wait_until,
)
from lune_client._key import ApiKey
from lune_client._timeout import Seconds, Timeouts
from lune_client.errors import ConfigurationError, one_line

Client: TypeAlias = httpx.Client
AsyncClient: TypeAlias = httpx.AsyncClient

LIBRARY: Final = f"{httpx.__name__}/{httpx.__version__}"

Headers: TypeAlias = tuple[tuple[bytes, bytes], ...]

_IDENTITY: Final = ("authorization", "lune-account", "lune-version")
"""A client from outside that sets one of these headers would speak for every account."""

_OURS: Final = frozenset(
    {b"accept", b"content-type", b"user-agent"}.union(map(str.encode, _IDENTITY))
)
"""The headers that each call decides on, whatever the client's defaults are."""

_GRACE: Final = 0.05
_TROUBLE: Final = (httpx.HTTPError, httpx.InvalidURL, TooLateError)
_NEVER_CONNECTED: Final = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.InvalidURL,
)


@frozen
class Request:
    """One HTTP request, ready to send but for the API key."""

    method: str
    url: str
    query: Mapping[str, str] = field(repr=False)
    headers: Headers = field(repr=False)
    body: bytes | None = field(repr=False)


@frozen
class Failure:
    """Why no complete answer arrived.

    It stands in for the library's exception, whose traceback would lead to frames that hold the
    Authorization header.
    """

    text: str
    timed_out: bool
    connected: bool
    """False only if no connection was ever open, so that nothing can have reached the API."""
    by_deadline: bool = False
    """Whether the deadline of the whole call ended it, not a timeout of the attempt."""


@frozen
class Reply:
    """One HTTP answer, read to its end or as far as it came."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    """Names are found in any case."""
    body: bytes = field(repr=False)
    cut_short: Failure | None
    """Why the body is incomplete; None if it is complete."""

    @property
    def is_success(self) -> bool:
        """Whether the status says that the request was carried out."""
        return 200 <= self.status < 300  # noqa: PLR2004  # the definition of success


class _Bearer(httpx.Auth):
    """Writes the Authorization header last, so that only the library's request holds the key."""

    def __init__(self, key: ApiKey) -> None:
        self._key = key

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        request.headers["Authorization"] = f"Bearer {self._key.reveal()}"
        yield request


class Http:
    """One connection pool, used from any number of threads."""

    def __init__(
        self,
        key: ApiKey,
        *,
        client: Client | None,
        timeouts: Timeouts | None,
        encrypted: bool,
    ) -> None:
        self._key = key
        self._auth = _Bearer(key)
        self._owned = client is None
        if client is None:
            timeouts = timeouts or Timeouts()
            client = httpx.Client(
                trust_env=encrypted, verify=_tls(encrypted=encrypted), cookies=_no_cookies()
            )
            keep_deadlines(client)
        else:
            _check_client(client, httpx.Client)
        self._client = client
        self._timeouts = timeouts

    def exchange(self, request: Request, within: Seconds | None) -> Reply | Failure:
        """Send once and read the answer; nothing is followed, nothing is repeated.

        Args:
            request: What to send.
            within: How many seconds there are for it; None for no limit but the timeouts.
        """
        if self._client.is_closed:
            raise _closed()
        until = None if within is None else monotonic() + within
        wait_until(until)
        try:
            response = self._client.send(
                _build(self._client, request, _extensions(self._timeouts, self._client, within)),
                auth=self._auth,
                follow_redirects=False,
                stream=True,
            )
        except httpx.HTTPStatusError as error:
            return _refused(error.response)
        except _TROUBLE as error:
            return _failure(error, until, self._key)
        body = bytearray()
        cut_short = None
        try:
            is_late = False
            for chunk in response.iter_bytes():
                # A client from outside limits each read; only here is a slow drip seen as a whole.
                if is_late:
                    cut_short = _too_late()
                    break
                body += chunk
                is_late = until is not None and monotonic() >= until
        except _TROUBLE as error:
            cut_short = _failure(error, until, self._key)
        finally:
            response.close()
        return Reply(response.status_code, response.headers, bytes(body), cut_short)

    def close(self) -> None:
        """Close the pool, unless it came from outside."""
        if self._owned:
            self._client.close()


class AsyncHttp:
    """One connection pool, used from any number of tasks of one event loop."""

    def __init__(
        self,
        key: ApiKey,
        *,
        client: AsyncClient | None,
        timeouts: Timeouts | None,
        encrypted: bool,
    ) -> None:
        self._key = key
        self._auth = _Bearer(key)
        self._owned = client is None
        if client is None:
            timeouts = timeouts or Timeouts()
            client = httpx.AsyncClient(
                trust_env=encrypted, verify=_tls(encrypted=encrypted), cookies=_no_cookies()
            )
        else:
            _check_client(client, httpx.AsyncClient)
        self._client = client
        self._timeouts = timeouts

    async def exchange(self, request: Request, within: Seconds | None) -> Reply | Failure:
        """Send once and read the answer; nothing is followed, nothing is repeated.

        Args:
            request: What to send.
            within: How many seconds there are for it; None for no limit but the timeouts.
        """
        if self._client.is_closed:
            raise _closed()
        # Imported here because programs without async code do without it, and it is large.
        from asyncio import timeout  # noqa: PLC0415  # see above

        until = None if within is None else monotonic() + within
        reply: Reply | None = None
        body = bytearray()
        try:
            # A little later than the limits of each phase, which know more about what happened.
            async with timeout(None if within is None else within + _GRACE):
                response = await self._client.send(
                    _build(
                        self._client, request, _extensions(self._timeouts, self._client, within)
                    ),
                    auth=self._auth,
                    follow_redirects=False,
                    stream=True,
                )
                reply = Reply(response.status_code, response.headers, b"", None)
                try:
                    async for chunk in response.aiter_bytes():
                        body += chunk
                finally:
                    await response.aclose()
        except httpx.HTTPStatusError as error:
            return _refused(error.response)
        except _TROUBLE as error:
            trouble = _failure(error, until, self._key)
        except TimeoutError:
            trouble = _too_late()
        else:
            return evolve(reply, body=bytes(body))
        return trouble if reply is None else evolve(reply, body=bytes(body), cut_short=trouble)

    async def aclose(self) -> None:
        """Close the pool, unless it came from outside."""
        if self._owned:
            await self._client.aclose()


class Delivery(Protocol):
    """How an answer of a server inside the process would travel; seconds, and what goes wrong."""

    @property
    def delay(self) -> Seconds: ...
    @property
    def drop(self) -> Literal["nothing", "half"] | None: ...
    @property
    def drip(self) -> Literal["headers", "body"] | None: ...
    @property
    def pace(self) -> Seconds: ...
    @property
    def pieces(self) -> int: ...
    @property
    def hang(self) -> bool: ...
    def split(self, data: bytes, /) -> Sequence[bytes]: ...


class Answer(Protocol):
    """What a server inside the process answers."""

    @property
    def status(self) -> int: ...
    @property
    def headers(self) -> Mapping[str, str]: ...
    @property
    def body(self) -> bytes: ...
    @property
    def delivery(self) -> Delivery | None: ...


class Handle(Protocol):
    """A server inside the process: method, target with its query, headers, body."""

    def __call__(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes, /
    ) -> Answer: ...


def in_process_client(handle: Handle) -> Client:
    """Return a client whose every request goes to `handle`, without a socket."""
    return httpx.Client(transport=_InProcess(handle), trust_env=False)


def async_in_process_client(handle: Handle) -> AsyncClient:
    """Return an async client whose every request goes to `handle`, without a socket."""
    return httpx.AsyncClient(transport=_InProcess(handle), trust_env=False)


class _InProcess(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Lets answers travel as over a socket: the same waits, the same exceptions."""

    def __init__(self, handle: Handle) -> None:
        self._handle = handle

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        answer = self._ask(request, request.read())
        if answer.delivery is None:
            return _whole(answer)
        limit = _read_timeout(request)
        for seconds in _waits(answer.delivery):
            _wait(seconds, limit)
        return _started(answer, answer.delivery, limit)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        answer = self._ask(request, await request.aread())
        if answer.delivery is None:
            return _whole(answer)
        limit = _read_timeout(request)
        for seconds in _waits(answer.delivery):
            await _async_wait(seconds, limit)
        return _started(answer, answer.delivery, limit)

    def _ask(self, request: httpx.Request, body: bytes) -> Answer:
        target = request.url.raw_path.decode("ascii")
        return self._handle(request.method, target, request.headers, body)


class _Body(httpx.SyncByteStream, httpx.AsyncByteStream):
    """The body of an answer as its delivery lets it arrive."""

    def __init__(self, body: bytes, delivery: Delivery, limit: Seconds | None) -> None:
        self._body = body
        self._delivery = delivery
        self._limit = limit

    def __iter__(self) -> Iterator[bytes]:
        for seconds, piece in self._pieces():
            _wait(seconds, self._limit)
            yield piece

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for seconds, piece in self._pieces():
            await _async_wait(seconds, self._limit)
            yield piece

    def _pieces(self) -> Iterator[tuple[Seconds, bytes]]:
        """Yield what arrives, and after how many seconds each."""
        size = len(self._body)
        if self._delivery.drop == "half":
            yield 0.0, self._body[: size // 2]
            message = (
                "peer closed connection without sending complete message body "
                f"(received {size // 2} bytes, expected {size})"
            )
            raise httpx.RemoteProtocolError(message)
        if self._delivery.drip == "body":
            for piece in self._delivery.split(self._body):
                yield self._delivery.pace, piece
        else:
            yield 0.0, self._body


def _whole(answer: Answer) -> httpx.Response:
    return httpx.Response(answer.status, headers=dict(answer.headers), content=answer.body)


def _started(answer: Answer, delivery: Delivery, limit: Seconds | None) -> httpx.Response:
    """Return an answer whose headers have arrived."""
    if delivery.drop == "nothing":
        message = "the server reset the connection"
        raise httpx.ReadError(message)
    headers = {**answer.headers, "Content-Length": str(len(answer.body))}
    stream = _Body(answer.body, delivery, limit)
    return httpx.Response(answer.status, headers=headers, stream=stream)


def _waits(delivery: Delivery) -> Iterator[Seconds]:
    """Yield the seconds between what arrives until the headers are complete."""
    yield delivery.delay
    if delivery.hang:
        yield math.inf
    if delivery.drip == "headers":
        yield from (delivery.pace for _ in range(delivery.pieces))


def _read_timeout(request: httpx.Request) -> Seconds | None:
    limits: Mapping[str, Seconds | None] = request.extensions.get("timeout", {})
    return limits.get("read")


def _wait(seconds: Seconds, limit: Seconds | None) -> None:
    """Let time pass like a read whose next byte comes after so many seconds."""
    limit = time_left(limit, TooLateError)
    sleep(_shortest(seconds, limit))
    _check_read(seconds, limit)


async def _async_wait(seconds: Seconds, limit: Seconds | None) -> None:
    # Imported here as above.
    from asyncio import sleep as async_sleep  # noqa: PLC0415  # see above

    await async_sleep(_shortest(seconds, limit))
    _check_read(seconds, limit)


def _shortest(seconds: Seconds, limit: Seconds | None) -> Seconds:
    return min(seconds, TIMEOUT_MAX if limit is None else limit)


def _check_read(seconds: Seconds, limit: Seconds | None) -> None:
    if limit is not None and seconds > limit:
        message = "timed out"
        raise httpx.ReadTimeout(message)


def _build(
    client: httpx.Client | httpx.AsyncClient,
    request: Request,
    extensions: dict[str, object] | None,
) -> httpx.Request:
    built = client.build_request(
        request.method,
        _parsed(request.url),
        params=request.query or None,
        content=request.body,
        extensions=extensions,
    )
    # Handing the headers to build_request() gives the same in three times the time.
    defaults = [pair for pair in built.headers.raw if pair[0].lower() not in _OURS]
    built.headers = httpx.Headers([*defaults, *request.headers])
    return built


@lru_cache(maxsize=256)
def _parsed(url: str) -> httpx.URL:
    # Most calls go to few addresses, and to read one takes a tenth of the time of a call.
    return httpx.URL(url)


def _refused(response: httpx.Response) -> Reply:
    """Return what is known of an answer for whose status a hook of the client raised."""
    try:
        body = response.content
    except httpx.ResponseNotRead:
        body = b""
    return Reply(response.status_code, response.headers, body, cut_short=None)


def _failure(error: Exception, until: float | None, key: ApiKey) -> Failure:
    if isinstance(error, TooLateError):
        return _too_late(connected=not isinstance(error, TooLateToConnectError))
    timed_out = isinstance(error, httpx.TimeoutException)
    return Failure(
        text=one_line(key.redact(f"{type(error).__name__}: {error}")).rstrip(": "),
        timed_out=timed_out,
        connected=not isinstance(error, _NEVER_CONNECTED),
        by_deadline=timed_out and until is not None and monotonic() >= until,
    )


def _too_late(*, connected: bool = True) -> Failure:
    return Failure("the deadline came", timed_out=True, connected=connected, by_deadline=True)


def _extensions(
    timeouts: Timeouts | None, client: httpx.Client | httpx.AsyncClient, within: Seconds | None
) -> dict[str, object] | None:
    """Return what tells the library the timeouts; None leaves a client's own in place."""
    if timeouts is None and within is None:
        return None
    limits = client.timeout if timeouts is None else timeouts
    return {
        "timeout": {
            "connect": _shorter(limits.connect, within),
            "read": _shorter(limits.read, within),
            "write": _shorter(limits.write, within),
            "pool": _shorter(limits.pool, within),
        }
    }


def _shorter(limit: Seconds | None, within: Seconds | None) -> Seconds | None:
    if limit is None or within is None:
        return within if limit is None else limit
    return min(limit, within)


def _tls(*, encrypted: bool) -> ssl.SSLContext:
    if encrypted:
        return _trusting(os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR"))
    # Not needed over http://, but something must be given: it trusts nobody and costs nothing.
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


@cache
def _trusting(_file: str | None, _directory: str | None) -> ssl.SSLContext:
    """Return the library's context, which reads the two variables; shared, it takes 30 ms."""
    return httpx.create_ssl_context()


def _no_cookies() -> CookieJar:
    # The API has no cookies. A jar shared by the views of one client would mix accounts.
    return CookieJar(policy=DefaultCookiePolicy(allowed_domains=()))


def _check_client(client: object, expected: type[httpx.Client | httpx.AsyncClient]) -> None:
    if not isinstance(client, expected):
        message = (
            f"http_client must be a {httpx.__name__}.{expected.__name__}, not "
            f"{type(client).__name__}: Lune takes a Client, AsyncLune an AsyncClient"
        )
        raise ConfigurationError(message)
    for name in _IDENTITY:
        if name in client.headers:
            message = (
                f"http_client sets the header {name}, which belongs to the Lune client: remove it "
                "there and use api_key=, account= or version="
            )
            raise ConfigurationError(message)


def _closed() -> ConfigurationError:
    return ConfigurationError(
        "the client is closed: make calls inside its with block, or make a new client"
    )
