"""The reference in a browser: its requests can be tried, and stay on this machine."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from .driving import Browser

if TYPE_CHECKING:
    from selenium.webdriver.remote.webelement import WebElement

pytestmark = pytest.mark.browser

# The codes of Ctrl and A together, and the end of it.
SELECT_ALL = "\ue009a\ue000"


class Reference:
    """A page of the reference, as a person uses it."""

    def __init__(self, browser: Browser, path: str = "/docs") -> None:
        self._browser = browser
        browser.open(path)
        browser.wait(lambda: bool(browser.all(".opblock")))

    @property
    def operation_ids(self) -> list[str]:
        blocks = self._browser.all(".opblock")
        return [str(each.get_attribute("id")).rpartition("-")[2] for each in blocks]

    def execute(self, operation_id: str, **parameters: str) -> tuple[int, Any]:
        """Execute an operation, as soon as that is possible; return what is shown of its answer."""
        block = f".opblock[id$='-{operation_id}']"
        self._browser.one(f"{block} .opblock-summary-control").click()
        execute = self._appeared(f"{block} .execute")
        for name, value in parameters.items():
            field = self._browser.one(f"{block} [data-param-name='{name}'] input")
            field.send_keys(SELECT_ALL, value)
        execute.click()
        answer = f"{block} .live-responses-table .response"
        status = self._appeared(f"{answer} .response-col_status").text.split()[0]
        bodies = self._browser.all(f"{answer} .highlight-code code")
        text = bodies[0].get_attribute("textContent") if bodies else None
        return int(status), json.loads(text) if text else None

    def hosts(self) -> set[str]:
        """Return where the page got something from, but for what its stylesheet holds."""
        urls = self._browser.run(
            "return performance.getEntriesByType('resource').map((each) => each.name)"
        )
        return {"/".join(url.split("/")[:3]) for url in urls if not url.startswith("data:")}

    def _appeared(self, selector: str) -> WebElement:
        self._browser.wait(lambda: any(each.is_displayed() for each in self._browser.all(selector)))
        return self._browser.one(selector)


def test_requests_of_the_api_are_tried(browser: Browser) -> None:
    reference = Reference(browser)
    status, order = reference.execute("createOrderByMass")
    assert (status, order["status"]) == (200, "placed")
    assert reference.execute("getOrder", id=order["id"]) == (200, order)
    assert reference.execute("listOrders")[1]["data"] == [order]
    assert reference.execute("getOrderByIdempotencyKey") == (200, order)
    status, estimate = reference.execute("createTransactionEstimate")
    assert status == 200
    status, found = reference.execute("getTransactionEstimate", id=estimate["id"])
    assert (status, found["mass"]) == (200, estimate["mass"])
    assert reference.execute("createShippingEstimate")[0] == 200
    assert reference.hosts() == {browser.origin}
    logged = httpx.get(f"{browser.origin}/_mock/requests").json()
    assert [each["operation_id"] for each in logged] == [
        "createOrderByMass",
        "getOrder",
        "listOrders",
        "getOrderByIdempotencyKey",
        "createTransactionEstimate",
        "getTransactionEstimate",
        "createShippingEstimate",
    ]


def test_requests_of_the_control_are_tried(browser: Browser) -> None:
    reference = Reference(browser, "/docs/control")
    assert reference.execute("fill")[0] == 200
    # Without a body: a POST of the control needs its header all the same.
    assert reference.execute("snapshot") == (200, {"id": "snapshot-1"})
    assert reference.execute("addFault")[1]["status"] == 503
    assert reference.execute("listFaults")[1][0]["times"] == 2
    assert reference.execute("clearFaults") == (204, None)
    assert reference.hosts() == {browser.origin}


@pytest.mark.parametrize(
    ("path", "address"), [("/docs", "/docs/openapi.json"), ("/docs/control", "/_mock/openapi.json")]
)
def test_every_operation_is_there(browser: Browser, path: str, address: str) -> None:
    document = httpx.get(f"{browser.origin}{address}").json()
    operations = [each for item in document["paths"].values() for each in item.values()]
    ids = [each["operationId"] for each in operations if "operationId" in each]
    assert sorted(Reference(browser, path).operation_ids) == sorted(ids)


def test_an_order_is_shown_with_all_that_it_has(browser: Browser) -> None:
    reference = Reference(browser)
    status, order = reference.execute("createOrderByMass")
    assert status == 200
    answers = "[id$='-createOrderByMass'] .response[data-code='200']"
    schema = next(each for each in browser.all(f"{answers} .tablinks") if each.text == "Schema")
    schema.click()
    properties = (
        f"{answers} .json-schema-2020-12-property > article > * .json-schema-2020-12__title"
    )
    browser.wait(lambda: bool(browser.all(properties)))
    shown = {each.text for each in browser.all(properties)}
    assert order.keys() <= shown


def test_nothing_can_be_executed_before_it_is_worked_out(browser: Browser) -> None:
    Reference(browser)
    seen = browser.driver.execute_async_script("""
        const block = document.querySelector("[id$='-getOrder']");
        const seen = new Set();
        const look = () => {
            const execute = block.querySelector(".execute");
            if (block.querySelector(".opblock-loading-animation")) {
                seen.add(getComputedStyle(execute).visibility);
                requestAnimationFrame(look);
            } else {
                arguments[0]([...seen]);
            }
        };
        block.querySelector(".opblock-summary-control").click();
        requestAnimationFrame(look);
    """)
    assert seen == ["hidden"]


def test_it_is_dark_where_that_is_wanted(browser: Browser) -> None:
    browser.prefer("dark")
    Reference(browser)
    assert browser.one("html").get_attribute("class") == "dark-mode"
    browser.prefer("light")
    browser.wait(lambda: browser.one("html").get_attribute("class") == "")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("path", "operations"),
    [
        ("/docs", ("createOrderByMass", "listOrders", "createTransactionEstimate")),
        ("/docs/control", ("setSchedule", "clearFaults", "fill")),
    ],
)
def test_its_text_can_be_told_from_what_it_stands_on(
    browser: Browser, path: str, operations: tuple[str, ...], scheme: str
) -> None:
    browser.prefer(scheme)
    reference = Reference(browser, path)
    for each in operations:
        reference.execute(each)
    assert browser.faint() == []
    # Schemas in place of examples, with all that is in them.
    browser.run("document.querySelectorAll('.tablinks').forEach((each) => each.click())")
    browser.wait(lambda: bool(browser.all(".json-schema-2020-12-property")))
    # Colours fade in.
    browser.wait(lambda: browser.faint() == [])
    browser.prefer("light")


def test_it_fits(browser: Browser) -> None:
    for width in (320, 1600):
        browser.resize(width)
        reference = Reference(browser)
        assert reference.execute("createOrderByMass")[0] == 200
        assert browser.run("return document.documentElement.scrollWidth") <= width
