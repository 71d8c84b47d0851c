"""Sending: what happens between an operation and its result.

Only `exchange` does I/O. All that there is to decide around it (what an answer means, what to do
next) can be decided from the operation and the reply or failure, once for sync and async.
"""

from __future__ import annotations

import logging
from time import perf_counter
from typing import Final, TypeVar

from attrs import evolve, frozen

from lune_api.types import Operation
from lune_client._call import error_for, request_for, request_id, result_of
from lune_client._http import AsyncHttp, Failure, Http, Reply
from lune_client._key import ApiKey
from lune_client._settings import Settings

T = TypeVar("T")

_log: Final = logging.getLogger("lune_client")


@frozen
class Runtime:
    """Sends operations for one account over a pool that it may share."""

    settings: Settings
    key: ApiKey
    http: Http

    def send(self, operation: Operation[T], /) -> T:
        """Carry out an operation and return its result.

        Raises:
            InvalidRequestError: it cannot be sent.
            CallError: it has no usable result.
        """
        request = request_for(operation, self.settings)
        started = perf_counter()
        outcome = self.http.exchange(request)
        _record(operation, outcome, started, self.key)
        if isinstance(outcome, Failure):
            raise error_for(operation, outcome)
        return result_of(operation, outcome, self.key)

    def for_account(self, account: str) -> Runtime:
        """Return a runtime for another account over the same pool."""
        return evolve(self, settings=self.settings.for_account(account))


@frozen
class AsyncRuntime:
    """Sends operations for one account over a pool that it may share."""

    settings: Settings
    key: ApiKey
    http: AsyncHttp

    async def send(self, operation: Operation[T], /) -> T:
        """Carry out an operation and return its result.

        Raises:
            InvalidRequestError: it cannot be sent.
            CallError: it has no usable result.
        """
        request = request_for(operation, self.settings)
        started = perf_counter()
        outcome = await self.http.exchange(request)
        _record(operation, outcome, started, self.key)
        if isinstance(outcome, Failure):
            raise error_for(operation, outcome)
        return result_of(operation, outcome, self.key)

    def for_account(self, account: str) -> AsyncRuntime:
        """Return a runtime for another account over the same pool."""
        return evolve(self, settings=self.settings.for_account(account))


def _record(operation: Operation[T], outcome: Reply | Failure, started: float, key: ApiKey) -> None:
    if not _log.isEnabledFor(logging.DEBUG):
        return
    milliseconds = (perf_counter() - started) * 1000
    if isinstance(outcome, Failure):
        end = f"failed after {milliseconds:.1f} ms: {outcome.text}"
    else:
        end = (
            f"answered {outcome.status} after {milliseconds:.1f} ms, request {request_id(outcome)}"
        )
    # The answer may repeat the key anywhere.
    _log.debug("%s %s %s", operation.method, operation.path, key.redact(end))
