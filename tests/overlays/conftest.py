from __future__ import annotations

import pytest

from .calling import MODES, Calls, Mode


@pytest.fixture(params=MODES)
def mode(request: pytest.FixtureRequest) -> Mode:
    """Run the test for the sync and for the async client."""
    return "async" if request.param == "async" else "sync"


@pytest.fixture
def calls(mode: Mode) -> Calls:
    """Make calls by either client."""
    return Calls(mode)


@pytest.fixture(autouse=True)
def no_settings_around(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the variables of whoever runs the tests out of them."""
    monkeypatch.delenv("LUNE_API_KEY", raising=False)
    monkeypatch.delenv("LUNE_API_URL", raising=False)
