"""Spans by OpenTelemetry's conventions for HTTP clients; loaded only by who asks for them."""

from __future__ import annotations

from contextvars import Token
from types import TracebackType
from typing import Generic, TypeVar
from urllib.parse import urlencode, urlsplit

from opentelemetry import context
from opentelemetry.trace import (
    Span,
    SpanKind,
    Status,
    StatusCode,
    Tracer,
    TracerProvider,
    set_span_in_context,
)

from lune_api.types import Operation
from lune_client._http import Failure, Reply, Request
from lune_client._key import ApiKey
from lune_client._settings import Settings
from lune_client._telemetry import Report, harmless
from lune_client._version import __version__
from lune_client.answers import Attempt
from lune_client.errors import StatusError

T = TypeVar("T")

_PORTS = {"https": 443, "http": 80}


def tracer_of(provider: object) -> Tracer | None:
    """Return the tracer of this library, None if `provider` can give none."""
    if not isinstance(provider, TracerProvider):
        return None
    return provider.get_tracer("lune_client", __version__)


class CallSpan(Generic[T]):
    """The span of one logical call, with an event for each attempt; current while it lasts."""

    def __init__(
        self,
        tracer: Tracer,
        operation: Operation[T],
        settings: Settings,
        key: ApiKey,
        report: Report,
    ) -> None:
        self._tracer = tracer
        self._operation = operation
        self._settings = settings
        self._key = key
        self._report = report
        self._attempts: list[Attempt] = []
        self._span: Span | None = None
        self._token: Token[context.Context] | None = None

    def __enter__(self) -> Report:
        self._begin()
        return self._tell

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._leave()
        self._end(error)

    @harmless
    def _begin(self) -> None:
        operation, server = self._operation, urlsplit(self._settings.base_url)
        self._span = self._tracer.start_span(
            f"{operation.method} {operation.template}",
            kind=SpanKind.CLIENT,
            attributes={
                "http.request.method": operation.method,
                "server.address": server.hostname or "",
                "server.port": server.port or _PORTS[server.scheme],
                "url.full": self._url(),
                "url.template": operation.template,
            },
        )
        self._token = context.attach(set_span_in_context(self._span))

    def _tell(
        self, number: int, attempt: Attempt, request: Request, outcome: Reply | Failure
    ) -> None:
        self._report(number, attempt, request, outcome)
        self._attempts.append(attempt)
        self._add(number, attempt)

    @harmless
    def _add(self, number: int, attempt: Attempt) -> None:
        if self._span is None:
            return
        known = {
            "http.request.method": attempt.method,
            "url.path": self._key.redact(attempt.path),
            "http.response.status_code": attempt.status,
            "lune.attempt.number": number,
            "lune.attempt.failure": attempt.failure,
            "lune.attempt.waited": attempt.waited,
            "lune.attempt.took": attempt.took,
            "lune.request_id": attempt.request_id,
        }
        self._span.add_event(
            "attempt", {name: value for name, value in known.items() if value is not None}
        )

    @harmless
    def _leave(self) -> None:
        if self._token is not None:
            context.detach(self._token)

    @harmless
    def _end(self, error: BaseException | None) -> None:
        if self._span is None:
            return
        try:
            self._conclude(self._span, error)
        finally:
            self._span.end()

    def _conclude(self, span: Span, error: BaseException | None) -> None:
        # Look-ups after it are calls of their own; they stand in the events.
        own = [each for each in self._attempts if each.path == self._operation.path]
        if own and own[-1].status is not None:
            span.set_attribute("http.response.status_code", own[-1].status)
        if len(own) > 1:
            span.set_attribute("http.request.resend_count", len(own) - 1)
        if error is not None:
            # Not the exception itself: its text may hold what was bought.
            span.set_attribute("error.type", _error_type(error))
            span.set_status(Status(StatusCode.ERROR))

    def _url(self) -> str:
        query = f"?{urlencode(self._operation.query)}" if self._operation.query else ""
        return self._key.redact(f"{self._settings.base_url}{self._operation.path}{query}")


def _error_type(error: BaseException) -> str:
    if isinstance(error, StatusError):
        return str(error.status)
    return f"{type(error).__module__}.{type(error).__qualname__}"
