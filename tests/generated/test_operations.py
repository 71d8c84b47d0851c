from __future__ import annotations

import inspect
import subprocess
import sys
from types import ModuleType
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lune_api.api import AsyncResources, Resources
from lune_api.api.orders.get_order import get_order
from lune_api.api.orders.get_order_by_idempotency_key import get_order_by_idempotency_key
from lune_api.errors import InvalidRequestError, MalformedValueError, WrongTypeError
from lune_api.models import Order, PaginatedOrders, TransactionEmissionEstimate
from lune_api.types import UNSET, Mass, Operation

from .reading import EXAMPLES, operations

PAGES = {
    None: {"has_more": True, "next_cursor": "b", "data": [{"id": "1"}, {"id": "2"}]},
    "b": {"has_more": True, "next_cursor": "c", "data": []},
    "c": {"has_more": False, "next_cursor": "d", "data": [{"id": "3"}]},
}


class Recorder:
    """Answers from a table of pages, and remembers what was sent."""

    def __init__(self, pages: dict[Any, Any]) -> None:
        self.pages = pages
        self.sent: list[Operation[Any]] = []

    def send(self, operation: Operation[Any], /) -> Any:
        self.sent.append(operation)
        return operation.parse(self.pages[operation.query.get("after")])


class AsyncRecorder(Recorder):
    async def send(self, operation: Operation[Any], /) -> Any:
        return super().send(operation)


@pytest.mark.parametrize(
    "segment", ["a/b", "100%", "ключ", "a b", "?x=1#y", "a+b", "..a", "%2e%2e"]
)
def test_a_key_is_one_segment_of_the_path(segment: str) -> None:
    path = get_order_by_idempotency_key(segment).path
    last = path.removeprefix("/orders/by-idempotency-key/")
    assert unquote(last) == segment
    assert not set(last) & set("/?# ")
    assert last.isascii()


@given(st.text(min_size=1, max_size=20))
def test_any_other_text_survives_the_path(segment: str) -> None:
    try:
        path = get_order(segment).path
    except InvalidRequestError:
        assert segment in {".", ".."}
    else:
        assert unquote(path.removeprefix("/orders/")) == segment


@pytest.mark.parametrize("segment", ["", ".", ".."])
def test_what_would_change_the_path_is_refused(segment: str) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        get_order(segment)
    assert caught.value.field == "id"


@pytest.mark.parametrize("segment", [None, 5, b"a", UNSET])
def test_an_id_is_text(segment: Any) -> None:
    with pytest.raises(WrongTypeError):
        get_order(segment)


def test_a_key_too_long_for_the_document_is_refused() -> None:
    with pytest.raises(InvalidRequestError, match="100"):
        get_order_by_idempotency_key("x" * 101)


@pytest.mark.parametrize(
    ("raw", "module"), [*operations()], ids=[raw["operationId"] for raw, _ in operations()]
)
def test_every_operation_has_a_documented_method(raw: Any, module: ModuleType) -> None:
    resource = getattr(Resources(Recorder({})), raw["tags"][0])
    later = getattr(AsyncResources(AsyncRecorder({})), raw["tags"][0])
    for owner in (resource, later):
        method = getattr(owner, raw["x-method-name"])
        text = inspect.getdoc(method) or ""
        assert raw["summary"] in text
        for part in ("Section ``", "Returns:", "Raises:", "Example:", "AuthenticationError: "):
            assert part in text
        parameters = inspect.signature(method).parameters
        assert not {"lune_account", "lune_version"} & parameters.keys()
        for name, parameter in parameters.items():
            if name not in {"id", "idempotency_key", "items"}:
                assert parameter.kind is parameter.KEYWORD_ONLY
    assert module.__doc__ is not None


def test_an_operation_says_all_that_is_needed_to_send_it() -> None:
    operation = get_order("a/b")
    assert (operation.id, operation.method) == ("getOrder", "GET")
    assert (operation.path, operation.template) == ("/orders/a%2Fb", "/orders/{id}")
    assert operation.json is UNSET
    assert operation.query == {}
    assert not operation.no_content
    assert isinstance(operation.parse(EXAMPLES["OrderByMass"]), Order)


