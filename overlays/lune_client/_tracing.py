"""Spans by OpenTelemetry's conventions for HTTP clients; loaded only by who asks for them."""

from __future__ import annotations

from contextvars import Token
from types import TracebackType
from typing import Generic, TypeVar
from urllib.parse import urlencode, urlsplit

from attrs import define, field
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
from lune_client._telemetry import Harmless, Report
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


@define(eq=False, repr=False)
class CallSpan(Generic[T]):
    """The span of one logical call, with an event for each attempt; current while it lasts."""

    _tracer: Tracer
    _operation: Operation[T]
    _settings: Settings
    _key: ApiKey
    _report: Report
    _harmless: Harmless
    _attempts: list[Attempt] = field(init=False, factory=list[Attempt])
    _span: Span | None = field(init=False, default=None)
    _context: context.Context | None = field(init=False, default=None)
    _token: Token[context.Context] | None = field(init=False, default=None)

    def __enter__(self) -> Report:
        with self._harmless:
            self._begin()
        return self._tell

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        # A task that is destroyed with its loop ends in another context, where nothing is to leave.
        if kind is not GeneratorExit or context.get_current() is self._context:
            with self._harmless:
                self._leave()
        with self._harmless:
            self._end(error)

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
        self._context = set_span_in_context(self._span)
        self._token = context.attach(self._context)

    def _tell(
        self, number: int, attempt: Attempt, request: Request, outcome: Reply | Failure
    ) -> None:
        self._report(number, attempt, request, outcome)
        self._attempts.append(attempt)
        with self._harmless:
            self._add(number, attempt)

    def _add(self, number: int, attempt: Attempt) -> None:
        if self._span is None:
            return
        known = {
            "http.request.method": attempt.method,
            "url.path": attempt.path,
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

    def _leave(self) -> None:
        if self._token is not None:
            context.detach(self._token)

    def _end(self, error: BaseException | None) -> None:
        if self._span is None:
            return
        try:
            self._conclude(self._span, error)
        finally:
            self._span.end()

    def _conclude(self, span: Span, error: BaseException | None) -> None:
        # Look-ups after it are calls of their own; they stand in the events.
        path = self._key.redact(self._operation.path)
        own = [each for each in self._attempts if each.path == path]
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
