"""Spans: one for each call, with an event for each attempt."""

from __future__ import annotations

import asyncio
import gc
import sys
from collections.abc import Callable, Mapping
from typing import NoReturn

import httpx
import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import ReadableSpan, Span, SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import NoOpTracerProvider, SpanKind, StatusCode

from lune_client import (
    AsyncLune,
    ConfigurationError,
    ConnectionFailedError,
    InvalidRequestError,
    Lune,
    LuneError,
    Mass,
    NotFoundError,
    ResponseError,
)
from lune_client.models import Order
from lune_document import load
from lune_mock import Sandbox

from .calling import ORDER_ID, SECRET, Handler, Mode, carry_out, replying


class Spans:
    """Collects spans, and carries calls out with them."""

    def __init__(self, mode: Mode) -> None:
        self.mode: Mode = mode
        self.exporter = InMemorySpanExporter()
        self.provider = TracerProvider()
        self.provider.add_span_processor(SimpleSpanProcessor(self.exporter))

    def carry_out(
        self, handler: Handler, call: Callable[[Lune | AsyncLune], object], **options: object
    ) -> object:
        options = {"max_retries": 0, "deadline": None, "tracer_provider": self.provider, **options}
        return carry_out(self.mode, handler, call, **options)

    @property
    def only(self) -> ReadableSpan:
        (span,) = self.exporter.get_finished_spans()
        return span


@pytest.fixture
def spans(mode: Mode) -> Spans:
    return Spans(mode)


def look(lune: Lune | AsyncLune) -> object:
    return lune.orders.get(ORDER_ID)


def create(lune: Lune | AsyncLune) -> object:
    return lune.orders.create_by_mass(mass=Mass("1", "t"), idempotency_key="A-17")


def sandbox(*faults: int | Exception | None) -> Handler:
    """Return a sandbox behind faults: a status, a lost answer, None for none."""
    left, server = list(faults), Sandbox()

    def handler(request: httpx.Request) -> httpx.Response:
        fault = left.pop(0) if left else None
        if isinstance(fault, int):
            return httpx.Response(fault, headers={"Retry-After": "0"})
        headers = {**request.headers, "authorization": f"Bearer {server.api_key}"}
        target = request.url.raw_path.decode()
        answer = server.handle(request.method, target, headers, request.content)
        if fault is not None:
            raise fault
        return httpx.Response(answer.status, headers=dict(answer.headers), content=answer.body)

    return handler


def events(span: ReadableSpan) -> list[Mapping[str, object]]:
    assert {event.name for event in span.events} <= {"attempt"}
    return [dict(event.attributes or {}) for event in span.events]


def test_a_call_that_succeeds(spans: Spans) -> None:
    order = spans.carry_out(sandbox(), create, base_url="https://api.example/v1")
    assert isinstance(order, Order)
    span = spans.only
    assert span.name == "POST /orders/by-mass"
    assert span.kind is SpanKind.CLIENT
    assert span.status.status_code is StatusCode.UNSET
    assert span.attributes == {
        "http.request.method": "POST",
        "server.address": "api.example",
        "server.port": 443,
        "url.full": "https://api.example/v1/orders/by-mass",
        "url.template": "/orders/by-mass",
        "http.response.status_code": 200,
    }
    (attempt,) = events(span)
    assert attempt.pop("lune.attempt.took") > 0  # type: ignore[attr-defined]  # a dict
    assert attempt == {
        "http.request.method": "POST",
        "url.path": "/orders/by-mass",
        "http.response.status_code": 200,
        "lune.attempt.number": 1,
        "lune.attempt.waited": 0.0,
        "lune.request_id": attempt["lune.request_id"],
    }
    scope = span.instrumentation_scope
    assert scope is not None
    assert scope.name == "lune_client"