def test_no_content_is_declared_where_the_document_declares_204() -> None:
    declared = {raw["operationId"] for raw, _ in operations() if "204" in raw["responses"]}
    assert declared == {"createTransactionEstimate", "updateTransactionEstimate"}


def test_a_method_sends_its_operation() -> None:
    recorder = Recorder({None: EXAMPLES["OrderByMass"]})
    order = Resources(recorder).orders.create_by_mass(mass=Mass(1, "kg"))
    assert isinstance(order, Order)
    (operation,) = recorder.sent
    assert operation.id == "createOrderByMass"


@pytest.mark.anyio
async def test_an_async_method_sends_the_same_operation() -> None:
    recorder = AsyncRecorder({None: EXAMPLES["TransactionEstimate"]})
    estimate = await AsyncResources(recorder).transaction_estimates.get("a")
    assert isinstance(estimate, TransactionEmissionEstimate)
    assert recorder.sent[0].path == "/estimates/transactions/a"


def test_a_list_is_fetched_page_by_page_as_it_is_needed() -> None:
    recorder = Recorder(PAGES)
    pager = Resources(recorder).orders.list(limit=2)
    assert recorder.sent == []
    items = iter(pager)
    assert next(items).id == "1"
    assert len(recorder.sent) == 1
    assert [order.id for order in items] == ["2", "3"]
    assert [o.query for o in recorder.sent] == [
        {"limit": "2"},
        {"limit": "2", "after": "b"},
        {"limit": "2", "after": "c"},
    ]


def test_a_list_starts_again_with_every_loop() -> None:
    pager = Resources(Recorder(PAGES)).orders.list()
    assert [order.id for order in pager] == [order.id for order in pager] == ["1", "2", "3"]


def test_a_list_can_start_in_the_middle() -> None:
    assert [o.id for o in Resources(Recorder(PAGES)).orders.list(after="b")] == ["3"]


def test_pages() -> None:
    pages = list(Resources(Recorder(PAGES)).orders.list().pages())
    assert [len(page.data) for page in pages] == [2, 0, 1]
    assert isinstance(pages[0], PaginatedOrders)


@pytest.mark.anyio
async def test_async_lists() -> None:
    pager = AsyncResources(AsyncRecorder(PAGES)).orders.list()
    assert [order.id async for order in pager] == ["1", "2", "3"]
    assert [len(page.data) async for page in pager.pages()] == [2, 0, 1]


@pytest.mark.parametrize("cursor", [None, "", "a"])
def test_a_list_without_an_end_is_noticed(cursor: str | None) -> None:
    page = {"has_more": True, "next_cursor": cursor, "data": [{"id": "1"}]}
    pager = Resources(Recorder({None: page, "a": page})).orders.list()
    with pytest.raises(MalformedValueError, match="next_cursor"):
        list(pager)


def test_bad_arguments_of_a_list_are_refused_at_once() -> None:
    with pytest.raises(InvalidRequestError, match="limit"):
        Resources(Recorder(PAGES)).orders.list(limit=0)


def _printed(code: str) -> str:
    """What a new interpreter prints."""
    command = [sys.executable, "-c", code]
    answer = subprocess.run(command, capture_output=True, check=True, text=True)
    return answer.stdout.strip()


def test_importing_the_resources_loads_neither_models_nor_operations() -> None:
    loaded = _printed(
        "import sys, lune_api, lune_api.api, lune_api.models;"
        "print([m for m in sys.modules if m.startswith(('lune_api.models.', 'lune_api.api.'))"
        " or m in ('httpx', 'attr', 'decimal')])"
    )
    assert loaded == "[]"


def test_one_resource_does_not_load_the_others() -> None:
    code = "import sys, lune_api.api.orders; print('lune_api.models.locode' in sys.modules)"
    assert _printed(code) == "False"


def test_models_are_listed_and_unknown_ones_refused() -> None:
    from lune_api import models

    assert {"Order", "Mass", "Merchant", "OrderStatus"} <= set(dir(models))
    assert "Order" in models.__all__
    with pytest.raises(AttributeError, match="Ordr"):
        models.Ordr  # type: ignore[attr-defined]  # noqa: B018 - the access is the test


def test_the_mass_of_the_document_is_the_one_class() -> None:
    from lune_api import models

    assert models.Mass is models.EstimateMass is Mass
    assert issubclass(models.EstimateMassWithBreakdowns, Mass)
