"""The last requests of a sandbox, and what became of them."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from lune_mock.rules import max_body_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime, timedelta

__all__ = ["LOG_SIZE", "LoggedRequest", "RequestLog", "shown_body", "shown_headers"]

LOG_SIZE = 1000
"""How many requests are kept unless said."""
_MOST_BYTES = 8_000_000
_MOST_FAILURES = 100
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
    """Why it was refused; None where it was not."""
    fault_id: str | None
    """The fault that was made of it."""

    @property
    def is_failure(self) -> bool:
        """Whether the sandbox is to blame: it failed, or would have broken the document."""
        return self.status == HTTPStatus.INTERNAL_SERVER_ERROR and self.fault_id is None

    @property
    def size(self) -> int:
        """About how many bytes it keeps."""
        fields = sum(map(len, self.headers)) + sum(map(len, self.headers.values()))
        return len(self.target) + fields + len(self.body) + len(self.answer_body)


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
        self._requests: deque[LoggedRequest] = deque()
        self._failures: deque[LoggedRequest] = deque(maxlen=_MOST_FAILURES)
        self._bytes = 0

    @property
    def requests(self) -> tuple[LoggedRequest, ...]:
        """What is kept, oldest first."""
        return tuple(self._requests)

    @property
    def failures(self) -> tuple[LoggedRequest, ...]:
        """The last requests that the sandbox failed at, cleared or not, oldest first."""
        return tuple(self._failures)

    def add(self, request: LoggedRequest) -> None:
        """Add the latest request; the oldest ones make room for it."""
        if request.is_failure:
            self._failures.append(request)
        self._requests.append(request)
        self._bytes += request.size
        while len(self._requests) > self._most or self._bytes > _MOST_BYTES:
            self._bytes -= self._requests.popleft().size

    def clear(self) -> None:
        """Forget all of them."""
        self._requests.clear()
        self._bytes = 0


def shown_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Return the headers in lower case, without those that carry a secret."""
    fields = ((name.lower(), value) for name, value in headers.items())
    return {name: value for name, value in fields if name not in _SECRETS}


def shown_body(body: bytes) -> bytes:
    """Return as much of `body` as the log keeps."""
    return body[: max_body_bytes()]
