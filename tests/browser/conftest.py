"""A real browser on a real sandbox: `nox -s browser`. Needs chromium and its driver."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from .driving import Browser

if TYPE_CHECKING:
    from selenium.webdriver import Chrome


@pytest.fixture(scope="session")
def driver() -> Iterator[Chrome]:
    """Return a headless Chromium that finds no other machine than this one."""
    # Only those who run these tests have it.
    from selenium import webdriver

    browser, chromedriver = shutil.which("chromium"), shutil.which("chromedriver")
    if browser is None or chromedriver is None:
        pytest.fail("chromium or chromedriver is missing; install both (Debian: chromium-driver)")
    options = webdriver.ChromeOptions()
    options.binary_location = browser
    for argument in (
        "--headless=new",
        "--no-sandbox",  # which root in a container cannot have
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        "--disable-component-update",
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    ):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options, webdriver.ChromeService(chromedriver))
    yield driver
    driver.quit()


@pytest.fixture
def origin() -> Iterator[str]:
    """Return where a new sandbox is."""
    command = [sys.executable, "-m", "lune_mock", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        yield server.stdout.readline().split()[-1].removesuffix("/v1")
        server.terminate()


@pytest.fixture
def browser(driver: Chrome, origin: str) -> Iterator[Browser]:
    """Return the browser on that sandbox; fail if its console has something to say at the end."""
    browser = Browser(driver, origin)
    # The page of the test before may go on asking a sandbox that is gone.
    browser.open("about:blank")
    browser.said()
    yield browser
    assert browser.said() == []
