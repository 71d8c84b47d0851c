"""The last requests of a sandbox, and what became of them."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lune_mock.rules import max_body_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime, timedelta

    from lune_mock.requests import Headers

__all__ = ["LOG_SIZE", "LoggedRequest", "RequestLog", "shown_body", "shown_headers"]

LOG_SIZE = 1000
"""How many requests are kept unless said."""
_MOST_BYTES = 8_000_000
_MOST_FAILURES = 100
_SIZE_OF_ALL_ELSE = 1000
_SECRETS = frozenset({"authorization", "cookie", "proxy-authorization"})


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedRequest:
    """A request and its answer."""

    moment: datetime
    """When it came, by the clock of the sandbox."""
    duration: timedelta
    """How long it took, by that clock: nothing while it stands."""
    method: str
    target: str
    """Path and query, as they came."""
    operation_id: str | None
    """None where the document has no such path or method."""
    account_id: str | None
    """None where the request did not get as far as an account."""
    headers: Mapping[str, str]
    """Names in lower case, without the headers that carry secrets."""
    body: bytes
    """Cut where it is longer than any that the API takes, as is that of the answer."""
    status: int
    answer_body: bytes
    problem: str | None
    """Why it was refused, or answered with nothing; None where it was not."""
    fault_id: str | None
    """The fault that was made of it."""
    is_failure: bool
    """Whether the sandbox is to blame: it failed, would have broken the document, or could not make
    the fault that it was told to make. A fault hides this from the client, and not from here."""

    @property
    def size(self) -> int:
        """About how many bytes it keeps."""
        texts = (self.method, self.target, self.problem or "", self.body, self.answer_body)
        fields = (*self.headers, *self.headers.values())
        return _SIZE_OF_ALL_ELSE + sum(map(len, texts)) + sum(map(len, fields))


class RequestLog:
    """The last requests, bounded by their number and by their size.

    Args:
        most: how many are kept; 0 for none.
    """

    def __init__(self, most: int) -> None:
        if most < 0:
            message = f"the log cannot keep {most} requests; take 0 or more"
            raise ValueError(message)
        self._most = most
        # Each with its size.
        self._requests: deque[tuple[LoggedRequest, int]] = deque()
        self._failures: deque[LoggedRequest] = deque(maxlen=_MOST_FAILURES)
        self._bytes = 0
        self.added = 0
        """How many there have been, those that are no longer kept included."""
        self.dropped = 0
        """How many made room for later ones since it was last cleared."""

    @property
    def requests(self) -> tuple[LoggedRequest, ...]:
        """What is kept, oldest first."""
        return tuple(request for request, _ in self._requests)

    @property
    def failures(self) -> tuple[LoggedRequest, ...]:
        """The last requests that the sandbox failed at, cleared or not, oldest first."""
        return tuple(self._failures)

    def add(self, request: LoggedRequest) -> None:
        """Add the latest request; the oldest ones make room for it."""
        if request.is_failure:
            self._failures.append(request)
        self.added += 1
        size = request.size
        self._requests.append((request, size))
        self._bytes += size
        while len(self._requests) > self._most or self._bytes > _MOST_BYTES:
            self._bytes -= self._requests.popleft()[1]
            self.dropped += 1

    def clear(self) -> None:
        """Forget all of them."""
        self._requests.clear()
        self._bytes = 0
        self.dropped = 0


def shown_headers(headers: Headers) -> dict[str, str]:
    """Return the headers in lower case, without those that carry a secret."""
    return headers.without(_SECRETS)


def shown_body(body: bytes) -> bytes:
    """Return as much of `body` as the log keeps."""
    return body[: max_body_bytes()]
