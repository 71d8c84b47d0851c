"""Tests against the sandbox of `lune_mock`, in the same process. Needs the extra `mock`.

Under pytest there are fixtures: `lune` and `async_lune` are clients, `lune_mock` is a `LuneMock`,
`lune_mock_server` a `LuneMockServer`. Elsewhere, `sandbox_client` makes a client.

Example:
    def test_orders(lune: Lune, lune_mock: LuneMock) -> None:
        lune.orders.create_by_mass(mass=Mass("1", "t"))
        lune_mock.assert_ordered(mass="1000 kg")
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from lune_api import SERVER_URL
from lune_client._client import AsyncLune, Lune
from lune_client._http import async_in_process_client, in_process_client
from lune_client.testing.mock import LuneMock
from lune_client.testing.server import LuneMockServer

if TYPE_CHECKING:
    from lune_mock import Sandbox

__all__ = ["LuneMock", "LuneMockServer", "async_sandbox_client", "sandbox_client"]

_BASE_URL: Final = f"https://sandbox.invalid{urlsplit(SERVER_URL).path}"
"""A name that never resolves: these clients could not reach a network if they tried."""


def sandbox_client(sandbox: Sandbox | None = None) -> Lune:
    """Return a client of a sandbox.

    Args:
        sandbox: The sandbox to use, for its state or settings; without it, a new one.
    """
    sandbox = sandbox or _new_sandbox()
    return Lune(
        sandbox.api_key,
        base_url=_BASE_URL,
        http_client=in_process_client(sandbox.handle),
        max_requests_per_second=None,
    )


def async_sandbox_client(sandbox: Sandbox | None = None) -> AsyncLune:
    """Return an async client of a sandbox; see `sandbox_client`."""
    sandbox = sandbox or _new_sandbox()
    return AsyncLune(
        sandbox.api_key,
        base_url=_BASE_URL,
        http_client=async_in_process_client(sandbox.handle),
        max_requests_per_second=None,
    )


def _new_sandbox() -> Sandbox:
    # Imported on use: the extra is needed by those who call this, not by those who import.
    from lune_mock import Sandbox  # noqa: PLC0415  # see above

    return Sandbox()
