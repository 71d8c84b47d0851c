"""Where requests go: an implementation of the API, behind a socket or in this process."""

from __future__ import annotations

import ipaddress
import time
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, Final, Protocol, Self, TypeAlias
from urllib.parse import unquote, urlsplit

import anyio
import anyio.from_thread
import httpx

from lune_contract.document import BASE_PATH
from lune_contract.exchange import Answer, Request
from lune_contract.secret import Secret

if TYPE_CHECKING:
    from types import TracebackType

    from anyio.from_thread import BlockingPortal

__all__ = ["TIMEOUT", "ASGIApplication", "AsgiTarget", "HttpTarget", "Target", "TargetError"]

TIMEOUT: Final = 10.0
"""Seconds that a target is given for an answer."""
# No answer of the API comes near it.
_LONGEST: Final = 20_000_000

# What ASGI itself leaves open.
_Message: TypeAlias = MutableMapping[str, Any]
ASGIApplication: TypeAlias = Callable[
    [_Message, Callable[[], Awaitable[_Message]], Callable[[_Message], Awaitable[None]]],
    Awaitable[None],
]


class TargetError(Exception):
    """The target gave no answer: it cannot be reached, or it broke off.

    Attributes:
        request: what was not answered, if it is known.
        reached: whether the target may have got it.
    """

    request: Request | None = None
    reached: bool = True


class Target(Protocol):
    """An implementation of the API. It can be called from several threads."""

    base_url: str
    """Where a person reaches it."""
    is_local: bool
    """Whether it is on this machine; elsewhere the suite is careful."""

    def send(self, request: Request) -> Answer:
        """Send a request with the key in it, and return the answer.

        Raises:
            TargetError: there is no answer.
        """
        ...


class _Open(ABC):
    """What is closed at the end of a `with` block."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    @abstractmethod
    def close(self) -> None:
        """End what it holds open."""


class HttpTarget(_Open):
    """A target behind a URL.

    Args:
        base_url: with the path that operations stand under, `https://api.example/v1`.
        api_key: the key; it appears in nothing that is kept or shown.
        timeout: seconds that a request may take.

    Raises:
        ValueError: the address is no http URL, or the key cannot be a header.
    """

    def __init__(self, base_url: str, api_key: str, *, timeout: float = TIMEOUT) -> None:
        parts = urlsplit(base_url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            message = f"{base_url!r} is no http address; give one such as http://127.0.0.1:8000/v1"
            raise ValueError(message)
        if parts.username is not None or parts.query or parts.fragment:
            message = "the address has a user, a query or a fragment; give scheme, host and path"
            raise ValueError(message)
        self.base_url = base_url.rstrip("/")
        self.is_local = _is_loopback(parts.hostname)
        self._secret = Secret(api_key)
        # No redirects, no cookies, no proxy: what the target answers itself is what counts.
        self._client = httpx.Client(timeout=timeout, trust_env=False, http2=False)
        self._timeout = timeout

    def __repr__(self) -> str:
        return f"<HttpTarget {self.base_url}>"

    def close(self) -> None:
        """Close its connections."""
        self._client.close()

    def send(self, request: Request) -> Answer:
        """Send a request with the key in it, and return the answer."""
        self._client.cookies.clear()
        try:
            with self._client.stream(
                request.method,
                self.base_url + request.target,
                headers=_encoded(request.headers, self._secret),
                content=request.body or None,
            ) as response:
                answer = Answer(response.status_code, dict(response.headers), self._read(response))
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            said = self._secret.out_of(str(error)) or "no connection"
            message = f"{request.method} {self.base_url}{request.target}: {said}"
            failed = TargetError(message)
            failed.reached = False
            raise failed from None
        except httpx.TimeoutException:
            message = (
                f"{request.method} {self.base_url}{request.target}: nothing within"
                f" {self._timeout:g} s (--timeout)"
            )
            raise TargetError(message) from None
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            said = self._secret.out_of(str(error)) or type(error).__name__
            message = f"{request.method} {self.base_url}{request.target}: {said}"
            raise TargetError(message) from None
        return self._secret.out_of_answer(answer)

    def _read(self, response: httpx.Response) -> bytes:
        """Return the body of an answer; one without end ends here."""
        end, body = time.monotonic() + self._timeout, bytearray()
        for part in response.iter_bytes():
            body += part
            if len(body) > _LONGEST or time.monotonic() > end:
                message = f"the answer did not end in {self._timeout:g} s and {_LONGEST} bytes"
                raise httpx.ReadError(message)
        return bytes(body)


class AsgiTarget(_Open):
    """An ASGI application as a target, without a socket.

    Args:
        app: the application.
        api_key: the key that it takes.
        base_path: what its operations stand under.
    """

    is_local: bool = True

    def __init__(self, app: ASGIApplication, api_key: str, *, base_path: str = BASE_PATH) -> None:
        self.base_url = f"http://testserver{base_path}"
        self._app = app
        self._secret = Secret(api_key)
        self._base_path = base_path
        self._stack = ExitStack()
        self._portal: BlockingPortal = self._stack.enter_context(
            anyio.from_thread.start_blocking_portal()
        )

    def __repr__(self) -> str:
        return "<AsgiTarget>"

    def close(self) -> None:
        """End the thread that runs the application."""
        self._stack.close()

    def send(self, request: Request) -> Answer:
        """Send a request with the key in it, and return the answer."""
        try:
            return self._secret.out_of_answer(self._portal.call(self._send, request))
        except TargetError:
            raise
        except Exception as error:  # noqa: BLE001 - an application may raise anything
            said = self._secret.out_of(repr(error))
            message = f"{request.method} {request.target}: the application raised {said}"
            raise TargetError(message) from None

    async def _send(self, request: Request) -> Answer:
        path, _, query = f"{self._base_path}{request.target}".partition("?")
        headers = {"host": "testserver", "content-length": str(len(request.body))}
        scope: _Message = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.4"},
            "http_version": "1.1",
            "method": request.method,
            "scheme": "http",
            "path": unquote(path),
            "raw_path": path.encode("ascii"),
            "query_string": query.encode("ascii"),
            "root_path": "",
            "headers": _encoded(headers | dict(request.headers), self._secret),
            "client": ("127.0.0.1", 1),
            "server": ("testserver", 80),
        }
        sent: list[_Message] = []
        unread = [{"type": "http.request", "body": request.body, "more_body": False}]

        async def receive() -> _Message:
            return unread.pop() if unread else {"type": "http.disconnect"}

        async def send(message: _Message) -> None:
            sent.append(message)

        with anyio.fail_after(TIMEOUT):
            await self._app(scope, receive, send)
        if not sent or sent[0]["type"] != "http.response.start":
            message = f"{request.method} {request.target}: the application answered nothing"
            raise TargetError(message)
        start, *rest = sent
        return Answer(
            start["status"],
            dict(httpx.Headers(start.get("headers", []))),
            b"".join(each.get("body", b"") for each in rest),
        )


def _encoded(headers: Mapping[str, str], secret: Secret) -> list[tuple[bytes, bytes]]:
    """Return headers as they travel, with the key in them."""
    return [
        (name.lower().encode("latin-1"), secret.into(value).encode("latin-1"))
        for name, value in headers.items()
    ]


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
