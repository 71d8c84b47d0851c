"""The pytest plugin of lune-client: fixtures for tests against the sandbox.

It stands beside the package because pytest loads it in every run on a machine that has
lune-client: to import anything of the package would load all of the client first.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import pytest

if TYPE_CHECKING:
    from lune_client import AsyncLune, Lune
    from lune_client.testing import LuneMock, LuneMockServer

_EXTRA: Final = {"jsonschema_rs", "lune_mock", "uvicorn"}
_LOOPBACK_ONLY: Final = "lune_loopback_only"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option of the configuration file."""
    help_ = "fail every test that reaches beyond this machine (lune-client)"
    parser.addini(_LOOPBACK_ONLY, help_, type="bool", default=False)


def pytest_configure(config: pytest.Config) -> None:
    """Guard the whole run if it is asked for."""
    if config.getini(_LOOPBACK_ONLY):
        from lune_client.testing import guard  # noqa: PLC0415  # see the top

        config.pluginmanager.register(guard, _LOOPBACK_ONLY)


@pytest.fixture
def lune_mock() -> Iterator[LuneMock]:
    """A Lune sandbox in this process with fresh state; the test stays on this machine."""
    with _extra_mock():
        from lune_mock import Sandbox  # noqa: PLC0415  # see the top
    from lune_client.testing import LuneMock  # noqa: PLC0415  # see the top
    from lune_client.testing.guard import loopback_only  # noqa: PLC0415  # see the top

    sandbox = Sandbox()
    with loopback_only():
        yield LuneMock(sandbox)
    failures = [f"{each.method} {each.target}: {each.problem}" for each in sandbox.control.failures]
    if failures:
        said = "the sandbox failed; unless a fault of this test does not fit, please report it:"
        pytest.fail("\n".join((said, *failures)), pytrace=False)


@pytest.fixture
def lune_mock_server(lune_mock: LuneMock) -> Iterator[LuneMockServer]:
    """The sandbox of lune_mock behind a real socket: `.url` and `.api_key`."""
    from lune_client.testing import LuneMockServer  # noqa: PLC0415  # see the top

    with _extra_mock():
        server = LuneMockServer(lune_mock.sandbox)
    with server:
        yield server


@pytest.fixture
def lune(lune_mock: LuneMock) -> Iterator[Lune]:
    """A client of lune_mock, always in this process."""
    from lune_client.testing import sandbox_client  # noqa: PLC0415  # see the top

    with sandbox_client(lune_mock.sandbox) as client:
        yield client


@pytest.fixture
def async_lune(lune_mock: LuneMock) -> AsyncLune:
    """An async client of lune_mock, always in this process.

    It has no connections to close, so it works with every plugin for async tests that runs them
    on asyncio.
    """
    from lune_client.testing import async_sandbox_client  # noqa: PLC0415  # see the top

    return async_sandbox_client(lune_mock.sandbox)


@contextmanager
def _extra_mock() -> Generator[None]:
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in _EXTRA:
            raise
        message = (
            "the fixtures of lune-client need its extra mock; install it with: "
            "pip install 'lune-client[mock]'"
        )
        raise pytest.fail.Exception(message, pytrace=False) from None
