"""What is told about calls while they go on: log lines, and spans for who asks for them.

Telling never fails a call: its result may be an order that exists.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext, suppress
from functools import wraps
from threading import Lock
from typing import TYPE_CHECKING, Final, ParamSpec, TypeAlias, TypeVar

from lune_api.types import Operation
from lune_client._http import Failure, Reply, Request
from lune_client._key import ApiKey
from lune_client._settings import Settings
from lune_client.answers import Attempt
from lune_client.errors import ConfigurationError, one_line

if TYPE_CHECKING:
    from opentelemetry.trace import Tracer, TracerProvider

P = ParamSpec("P")
T = TypeVar("T")

Report: TypeAlias = Callable[[int, Attempt, Request, Reply | Failure], None]
"""Takes each attempt as soon as it has ended: its number from 1, what it was, what came of it."""

_log: Final = logging.getLogger("lune_client")
_log_bodies: Final = logging.getLogger("lune_client.bodies")

_LONGEST_BODY: Final = 2000


def harmless(method: Callable[P, None]) -> Callable[P, None]:
    """Return a method that says so where it would raise."""

    @wraps(method)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            method(*args, **kwargs)
        except Exception as error:  # noqa: BLE001  # handlers and tracers raise what they like
            with suppress(Exception):  # the log may be what failed
                _log.warning(
                    "a call could not be logged or traced (%s); the call itself goes on",
                    type(error).__name__,
                )

    return guarded


class Telemetry:
    """Tells about the calls of a client and of all its views."""

    def __init__(
        self,
        key: ApiKey,
        version: str,
        *,
        log_bodies: bool,
        tracer_provider: TracerProvider | None,
    ) -> None:
        self._key = key
        self._version = version
        self._log_bodies = log_bodies
        self._tracer = None if tracer_provider is None else _tracer(tracer_provider)
        self._untraced = nullcontext[Report](self._tell)
        self._versions: set[str] = set()
        self._lock = Lock()

    def call(
        self, operation: Operation[T], settings: Settings
    ) -> AbstractContextManager[Report, None]:
        """Return what surrounds one call; it gives what takes its attempts."""
        if self._tracer is None:
            return self._untraced
        # Imported here because it needs the extra otel.
        from lune_client._tracing import CallSpan  # noqa: PLC0415  # see above

        return CallSpan(self._tracer, operation, settings, self._key, self._tell)

    @harmless
    def _tell(
        self, number: int, attempt: Attempt, request: Request, outcome: Reply | Failure
    ) -> None:
        if _log.isEnabledFor(logging.DEBUG):
            _log.debug(
                "%s %s attempt %d: %s after %.1f ms, waited %.1f ms, request %s",
                attempt.method,
                self._key.redact(attempt.path),
                number,
                attempt.failure or attempt.status,
                attempt.took * 1000,
                attempt.waited * 1000,
                attempt.request_id,
            )
        if self._log_bodies:
            if isinstance(outcome, Reply) or outcome.connected:
                self._tell_body(number, attempt, "sent", request.body)
            if isinstance(outcome, Reply):
                self._tell_body(number, attempt, "received", outcome.body)
        if isinstance(outcome, Reply):
            self._tell_version(outcome)

    def _tell_body(self, number: int, attempt: Attempt, what: str, body: bytes | None) -> None:
        if not body or not _log_bodies.isEnabledFor(logging.DEBUG):
            return
        _log_bodies.debug(
            "%s %s attempt %d %s: %s",
            attempt.method,
            self._key.redact(attempt.path),
            number,
            what,
            _shown(self._key.redact_bytes(body)),
        )

    def _tell_version(self, reply: Reply) -> None:
        stated = reply.headers.get("Lune-Version")
        if stated is None or stated == self._version:
            return
        with self._lock:
            if stated in self._versions:
                return
            self._versions.add(stated)
        _log.warning(
            "the API answered in its version %s, asked for was %s: fields may be missing or mean "
            "something else; ask for a version that it has, or update lune-client",
            self._key.redact(one_line(stated)),
            self._version,
        )


def _shown(body: bytes) -> str:
    """Return a body as one line, whatever it holds."""
    text = body[:_LONGEST_BODY].decode(errors="backslashreplace")
    line = "".join(
        mark if mark.isprintable() else mark.encode("unicode_escape").decode() for mark in text
    )
    more = len(body) - _LONGEST_BODY
    return line if more <= 0 else f"{line}... and {more} bytes more"


def _tracer(provider: object) -> Tracer:
    try:
        from lune_client._tracing import tracer_of  # noqa: PLC0415  # needs the extra otel
    except ImportError:
        tracer = None
    else:
        tracer = tracer_of(provider)
    if tracer is None:
        message = (
            f"tracer_provider must be a TracerProvider of OpenTelemetry, not "
            f"{type(provider).__name__}: pip install 'lune-client[otel]' and give "
            "opentelemetry.trace.get_tracer_provider(), or leave it out"
        )
        raise ConfigurationError(message)
    return tracer
