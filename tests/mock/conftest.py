from __future__ import annotations

from datetime import UTC, datetime

import pytest

from lune_mock import Sandbox

from .calling import Api


@pytest.fixture
def sandbox() -> Sandbox:
    """Return a new sandbox whose clock stands still."""
    return Sandbox(now=datetime(2026, 1, 2, 3, 4, 5, 678_900, tzinfo=UTC))


@pytest.fixture
def api(sandbox: Sandbox) -> Api:
    """Return the default account."""
    return Api(sandbox)


@pytest.fixture
def client(sandbox: Sandbox) -> Api:
    """Return a client account."""
    return Api(sandbox, account=sandbox.client_accounts[0].id)
