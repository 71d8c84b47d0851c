"""Running a delivery: the two loops that send and sleep, and nothing else."""

from __future__ import annotations

import time
from typing import TypeVar

from attrs import evolve, frozen

from lune_api.errors import LuneError
from lune_api.types import Operation
from lune_client._delivery import Delivery, Send
from lune_client._http import AsyncHttp, Failure, Http, Reply
from lune_client._key import ApiKey
from lune_client._limiter import Limiter
from lune_client._settings import Settings
from lune_client._telemetry import Telemetry
from lune_client.errors import ConfigurationError

T = TypeVar("T")


@frozen
class Runtime:
    """Sends operations for one account over a pool and a rate limit that it may share."""

    settings: Settings
    key: ApiKey
    limiter: Limiter
    http: Http
    telemetry: Telemetry

    def send(self, operation: Operation[T], /) -> T:
        """Carry out an operation and return its result.

        Raises:
            InvalidRequestError: it cannot be sent.
            CallError: it has no usable result.
        """
        with self.telemetry.call(operation, self.settings) as report:
            delivery = Delivery(operation, self.settings, self.key, self.limiter, report)
            steps = delivery.steps()
            outcome: Reply | Failure | None = None
            try:
                while True:
                    step = steps.send(outcome)
                    if isinstance(step, Send):
                        outcome = self.http.exchange(step.request, step.within)
                    else:
                        time.sleep(step.seconds)
                        outcome = None
            except StopIteration as done:
                result: T = done.value
                return result
            except LuneError:
                raise
            except BaseException as error:
                delivery.tell(error)
                raise

    def using(self, settings: Settings) -> Runtime:
        """Return a runtime with other settings over the same pool and rate limit."""
        return evolve(self, settings=settings)


@frozen
class AsyncRuntime:
    """Sends operations for one account over a pool and a rate limit that it may share."""

    settings: Settings
    key: ApiKey
    limiter: Limiter
    http: AsyncHttp
    telemetry: Telemetry

    async def send(self, operation: Operation[T], /) -> T:
        """Carry out an operation and return its result.

        Raises:
            ConfigurationError: no event loop of asyncio runs.
            InvalidRequestError: it cannot be sent.
            CallError: it has no usable result.
        """
        # Imported here because programs without async code do without it, and it is large.
        from asyncio import get_running_loop, sleep  # noqa: PLC0415  # see above

        try:
            get_running_loop()
        except RuntimeError:
            message = "AsyncLune runs on asyncio; await it there, not in a loop of trio or another"
            raise ConfigurationError(message) from None
        with self.telemetry.call(operation, self.settings) as report:
            delivery = Delivery(operation, self.settings, self.key, self.limiter, report)
            steps = delivery.steps()
            outcome: Reply | Failure | None = None
            try:
                while True:
                    step = steps.send(outcome)
                    if isinstance(step, Send):
                        outcome = await self.http.exchange(step.request, step.within)
                    else:
                        await sleep(step.seconds)
                        outcome = None
            except StopIteration as done:
                result: T = done.value
                return result
            except LuneError:
                raise
            except BaseException as error:
                delivery.tell(error)
                raise

    def using(self, settings: Settings) -> AsyncRuntime:
        """Return a runtime with other settings over the same pool and rate limit."""
        return evolve(self, settings=settings)
