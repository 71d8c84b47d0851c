from __future__ import annotations

import re
import string
from collections.abc import Callable
from typing import Any, NoReturn

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lune_api.checking import inside
from lune_api.types import JSON, UNSET, Unset
from lune_client import BadRequestError, Mass
from lune_client._fields import fields_in
from lune_client._http import in_process_client
from lune_client.testing import sandbox_client
from lune_mock import Sandbox

from .calling import SECRET, client_of, replying

ORDER: JSON = {
    "mass": {"amount": "-1", "unit": "t"},
    "bundle_selection": [{"bundle_id": "a", "percentage": 50}, {"bundle_id": "b"}],
    "metadata": {"invoice": "A-17", "a b": "c", "d.e": "f", "g/h": "i"},
    "value": "1",
}
BATCH: JSON = [{"value": {"value": "1"}, "merchant": {"country_code": "GB"}} for _ in range(4)]


def fields(message: str, body: JSON | Unset = ORDER, *names: str) -> tuple[str, ...]:
    return fields_in([message], body, names)


@pytest.mark.parametrize(
    "message",
    [
        "/body/mass/amount must match pattern",
        "request/body/mass/amount must match pattern",
        "#/mass/amount does not match",
        "request.body.mass.amount should match pattern",
        "Invalid requestBody.mass.amount",
        "body.mass.amount: Invalid input",
        ".mass.amount should be string",
        "data.mass.amount should be string",
        "$.mass.amount: does not match the regex pattern",
        "mass.amount is no decimal.",
        "There is something wrong with 'mass.amount'.",
        '"mass.amount" must be a string',
        "mass['amount'] is no decimal",
        'body["mass"]["amount"] is no decimal',
        "See https://docs.example/mass/unit: mass.amount is wrong",
        "mass.amount is wrong, really, mass.amount",
    ],
)
def test_notations_of_a_path(message: str) -> None:
    assert fields(message) == ("mass.amount",)


@pytest.mark.parametrize(
    ("message", "found"),
    [
        ("mass: is no object", ("mass",)),
        ("mass is no object", ("mass",)),
        ("'mass' must be an object", ("mass",)),
        ("mass should be an object", ("mass",)),
        ("/mass is no object", ("mass",)),
        ("body.mass is no object", ("mass",)),
        ("the shares in bundle_selection do not add up", ("bundle_selection",)),
        ("bundle_selection[1].bundle_id: unknown", ("bundle_selection[1].bundle_id",)),
        (
            "/bundle_selection/0/percentage, /mass/unit",
            ("bundle_selection[0].percentage", "mass.unit"),
        ),
        ("/metadata/g~1h is too long", ("metadata['g/h']",)),
        ("metadata['a b'] is too long", ("metadata['a b']",)),
        ("/metadata/invoice is too long", ("metadata.invoice",)),
    ],
)
def test_places_have_the_names_of_this_client(message: str, found: tuple[str, ...]) -> None:
    assert fields(message) == found


@pytest.mark.parametrize(
    "message",
    [
        "",
        "The mass cannot be handled.",
        "Only orders with a mass or a value.",
        "unit must be one of g, kg, t",
        "Give value/mass, not both.",
        "must be one of 'mass', 'value'",
        "mass.weight must be text",
        "body.weight must be a string",
        "bundle_selection[7].bundle_id is unknown",
        "A key is required",
        "order_value is too small",
        "Internal error at orders.service.js:42",
        "....//##[[]]..'''",
    ],
)
def test_prose_and_strange_paths_name_nothing(message: str) -> None:
    assert fields(message) == ()


@pytest.mark.parametrize(
    ("message", "found"),
    [
        ("/body/mass must have required property 'price'", "mass.price"),
        ("request.body.mass should have required property 'price'", "mass.price"),
        ("must have required property 'price'", "price"),
        ('"mass.price" is required', "mass.price"),
        ("'price' is a required property", "price"),
        ("Additional properties are not allowed ('price' was unexpected)", "price"),
        ("mass: there is no property 'price' here", "mass.price"),
        ("mass: the property 'price' is missing", "mass.price"),
        ("body: the property 'price' is missing", "price"),
        ("bundle_selection[1]: the property 'price' is missing", "bundle_selection[1].price"),
        ("mass: there is no property 'amount' here", "mass.amount"),
        ("unknown field: price", "price"),
        ("mass: the property 'a price' is missing", "mass['a price']"),
        ("request.body.price is unknown", "price"),
        ("'price' is no query parameter of listOrders", "price"),
    ],
)
def test_missing_and_unknown_properties(message: str, found: str) -> None:
    assert fields(message) == (found,)


def test_several_unknown_properties() -> None:
    assert fields("mass: there is no property 'x', 'y' here") == ("mass.x", "mass.y")


@pytest.mark.parametrize(
    "message",
    [
        "Bundle 'a' is unknown",
        "Currency 'XYZ' is not allowed",
        "Value 't' is unexpected",
        "'a' is required",
        "unknown property 't'",
        "The API key 'abc' is missing",
        "the value '1.5' is not allowed",
        "/orders is unknown",
    ],
)
def test_a_value_is_no_missing_or_unknown_property(message: str) -> None:
    assert fields(message) == ()
    assert fields(f"mass: {message}") == ("mass",)
    assert fields(message, [ORDER, {"amount": "1.5"}]) == ()


