"""What holds for every test: none reaches beyond this machine, async ones run on asyncio."""

from __future__ import annotations

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
