from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any, get_args
from urllib.parse import urlencode

import pytest

from lune_mock import Answer, Fault, Sandbox, Schedule
from lune_mock.faults import Kind
from lune_mock.pages import ledger
from lune_mock.pages.amounts import money
from lune_mock.pages.attempts import attempts
from lune_mock.pages.forms import KINDS
from lune_mock.pages.json_text import indented
from lune_mock.pages.world_map import world_map
from lune_mock.state import NotKeptError

from .calling import BY_MASS, OCEAN, SHIPMENT, Api, purchase

HOST = "127.0.0.1:8080"
ORIGIN = f"http://{HOST}"
HOSTILE = "<script>alert(1)</script>\"'&{{ 7 * 7 }}"
VOID = frozenset({"br", "meta", "link", "input", "rect", "line", "circle", "polyline"})


class Elements(HTMLParser):
    """The elements of a page; fails where one is not closed in order."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.all: list[tuple[str, dict[str, str | None]]] = []
        self._open: list[str] = []
        self.feed(page)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.all.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.all.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.all if name == tag]


def get(sandbox: Sandbox, path: str, status: int = 200) -> str:
    answer = sandbox.handle("GET", path, {"Host": HOST}, b"")
    assert answer.status == status, answer.body.decode()
    return answer.body.decode()


def post(sandbox: Sandbox, path: str, **fields: str) -> str:
    """Send a form, and return the page that follows."""
    answer = send(sandbox, path, {"Origin": ORIGIN}, **fields)
    assert answer.status == 303
    return get(sandbox, answer.headers["Location"].removesuffix("#notice"))


def send(sandbox: Sandbox, path: str, headers: dict[str, str], **fields: str) -> Answer:
    sent = {"Host": HOST, "Content-Type": "application/x-www-form-urlencoded", **headers}
    return sandbox.handle("POST", path, sent, urlencode(fields).encode())


def notice(page: str) -> str:
    found = re.search(r'<p class="notice[^>]*>(.*?)</p>', page)
    assert found is not None
    return found[1]


def test_the_overview_tells_how_to_call_it(sandbox: Sandbox) -> None:
    page = get(sandbox, "/")
    assert sandbox.base_url in page
    assert sandbox.api_key in page
    assert "curl " in page
    assert "2026-01-02 03:04:05" in page
    for account in (sandbox.account, *sandbox.client_accounts):
        assert account.id in page
    for id_ in sandbox.bundle_ids:
        assert id_ in page


def test_an_order_is_listed_and_has_a_page(sandbox: Sandbox, api: Api) -> None:
    order = api.order(metadata={"invoice": "A-17"})
    assert order["id"] in get(sandbox, "/orders")
    page = get(sandbox, f"/orders/{order['id']}")
    assert order["total_cost"] == "7"
    for shown in ("A-17", "7.00\xa0USD", "12.42\xa0USD", "250.00\xa0USD", "once it is complete"):
        assert shown in page
    assert all(bundle["bundle_name"] in page for bundle in order["bundles"])


def test_the_life_of_an_order_has_its_moments(sandbox: Sandbox, api: Api) -> None:
    order = api.order()
    post(sandbox, "/clock/advance", by="day")
    page = get(sandbox, f"/orders/{order['id']}")
    life = re.findall(r'class="(\w+)"[^>]*>\s*<span class="name">(\w+)</span>', page)
    assert life == [
        ("past", "received"),
        ("past", "placed"),
        ("past", "paid"),
        ("present", "retiring"),
        ("ahead", "complete"),
    ]
    moments = re.findall(r'<span class="when">(.*?)<time datetime="([^"]*)">', page)
    assert moments == [
        ("", "2026-01-02T03:04:05.678Z"),
        ("", "2026-01-02T03:04:05.678Z"),
        ("", "2026-01-02T04:04:05.678Z"),
        ("", "2026-01-03T03:04:05.678Z"),
        ("not before ", "2026-01-09T03:04:05.678Z"),
    ]
    sandbox.control.set_schedule(None)
    assert "by command" in get(sandbox, f"/orders/{order['id']}")


def test_an_order_is_moved_by_the_buttons_it_has(sandbox: Sandbox, api: Api) -> None:
    sandbox.control.set_schedule(Schedule())
    order = api.order()
    path = f"/orders/{order['id']}"
    buttons = re.findall(r"<button[^>]*>Make it (\w+)</button>", get(sandbox, path))
    assert buttons == ["paid", "retiring", "complete", "cancelled", "failed"]
    page = post(sandbox, f"{path}/status", status="complete")
    assert notice(page) == "The order is complete."
    assert "Nothing follows complete" in page
    assert api.get(path)["status"] == "complete"
    page = post(sandbox, f"{path}/status", status="placed")
    assert notice(page).startswith("Nothing was done: order ")
    assert 'role="alert"' in page


def test_the_certificate_needs_no_key(sandbox: Sandbox, api: Api) -> None:
    path = f"/orders/{api.order()['id']}/certificate.pdf"
    assert "move_order completes one" in get(sandbox, path, 404)
    sandbox.control.move_order(path.split("/")[2], "complete")
    answer = sandbox.handle("GET", path, {"Host": HOST}, b"")
    assert answer.body.startswith(b"%PDF")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert sandbox.handle("GET", path, {"Host": "evil.example"}, b"").status == 421


def test_rounding_and_cutting_are_explained(sandbox: Sandbox, api: Api) -> None:
    order = api.order()
    estimate = api.post("/estimates/shipping", SHIPMENT)
    assert (order["requested_quantity"], order["quantity"]) == ("0.25911", "0.259109")
    for path, asked in (
        (f"/orders/{order['id']}", "0.25911"),
        (f"/estimates/{estimate['id']}", "2.969503"),
    ):
        page = get(sandbox, path)
        assert "The cost of each bundle is rounded up by itself." in page
        assert f"of {asked} t: the part of each bundle is cut to grams" in page
        assert "<dt>Offset cost</dt>" in page
    # One bundle, and nothing cut.
    body = {"mass": {"amount": "1.50", "unit": "t"}, "bundle_selection": [{"bundle_id": OCEAN}]}
    page = get(sandbox, f"/orders/{api.post('/orders/by-mass', body)['id']}")
    assert "rounded up by itself" not in page
    assert "is cut to grams" not in page


def test_an_order_that_ended_waits_for_nothing(sandbox: Sandbox, api: Api) -> None:
    for status in ("cancelled", "failed"):
        order = api.order()["id"]
        sandbox.control.move_order(order, status)
        page = get(sandbox, f"/orders/{order}")
        assert f"none, as it is {status}" in page
        assert "once it is complete" not in page
        assert f"It has no bundles any more, as it is {status};" in page
    sandbox.control.set_schedule(Schedule(placed=timedelta(minutes=1)))
    order = api.order()["id"]
    assert "It has no bundles yet." in get(sandbox, f"/orders/{order}")
    sandbox.control.move_order(order, "cancelled")
    page = get(sandbox, f"/orders/{order}")
    assert "It never had any bundles: it is cancelled" in page
    assert "none yet" not in section(page, "life")


def test_an_order_that_waits_for_whole_tonnes_says_so(sandbox: Sandbox, api: Api) -> None:
    order = api.order()["id"]
    path = f"/orders/{order}"
    assert "It waits for whole tonnes" not in get(sandbox, path)
    sandbox.control.advance_clock(timedelta(days=8))
    page = get(sandbox, path)
    assert "It waits for whole tonnes: of this account, 0.259109 t are not retired" in page
    sandbox.control.move_order(order, "complete")
    assert "It waits for whole tonnes" not in get(sandbox, path)


def test_estimates_tell_what_they_are_of_and_lead_to_their_orders(
    sandbox: Sandbox, api: Api
) -> None:
    way = {"route": {"amount": "600", "unit": "km"}}
    site = {"shipment": {"mass": {"amount": "2", "unit": "t"}}, "method": "warehouse_ambient"}
    estimates = [
        api.post("/estimates/shipping", SHIPMENT),
        api.post("/estimates/shipping", {**SHIPMENT, **way}),
        api.post("/estimates/shipping", site),
        api.estimate(transaction_processed_at="2024-09-02T08:15:30Z"),
        api.estimate(
            merchant={"search_term": HOSTILE, "category_code": "4121", "country_code": "USA"}
        ),
    ]
    page = get(sandbox, "/estimates")
    for shown in (
        "Shanghai to Rotterdam",
        "600 km",
        "a logistics site",
        "8.99\xa0USD, category 5818, USA",
        "2024-09-02 08:15:30",
        "2026-01-02 03:04:05",
        "8.99\xa0USD, &lt;script&gt;",
    ):
        assert shown in page
    assert ">ordered</a>" not in page
    for estimate in estimates:
        order = api.post("/orders/by-estimate", {"estimate_id": estimate["id"]})
        link = f'href="/orders/{order["id"]}">ordered</a>'
        assert link in get(sandbox, "/estimates")
        assert link in get(sandbox, f"/estimates/{estimate['id']}")


def test_the_overview_says_what_keeps_it(tmp_path: Path, sandbox: Sandbox) -> None:
    assert "memory, and gone when it stops" in get(sandbox, "/")
    file = tmp_path / "sandbox.db"
    with Sandbox(db=file) as durable:
        assert f"<code>{file}</code>" in get(durable, "/")


def test_each_kind_of_fault_is_explained(sandbox: Sandbox) -> None:
    assert set(KINDS) == set(get_args(Kind))
    page = get(sandbox, "/")
    for kind, meaning in KINDS.items():
        assert f">{kind}: {meaning}</option>" in page


def test_a_purchase_without_a_factor_says_why_in_the_log(sandbox: Sandbox, api: Api) -> None:
    abroad = {"category_code": "4121", "country_code": "DEU"}
    assert api.send("POST", "/estimates/transactions", purchase(merchant=abroad)).status == 204
    page = get(sandbox, "/requests")
    assert "<dt>Without a result, as</dt><dd>no emission factor for DEU; region_fallback" in page


@pytest.mark.parametrize(
    ("amount", "code", "shown"),
    [
        ("7", "USD", "7.00\xa0USD"),
        ("0.125", "USD", "0.125\xa0USD"),
        ("7", "JPY", "7\xa0JPY"),
        ("1.5", "XXX", "1.5\xa0XXX"),
        ("9" * 40, "EUR", "9" * 40 + ".00\xa0EUR"),
    ],
)
def test_money_has_the_decimals_of_its_currency(amount: str, code: str, shown: str) -> None:
    assert money(amount, code) == shown


def test_orders_come_newest_first_from_all_accounts(sandbox: Sandbox) -> None:
    api, client = Api(sandbox), Api(sandbox, account=sandbox.client_accounts[0].id)
    made = []
    for each in (api, client, api, client):
        made.append(each.order()["id"])
        post(sandbox, "/clock/advance", by="hour")

    def listed(query: str) -> list[str]:
        return re.findall(r'href="/orders/(\w+)"', get(sandbox, f"/orders{query}"))

    assert listed("") == made[::-1]
    assert listed(f"?account={client.account}") == [made[3], made[1]]
    assert listed("?status=paid") == made[::-1]
    sandbox.control.move_order(made[1], "cancelled")
    assert listed("?status=cancelled") == [made[1]]
    assert listed("?status=failed") == []
    assert "No order is like that" in get(sandbox, "/orders?status=failed")


def test_lists_are_paged(sandbox: Sandbox) -> None:
    sandbox.control.fill(orders=120, transaction_estimates=60)
    seen: list[str] = []
    for number, size in ((1, 50), (2, 50), (3, 20), (4, 0)):
        page = get(sandbox, f"/orders?page={number}")
        found = re.findall(r'href="/orders/(\w+)"', page)
        assert len(found) == size
        assert ('rel="next"' in page) == (number < 3)
        assert ('rel="prev"' in page) == (number > 1)
        seen += found
    assert len(set(seen)) == 120
    sandbox.control.reset()
    sandbox.control.fill(orders=50, transaction_estimates=60)
    assert 'rel="next"' not in get(sandbox, "/orders")
    sandbox.control.fill(orders=1)
    assert 'href="/orders?account=&amp;status=placed&amp;page=2"' in get(
        sandbox, "/orders?status=placed"
    )
    assert len(re.findall(r'href="/estimates/(\w+)"', get(sandbox, "/estimates?page=2"))) == 10
    assert "Page is &#39;x&#39;" in get(sandbox, "/orders?page=x", 400)


def test_a_list_of_10_000_reads_no_more_orders_than_it_shows(sandbox: Sandbox) -> None:
    sandbox.control.fill(orders=5_000)
    sandbox.control.fill(orders=5_000, account_id=sandbox.client_accounts[0].id)
    ledger._facts.cache_clear()
    assert "1 to 50, newest first, of 10000" in get(sandbox, "/orders")
    assert ledger._facts.cache_info().misses < 60
    # Whatever is looked at afterwards, an order is read once until it changes.
    get(sandbox, "/orders?page=200")
    get(sandbox, "/orders?status=complete")
    assert ledger._facts.cache_info().misses == 10_000


def test_a_shipping_estimate_has_factor_distance_and_map(sandbox: Sandbox, api: Api) -> None:
    estimate = api.post("/estimates/shipping", SHIPMENT)
    assert estimate["id"] in get(sandbox, "/estimates?kind=shipping")
    assert estimate["id"] not in get(sandbox, "/estimates?kind=transaction")
    page = get(sandbox, f"/estimates/{estimate['id']}")
    factor = estimate["emission_factor"]
    assert factor["name"] in page
    assert f"{factor['gas_emissions']['co2e']} {factor['numerator_unit']}" in page
    stages = factor["gas_emissions"]["wtw_breakdown"]
    assert f"<dd>{stages['wtt_co2e']}, {stages['ttw_co2e']}</dd>" in page
    assert estimate["distance"]["amount"] in page
    elements = Elements(page)
    assert len(elements.of("svg")) == 1
    assert len([each for each in elements.of("circle") if each["class"] == "stop"]) == 2
    # Its height, 15 to 145, shows all that is drawn.
    for line in elements.of("polyline"):
        for point in (line["points"] or "").split():
            x, y = map(float, point.split(","))
            assert 0 <= x <= 360
            assert 15 <= y <= 145


def test_an_estimate_tells_what_it_fell_back_to(sandbox: Sandbox, api: Api) -> None:
    estimate = api.post("/estimates/shipping", {**SHIPMENT, "method": {"vessel_name": "Any"}})
    page = get(sandbox, f"/estimates/{estimate['id']}")
    assert "<dd>imo unavailable container ship fallback</dd>" in page


def test_a_transaction_estimate_has_its_factor(sandbox: Sandbox, api: Api) -> None:
    request = purchase(
        merchant={"search_term": "Bananas", "category": "Fresh fruit", "country_code": "GBR"},
        value={"value": "12.40", "currency": "GBP"},
        region_fallback="always",
        diet="vegetarian",
        metadata={"row": "7"},
    )
    estimate = api.post("/estimates/transactions", request)
    page = get(sandbox, f"/estimates/{estimate['id']}")
    assert f"{estimate['mass']['amount']}&nbsp;t" in page
    for name in ("exchange_rate", "diet_factor", "search_term_match"):
        assert estimate[name] in page
    assert "<svg" not in page


def test_an_estimate_that_cannot_be_quoted_or_located(sandbox: Sandbox, api: Api) -> None:
    shipment = {
        **SHIPMENT,
        "route": {"amount": "100", "unit": "km"},
        "quantity_trunc": "t",
        "shipment": {"mass": {"amount": "1", "unit": "kg"}},
    }
    estimate = api.post("/estimates/shipping", shipment)
    page = get(sandbox, f"/estimates/{estimate['id']}")
    assert "nothing to draw" in page
    if "error" in estimate["quote"]:
        assert "nothing is left" in page


def test_way_of_a_map_is_cut_at_the_date_line() -> None:
    def place(label: str, lat: float, lon: float) -> dict[str, Any]:
        return {"label": label, "coordinates": {"lat": lat, "lon": lon}}

    def lines(source: dict[str, Any], destination: dict[str, Any]) -> list[str]:
        drawn = world_map({"source": source, "legs": [{"location": destination}]})
        assert drawn is not None
        return drawn.lines

    tokyo, seattle = place("Tokyo", 35.5, 139.8), place("Seattle", 47.4, -122.3)
    assert len(lines(tokyo, seattle)) == 2
    assert len(lines(tokyo, place("Manila", 14.5, 121.0))) == 1
    assert len(lines(tokyo, tokyo)) == 1
    assert world_map(None) is None
    assert world_map({"amount": "1", "unit": "km"}) is None


def test_the_log_tells_requests_with_bodies_and_reasons(sandbox: Sandbox, api: Api) -> None:
    api.order()
    api.send("POST", "/orders/by-mass", {"mass": {"amount": "-1", "unit": "kg"}})
    page = get(sandbox, "/requests")
    assert page.index("-1") < page.index("259.11")
    assert "mass.amount is &#34;-1&#34;" in page
    assert "errors=1" in get(sandbox, "/requests?errors=1")
    errors = get(sandbox, "/requests?errors=1")
    assert ("259.11" in errors, "-1" in errors) == (False, True)
    assert "application/json" in page
    assert page.count(sandbox.api_key) == 0
    assert "createOrderByMass" in get(sandbox, "/requests/1")
    assert "is not in the log" in get(sandbox, "/requests/3", 404)
    assert notice(post(sandbox, "/requests/clear")) == "The log is empty."
    assert "Nothing was requested so far" in get(sandbox, "/requests")


def test_the_log_is_asked_for_again_only_when_there_is_news(sandbox: Sandbox, api: Api) -> None:
    def ask(version: str) -> tuple[int, str]:
        answer = sandbox.handle("GET", f"/requests/log?version={version}", {"Host": HOST}, b"")
        return answer.status, answer.body.decode()

    def version(text: str) -> str:
        found = re.search(r'data-version="([^"]*)"', text)
        assert found is not None
        return found[1]

    api.order()
    status, text = ask("")
    assert status == 200
    assert ask(version(text)) == (204, "")
    api.order()
    status, later = ask(version(text))
    assert status == 200
    sandbox.control.clear_requests()
    assert ask(version(later))[0] == 200


def test_the_log_goes_on_to_older_requests(sandbox: Sandbox, api: Api) -> None:
    for _ in range(70):
        api.get("/orders")
    page = get(sandbox, "/requests")
    assert len(re.findall('id="r', page)) == 50
    assert 'href="/requests?before=21&amp;errors="' in page
    older = get(sandbox, "/requests?before=21")
    assert re.findall('id="r([0-9]+)"', older) == [str(number) for number in range(20, 0, -1)]
    assert "Before is &#39;x&#39;" in get(sandbox, "/requests?before=x", 400)


def test_attempts_at_one_call_are_told_as_such(sandbox: Sandbox, api: Api) -> None:
    sandbox.control.add_fault(Fault(kind="status", status=503, times=2))
    for _ in range(3):
        api.send("POST", "/orders/by-mass", BY_MASS)
    api.send("GET", "/orders")
    sandbox.control.add_fault(Fault(kind="drop"))
    api.send("GET", "/orders")
    api.send("GET", "/orders")
    keyed = {**BY_MASS, "idempotency_key": "once"}
    api.send("POST", "/orders/by-mass", keyed)
    api.send("POST", "/orders/by-mass", keyed)
    api.send("POST", "/orders/by-mass", raw=b'["idempotency_key"')
    api.send("POST", "/orders/by-mass", raw=b'["idempotency_key"]')
    told = attempts(sandbox.control.requests, 1)
    assert [(each.ordinal, each.call.attempts) for each in told] == [
        (1, 3),
        (2, 3),
        (3, 3),
        (1, 1),
        (1, 2),
        (2, 2),
        (1, 2),
        (2, 2),
        (1, 1),
        (1, 1),
    ]
    assert [each.call.first for each in told] == [1, 1, 1, 4, 5, 5, 7, 7, 9, 10]
    page = get(sandbox, "/requests")
    assert "attempt 3 of 3" in page
    assert page.count("fault-1</span>") == 2


def test_numbers_of_requests_last() -> None:
    sandbox = Sandbox(log_size=2)
    for _ in range(5):
        Api(sandbox).get("/orders")
    assert re.findall('id="r([0-9]+)"', get(sandbox, "/requests")) == ["5", "4"]


def test_the_clock_is_moved(sandbox: Sandbox) -> None:
    assert "2026-01-09 03:04:05" in post(sandbox, "/clock/advance", by="week")
    assert "Clock runs" in post(sandbox, "/clock/resume")
    assert "Clock stands" in post(sandbox, "/clock/freeze")


def test_a_step_that_is_unknown_moves_nothing(sandbox: Sandbox) -> None:
    page = post(sandbox, "/clock/advance", by="year")
    assert notice(page) == "Nothing was done: by is &#39;year&#39;; take hour, day, week."
    assert "2026-01-02 03:04:05" in page


def test_faults_are_armed_and_removed(sandbox: Sandbox) -> None:
    common = {"seconds": "5", "field": "id", "status": "503", "retry_after": ""}
    page = post(sandbox, "/faults", kind="status", times="3", operation_id="listOrders", **common)
    assert notice(page) == "fault-1 is to come."
    post(sandbox, "/faults", kind="delay", times="", **common)
    post(sandbox, "/faults", kind="violation", times="1", **common)
    first, second, third = sandbox.control.faults
    assert (first.status, first.times, first.operation_id) == (503, 3, "listOrders")
    assert (second.seconds, second.times, second.status) == (5, None, None)
    assert (third.field, third.seconds) == ("id", 0)
    page = post(sandbox, "/faults/remove", id="fault-1")
    assert [each.id for each in sandbox.control.faults] == ["fault-2", "fault-3"]
    assert "fault-1</th>" not in page
    for fields, reason in (
        ({"kind": "flood"}, "kind is &#39;flood&#39;"),
        ({"kind": "status", "status": "abc"}, "status is &#39;abc&#39;; give a whole number"),
        ({"kind": "status", "status": "9999"}, "from 200 to 599"),
        ({"kind": "drop", "operation_id": "none"}, "the document has"),
    ):
        assert reason in notice(post(sandbox, "/faults", **fields))
    assert len(sandbox.control.faults) == 2


def test_it_is_filled_and_reset(sandbox: Sandbox) -> None:
    post(sandbox, "/fill")
    assert len(sandbox.control.orders) == 5
    page = post(sandbox, "/reset")
    assert notice(page) == "Everything is as it was at the start."
    assert not sandbox.control.orders


def test_a_notice_is_no_text_of_an_address(sandbox: Sandbox) -> None:
    assert "Look here" not in get(sandbox, "/?notice=Look+here")
    for _ in range(200):
        answer = send(sandbox, "/clock/freeze", {"Origin": ORIGIN})
    assert answer.headers["Location"] == "/?notice=200#notice"
    assert "notice" not in re.sub("<title>.*?</title>", "", get(sandbox, "/?notice=100"))
    assert notice(get(sandbox, "/?notice=101")) == "The clock stands."
    # Who comes back later does not take it for news.
    assert "The clock stands." not in get(sandbox, "/?notice=101")


def section(page: str, id_: str) -> str:
    """Return a section of a page, by the id of its heading."""
    found = re.search(rf'<section aria-labelledby="{id_}">(.*?)</section>', page, re.DOTALL)
    assert found is not None
    return found[1]


def test_what_is_refused_is_told_beside_the_form_which_keeps_what_was_typed(
    sandbox: Sandbox,
) -> None:
    fields = {"status": "503", "retry_after": "", "seconds": "2.5", "times": "three"}
    fields |= {"kind": "delay", "operation_id": "listOrders", "field": HOSTILE}
    page = post(sandbox, "/faults", **fields)
    faults = section(page, "faults")
    assert "times is &#39;three&#39;" in notice(faults)
    elements = Elements(page)
    inputs = {each["id"]: each for each in elements.of("input") if "id" in each}
    for name in ("status", "retry_after", "seconds", "times", "field"):
        assert inputs[name]["value"] == fields[name]
    wrong = [each["id"] for each in inputs.values() if each.get("aria-invalid") == "true"]
    assert wrong == ["times"]
    assert inputs["times"]["aria-describedby"] == "notice"
    chosen = [each.get("value") for each in elements.of("option") if "selected" in each]
    assert "delay" in chosen
    assert "<option selected>listOrders</option>" in faults
    # What was refused of another form is not this one's.
    bundle = sandbox.bundle_ids[0]
    page = post(sandbox, f"/bundles/{bundle}/stock", tonnes="-1")
    assert "take 0 to" in notice(section(page, "bundles"))
    inputs = {each["id"]: each for each in Elements(page).of("input") if "id" in each}
    wrong = [each["id"] for each in inputs.values() if each.get("aria-invalid") == "true"]
    assert wrong == [f"stock-{bundle}"]
    assert inputs[f"stock-{bundle}"]["value"] == "-1"
    assert inputs["times"]["value"] == "1"


def test_stock_and_price_are_set(sandbox: Sandbox) -> None:
    bundle = sandbox.bundle_ids[0]
    page = post(sandbox, f"/bundles/{bundle}/stock", tonnes="12.5")
    assert notice(section(page, "bundles")).startswith("The stock is set")
    post(sandbox, f"/bundles/{bundle}/price", unit_price="3.21")
    (told,) = [each for each in bundles(sandbox) if each["id"] == bundle]
    assert (told["stock"], told["unit_price"]) == ("12.5", "3.21")
    for path, name in (("stock", "tonnes"), ("price", "unit_price")):
        for wrong in ("", "many", "NaN", "1e400", "0.0000001"):
            page = post(sandbox, f"/bundles/{bundle}/{path}", **{name: wrong})
            assert notice(page).startswith("Nothing was done: "), wrong
    assert [each for each in bundles(sandbox) if each["id"] == bundle] == [told]
    assert "there is no bundle" in notice(post(sandbox, "/bundles/none/stock", tonnes="1"))


def bundles(sandbox: Sandbox) -> list[dict[str, Any]]:
    told: Any = sandbox.control.state()["bundles"]
    return list(told)


def test_settings_are_set(sandbox: Sandbox) -> None:
    delays = {"placed": "0", "paid": "0.5", "retiring": "90", "complete": "604800"}
    for name, fields, wanted in (
        ("idempotency", {"reading": "conflict"}, "conflict"),
        ("rate_limit", {"requests_per_second": "15"}, 15),
        ("rate_limit", {"requests_per_second": ""}, None),
        ("latency", {"seconds": "0.25"}, 0.25),
        ("versions", {"versions": "2026-01-31, 2026-06-30"}, ["2026-01-31", "2026-06-30"]),
        ("versions", {"versions": ""}, []),
        ("schedule", {"is_set": "1", **delays}, {n: float(each) for n, each in delays.items()}),
        ("schedule", delays, None),
    ):
        page = post(sandbox, f"/settings/{name.replace('_', '-')}", **fields)
        assert "Nothing was done" not in notice(section(page, "settings"))
        settings: Any = sandbox.control.state()["settings"]
        assert settings[name] == wanted
    # A box that is not ticked: the delays are those of the start again, should it be.
    assert 'value="3600"' in page
    before = sandbox.control.state()
    for name, fields in (
        ("idempotency", {"reading": "again"}),
        ("rate-limit", {"requests_per_second": "0"}),
        ("latency", {"seconds": "NaN"}),
        ("latency", {"seconds": "1e400"}),
        ("latency", {"seconds": ""}),
        ("versions", {"versions": "tomorrow"}),
        *(("schedule", {"is_set": "1", **delays, "paid": paid}) for paid in ("x", "-1", "1e30")),
    ):
        page = post(sandbox, f"/settings/{name}", **fields)
        assert notice(section(page, "settings")).startswith("Nothing was done: "), fields
        (typed,) = fields.keys() - {"is_set", "placed", "retiring", "complete"}
        if name != "idempotency":
            assert f'name="{typed}" inputmode' in page
            assert f'value="{fields[typed]}"' in page
    assert sandbox.control.state() == before


def test_what_a_page_shows_of_the_settings_can_be_sent_as_it_stands(sandbox: Sandbox) -> None:
    longest = timedelta(days=36_500)
    sandbox.control.set_schedule(
        Schedule(timedelta(microseconds=1), timedelta(1), longest, longest)
    )
    before = sandbox.control.state()
    elements = Elements(get(sandbox, "/"))
    fields = {str(each["name"]): str(each["value"]) for each in elements.of("input")}
    assert notice(post(sandbox, "/settings/schedule", **fields)).startswith("Orders advance")
    assert sandbox.control.state() == before


def test_all_faults_are_told_and_removed(sandbox: Sandbox) -> None:
    assert "Remove all faults" not in get(sandbox, "/")
    for _ in range(2):
        sandbox.control.add_fault(
            Fault(kind="drop", tag="orders", method="GET", after=3, probability=0.5)
        )
    page = get(sandbox, "/")
    assert "GET, orders, after 3 more, with probability 0.5" in page
    assert "Remove all faults" in page
    assert notice(post(sandbox, "/faults/clear")) == "No fault is to come."
    assert sandbox.control.faults == ()


def test_a_change_that_cannot_be_kept_says_so(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        message = "the file is full"
        raise NotKeptError(message)

    monkeypatch.setattr(sandbox.control, "freeze_clock", fail)
    answer = send(sandbox, "/clock/freeze", {"Origin": ORIGIN})
    assert answer.status == 500
    assert b"Nothing has changed, as the file is full." in answer.body


def test_what_is_long_is_cut_where_it_is_one_of_many(sandbox: Sandbox) -> None:
    account = sandbox.control.create_account("n" * 500, "EUR")
    api = Api(sandbox, account=account.id)
    order = api.order(metadata={"note": "x" * 5_000})
    api.send("GET", f"/orders?after={'y' * 500}")
    for path in ("/", "/orders", "/requests"):
        assert "n" * 61 not in get(sandbox, path)
    page = get(sandbox, f"/orders/{order['id']}")
    assert "n" * 500 in page
    assert f"{'x' * 5_000}&#34;" in page
    assert f"<bdi>{'x' * 401}" not in page
    summary, story = get(sandbox, "/requests/2").split('<div class="story">')
    assert ("y" * 161 in summary, "y" * 500 in story) == (False, True)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "null"},
        {"Origin": "http://evil.example"},
        {"Origin": "http://127.0.0.1:9999"},
        {"Origin": "http://[x"},
        {"Origin": ORIGIN, "Host": "evil.example"},
        {"Origin": "http://evil.example:8080", "Host": "evil.example:8080"},
    ],
)
def test_forms_of_other_sites_change_nothing(sandbox: Sandbox, headers: dict[str, str]) -> None:
    Api(sandbox).order()
    answer = send(sandbox, "/reset", headers)
    assert answer.status in {403, 421}
    assert b"sandbox" in answer.body
    assert len(sandbox.control.orders) == 1


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "[x"])
@pytest.mark.parametrize("path", ["/", "/orders", "/requests/log", "/assets/pages.js"])
def test_other_names_lead_to_no_page(sandbox: Sandbox, path: str, host: str) -> None:
    assert sandbox.handle("GET", path, {"Host": host}, b"").status == 421


@pytest.mark.parametrize("host", ["localhost:8080", "127.0.0.1", "[::1]:8080", "sandbox.invalid"])
def test_own_names_lead_to_the_pages(sandbox: Sandbox, host: str) -> None:
    assert sandbox.handle("GET", "/", {"Host": host}, b"").status == 200
    assert send(sandbox, "/fill", {"Host": host, "Origin": f"https://{host}"}).status == 303


def test_every_answer_is_protected(sandbox: Sandbox) -> None:
    for path in ("/", "/orders", "/orders/none", "/requests/log", "/assets/pages.css"):
        headers = sandbox.handle("GET", path, {"Host": HOST}, b"").headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        # A browser that is to send no referrer sends no origin with a form.
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cache-Control"] == "no-store"
        if headers["Content-Type"].startswith("text/html"):
            policy = headers["Content-Security-Policy"]
            assert policy.startswith("default-src 'none'; ")
            assert "frame-ancestors 'none'" in policy
            assert "unsafe" not in policy


def test_what_callers_wrote_is_no_markup(sandbox: Sandbox) -> None:
    account = sandbox.control.create_account(HOSTILE, "EUR")
    api = Api(sandbox, account=account.id)
    order = api.order(metadata={HOSTILE: HOSTILE}, idempotency_key=HOSTILE)
    estimate = api.estimate(metadata={HOSTILE: HOSTILE}, idempotency_key="k")
    api.send("GET", "/orders?after=<script>", headers={"X-Note": HOSTILE, "Lune-Account": HOSTILE})
    api.send("POST", "/orders/by-mass", raw=HOSTILE.encode())
    paths = [
        "/",
        "/orders",
        f"/orders/{order['id']}",
        "/estimates",
        f"/estimates/{estimate['id']}",
        "/requests",
        "/requests/1",
        "/requests/3",
    ]
    for path in paths:
        page = get(sandbox, path)
        assert "<script>" not in page
        assert "{{ 7 * 7 }}" in page
        assert "&lt;script&gt;" in page
    for path in ("/orders?account=<script>", "/orders/<script>", "/requests/<script>"):
        answer = sandbox.handle("GET", path, {"Host": HOST}, b"")
        assert b"<script>" not in answer.body


def pages(sandbox: Sandbox) -> Iterator[str]:
    """Yield one page of each kind, with something on it."""
    api = Api(sandbox)
    order = api.order(metadata={"invoice": "A-17"}, idempotency_key="k")
    estimates = [api.estimate(), api.post("/estimates/shipping", SHIPMENT)]
    sandbox.control.add_fault(Fault(kind="status", status=503))
    api.send("GET", "/orders")
    sandbox.control.add_fault(Fault(kind="drop"))
    yield from ("/", "/orders", "/estimates", "/requests", "/requests/1", "/orders/none")
    yield f"/orders/{order['id']}"
    yield from (f"/estimates/{each['id']}" for each in estimates)


def test_pages_are_whole_and_accessible(sandbox: Sandbox) -> None:
    for path in pages(sandbox):
        page = sandbox.handle("GET", path, {"Host": HOST}, b"").body.decode()
        elements = Elements(page)
        assert elements.of("html") == [{"lang": "en"}]
        assert len(elements.of("main")) == len(elements.of("h1")) == 1
        assert len(elements.of("caption")) == len(elements.of("table"))
        assert all(each.get("scope") in {"col", "row"} for each in elements.of("th"))
        levels = [int(tag[1]) for tag, _ in elements.all if re.fullmatch("h[1-6]", tag)]
        assert all(deeper - level <= 1 for level, deeper in pairwise(levels))
        ids = [each["id"] for _, each in elements.all if "id" in each]
        assert len(ids) == len(set(ids)), path
        labelled = {each.get("for") for each in elements.of("label")}
        for field in (*elements.of("select"), *elements.of("input")):
            assert field.get("type") == "hidden" or field["id"] in labelled
        for _, each in elements.all:
            for name in ("aria-labelledby", "aria-describedby"):
                assert each.get(name) is None or each[name] in ids
            # The policy lets neither run.
            assert not [name for name in each if name == "style" or name.startswith("on")]


def test_pages_are_made_of_what_the_package_has(sandbox: Sandbox) -> None:
    for path in pages(sandbox):
        elements = Elements(get(sandbox, path, 404 if path == "/orders/none" else 200))
        wanted = [
            *(each["href"] for each in (*elements.of("link"), *elements.of("a"))),
            *(each["src"] for each in elements.of("script")),
            *(each["action"] for each in elements.of("form")),
        ]
        assert all(each is not None and re.match("[/#](?!/)", each) for each in wanted)
        for address in wanted:
            if address is not None and address.startswith("/assets/"):
                assert get(sandbox, address)


def test_the_api_keeps_its_paths(sandbox: Sandbox) -> None:
    answer = Api(sandbox).send("GET", "/orders")
    assert answer.headers["Content-Type"] == "application/json"
    # Whoever forgets /v1 learns so, and is in the log.
    key = {"Authorization": f"Bearer {sandbox.api_key}", "Host": HOST}
    answer = sandbox.handle("GET", "/orders", key, b"")
    assert (answer.status, answer.headers["Content-Type"]) == (404, "text/plain; charset=utf-8")
    assert sandbox.control.requests[-1].target == "/orders"
    assert "There is nothing at" in get(sandbox, "/orders/a/b", 404)
    assert sandbox.handle("PUT", "/orders", {"Host": HOST}, b"").status == 405
    assert send(sandbox, "/nowhere", {"Origin": ORIGIN}).status == 404
    assert send(sandbox, "/orders", {"Origin": ORIGIN}).status == 404


def test_forms_have_bounds(sandbox: Sandbox) -> None:
    fields = {f"field-{number}": "x" for number in range(60)}
    assert send(sandbox, "/reset", {"Origin": ORIGIN}, **fields).status == 400
    assert send(sandbox, "/reset", {"Origin": ORIGIN}, a="x" * 70_000).status == 413


def test_a_failure_of_a_page_is_an_answer(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> None:
        raise RuntimeError

    monkeypatch.setattr(sandbox.control, "state", fail)
    assert "its log says why" in get(sandbox, "/", 500)
    assert "GET / failed" in caplog.text


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (b'{"a":1.10,"b":[],"c":{},"d":[1,{"e":"x:{,}\\""}]}', 11),
        (b'{"a":1,"a":1E400}', 4),
        (b"[]", 1),
        (b'"text"', 1),
    ],
)
def test_json_is_laid_out_to_the_letter(text: bytes, lines: int) -> None:
    laid_out = indented(text)
    assert len(laid_out.splitlines()) == lines
    assert re.sub(r"\n *|(?<=:) ", "", laid_out) == text.decode()


@pytest.mark.parametrize("text", [b"", b"{", b"\xff", b"[" * 100_000, b"plain text"])
def test_what_is_no_json_is_shown_as_it_is(text: bytes) -> None:
    assert indented(text) == text.decode("utf-8", "replace")


def test_long_bodies_are_cut_in_the_log_and_whole_on_their_page(sandbox: Sandbox) -> None:
    Api(sandbox).send("POST", "/orders/by-mass", raw=b"x" * 5_000 + b"end")
    assert "xend" not in get(sandbox, "/requests")
    assert "xend" in get(sandbox, "/requests/1")


def test_values_are_laid_out_like_texts() -> None:
    assert indented({"a": [1]}) == indented(b'{"a":[1]}')


def test_colours_can_be_told_apart() -> None:
    """WCAG 2.2, 1.4.3 and 1.4.11: 4.5 for text, 3 for the edges of what can be pressed."""
    style = Sandbox().handle("GET", "/assets/pages.css", {"Host": HOST}, b"").body.decode()
    light, dark = (
        dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block))
        for block in re.findall(r":root \{(.*?)\}", style, re.DOTALL)
    )
    assert light.keys() == dark.keys()
    for colours in (light, dark):
        for ground in ("paper", "shade"):
            for text in ("ink", "quiet", "accent", "bad", "warn"):
                assert contrast(colours[text], colours[ground]) >= 4.5, (text, ground)
        assert contrast(colours["on-accent"], colours["accent"]) >= 4.5
        assert contrast(colours["edge"], colours["paper"]) >= 3


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted(map(luminance, (one, other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    def linear(share: float) -> float:
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
