"""What holds for every test: none reaches beyond this machine, async ones run on asyncio."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest

from lune_client.testing import guard

from .recording import documented_requests

__all__ = ["documented_requests"]


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(guard)


@pytest.fixture
def anyio_backend() -> str:
    """Async tests run on asyncio."""
    return "asyncio"


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Let programs that are started be interrupted, also where the tests run in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)