def test_a_property_of_which_something_else_is_said() -> None:
    assert fields("metadata: the property 'mass' must be positive") == ("metadata",)


def test_a_property_named_like_a_value() -> None:
    body: JSON = {"price": "price", "mass": {"unit": "t"}}
    assert fields("there is no property 'price' here", body) == ("price",)


def test_a_missing_property_of_what_was_not_sent_is_none() -> None:
    assert fields("/body/route must have required property 'price'") == ()
    assert fields("must have required property 'price'", UNSET) == ()


@pytest.mark.parametrize(
    "message",
    [
        "[3].merchant.country_code is unknown",
        "body[3].merchant.country_code is unknown",
        "/body/3/merchant/country_code is unknown",
        "/items/3/merchant/country_code is unknown",
        "request.body[3].merchant.country_code should be equal to one of the allowed values",
        "items[3].merchant.country_code is unknown",
    ],
)
def test_items_of_a_batch(message: str) -> None:
    assert fields(message, BATCH) == ("items[3].merchant.country_code",)


def test_a_property_that_an_item_misses() -> None:
    found = fields("/body/1 must have required property 'name'", BATCH)
    assert found == ("items[1].name",)


@pytest.mark.parametrize(
    "message", ["limit is 500", "request.query.limit must be <= 100", "/query/limit must be <= 100"]
)
@pytest.mark.parametrize("body", [UNSET, ORDER, BATCH])
def test_parameters(message: str, body: JSON | Unset) -> None:
    assert fields(message, body, "limit", "id") == ("limit",)


KEYS = st.text(string.ascii_lowercase + "_", min_size=1, max_size=8).filter(
    lambda key: (
        key not in {"body", "data", "instance", "items", "params", "path", "query", "req"}
        and key != "request"
    )
)
BODIES = st.dictionaries(
    KEYS,
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=3),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
        max_leaves=12,
    ),
    min_size=1,
    max_size=4,
)
NOTATIONS: dict[str, Callable[[str, str], str]] = {
    "pointer": lambda pointer, _: pointer,
    "fragment": lambda pointer, _: f"#{pointer}",
    "in body": lambda pointer, _: f"/body{pointer}",
    "in the body of the request": lambda pointer, _: f"request/body{pointer}",
    "dotted": lambda _, dotted: dotted,
    "rooted": lambda _, dotted: f".{dotted}",
    "dotted in body": lambda _, dotted: f"body.{dotted}",
    "dotted in request": lambda _, dotted: f"request.body.{dotted}",
    "as in the document": lambda _, dotted: f"requestBody.{dotted}",
    "quoted": lambda _, dotted: f"'{dotted}'",
}


def steps_into(value: Any) -> list[tuple[str | int, ...]]:
    inner: Any = ()
    if isinstance(value, dict):
        inner = value.items()
    elif isinstance(value, list):
        inner = enumerate(value)
    return [(), *((key, *rest) for key, each in inner for rest in steps_into(each))]


def named(steps: tuple[str | int, ...]) -> str:
    at = ""
    for step in steps:
        at = inside(at, step)
    return at


@given(st.data(), BODIES, st.sampled_from(sorted(NOTATIONS)))
def test_each_notation_leads_back_to_the_path(
    data: st.DataObject, body: Any, notation: str
) -> None:
    steps = data.draw(st.sampled_from([each for each in steps_into(body) if each]))
    pointer = "".join(f"/{step}" for step in steps)
    dotted = re.sub(r"\.(\d+)", r"[\1]", ".".join(map(str, steps)))
    ending = data.draw(st.sampled_from([" is wrong", " must be another", ": wrong"]))
    assert fields(NOTATIONS[notation](pointer, dotted) + ending, body) == (named(steps),)


@given(st.text() | st.text("./#[]'\" :~_$abody01is mut"), BODIES)
def test_any_text_names_only_what_exists(message: str, body: Any) -> None:
    existing = {named(steps) for steps in steps_into(body)}
    assert set(fields(message, body)) <= existing