def test_attempts_are_logged_as_well(spans: Spans, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG", "lune_client")
    spans.carry_out(sandbox(), create)
    assert [record.getMessage()[:36] for record in caplog.records] == [
        "POST /orders/by-mass attempt 1: 200 "
    ]


def test_where_a_call_goes(spans: Spans) -> None:
    with pytest.raises(NotFoundError):
        spans.carry_out(replying(404), look, base_url="http://127.0.0.1:81/v1")
    attributes = spans.only.attributes or {}
    assert attributes["server.address"] == "127.0.0.1"
    assert attributes["server.port"] == 81
    assert attributes["url.full"] == f"http://127.0.0.1:81/v1/orders/{ORDER_ID}"
    assert attributes["url.template"] == "/orders/{id}"


def test_a_query(spans: Spans) -> None:
    page: dict[str, object] = {"has_more": False, "next_cursor": None, "data": []}
    assert spans.carry_out(replying(200, page), lambda lune: lune.orders.list(limit=5)) == []
    assert str((spans.only.attributes or {})["url.full"]).endswith("/orders?limit=5")


def test_a_call_that_is_repeated_and_recovered(spans: Spans) -> None:
    handler = sandbox(503, httpx.ReadError("reset"))
    assert isinstance(spans.carry_out(handler, create, max_retries=1), Order)
    span = spans.only
    attributes = span.attributes or {}
    assert attributes["http.request.resend_count"] == 1
    assert "error.type" not in attributes
    assert span.status.status_code is StatusCode.UNSET
    seen = [
        (
            event["lune.attempt.number"],
            event["http.request.method"],
            event.get("http.response.status_code"),
            event.get("lune.attempt.failure"),
        )
        for event in events(span)
    ]
    assert seen == [
        (1, "POST", 503, None),
        (2, "POST", None, "ReadError: reset"),
        (3, "GET", 200, None),
    ]


def resetting(_request: httpx.Request) -> httpx.Response:
    raise httpx.ReadError("reset")


def breaking(_request: httpx.Request) -> httpx.Response:
    raise RuntimeError("broken")


@pytest.mark.parametrize(
    ("handler", "error", "kind", "status"),
    [
        (replying(404), NotFoundError, "404", 404),
        (resetting, ConnectionFailedError, "lune_client.errors.ConnectionFailedError", None),
        (replying(200, b"<html>"), ResponseError, "lune_client.errors.ResponseError", 200),
        (breaking, RuntimeError, "builtins.RuntimeError", None),
    ],
)
def test_a_call_that_fails(
    spans: Spans, handler: Handler, error: type[Exception], kind: str, status: int | None
) -> None:
    with pytest.raises(error):
        spans.carry_out(handler, look)
    span = spans.only
    attributes = span.attributes or {}
    assert attributes["error.type"] == kind
    assert attributes.get("http.response.status_code") == status
    assert span.status.status_code is StatusCode.ERROR
    assert span.status.description is None
    assert len(span.events) == 1


def test_a_call_that_cannot_be_sent(spans: Spans) -> None:
    with pytest.raises(InvalidRequestError):
        spans.carry_out(replying(404), lambda lune: lune.orders.get("x" * 9000))
    assert (spans.only.attributes or {})["error.type"] == "lune_api.errors.InvalidRequestError"
    assert not spans.only.events


async def hang(_request: httpx.Request) -> NoReturn:
    await asyncio.Event().wait()
    raise AssertionError


def test_a_call_that_is_cancelled() -> None:
    spans = Spans("async")

    async def call() -> None:
        pool = httpx.AsyncClient(transport=httpx.MockTransport(hang))
        async with pool, AsyncLune(SECRET, http_client=pool, tracer_provider=spans.provider) as it:
            await asyncio.wait_for(it.orders.get(ORDER_ID), 0.01)

    with pytest.raises(TimeoutError):
        asyncio.run(call())
    assert (spans.only.attributes or {})["error.type"] == "asyncio.exceptions.CancelledError"
    (attempt,) = events(spans.only)
    assert attempt["lune.attempt.failure"] == "interrupted by CancelledError"


def destroy_with_its_loop(lune: AsyncLune) -> None:
    """Drop a task in the middle of a call, together with its loop."""

    async def start() -> asyncio.Task[Order]:
        task = asyncio.create_task(lune.orders.get(ORDER_ID))
        await asyncio.sleep(0.01)
        return task

    loop = asyncio.new_event_loop()
    task = loop.run_until_complete(start())
    loop.close()
    task._log_destroy_pending = False  # type: ignore[attr-defined]  # the destruction is on purpose
    del task
    gc.collect()


def test_a_call_that_is_destroyed_with_its_loop(caplog: pytest.LogCaptureFixture) -> None:
    spans = Spans("async")
    pool = httpx.AsyncClient(transport=httpx.MockTransport(hang))
    lune = AsyncLune(SECRET, http_client=pool, tracer_provider=spans.provider)
    destroy_with_its_loop(lune)
    assert [record.getMessage() for record in caplog.records] == []
    assert (spans.only.attributes or {})["error.type"] == "builtins.GeneratorExit"


def test_a_call_that_is_closed_leaves_no_span_behind() -> None:
    spans = Spans("async")
    pool = httpx.AsyncClient(transport=httpx.MockTransport(hang))
    lune = AsyncLune(SECRET, http_client=pool, tracer_provider=spans.provider)

    async def call() -> None:
        coroutine = lune.orders.get(ORDER_ID)
        coroutine.send(None)
        assert trace.get_current_span().is_recording()
        coroutine.close()
        assert not trace.get_current_span().is_recording()

    asyncio.run(call())
    assert len(spans.only.events) == 1


def test_a_span_is_current_during_its_call(spans: Spans) -> None:
    tracer = spans.provider.get_tracer("an instrumented transport")
    serve = sandbox()

    def handler(request: httpx.Request) -> httpx.Response:
        with tracer.start_as_current_span("beneath"):
            return serve(request)

    with tracer.start_as_current_span("above") as above:
        spans.carry_out(handler, create)
        assert trace.get_current_span() is above
    beneath, ours, _ = spans.exporter.get_finished_spans()
    assert ours.context is not None
    assert beneath.parent is not None
    assert beneath.parent.span_id == ours.context.span_id
    assert ours.parent is not None
    assert ours.parent.span_id == above.get_span_context().span_id


def test_views_trace_as_their_client_does(spans: Spans) -> None:
    with pytest.raises(NotFoundError):
        spans.carry_out(
            replying(404), lambda lune: look(lune.for_account("acme").with_options(deadline=5))
        )
    assert spans.only.name == "GET /orders/{id}"


def test_no_secret_and_no_body_is_in_a_span(spans: Spans) -> None:
    error = {"error_code": "x", "message": f"key {SECRET} is unknown"}
    answers = [
        replying(401, {"error": error, "errors": [error]}, CF_Ray=SECRET),
        replying(200, f'"{SECRET} private"'.encode()),
    ]

    def call(lune: Lune | AsyncLune) -> object:
        return lune.orders.create_by_mass(mass=Mass("1", "t"), metadata={"note": "private"})

    for answer in answers:
        with pytest.raises(LuneError):
            spans.carry_out(answer, call)
        with pytest.raises(LuneError):
            spans.carry_out(answer, lambda lune: lune.orders.get(SECRET))
    for span in spans.exporter.get_finished_spans():
        shown = span.to_json()
        assert SECRET not in shown
        assert "private" not in shown
        assert "***" in shown or "by-mass" in shown


class Failing(SpanProcessor):
    """Fails when a span starts, or when it ends."""

    def __init__(self, when: str) -> None:
        self._when = when

    def on_start(self, span: Span, parent_context: object = None) -> None:
        self._fail("start", span, parent_context)

    def on_end(self, span: ReadableSpan) -> None:
        self._fail("end", span)

    def _fail(self, now: str, *_: object) -> None:
        if now == self._when:
            raise RuntimeError(SECRET)


@pytest.mark.parametrize("when", ["start", "end"])
def test_a_tracer_that_fails_costs_no_result(
    spans: Spans, when: str, caplog: pytest.LogCaptureFixture
) -> None:
    spans.provider.add_span_processor(Failing(when))
    before = trace.get_current_span()
    assert isinstance(spans.carry_out(sandbox(503), create, max_retries=1), Order)
    assert trace.get_current_span() is before
    (line,) = [record.getMessage() for record in caplog.records]
    assert "RuntimeError" in line
    assert SECRET not in line


@pytest.mark.parametrize("name", ["set_attribute", "add_event", "set_status", "end"])
def test_a_span_that_fails_costs_no_result(
    spans: Spans, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(Span, name, fail)
    assert isinstance(spans.carry_out(sandbox(), create), Order)
    with pytest.raises(NotFoundError):
        spans.carry_out(replying(404), look)
    finished = spans.exporter.get_finished_spans()
    assert len(finished) == (0 if name == "end" else 2)


@pytest.mark.parametrize("provider", [NoOpTracerProvider(), trace.ProxyTracerProvider()])
def test_providers_that_record_nothing(provider: object, mode: Mode) -> None:
    assert isinstance(carry_out(mode, sandbox(), create, tracer_provider=provider), Order)


def test_what_is_no_provider(mode: Mode) -> None:
    kind = Lune if mode == "sync" else AsyncLune
    for wrong in (True, object(), TracerProvider, trace.get_tracer("a tracer")):
        with pytest.raises(ConfigurationError, match=r"lune-client\[otel\].*leave it out") as got:
            kind(SECRET, tracer_provider=wrong)  # type: ignore[arg-type]  # the point
        assert type(wrong).__name__ in str(got.value)


def test_what_is_no_provider_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "lune_client._tracing", None)
    with pytest.raises(ConfigurationError, match=r"lune-client\[otel\]"):
        Lune(SECRET, tracer_provider=object())  # type: ignore[arg-type]  # the point


def test_templates_are_those_of_the_document(spans: Spans) -> None:
    with pytest.raises(NotFoundError):
        spans.carry_out(replying(404), lambda lune: lune.transaction_estimates.get("an-id"))
    paths = load()["paths"]
    assert isinstance(paths, dict)
    assert (spans.only.attributes or {})["url.template"] in paths
