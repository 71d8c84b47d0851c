"""Logged requests as pages tell them: which of them are attempts at one and the same call."""

from __future__ import annotations

import json
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lune_mock.request_log import LoggedRequest

__all__ = ["Attempt", "attempts"]

_PASSING = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS})
"""Beside those from 500 on, the statuses after which a client repeats a request."""


@dataclass(slots=True)
class _Call:
    """What a client asked for, however often it had to."""

    first: int
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class Attempt:
    """A logged request, and its place among those that repeat it."""

    number: int
    """That of the request, from 1: the first one that the sandbox had."""
    request: LoggedRequest
    ordinal: int
    """1 for the first attempt at the call."""
    call: _Call

    @property
    def is_error(self) -> bool:
        """Whether something went wrong, on purpose or not."""
        request = self.request
        return request.status >= HTTPStatus.BAD_REQUEST or request.fault_id is not None


def attempts(requests: Iterable[LoggedRequest], first: int) -> list[Attempt]:
    """Return the requests of a log, oldest first.

    A request is one more attempt where it repeats an earlier one to the letter and the earlier one
    failed in passing or was spoilt by a fault, or where the two have one idempotency key.

    Args:
        requests: those of a log, oldest first.
        first: the number of the first of them.
    """
    told: list[Attempt] = []
    latest: dict[object, Attempt] = {}
    for number, request in enumerate(requests, first):
        key = _idempotency_key(request)
        asked = (request.method, request.target, request.headers.get("lune-account"))
        identity = (*asked, request.body if key is None else key)
        before = latest.get(identity)
        if before is not None and (key is not None or _is_repeated(before.request)):
            call = before.call
        else:
            call = _Call(number)
        call.attempts += 1
        latest[identity] = Attempt(number, request, call.attempts, call)
        told.append(latest[identity])
    return told


def _is_repeated(request: LoggedRequest) -> bool:
    """Return whether a client repeats a request after what it was answered."""
    return (
        request.fault_id is not None
        or request.status in _PASSING
        or request.status >= HTTPStatus.INTERNAL_SERVER_ERROR
    )


def _idempotency_key(request: LoggedRequest) -> str | None:
    if b'"idempotency_key"' not in request.body:
        return None
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError):
        return None
    match body:
        case {"idempotency_key": str(key)}:
            return key
        case _:
            return None
