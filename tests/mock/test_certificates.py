from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pypdf import PdfReader

from lune_mock import Answer, Sandbox
from lune_mock.certificates import address, order_id

from .calling import Api, unhurried

MOMENT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
WHOLE = {"mass": {"amount": "2", "unit": "t"}}


@pytest.fixture
def sandbox() -> Sandbox:
    return Sandbox(now=MOMENT, base_url="http://127.0.0.1:8080/v1")


def complete(api: Api, **changes: Any) -> Any:
    order = api.order(**{**WHOLE, **changes})
    return api.sandbox.control.move_order(order["id"], "complete")


def fetch(sandbox: Sandbox, order: Any, *, key: str | None = None, method: str = "GET") -> Answer:
    headers = {"Authorization": f"Bearer {key or sandbox.api_key}"}
    path = order["certificate"].removeprefix("http://127.0.0.1:8080")
    return sandbox.handle(method, path, headers, b"")


def text(answer: Answer) -> str:
    """Return the text of a certificate, in one line."""
    assert (answer.status, answer.headers["Content-Type"]) == (200, "application/pdf")
    pages = PdfReader(BytesIO(answer.body)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_the_address_is_beside_the_api(api: Api) -> None:
    order = complete(api)
    assert order["certificate"] == f"http://127.0.0.1:8080/certificates/{order['id']}.pdf"


@pytest.mark.parametrize("base_url", ["https://a.invalid/v1", "https://a.invalid/v1/"])
def test_the_base_path_is_no_part_of_an_address(base_url: str) -> None:
    assert address(base_url, "abc") == "https://a.invalid/certificates/abc.pdf"
    assert order_id("/certificates/abc.pdf") == "abc"


@pytest.mark.parametrize(
    "path",
    ["/certificates/.pdf", "/certificates/a", "/certificates/a/b.pdf", "/v1/certificates/a.pdf"],
)
def test_other_paths_are_no_certificates(path: str) -> None:
    assert order_id(path) is None


def test_a_certificate_tells_what_was_retired_and_that_it_has_no_value(
    sandbox: Sandbox, api: Api
) -> None:
    order = api.order(**WHOLE)
    sandbox.control.advance_clock(timedelta(days=30))
    shown = text(fetch(sandbox, api.get(f"/orders/{order['id']}")))
    for expected in (
        "Certificate of a sandbox order",
        "Sandbox certificate without value: no carbon credits were retired.",
        f"Order {order['id']}",
        "Account Sandbox",
        "Quantity 2 t CO2",
        "Ordered 2026-01-02T03:04:05.000Z",
        # When it was due, not when the clock was moved.
        "Complete 2026-01-09T03:04:05.000Z",
        "Sandbox Peat Forest Forest conservation 1.14",
        "Sandbox Mangrove Forest Forest conservation 0.76",
        "Sandbox Kelp Ocean carbon removal 0.1",
    ):
        assert expected in shown


def test_a_certificate_names_all_projects_of_all_bundles(sandbox: Sandbox, api: Api) -> None:
    everything = [{"bundle_id": id_} for id_ in sandbox.bundle_ids]
    order = complete(api, bundle_selection=everything)
    shown = text(fetch(sandbox, order))
    assert len(order["projects"]) > len(everything)
    assert all(row["project_name"] in shown for row in order["projects"])


def test_the_same_certificate_is_the_same_file(sandbox: Sandbox, api: Api) -> None:
    order = complete(api)
    assert fetch(sandbox, order).body == fetch(sandbox, order).body


@pytest.mark.parametrize("status", ["placed", "paid", "retiring", "cancelled", "failed"])
def test_there_is_no_certificate_before_an_order_is_complete(api: Api, status: str) -> None:
    order = api.order()
    if status != "placed":
        order = api.sandbox.control.move_order(order["id"], status)
    assert order["certificate"] is None
    guessed = {"certificate": f"/certificates/{order['id']}.pdf"}
    assert fetch(api.sandbox, guessed).status == 404


def test_a_certificate_needs_the_key(sandbox: Sandbox, api: Api) -> None:
    order = complete(api)
    assert fetch(sandbox, order, key="another").status == 401
    path = f"/certificates/{order['id']}.pdf"
    assert sandbox.handle("GET", path, {}, b"").status == 401
    # Nor does it tell without the key whether there is one.
    assert sandbox.handle("GET", "/certificates/none.pdf", {}, b"").status == 401


def test_a_certificate_needs_the_key_of_its_organisation(sandbox: Sandbox, api: Api) -> None:
    other = sandbox.control.create_organisation()
    assert fetch(sandbox, complete(api), key=other.api_key).status == 404


def test_a_key_gets_the_certificates_of_all_its_accounts(sandbox: Sandbox, client: Api) -> None:
    assert "Account Client one" in text(fetch(sandbox, complete(client)))


def test_there_is_no_certificate_of_an_unknown_order(sandbox: Sandbox) -> None:
    assert fetch(sandbox, {"certificate": "/certificates/none.pdf"}).status == 404


def test_a_certificate_is_read_only(sandbox: Sandbox, api: Api) -> None:
    answer = fetch(sandbox, complete(api), method="POST")
    assert (answer.status, answer.headers["Allow"]) == (405, "GET")


@unhurried
@given(st.text(min_size=1).map(lambda name: name * 200))
@example("<b>&" * 200)
def test_an_account_may_be_named_as_its_owner_likes(name: str) -> None:
    sandbox = Sandbox(now=MOMENT, base_url="http://127.0.0.1:8080/v1")
    account = sandbox.control.create_account(name, "EUR")
    order = complete(Api(sandbox, account=account.id))
    shown = text(fetch(sandbox, order))
    assert order["id"] in shown
