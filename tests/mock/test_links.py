"""The links of the document, followed: each leads from an answer to what that answer made."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

import lune_document
from lune_mock import Sandbox

from .calling import BY_MASS, PURCHASE, SHIPMENT, Api, purchase, segment

if TYPE_CHECKING:
    from collections.abc import Callable

DOCUMENT: Any = lune_document.load()
KEY = "a/b? #1"


@dataclass
class Exchange:
    """A request with its answer."""

    api: Api
    request: Any
    response: Any


def resolved(node: Any) -> Any:
    """Return `node`, or what it refers to."""
    while "$ref" in node:
        found = DOCUMENT
        for step in node["$ref"].removeprefix("#/").split("/"):
            found = found[step.replace("~1", "/").replace("~0", "~")]
        node = found
    return node


def operations() -> dict[str, tuple[str, str, Any]]:
    """Return method, path template and definition of every operation."""
    return {
        definition["operationId"]: (method.upper(), path, definition)
        for path, item in DOCUMENT["paths"].items()
        for method, definition in item.items()
        if method != "parameters"
    }


OPERATIONS = operations()
LINKS = [
    (id_, name, resolved(link))
    for id_, (_, _, definition) in OPERATIONS.items()
    for name, link in resolved(definition["responses"]["200"]).get("links", {}).items()
]


def pointed(body: Any, pointer: str) -> Any:
    """Return what a JSON pointer leads to."""
    for step in filter(None, pointer.split("/")):
        name = step.replace("~1", "/").replace("~0", "~")
        body = body[int(name)] if isinstance(body, list) else body[name]
    return body


def evaluated(expression: Any, exchange: Exchange) -> Any:
    """Return the value of a runtime expression, or a constant with those inside it evaluated."""
    if isinstance(expression, dict):
        return {name: evaluated(value, exchange) for name, value in expression.items()}
    if not isinstance(expression, str) or not expression.startswith("$"):
        return expression
    source, _, pointer = expression.partition("#")
    bodies = {"$response.body": exchange.response, "$request.body": exchange.request}
    return pointed(bodies[source], pointer)


def made_by(link: Any, exchange: Exchange) -> Any:
    """Return the object of the answer that a link is about: the one in the same place."""
    expression = next(iter({**link.get("parameters", {}), **link.get("requestBody", {})}.values()))
    parent = expression.partition("#")[2].rpartition("/")[0]
    return pointed(exchange.response, parent)


def posted(path: str, body: Any) -> Callable[[Api], Exchange]:
    def exchange(api: Api) -> Exchange:
        return Exchange(api, body, api.post(path, body))

    return exchange


def ordered_by_estimate(api: Api) -> Exchange:
    body = {"estimate_id": api.estimate()["id"], "idempotency_key": KEY}
    return Exchange(api, body, api.post("/orders/by-estimate", body))


def listed(api: Api) -> Exchange:
    for _ in range(3):
        api.order()
    return Exchange(api, None, api.get("/orders?limit=2"))


EXCHANGES: dict[str, Callable[[Api], Exchange]] = {
    "createOrderByMass": posted("/orders/by-mass", {**BY_MASS, "idempotency_key": KEY}),
    "createOrderByValue": posted("/orders/by-value", {"value": "5", "idempotency_key": KEY}),
    "createOrderByEstimate": ordered_by_estimate,
    "listOrders": listed,
    "createShippingEstimate": posted("/estimates/shipping", SHIPMENT),
    "createTransactionEstimate": posted("/estimates/transactions", purchase(idempotency_key=KEY)),
    "createBatchTransactionEstimate": posted(
        "/estimates/transactions/batch",
        [purchase(idempotency_key=KEY), purchase(idempotency_key="another")],
    ),
    "createMultiMatchTransactionEstimate": posted(
        "/estimates/transactions/multi-match?limit=2",
        {
            "value": PURCHASE["value"],
            "merchant": {"search_term": "food", "country_code": "USA"},
        },
    ),
}


def followed(link: Any, exchange: Exchange) -> Any:
    """Return the answer of the operation that a link leads to."""
    method, template, definition = OPERATIONS[link["operationId"]]
    values = evaluated(link.get("parameters", {}), exchange)
    in_path = {name: value for name, value in values.items() if f"{{{name}}}" in template}
    path = template.format(**{name: segment(value) for name, value in in_path.items()})
    query = "&".join(
        f"{name}={segment(value)}" for name, value in values.items() if name not in in_path
    )
    body = evaluated(link.get("requestBody"), exchange)
    if body is None and "requestBody" in definition:
        # The link gives the parameters; what is changed is the caller's, here an example.
        examples = definition["requestBody"]["content"]["application/json"]["examples"]
        body = resolved(next(iter(examples.values())))["value"]
    answer = exchange.api.send(method, f"{path}?{query}" if query else path, body)
    assert answer.status == 200, answer.body
    return json.loads(answer.body)


def is_the_same(made: Any, found: Any) -> None:
    assert found == made


def is_its_order(made: Any, order: Any) -> None:
    assert order["estimate_id"] == made["id"]
    assert order["requested_quantity"] == made["mass"]["amount"]


def is_changed(made: Any, found: Any) -> None:
    assert found["id"] == made["id"]
    assert found != made


def is_the_page_behind(page: Any, following: Any) -> None:
    assert page["has_more"]
    assert len(following["data"]) == 1
    assert following["data"][0]["id"] not in {order["id"] for order in page["data"]}


EXPECTED: dict[str, Callable[[Any, Any], None]] = {
    "getOrder": is_the_same,
    "getOrderByIdempotencyKey": is_the_same,
    "getTransactionEstimate": is_the_same,
    "getTransactionEstimateByIdempotencyKey": is_the_same,
    "createOrderByEstimate": is_its_order,
    "updateTransactionEstimate": is_changed,
    "partialUpdateTransactionsEstimateAnnotations": is_changed,
    "listOrders": is_the_page_behind,
}


def test_every_operation_with_links_is_followed_here() -> None:
    assert {id_ for id_, _, _ in LINKS} == EXCHANGES.keys()
    assert {link["operationId"] for _, _, link in LINKS} == EXPECTED.keys()


@pytest.mark.parametrize(
    ("id_", "link"), [pytest.param(id_, link, id=f"{id_}-{name}") for id_, name, link in LINKS]
)
def test_a_link_leads_to_what_was_made(id_: str, link: Any) -> None:
    exchange = EXCHANGES[id_](Api(Sandbox()))
    EXPECTED[link["operationId"]](made_by(link, exchange), followed(link, exchange))
