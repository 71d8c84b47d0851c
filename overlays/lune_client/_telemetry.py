"""What is told about calls while they go on: log lines, and spans for who asks for them.

Telling never fails a call: its result may be an order that exists.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext, suppress
from threading import Lock
from types import TracebackType
from typing import TYPE_CHECKING, Final, TypeAlias, TypeVar

from lune_api.types import Operation
from lune_client._http import Failure, Reply, Request
from lune_client._key import ApiKey
from lune_client._settings import Settings
from lune_client.answers import Attempt
from lune_client.errors import ConfigurationError, one_line

if TYPE_CHECKING:
    from opentelemetry.trace import Tracer, TracerProvider

T = TypeVar("T")

Report: TypeAlias = Callable[[int, Attempt, Request, Reply | Failure], None]
"""Takes each attempt as soon as it has ended: its number from 1, what it was, what came of it."""

_log: Final = logging.getLogger("lune_client")
_log_bodies: Final = logging.getLogger("lune_client.bodies")

_LONGEST_BODY: Final = 2000
_MOST_WARNINGS: Final = 10


class _Warnings:
    """Warnings of one kind: one for each subject, and no more than a few in all."""

    def __init__(self, message: str) -> None:
        self._message = message
        self._told: set[str] = set()
        self._lock = Lock()

    def tell(self, subject: str, *more: str) -> None:
        with self._lock:
            if subject in self._told or len(self._told) >= _MOST_WARNINGS:
                return
            self._told.add(subject)
        try:
            _log.warning(self._message, subject, *more)
        except BaseException:  # nobody has heard of it
            self._told.discard(subject)
            raise


class Harmless:
    """Surrounds what handlers and tracers may make fail: it warns, and the call goes on."""

    def __init__(self) -> None:
        self._warnings = _Warnings(
            "a call could not be logged or traced (%s); the call itself goes on"
        )

    def __enter__(self) -> None:
        pass

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> bool:
        if not isinstance(error, Exception):
            return False
        with suppress(Exception):  # the log may be what failed
            self._warnings.tell(type(error).__name__)
        return True


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
        self._log_bodies = _checked_flag(log_bodies)
        self._tracer = None if tracer_provider is None else _tracer(tracer_provider)
        self._untraced = nullcontext[Report](self._tell)
        self._harmless = Harmless()
        self._versions = _Warnings(
            "the API answered in its version %s, asked for was %s: fields may be missing or mean "
            "something else; ask for a version that it has, or update lune-client"
        )

    def call(
        self, operation: Operation[T], settings: Settings
    ) -> AbstractContextManager[Report, None]:
        """Return what surrounds one call; it gives what takes its attempts."""
        if self._tracer is None:
            return self._untraced
        # Imported here because it needs the extra otel.
        from lune_client._tracing import CallSpan  # noqa: PLC0415  # see above

        return CallSpan(self._tracer, operation, settings, self._key, self._tell, self._harmless)

    def _tell(
        self, number: int, attempt: Attempt, request: Request, outcome: Reply | Failure
    ) -> None:
        # Each by itself, so that none is lost where another fails.
        with self._harmless:
            _tell_attempt(number, attempt)
        if self._log_bodies:
            with self._harmless:
                if isinstance(outcome, Reply) or outcome.connected:
                    self._tell_body(number, attempt, "sent", request.body)
            with self._harmless:
                if isinstance(outcome, Reply):
                    self._tell_body(number, attempt, "received", outcome.body)
        if isinstance(outcome, Reply):
            with self._harmless:
                self._tell_version(outcome)

    def _tell_body(self, number: int, attempt: Attempt, what: str, body: bytes | None) -> None:
        if not body or not _log_bodies.isEnabledFor(logging.DEBUG):
            return
        _log_bodies.debug(
            "%s %s attempt %d %s: %s",
            attempt.method,
            attempt.path,
            number,
            what,
            _shown(self._key.redact_bytes(body)),
        )

    def _tell_version(self, reply: Reply) -> None:
        stated = reply.headers.get("Lune-Version")
        # A proxy may repeat the header; it is read as one, with commas.
        if stated is None or {each.strip() for each in stated.split(",")} == {self._version}:
            return
        self._versions.tell(one_line(self._key.redact(stated)), self._version)


def _tell_attempt(number: int, attempt: Attempt) -> None:
    if not _log.isEnabledFor(logging.DEBUG):
        return
    _log.debug(
        "%s %s attempt %d: %s after %.1f ms, waited %.1f ms, request %s",
        attempt.method,
        attempt.path,
        number,
        attempt.failure or attempt.status,
        attempt.took * 1000,
        attempt.waited * 1000,
        attempt.request_id,
    )


def _shown(body: bytes) -> str:
    """Return a body as one line, whatever it holds."""
    text = body[:_LONGEST_BODY].decode(errors="backslashreplace")
    line = "".join(
        mark if mark.isprintable() else mark.encode("unicode_escape").decode() for mark in text
    )
    more = len(body) - _LONGEST_BODY
    return line if more <= 0 else f"{line}... and {more} bytes more"


def _checked_flag(log_bodies: object) -> bool:
    if not isinstance(log_bodies, bool):
        message = f"log_bodies={log_bodies!r} is not usable: give True or False"
        raise ConfigurationError(message)
    return log_bodies


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
