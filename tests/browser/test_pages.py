from __future__ import annotations

from collections.abc import Iterator
from io import StringIO

import httpx
import pytest
from rich.console import Console

from lune_client import Lune, Mass
from lune_client.cli import demo

from .driving import Browser

pytestmark = pytest.mark.browser

KEY = "sandbox-test-key"


@pytest.fixture
def lune(origin: str) -> Iterator[Lune]:
    with Lune(api_key=KEY, base_url=f"{origin}/v1") as lune:
        yield lune


def test_a_demo_run_appears_while_it_runs(
    browser: Browser, lune: Lune, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser.open("/requests")
    assert "Nothing was requested so far" in browser.text()
    monkeypatch.setattr(demo, "sandbox_client", lambda: lune)
    demo.run(Console(file=StringIO()))
    browser.wait(lambda: len(browser.all("#log li")) > 5)
    browser.wait(lambda: "in the log; the latest is" in browser.text("#news"))
    assert "/v1/orders" in browser.text("#log")
    browser.open("/orders")
    assert len(browser.all("tbody tr")) > 1
    browser.open("/estimates?kind=shipping")
    browser.one("tbody a").click()
    browser.wait(lambda: "Emission factor" in browser.text())


def test_what_is_open_stays_open_when_the_log_goes_on(browser: Browser, lune: Lune) -> None:
    lune.orders.create_by_mass(mass=Mass("259.11", "kg"))
    browser.open("/requests")
    browser.one("#r1 summary").click()
    assert "259.11" in browser.text("#r1")
    next(iter(lune.orders.list()), None)
    browser.wait(lambda: len(browser.all("#log li")) == 2)
    assert "259.11" in browser.text("#r1")
    assert browser.run("return document.activeElement.closest('details').id") == "r1"


def test_who_reads_the_log_is_not_disturbed_by_more_of_it(browser: Browser, lune: Lune) -> None:
    for _ in range(3):
        lune.orders.create_by_mass(mass=Mass("259.11", "kg"))
    browser.open("/requests")
    browser.one("#r1 summary").click()
    answer = "[...document.querySelectorAll('#r1 pre')].pop()"
    browser.run(f"{answer}.style.maxHeight = '4rem'; {answer}.focus(); {answer}.scrollTop = 50")
    browser.run(
        "window.told = new Set(); new MutationObserver(() => told.add(news.textContent))"
        ".observe(news, {childList: true})"
    )
    # More than there is room for.
    for _ in range(60):
        next(iter(lune.orders.list()), None)
    browser.wait(lambda: "63 in the log" in browser.text("#news"))
    focused = browser.run(
        "const it = document.activeElement; return [it.tagName, it.scrollTop, it.closest('li').value]"
    )
    assert focused == ["PRE", 50, 1]
    numbers = [int(each.get_attribute("value") or 0) for each in browser.all("#log li")]
    assert numbers == [*range(63, 13, -1), 1]
    # However often the page asked, this much is read out.
    assert len(browser.run("return [...told]")) == 2


def test_what_is_refused_is_where_the_focus_is_and_what_was_typed_stays(browser: Browser) -> None:
    browser.open("/")
    times = browser.one("#times")
    times.clear()
    times.send_keys("three")
    browser.press("Arm")
    assert "times is 'three'" in browser.text("#notice")
    assert browser.driver.switch_to.active_element.get_attribute("id") == "notice"
    assert browser.one("#times").get_attribute("value") == "three"
    assert browser.one("#times").get_attribute("aria-invalid") == "true"
    browser.driver.refresh()
    assert not browser.all("#notice")


def test_settings_stock_and_prices_are_set(browser: Browser, lune: Lune) -> None:
    browser.open("/")
    (stock, *_) = browser.all("input[name=tonnes]")
    stock.clear()
    # The code of the key Enter.
    stock.send_keys("0\ue007")
    browser.wait(lambda: "The stock is set" in browser.text("#notice"))
    order = lune.orders.create_by_mass(mass=Mass("1", "t"))
    browser.open(f"/orders/{order.id}")
    assert "waits for stock" in browser.text()
    browser.open("/")
    browser.one("#is_set").click()
    browser.one("[action='/settings/schedule'] button").click()
    browser.wait(lambda: "by command only" in browser.text("#notice"))
    browser.open(f"/orders/{order.id}")
    assert "by command" in browser.text(".life .ahead")


def test_the_log_can_be_paused(browser: Browser, lune: Lune) -> None:
    browser.open("/requests")
    pause = browser.one("#pause")
    pause.click()
    assert pause.get_attribute("aria-pressed") == "true"
    next(iter(lune.orders.list()), None)
    # What the page does every two seconds, it does not do now.
    browser.run("return refresh()")
    assert browser.all("#log li") == []
    pause.click()
    browser.wait(lambda: len(browser.all("#log li")) == 1)


def test_an_order_is_advanced(browser: Browser, lune: Lune) -> None:
    order = lune.orders.create_by_mass(mass=Mass("1", "t"))
    browser.open("/orders")
    browser.one("tbody a").click()
    browser.wait(lambda: browser.path == f"/orders/{order.id}")
    browser.press("Make it paid")
    assert browser.text(".notice") == "The order is paid."
    assert browser.text("[aria-current=step] .name") == "paid"
    assert lune.orders.get(order.id).status == "paid"
    browser.press("Make it complete")
    assert lune.orders.get(order.id).status == "complete"
    last = "getComputedStyle(document.querySelector('.life li:last-child'))"
    assert browser.run(f"return {last}.borderTopColor") == "rgba(0, 0, 0, 0)"
    pdf = browser.one("a[href$='certificate.pdf']").get_attribute("href")
    kind = browser.driver.execute_async_script(
        "const done = arguments[1]; fetch(arguments[0])"
        ".then((answer) => done(answer.headers.get('content-type')));",
        pdf,
    )
    assert kind == "application/pdf"


def test_a_fault_is_armed_and_its_attempts_are_seen(browser: Browser, lune: Lune) -> None:
    browser.open("/")
    assert browser.one("#status").is_displayed()
    browser.one("#kind option[value=delay]").click()
    assert not browser.one("#status").is_displayed()
    assert browser.one("#seconds").is_displayed()
    browser.one("#kind option[value=status]").click()
    browser.press("Arm")
    assert browser.text(".notice") == "fault-1 is to come."
    assert next(iter(lune.orders.list()), None) is None
    browser.open("/requests")
    assert "attempt 2 of 2" in browser.text("#r2")
    assert "fault-1" in browser.text("#r1")
    browser.one("#errors").click()
    browser.press("Refresh")
    assert len(browser.all("#log li")) == 1


def test_the_clock_is_moved_and_all_is_reset(browser: Browser, lune: Lune) -> None:
    order = lune.orders.create_by_mass(mass=Mass("1", "t"))
    browser.open("/")
    browser.press("Let it stand")
    browser.press("+1 day")
    assert lune.orders.get(order.id).status == "retiring"
    browser.one(".confirm summary").click()
    browser.press("Reset everything")
    assert list(lune.orders.list()) == []


def test_no_other_site_can_press_a_button(browser: Browser, lune: Lune) -> None:
    order = lune.orders.create_by_mass(mass=Mass("1", "t"))
    form = f"<form method=post action={browser.origin}/reset></form>"
    browser.open(f"data:text/html,{form}<script>document.forms[0].submit()</script>")
    browser.wait(lambda: "Forbidden" in browser.text("body"))
    assert "'null'" in browser.text("main")
    assert lune.orders.get(order.id).id == order.id
    (said,) = browser.said()
    assert "403" in said


def test_pages_fit_and_say_nothing_on_the_console(browser: Browser, lune: Lune) -> None:
    order = lune.orders.create_by_mass(mass=Mass("1", "t"), metadata={"note": "long" * 50})
    browser.open("/")
    browser.press("Add examples")
    browser.open("/estimates?kind=shipping")
    estimate = browser.one("tbody a").get_attribute("href") or ""
    httpx.post(f"{browser.origin}/_mock/accounts", json={"name": "n" * 300, "currency": "EUR"})
    paths = ("/", "/orders", f"/orders/{order.id}", "/estimates", estimate, "/requests")
    for width in (320, 1600):
        browser.resize(width)
        for path in (*paths, "/requests/1"):
            browser.open(path)
            assert browser.run("return document.documentElement.scrollWidth") <= width, path
            assert browser.said() == []
    browser.resize(320)
    browser.open("/orders")
    # The shade that hints at the rest stays while the paper over it is scrolled away.
    attached = "return getComputedStyle(document.querySelector('.wide')).backgroundAttachment"
    assert browser.run(attached) == "local, local, scroll, scroll"
    browser.resize(1600)
    browser.open("/")
    # What is long leaves room for the rest.
    tables = browser.run(
        "return Array.from(document.querySelectorAll('.wide'),"
        " (each) => each.scrollWidth - each.clientWidth)"
    )
    assert set(tables) == {0}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_text_of_pages_can_be_told_from_what_it_stands_on(
    browser: Browser, lune: Lune, scheme: str
) -> None:
    browser.prefer(scheme)
    order = lune.orders.create_by_mass(mass=Mass("1", "t"))
    browser.open("/")
    browser.press("Arm")
    assert browser.faint() == []
    assert next(iter(lune.orders.list()), None) is not None
    for path in ("/orders", f"/orders/{order.id}", "/estimates", "/requests", "/requests/2"):
        browser.open(path)
        assert browser.faint() == []
    browser.prefer("light")


def test_the_keyboard_gets_to_the_content_first(browser: Browser) -> None:
    browser.open("/orders")
    # The code of the key Tab, then that of Enter.
    browser.one("body").send_keys("\ue004")
    skip = browser.driver.switch_to.active_element
    assert skip.text == "Skip to the content"
    skip.send_keys("\ue007")
    assert browser.driver.switch_to.active_element.get_attribute("id") == "main"
