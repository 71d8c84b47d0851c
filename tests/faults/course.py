"""A broad course of requests that every fault of the registry shows in."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cache
from typing import Any, Final
from urllib.parse import quote
from zlib import crc32

from lune_mock import Answer, Sandbox
from lune_mock.ids import Ids
from lune_mock.operations import contract

from .registry import Handle
from .registry.request import Request
from .registry.serving import SEED

__all__ = ["SCENES", "Seen", "Traveller"]

ASIA: Final = "q9aKx7b6nNXMk3Yv3pD1mlW5Od2eLZE8"
OCEAN: Final = "xWaKJL3okjD46VpJ4yGXnQNZRe1vzP0w"
WIND: Final = "Zr3kPq8sVb1nXc6mTd0hYw5jLf2gKa9e"
_ID = re.compile(r"(?<![A-Za-z0-9])[A-Za-z0-9]{32}(?![A-Za-z0-9])")

KG: Final[Any] = {"mass": {"amount": "259.11", "unit": "kg"}}
PAID: Final[Any] = {"value": "8.99", "currency": "USD"}
MEDIA: Final[Any] = {"category_code": "5818", "name": "Netflix", "country_code": "USA"}
PURCHASE: Final[Any] = {"value": PAID, "merchant": MEDIA}
FOOD: Final[Any] = {
    "value": {"value": "12.40", "currency": "EUR"},
    "merchant": {"search_term": "Bananas", "category": "Fresh fruit", "country_code": "USA"},
    "diet": "vegetarian",
}
SUBSCRIPTION: Final[Any] = {
    "value": PAID,
    "merchant": {"search_term": "Subscription", "country_code": "USA"},
}
UNKNOWN: Final[Any] = {"value": PAID, "merchant": {"category_code": "0001", "country_code": "USA"}}
UNRATED: Final[Any] = {"value": {"value": "120", "currency": "KPW"}, "merchant": MEDIA}
NO_BUNDLE: Final[Any] = [{"bundle_id": "no-such-bundle"}]
SHIPMENT: Final[Any] = {
    "shipment": {"containers": "2.5"},
    "route": {"source": {"locode": "CNSGH"}, "destination": {"locode": "NLRTM"}},
    "method": {"vessel_type": "container_ship"},
}
LORRY: Final[Any] = {
    "shipment": {"mass": {"amount": "850", "unit": "kg"}},
    "route": {"amount": "574", "unit": "mi"},
    "method": "diesel_truck_refrigerated",
    "is_shipment": True,
    "shipped_at": "2025-11-20T10:20:30Z",
    "metadata": {"lane": "BER-WAW"},
}
FLIGHT: Final[Any] = {
    "shipment": {"mass": {"amount": "2", "unit": "t"}},
    "route": {
        "source": {"lat": 52.3667, "lon": 13.5033},
        "destination": {"lat": 50.0379, "lon": 8.5622},
    },
    "method": "cargo_plane",
}
METADATA: Final = {"größe": "schön & <gut>", "user_id": " u-1 ", "leaf": "🌱"}


@dataclass(frozen=True)
class Seen:
    """What was seen of an answer: the same for the same answer to the same course.

    An id is shown by the request that it was seen after first.

    Attributes:
        asked: the request, and how often it was sent before.
        operation: the operation that was asked, if it is one.
        answer: status, headers and body.
        problem: how the answer violates the document; None where it does not.
    """

    asked: str
    operation: str | None
    answer: str
    problem: str | None


@dataclass
class Traveller:
    """Who goes through a scene, on one account, and keeps what is seen."""

    sandbox: Sandbox
    handle: Handle
    account: str | None = None
    seen: list[Seen] = field(default_factory=list[Seen])
    names: dict[str, str] = field(default_factory=dict[str, str])
    asked: Counter[str] = field(default_factory=Counter[str])
    rays: set[str] = field(default_factory=set[str])

    def on(self, account: str) -> Traveller:
        """Return the same traveller on another account."""
        return replace(self, account=account)

    @property
    def clients(self) -> list[Traveller]:
        """The same traveller on each client account."""
        return [self.on(each.id) for each in self.sandbox.client_accounts]

    def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        raw: bytes | None = None,
        headers: Mapping[str, str | None] | None = None,
    ) -> Any:
        """Send a request, note the answer and return its JSON."""
        request = self.request(method, path, body, raw, headers)
        answer = self.send(request)
        self.note(request, answer)
        is_json = answer.headers.get("Content-Type", "").startswith("application/json")
        return json.loads(answer.body) if is_json else None

    def send(self, request: Request) -> Answer:
        """Send a request."""
        return self.handle(request.method, request.target, request.headers, request.body)

    def request(
        self,
        method: str,
        path: str,
        body: Any = None,
        raw: bytes | None = None,
        headers: Mapping[str, str | None] | None = None,
    ) -> Request:
        """Return a request; a header that is None is left out."""
        sent: dict[str, str | None] = {"Authorization": f"Bearer {self.sandbox.api_key}"}
        if self.account is not None:
            sent["Lune-Account"] = self.account
        content = raw or b""
        if body is not None:
            content = json.dumps(body, ensure_ascii=False).encode()
        if content:
            sent["Content-Type"] = "application/json"
        sent |= headers or {}
        given = {name: value for name, value in sent.items() if value is not None}
        target = path if path.startswith("//") else f"/v1{path}"
        return Request(method, target.replace("//", "/", 1), given, content)

    def note(self, request: Request, answer: Answer) -> None:
        """Keep what is seen of an answer."""
        ray = answer.headers.get("CF-Ray")
        is_new = ray is not None and ray not in self.rays
        self.rays.add(ray or "")
        headers = {**answer.headers, "CF-Ray": is_new if ray is not None else None}
        told = f"{answer.status} {sorted(headers.items())} {answer.body.decode()}"
        asked = self.named(
            f"{self.account} {request.method} {request.target} {request.headers} {request.body!r}"
        )
        self.asked[asked] += 1
        asked = f"{asked} {self.asked[asked]}"
        for number, id_ in enumerate(_ID.findall(told)):
            if id_ in _made():
                self.names.setdefault(id_, f"<{crc32(asked.encode())} {number}>")
        self.seen.append(
            Seen(asked, request.operation, self.named(told), _problem(request.operation, answer))
        )

    def named(self, text: str) -> str:
        """Return a text with a name for every id in it that was seen before."""
        return _ID.sub(lambda match: self.names.get(match[0], match[0]), text)

    def post(self, path: str, body: Any) -> Any:
        """Create something."""
        return self.ask("POST", path, body)

    def get(self, path: str) -> Any:
        """Fetch something."""
        return self.ask("GET", path)

    def order(self, **changes: Any) -> Any:
        """Place an order by mass."""
        return self.post("/orders/by-mass", {**KG, **changes})

    def estimate(self, **changes: Any) -> Any:
        """Estimate a purchase."""
        return self.post("/estimates/transactions", {**PURCHASE, **changes})

    def find(self, order: Any) -> None:
        """Fetch an order in every way."""
        self.get(f"/orders/{order['id']}")
        if order["idempotency_key"]:
            self.get(f"/orders/by-idempotency-key/{_segment(order['idempotency_key'])}")
        self.get("/orders")

    def find_estimate(self, estimate: Any) -> None:
        """Fetch an estimate in every way."""
        self.get(f"/estimates/transactions/{estimate['id']}")
        if "idempotency_key" in estimate:
            key = _segment(estimate["idempotency_key"])
            self.get(f"/estimates/transactions/by-idempotency-key/{key}")

    def later(self, **by: float) -> None:
        """Let time pass."""
        self.sandbox.control.advance_clock(timedelta(**by))


@cache
def _made() -> frozenset[str]:
    """The ids that a sandbox makes in a scene; all others are the same in each."""
    ids = Ids(SEED)
    return frozenset(ids.new() for _ in range(1_000))


_OPERATIONS = {each.id: each for each in contract().operations}


def _problem(operation: str | None, answer: Answer) -> str | None:
    """Return how an answer violates the document."""
    declared = None if operation is None else _OPERATIONS[operation].answers.get(answer.status)
    if declared is None:
        return None if operation is None else f"{answer.status} is not declared"
    if not declared.schemas:
        is_text = answer.headers.get("Content-Type", "").startswith("text/plain")
        return None if is_text or not answer.body else "there is a body"
    schema = declared.schemas.get(answer.headers.get("Content-Type", ""))
    return (
        "the media type is another"
        if schema is None
        else schema.problem(json.loads(answer.body), "")
    )


def _segment(text: str) -> str:
    return quote(text, safe="")


Scene = Callable[[Traveller], None]
SCENES: list[Scene] = []


def scene(play: Scene) -> Scene:
    """Make a function a scene of the course."""
    SCENES.append(play)
    return play


def _paths() -> Iterable[tuple[str, str]]:
    for operation in _OPERATIONS.values():
        path = operation.path.replace("{id}", "no-such-id")
        yield operation.method, path.replace("{idempotency_key}", "no-such-key")


@scene
def keys(me: Traveller) -> None:
    key = me.sandbox.api_key
    for wrong in (None, "Bearer wrong", "Bearer "):
        for method, path in _paths():
            me.ask(method, path, headers={"Authorization": wrong})
    for wrong in (f"Basic {key}", key, f"Bearer {key}x", f"Bearer {key.upper()}", f"bearer {key}"):
        me.ask("GET", "/orders", headers={"Authorization": wrong})
        me.ask("POST", "/orders/by-mass", KG, headers={"Authorization": wrong})


@scene
def accounts(me: Traveller) -> None:
    one, two = me.clients
    order = one.order(idempotency_key="A")
    estimate = one.estimate(idempotency_key="A", metadata={"a": "b"})
    for each in (me, two):
        each.find(order)
        each.find_estimate(estimate)
        each.ask("PUT", f"/estimates/transactions/{estimate['id']}", PURCHASE)
        each.ask("PATCH", f"/estimates/transactions/{estimate['id']}/annotations", {})
        each.post("/orders/by-estimate", {"estimate_id": estimate["id"]})
        each.order(idempotency_key="A", metadata={"by": each.account or "default"})
        each.get("/orders")
        each.post("/orders/by-mass/quote", KG)
        each.post("/orders/by-value/quote", {"value": "100"})
        each.post("/orders/by-value", {"value": "100"})
    stranger = me.on("no-such-account")
    stranger.get("/orders")
    stranger.order()


@scene
def list_of_a_client(me: Traveller) -> None:
    me.order()
    me.clients[0].get("/orders")


@scene
def client_accounts(me: Traveller) -> None:
    wanted = {"name": "Example", "currency": "EUR", "handle": "example"}
    for key in ("B", "B", "C"):
        estimate = me.estimate(client_account=wanted, idempotency_key=key)
        me.find_estimate(estimate)
    me.clients[-1].find_estimate(estimate)
    made = me.estimate(client_account={**wanted, "currency": "ISK", "handle": "iceland"})
    iceland = me.clients[-1]
    iceland.post("/orders/by-estimate", {"estimate_id": made["id"]})
    iceland.order()
    iceland.post("/orders/by-value/quote", {"value": "12345"})
    iceland.post("/orders/by-mass/quote", {"mass": {"amount": "7.77", "unit": "t"}})


@scene
def versions(me: Traveller) -> None:
    for version in ("2024-08-08", "2000-01-01", "latest", "2024-8-8"):
        me.ask("GET", "/orders", headers={"Lune-Version": version})
        me.ask("POST", "/orders/by-mass", KG, headers={"Lune-Version": version})
        me.ask("GET", "/orders/no-such-order", headers={"Lune-Version": version})


@scene
def unknown_things(me: Traveller) -> None:
    for method, path in _paths():
        body = None if method == "GET" else PURCHASE
        me.ask(method, path, body)
    me.post("/orders/by-estimate", {"estimate_id": "no-such-estimate"})
    me.get("/estimates/transactions/by-idempotency-key/no-such-key")
    for path in ("/no-such-path", "/orders/a/b", "//v2/orders"):
        me.get(path)
    me.ask("DELETE", "/orders")
    me.ask("GET", "/orders/by-mass/quote")
    estimate = me.estimate()
    me.ask("POST", f"/estimates/transactions/{estimate['id']}", PURCHASE)


@scene
def bodies(me: Traveller) -> None:
    text = json.dumps(PURCHASE).encode()
    small = json.dumps(KG).encode()
    for content_type in (
        None, "text/plain", "application/json; charset=utf-8", "application/json-patch+json",
        "application/x-www-form-urlencoded",
    ):  # fmt: skip
        me.ask("POST", "/orders/by-mass/quote", raw=small, headers={"Content-Type": content_type})
    for size in (100_000, 100_001, 102_400, 102_401, 150_000, 200_001):
        me.ask("POST", "/estimates/transactions", raw=text.ljust(size))
    me.ask("POST", "/orders/by-mass/quote", raw=small[:-1] + b",}")
    me.ask("POST", "/orders/by-mass/quote", raw=b"{")
    me.ask("POST", "/orders/by-mass/quote")


def _mass(amount: Any, unit: Any = "kg") -> Any:
    return {"mass": {"amount": amount, "unit": unit}}


@scene
def amounts(me: Traveller) -> None:
    masses = (
        259.11, -5, "-5", "+5", "1e3", "1,000", " 5 ", "5.", ".5", "005", "0.00012345678",
        "1234567", "0", "five", "",
    )  # fmt: skip
    for amount in masses:
        me.post("/orders/by-mass/quote", _mass(amount))
        me.post("/orders/by-mass", _mass(amount))
        me.post("/orders/by-value/quote", {"value": amount})
    for value in ("0.001", "0.129", "100", "0.54", "99.999", "2.83"):
        me.post("/orders/by-value/quote", {"value": value})
        me.post("/orders/by-value", {"value": value})
    me.post("/orders/by-mass/quote", _mass("12", "g"))
    me.post("/orders/by-mass/quote", _mass("1000", "t"))
    me.get("/orders?limit=1")
    for unit in ("g", "KG", "lb", "t"):
        me.post("/orders/by-mass/quote", _mass("12.07", unit))
    me.post("/orders/by-mass/quote", {"mass": {"amount": "1", "unit": "t", "note": "x"}})
    me.post("/orders/by-mass/quote", {**KG, "idempotency_key": "A"})
    me.post("/orders/by-mass/quote", {**KG, "note": "x"})
    me.post("/orders/by-mass/quote", {**KG, "bundle_masses": []})
    me.post("/orders/by-mass/quote", {**KG, "quantity_trunc": "lb"})
    me.post("/orders/by-value", {"value": "5", "note": "x"})


def _part(bundle: str, amount: str, unit: str) -> Any:
    return {"bundle_id": bundle, "mass": {"amount": amount, "unit": unit}}


def _share(bundle: str, percentage: Any = None) -> Any:
    return {"bundle_id": bundle} | ({} if percentage is None else {"percentage": percentage})


SELECTIONS: Final[Any] = (
    [_share(WIND)],
    [_share(ASIA), _share(OCEAN)],
    [_share(ASIA), _share(OCEAN), _share(WIND)],
    [_share(ASIA, 60), _share(OCEAN, "40.00")],
    [_share(ASIA, "12.5"), _share(OCEAN, "87.5")],
    [_share(ASIA, 50), _share(OCEAN, 40)],
    [_share(ASIA, "50.01"), _share(OCEAN, 50)],
    [_share(ASIA, "33.333"), _share(OCEAN, "66.667")],
    [_share(ASIA, 12.5), _share(OCEAN, 87.5)],
    [_share(ASIA, 60), _share(OCEAN)],
    [_share(ASIA, 120)],
    [_share(ASIA), _share("no-such-bundle")],
    NO_BUNDLE,
    [],
)


@scene
def selections(me: Traveller) -> None:
    for chosen in SELECTIONS:
        me.post("/orders/by-mass/quote", {**_mass("7.777777", "t"), "bundle_selection": chosen})
        me.post("/orders/by-value/quote", {"value": "100", "bundle_selection": chosen})
    for unit in ("g", "kg", "t"):
        me.post("/orders/by-mass/quote", {**_mass("87.7654321", "t"), "quantity_trunc": unit})
        me.post("/orders/by-value/quote", {"value": "1000", "quantity_trunc": unit})
    parts = [_part(ASIA, "1.5", "t"), _part(OCEAN, "20", "kg"), _part(WIND, "3", "t")]
    for count in (2, 3):
        me.post("/orders/by-mass/quote", {"bundle_masses": parts[:count]})
        me.post("/orders/by-mass", {"bundle_masses": parts[:count]})
    me.post("/orders/by-mass", {**KG, "bundle_selection": [_share(WIND)]})
    me.post("/orders/by-mass", KG)
    me.post("/orders/by-mass/quote", KG)


@scene
def metadata(me: Traveller) -> None:
    for one in (METADATA, {}, {"count": 5}, {"text": "ä"}):
        order = me.order(metadata=one, idempotency_key=f"m{len(str(one))}")
        if "id" in order:
            me.find(order)
        estimate = me.estimate(metadata=one, idempotency_key=f"m{len(str(one))}")
        if "id" in estimate:
            me.find_estimate(estimate)
            me.ask(
                "PUT", f"/estimates/transactions/{estimate['id']}", {**PURCHASE, "metadata": one}
            )


@scene
def keys_of_orders(me: Traveller) -> None:
    for key in ("A/B", "größe", "a+b", "a%41", "a b ", "abc", "ABC", "k" * 64 + "1", "k" * 64 + "2",
                "x" * 100, "ü" * 100, "x" * 101):  # fmt: skip
        order = me.order(idempotency_key=key, metadata={"key": key})
        again = me.order(idempotency_key=key, metadata={"key": key})
        for one in (order, again):
            if "id" in one:
                me.find(one)
        estimate = me.estimate(idempotency_key=key)
        if "id" in estimate:
            me.find_estimate(estimate)
            me.estimate(idempotency_key=key)
    me.get("/orders/by-idempotency-key/a+b")
    me.get("/estimates/transactions/by-idempotency-key/a+b")
    me.get("/orders/by-idempotency-key/never-given")
    me.post("/orders/by-value", {"value": "7", "idempotency_key": "abc"})
    me.order(idempotency_key="abc", metadata={"key": "abc"})


@scene
def keys_are_used(me: Traveller) -> None:
    me.get("/orders/by-idempotency-key/A")
    me.order(idempotency_key="A", bundle_selection=NO_BUNDLE)
    me.order(idempotency_key="A")
    me.get("/orders/by-idempotency-key/A")
    me.post("/estimates/transactions", {**UNRATED, "idempotency_key": "U"})
    me.estimate(idempotency_key="U")
    me.estimate(idempotency_key="A")
    for _ in range(2):
        me.post("/estimates/shipping", {**SHIPMENT, "idempotency_key": "A"})
        me.post("/orders/by-value", {"value": "5", "idempotency_key": "V"})
    me.later(days=2)
    me.order(idempotency_key="A")
    me.order(idempotency_key="A")
    me.get("/orders/by-idempotency-key/A")


@scene
def twins(me: Traveller) -> None:
    for path, body in (("/orders/by-mass", KG), ("/estimates/transactions", PURCHASE)):
        request = me.request("POST", path, {**body, "idempotency_key": "twin"})
        with ThreadPoolExecutor(4) as pool:
            answers = list(pool.map(me.send, [request] * 4))
        ids = {
            _ID.findall(answer.body.decode())[:1][0] for answer in answers if answer.status == 200
        }
        told = f"{len(ids)} {sorted(answer.status for answer in answers)}"
        me.seen.append(Seen(f"twins at {path}", request.operation, told, None))


@scene
def pages(me: Traveller) -> None:
    me.get("/orders")
    me.sandbox.control.fill(orders=24)
    me.post("/orders/by-value", {"value": "5"})
    for limit in ("1", "10", "12", "24", "25", "50", "100", "0", "101", "-1", "ten", ""):
        me.get(f"/orders?limit={limit}")
    me.get("/orders?offset_link_id=no-such-link")
    for size in (5, 8, 12):
        page = me.get(f"/orders?limit={size}")
        while page["has_more"] and len(me.seen) < 80:
            me.order()
            page = me.get(f"/orders?limit={size}&after={page['next_cursor']}")
    me.get("/orders")


@scene
def long_list(me: Traveller) -> None:
    me.sandbox.control.fill(orders=60)
    me.get("/orders?limit=100")
    me.get("/orders")


@scene
def life(me: Traveller) -> None:
    order = me.order(idempotency_key="life", metadata={"a": "b"})
    cancelled = me.post("/orders/by-value", {"value": "100", "idempotency_key": "C"})
    me.find(cancelled)
    me.sandbox.control.move_order(cancelled["id"], "cancelled")
    for status in ("placed", "paid", "retiring", "complete"):
        if status != "placed":
            me.sandbox.control.move_order(order["id"], status)
        me.later(minutes=1)
        me.find(order)
        me.order(idempotency_key="life", metadata={"a": "b"})
    me.find(cancelled)


@scene
def purchases(me: Traveller) -> None:
    bodies: list[Any] = [
        PURCHASE,
        FOOD,
        UNKNOWN,
        UNRATED,
        {**PURCHASE, "value": {"value": "123456", "currency": "USD"}},
        {**PURCHASE, "value": {"value": "5", "currency": "usd"}},
        {**PURCHASE, "value": {"value": 5, "currency": "USD"}},
        {**PURCHASE, "value": {"value": "1e3", "currency": "USD"}},
        {**PURCHASE, "merchant": {"category_code": "5818"}},
        {**PURCHASE, "merchant": {"category_code": "5818", "country_code": "DEU"}},
        {**PURCHASE, "merchant": {**MEDIA, "country_code": "DEU"}, "region_fallback": "always"},
        {**PURCHASE, "merchant": {"category_code": "5411", "search_term": "x",
                                  "country_code": "USA"}},
        {**PURCHASE, "quantity_trunc": "kg"},
        {**PURCHASE, "bundle_selection": NO_BUNDLE},
        {**PURCHASE, "bundle_selection": [_share(ASIA, "12.5"), _share(OCEAN, "87.5")]},
        {**PURCHASE, "diet": "carnivore"},
        {**PURCHASE, "is_transaction": True, "transaction_processed_at": "2025-01-01T00:00:00Z"},
        {**PURCHASE, "transaction_processed_at": "2025-01-01T00:00:00+01:00"},
        {**PURCHASE, "transaction_processed_at": "2025-01-01"},
    ]  # fmt: skip
    for body in bodies:
        made = me.post("/estimates/transactions", body)
        if made and "id" in made:
            me.find_estimate(made)


@scene
def updates(me: Traveller) -> None:
    first = {
        "idempotency_key": "first",
        "metadata": {"a": "b"},
        "is_transaction": True,
        "transaction_processed_at": "2025-01-01T00:00:00Z",
    }
    estimate = me.estimate(**first)
    me.estimate(idempotency_key="other")
    path = f"/estimates/transactions/{estimate['id']}"
    bodies: list[Any] = [
        {},
        {"metadata": {"c": "d"}},
        {"is_transaction": False},
        {"transaction_processed_at": "2025-02-02T00:00:00+02:00", "note": "x"},
        {"transaction_processed_at": "2025-02-02T00:00:00+02:00"},
        {"idempotency_key": "second"},
        {"idempotency_key": "other"},
        {"metadata": {"count": 5}},
        {"idempotency_key": "x" * 101},
        {"idempotency_key": "x" * 100},
        {"idempotency_key": "ü" * 100},
    ]
    for body in bodies:
        me.ask("PATCH", f"{path}/annotations", body)
        me.find_estimate(estimate)
    me.get("/estimates/transactions/by-idempotency-key/second")
    changes: list[Any] = [
        {**PURCHASE, "value": {"value": "17.98", "currency": "USD"}},
        FOOD,
        {"value": PAID},
        {**PURCHASE, "idempotency_key": "other"},
        UNKNOWN,
        {**PURCHASE, "merchant": {"category_code": "5818"}},
        {**PURCHASE, "idempotency_key": "third"},
    ]
    for body in changes:
        me.ask("PUT", path, body)
        me.find_estimate(estimate)
    me.estimate(**first)


@scene
def orders_of_estimates(me: Traveller) -> None:
    options = {
        "idempotency_key": "E",
        "metadata": {"a": "b"},
        "quantity_trunc": "kg",
        "bundle_selection": [_share(WIND)],
    }
    for unit in ("t", "kg"):
        shipped = me.post(f"/estimates/shipping?estimate_mass_unit={unit}", LORRY)
        order = me.post("/orders/by-estimate", {"estimate_id": shipped["id"], **options})
        if "id" in order:
            me.find(order)
        options["idempotency_key"] = "F"
    made = me.post("/estimates/transactions", FOOD)
    me.ask("PUT", f"/estimates/transactions/{made['id']}", PURCHASE)
    for _ in range(2):
        order = me.post("/orders/by-estimate", {"estimate_id": made["id"]})
        if "id" in order:
            me.find(order)
    made = me.estimate()
    me.post("/orders/by-estimate", {"estimate_id": made["id"]})
    me.ask("PUT", f"/estimates/transactions/{made['id']}", FOOD)
    me.post("/orders/by-estimate", {"estimate_id": made["id"]})


@scene
def shipments(me: Traveller) -> None:
    bodies: list[Any] = [
        SHIPMENT,
        LORRY,
        FLIGHT,
        {**LORRY, "method": "diesel_truck"},
        {**SHIPMENT, "shipment": {"containers": "2", "mass": {"amount": "9", "unit": "t"}}},
        {**SHIPMENT, "method": {"vessel_type": "container_ship", "refrigerated": True}},
        {**SHIPMENT, "bundle_selection": NO_BUNDLE},
        {**SHIPMENT, "bundle_selection": [_share(WIND)]},
        {**SHIPMENT, "quantity_trunc": "lb"},
        {**SHIPMENT, "shipped_at": "2025-01-01T00:00:00+01:00"},
        {**SHIPMENT, "shipped_at": "2025-01-01"},
        {**SHIPMENT, "shipment": {"containers": 2}},
        {**LORRY, "metadata": {"count": 5}},
        {"shipment": LORRY["shipment"], "method": "warehouse_ambient"},
    ]
    for body in bodies:
        for unit in ("", "?estimate_mass_unit=kg", "?estimate_mass_unit=mg"):
            me.post(f"/estimates/shipping{unit}", body)


@scene
def batches(me: Traveller) -> None:
    keyed = {**PURCHASE, "idempotency_key": "batch"}
    bodies: list[Any] = [
        [keyed, UNRATED, UNKNOWN, FOOD, PURCHASE, PURCHASE],
        [keyed],
        [UNRATED, PURCHASE],
        [UNKNOWN, PURCHASE],
        [],
        PURCHASE,
        [PURCHASE, {"value": PAID}],
        [PURCHASE] * 100,
        [PURCHASE] * 101,
        [{**PURCHASE, "bundle_selection": [_share(ASIA, "12.5"), _share(OCEAN, "87.5")]}],
    ]
    for body in bodies:
        slots = me.post("/estimates/transactions/batch", body)
        for slot in slots[:2] if isinstance(slots, list) else []:
            if slot and "id" in slot:
                me.find_estimate(slot)


@scene
def several_matches(me: Traveller) -> None:
    path = "/estimates/transactions/multi-match"
    bodies: list[Any] = [SUBSCRIPTION, FOOD, UNKNOWN, {**SUBSCRIPTION, "idempotency_key": "A"}]
    for body in bodies:
        for limit in ("?limit=1", "?limit=2", "?limit=5", "?limit=6", "?limit=0", ""):
            found = me.post(f"{path}{limit}", body)
            estimates = found.get("estimates", []) if isinstance(found, dict) else []
            for each in estimates:
                me.find_estimate(each)
                me.post("/orders/by-estimate", {"estimate_id": each["id"]})