@pytest.mark.parametrize(
    "part",
    ["[", "]", "['", '["', "/", ".", "a.", "$.", "/body", "'a' is required, ", "~", "(", "mass "],
)
def test_a_message_of_any_length_ends(part: str) -> None:
    assert len(fields(part * (1_000_000 // len(part)))) <= 20


PURCHASE: dict[str, Any] = {
    "value": {"value": "8.99", "currency": "USD"},
    "merchant": {"category_code": "5818", "country_code": "USA"},
}
SHIPMENT: dict[str, Any] = {
    "shipment": {"mass": {"amount": "1", "unit": "t"}},
    "route": {"source": {"locode": "CNSGH"}, "destination": {"locode": "NLRTM"}},
    "method": {"vessel_type": "container_ship"},
}
ONE, TWO = Sandbox().bundle_ids[:2]
TONNE: dict[str, Any] = {"amount": "1", "unit": "t"}


def test_the_end_of_a_very_long_message_is_not_read() -> None:
    assert fields("x " * 1000 + "mass.amount") == ("mass.amount",)
    assert fields("x " * 10_000 + "mass.amount") == ()


REFUSED: dict[str, tuple[str, Any, str]] = {
    "unit": ("/orders/by-mass", {"mass": {**TONNE, "unit": "lb"}}, "mass.unit"),
    "amount": ("/orders/by-mass", {"mass": {**TONNE, "amount": "-1"}}, "mass.amount"),
    "missing": ("/orders/by-mass", {"mass": {"unit": "t"}}, "mass.amount"),
    "unknown": ("/orders/by-value", {"value": "1", "price": "2"}, "price"),
    "unknown inside": ("/orders/by-mass", {"mass": {**TONNE, "a b": 1}}, "mass['a b']"),
    "missing at the top": ("/orders/by-value", {"metadata": {}}, "value"),
    "metadata": ("/orders/by-value", {"value": "1", "metadata": {"a": 1}}, "metadata.a"),
    "long key": (
        "/orders/by-value",
        {"value": "1", "idempotency_key": "k" * 101},
        "idempotency_key",
    ),
    "bundle": (
        "/orders/by-value",
        {"value": "1", "bundle_selection": [{"bundle_id": "a"}]},
        "bundle_selection[0].bundle_id",
    ),
    "no bundle": ("/orders/by-value", {"value": "1", "bundle_selection": []}, "bundle_selection"),
    "some shares": (
        "/orders/by-value",
        {
            "value": "1",
            "bundle_selection": [{"bundle_id": ONE, "percentage": 50}, {"bundle_id": TWO}],
        },
        "bundle_selection",
    ),
    "shares": (
        "/orders/by-value",
        {"value": "1", "bundle_selection": [{"bundle_id": ONE, "percentage": 50}]},
        "bundle_selection",
    ),
    "same bundle": (
        "/orders/by-value",
        {"value": "1", "bundle_selection": [{"bundle_id": ONE}, {"bundle_id": ONE}]},
        "bundle_selection",
    ),
    "mass of a bundle": (
        "/orders/by-mass",
        {"bundle_masses": [{"bundle_id": "a", "mass": {**TONNE, "amount": 1}}]},
        "bundle_masses[0].mass.amount",
    ),
    "estimate": ("/orders/by-estimate", {"estimate_id": "a"}, "estimate_id"),
    "item": (
        "/estimates/transactions/batch",
        [PURCHASE, {**PURCHASE, "value": {"value": "1,5", "currency": "USD"}}],
        "items[1].value.value",
    ),
    "item that misses a value": (
        "/estimates/transactions/batch",
        [{"merchant": PURCHASE["merchant"]}],
        "items[0].value",
    ),
    "place": (
        "/estimates/shipping",
        {**SHIPMENT, "route": {**SHIPMENT["route"], "source": {"locode": "XXXXX"}}},
        "route.source",
    ),
    "query": ("/estimates/transactions/multi-match?limit=9", PURCHASE, "limit"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refusals_of_the_sandbox(name: str) -> None:
    path, body, field = REFUSED[name]
    sandbox = Sandbox()
    with in_process_client(sandbox.handle) as client:
        answer = client.post(
            f"https://sandbox.invalid/v1{path}",
            json=body,
            headers={"Authorization": f"Bearer {sandbox.api_key}"},
        )
    assert answer.status_code == 400
    message = answer.json()["error"]["message"]
    assert fields(message, body, "limit") == (field,), message


@pytest.mark.sends_undocumented("a refusal is what it is about")
def test_an_error_names_its_fields() -> None:
    with sandbox_client() as lune, pytest.raises(BadRequestError) as caught:
        lune.orders.quote_by_mass(mass=Mass("1", "t"), quantity_trunc="lb")
    assert caught.value.fields == ("quantity_trunc",)
    assert caught.value.hint == "correct quantity_trunc, repeating it will not help"
    assert str(caught.value).endswith(caught.value.hint)


@pytest.mark.sends_undocumented("a refusal is what it is about")
def test_a_message_that_cannot_be_read_costs_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> NoReturn:
        raise ValueError("unforeseen")

    monkeypatch.setattr("lune_client._fields.fields_in", fail)
    with sandbox_client() as lune, pytest.raises(BadRequestError) as caught:
        lune.orders.quote_by_mass(mass=Mass("1", "t"), quantity_trunc="lb")
    assert caught.value.fields == ()
    assert caught.value.error_code == "validation_error"


def test_no_field_shows_the_key() -> None:
    # Behind an escape the key is not found before the answer is read.
    escaped = f"\\u{ord(SECRET[0]):04x}{SECRET[1:]}"
    message = f"no property '{escaped}' in mass"
    content = f'{{"error": {{"error_code": "a", "message": "{message}"}}}}'
    with (
        client_of(replying(400, content.encode())) as lune,
        pytest.raises(BadRequestError) as caught,
    ):
        lune.orders.quote_by_mass(mass=Mass("1", "t"))
    assert caught.value.fields == ("['***']",)
