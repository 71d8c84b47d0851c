"""The Lune API as a server for tests and development, made from the project's OpenAPI document.

`Sandbox` is the whole behaviour, without I/O. `create_app` puts it behind ASGI, and the command
`lune-mock` serves that on a loopback port.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

try:
    from lune_mock.accounts import Account
    from lune_mock.answers import Answer, Delivery
    from lune_mock.control import Control, ControlError
    from lune_mock.faults import Fault, FaultError
    from lune_mock.life import TransitionError
    from lune_mock.request_log import LoggedRequest
    from lune_mock.sandbox import Sandbox
    from lune_mock.settings import Schedule, Settings
except ModuleNotFoundError as error:
    if error.name != "jsonschema_rs":
        raise
    message = "the sandbox needs the extra mock; install it with: pip install 'lune-client[mock]'"
    raise ModuleNotFoundError(message, name=error.name) from None

if TYPE_CHECKING:
    from lune_mock.delivery import Application

__all__ = [
    "Account",
    "Answer",
    "Control",
    "ControlError",
    "Delivery",
    "Fault",
    "FaultError",
    "LoggedRequest",
    "Sandbox",
    "Schedule",
    "Settings",
    "TransitionError",
    "create_app",
]


def create_app(sandbox: Sandbox) -> Application:
    """Return `sandbox` as an ASGI application."""
    # Uvicorn is needed for serving only, and would slow down everybody else's import.
    from lune_mock import app  # noqa: PLC0415

    return app.create_app(sandbox)
