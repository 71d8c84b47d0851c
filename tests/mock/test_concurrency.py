"""Many requests at once: twins create one object."""

from __future__ import annotations

import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

import pytest

from lune_mock import Answer, Fault, Sandbox, Settings
from lune_mock.clock import Clock
from lune_mock.emissions import search
from lune_mock.ids import Ids
from lune_mock.settings import Idempotency

from .calling import BY_MASS, PURCHASE, SHIPMENT, Api, purchase, segment
from .serving import Client, Server

TWINS = 16

KEY = {"idempotency_key": "A/B"}
CREATIONS: dict[str, dict[str, Any]] = {
    "/orders/by-mass": {**BY_MASS, **KEY},
    "/orders/by-value": {"value": "5", **KEY},
    "/estimates/transactions": {**PURCHASE, **KEY},
    "/estimates/shipping": {**SHIPMENT, **KEY},
}
OF_EACH_CREATION = pytest.mark.parametrize("path", CREATIONS)
IN_EACH_READING = pytest.mark.parametrize("reading", ["replay", "conflict"])


@pytest.fixture(autouse=True)
def _let_others_in(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Give other threads their turn wherever an id is made, the time is read, and as often as can be.

    All that happens between the look-up of a key and the making of its object, where a twin would
    come in if nothing held it back.
    """
    make, read = Ids.new, Clock.now

    def new(ids: Ids) -> str:
        time.sleep(0.0002)
        return make(ids)

    def now(clock: Clock) -> datetime:
        time.sleep(0)
        return read(clock)

    monkeypatch.setattr(Ids, "new", new)
    monkeypatch.setattr(Clock, "now", now)
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def at_once(act: Callable[[int], Any], count: int = TWINS) -> list[Any]:
    """Return what `act` returns in threads that begin together."""
    ready = threading.Barrier(count)

    def begin(number: int) -> Any:
        ready.wait()
        return act(number)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(begin, range(count)))


def one_made_it(answers: list[tuple[int, bytes]], reading: Idempotency) -> None:
    statuses = Counter(status for status, _ in answers)
    bodies = {body for status, body in answers if status == 200}
    assert len(bodies) == 1
    if reading == "replay":
        assert statuses == {200: TWINS}
    else:
        assert statuses == {200: 1, 409: TWINS - 1}


def estimates(sandbox: Sandbox) -> Any:
    """Return how many estimates each account has that has any."""
    organisations: Any = sandbox.control.state()["organisations"]
    counts = [each["estimates"] for one in organisations for each in one["accounts"]]
    return [count for count in counts if count]


def orders(sandbox: Sandbox) -> list[str]:
    return [str(order["id"]) for _, order in sandbox.control.orders]


@IN_EACH_READING
@OF_EACH_CREATION
def test_twins_make_one_object(path: str, reading: Idempotency) -> None:
    api = Api(Sandbox(settings=Settings(idempotency=reading)))
    answers: list[Answer] = at_once(lambda _: api.send("POST", path, CREATIONS[path]))
    one_made_it([(each.status, each.body) for each in answers], reading)
    assert len(orders(api.sandbox)) + sum(estimates(api.sandbox)) == 1


@IN_EACH_READING
@OF_EACH_CREATION
def test_twins_over_connections_of_their_own_make_one_object(
    path: str, reading: Idempotency
) -> None:
    sandbox = Sandbox(settings=Settings(idempotency=reading))

    def post(_: int) -> tuple[int, bytes]:
        with Client(server) as client:
            client.ask("POST", path, CREATIONS[path])
            status, _headers, body = client.answer()
            return status, body

    with Server(sandbox) as server:
        one_made_it(at_once(post), reading)
    assert len(orders(sandbox)) + sum(estimates(sandbox)) == 1


def test_twins_in_different_accounts_make_one_object_each(sandbox: Sandbox) -> None:
    accounts = [sandbox.account, *sandbox.client_accounts]
    apis = [Api(sandbox, account.id) for account in accounts]
    at_once(lambda number: apis[number % 3].order(**KEY), 3 * TWINS)
    path = f"/orders/by-idempotency-key/{segment(KEY['idempotency_key'])}"
    assert sorted(orders(sandbox)) == sorted(api.get(path)["id"] for api in apis)


def test_batches_of_the_same_keys_make_each_estimate_once(api: Api) -> None:
    batch = [purchase(idempotency_key=key) for key in "ABC"]
    answers = at_once(lambda _: api.send("POST", "/estimates/transactions/batch", batch))
    assert len({each.body for each in answers}) == 1
    assert estimates(api.sandbox) == [3]


def test_an_estimate_is_ordered_once_without_a_key(api: Api) -> None:
    body = {"estimate_id": api.estimate()["id"]}
    answers = at_once(lambda _: api.send("POST", "/orders/by-estimate", body))
    assert Counter(each.status for each in answers) == {200: 1, 409: TWINS - 1}
    assert len(orders(api.sandbox)) == 1


def test_a_client_account_is_created_once(api: Api) -> None:
    account = {"name": "New", "currency": "EUR", "handle": "new"}
    at_once(lambda _: api.estimate(client_account=account))
    assert [each.handle for each in api.sandbox.client_accounts].count("new") == 1
    assert estimates(api.sandbox) == [TWINS]


def test_a_fault_hits_exactly_so_many_requests(api: Api) -> None:
    api.sandbox.control.add_fault(Fault(kind="status", status=502, times=3, after=4))
    answers = at_once(lambda _: api.send("POST", "/orders/by-mass", BY_MASS))
    assert Counter(each.status for each in answers) == {200: TWINS - 3, 502: 3}
    assert len(orders(api.sandbox)) == TWINS - 3


def test_an_order_under_way_is_moved_once(api: Api) -> None:
    order_id = api.order()["id"]

    def cancel(_: int) -> bool:
        try:
            api.sandbox.control.move_order(order_id, "cancelled")
        except ValueError:
            return False
        return True

    assert Counter(at_once(cancel)) == {True: 1, False: TWINS - 1}


def test_sandboxes_of_several_threads_find_what_one_finds() -> None:
    terms = ["bananas", "a new laptop", "taxi to the airport", "steel beams", "qqqq", "paper"] * 3

    def found(_: int) -> list[str | None]:
        api = Api(Sandbox())
        wanted = [purchase(merchant={"search_term": each, "country_code": "USA"}) for each in terms]
        slots = api.post("/estimates/transactions/batch", wanted)
        return [each.get("search_term_match") for each in slots]

    alone = found(0)
    search._found.cache_clear()
    search._word.cache_clear()
    search._index.cache_clear()
    with ThreadPoolExecutor(8) as pool:
        assert all(each == alone for each in pool.map(found, range(8)))
