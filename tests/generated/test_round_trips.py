from __future__ import annotations

import copy
import json
import pickle
from datetime import datetime
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lune_api.models import Order, PaginatedOrders, TransactionEmissionEstimate

from .reading import EXAMPLES, answers

_ANSWERS = list(answers())
_NAMES = [name for name, _, _ in _ANSWERS]
_ORDER = EXAMPLES["OrderByMass"].keys()
_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def _written(answer: Any) -> Any:
    return [item.to_dict() for item in answer] if isinstance(answer, list) else answer.to_dict()


@pytest.mark.parametrize(("_name", "module", "value"), _ANSWERS, ids=_NAMES)
def test_every_example_of_an_answer_is_read_and_written_back(
    _name: str, module: ModuleType, value: Any
) -> None:
    answer = module._parse(value)
    written = _written(answer)
    json.dumps(written)
    assert module._parse(written) == answer
    assert _written(module._parse(written)) == written
    assert _undated(written) == _undated(value)


def _undated(value: Any) -> Any:
    """The value with its dates as points in time: 12Z and 12+00:00 are the same."""
    if isinstance(value, dict):
        return {name: _undated(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_undated(item) for item in value]
    if isinstance(value, str) and value[10:11] == "T":
        return datetime.fromisoformat(value)
    return value


@pytest.mark.parametrize(("_name", "module", "value"), _ANSWERS, ids=_NAMES)
def test_every_answer_can_be_pickled_and_copied(_name: str, module: ModuleType, value: Any) -> None:
    answer = module._parse(value)
    assert pickle.loads(pickle.dumps(answer)) == answer
    assert copy.deepcopy(answer) == answer
    assert copy.copy(answer) == answer
    assert _written(copy.deepcopy(answer)) == _written(answer)


def test_a_copy_keeps_what_was_left_out() -> None:
    order = Order.from_dict({"id": "a"})
    assert pickle.loads(pickle.dumps(order)).to_dict() == {"id": "a"}
    assert copy.deepcopy(order).to_dict() == {"id": "a"}


def test_different_content_is_not_equal() -> None:
    order = Order.from_dict(EXAMPLES["OrderByMass"])
    assert order != Order.from_dict({**EXAMPLES["OrderByMass"], "status": "paid"})
    assert order != Order.from_dict({**EXAMPLES["OrderByMass"], "new": 1})


@given(st.dictionaries(st.text(), _json, max_size=4))
def test_unknown_fields_are_kept_whatever_they_hold(extra: dict[str, Any]) -> None:
    value = {**extra, **EXAMPLES["OrderByMass"]}
    order = Order.from_dict(value)
    written = order.to_dict()
    assert all(written[name] == item for name, item in extra.items() if name not in _ORDER)
    assert Order.from_dict(order.to_dict()) == order


_AMOUNTS = {"commission", "offset_cost", "quantity", "requested_quantity", "requested_value"}
_KEPT = _ORDER - _AMOUNTS - {"total_cost", "bundles", "projects"}


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(_KEPT, _json)))
def test_a_value_of_another_type_is_kept(value: dict[str, Any]) -> None:
    assert Order.from_dict(value).to_dict() == value


def test_unknown_fields_of_closed_objects_are_kept() -> None:
    value = {**EXAMPLES["TransactionEstimate"]}
    value["request"] = {**value["request"], "channel": "web"}
    estimate = TransactionEmissionEstimate.from_dict(value)
    assert estimate.request.additional_properties == {"channel": "web"}
    assert estimate.request.to_dict()["channel"] == "web"


def test_the_page_is_read_whole() -> None:
    page = PaginatedOrders.from_dict(EXAMPLES["OrdersPage"])
    assert [order.id for order in page.data] == [o["id"] for o in EXAMPLES["OrdersPage"]["data"]]
