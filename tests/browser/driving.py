"""A browser in a test's own words."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from selenium.webdriver import Chrome
    from selenium.webdriver.remote.webelement import WebElement

_CSS = "css selector"
_CONTRAST = f"return (async () => {{\n{Path(__file__).with_name('contrast.js').read_text()}\n}})();"
# What follows would otherwise wait for ever on a page that hangs.
_PATIENCE = 20


class Browser:
    """One page at a time of a sandbox."""

    def __init__(self, driver: Chrome, origin: str) -> None:
        self.driver = driver
        self.origin = origin

    def open(self, path: str) -> None:
        self.driver.get(path if ":" in path else f"{self.origin}{path}")

    @property
    def path(self) -> str:
        return self.driver.current_url.removeprefix(self.origin)

    def all(self, selector: str) -> list[WebElement]:
        return self.driver.find_elements(_CSS, selector)

    def one(self, selector: str) -> WebElement:
        return self.driver.find_element(_CSS, selector)

    def text(self, selector: str = "main") -> str:
        return self.one(selector).text

    def run(self, script: str) -> Any:
        return self.driver.execute_script(script)

    def press(self, text: str) -> None:
        """Press the button that says so, and wait for the page that follows."""
        (button,) = [each for each in self.all("button") if each.text == text]
        # What comes last on a page: once it is another one, another page is there.
        before = self.one("footer")
        button.click()
        self.wait(lambda: self.one("footer") != before)

    def wait(self, happened: Callable[[], bool]) -> None:
        """Wait until something has happened; fail if it does not."""
        # Only those who run these tests have it.
        from selenium.common import NoSuchElementException, StaleElementReferenceException

        def has_happened() -> bool:
            try:
                return happened()
            except (NoSuchElementException, StaleElementReferenceException):
                # One page is going, the other has not come.
                return False

        end = time.monotonic() + _PATIENCE
        while not has_happened():
            assert time.monotonic() < end, self.text("body")
            time.sleep(0.05)

    def resize(self, width: int) -> None:
        size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)

    def prefer(self, scheme: str) -> None:
        """Prefer light or dark, as a person does in the settings of a system."""
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})

    def faint(self) -> list[str]:
        """Return what of the text can hardly be told from what it stands on."""
        return list(self.run(_CONTRAST))

    def said(self) -> list[str]:
        """Return what is new on the console."""
        # Untyped in selenium.
        entries: list[dict[str, Any]] = self.driver.get_log("browser")  # type: ignore[no-untyped-call]
        return [str(each["message"]) for each in entries]
