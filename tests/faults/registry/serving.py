"""Faulty sandboxes behind ASGI."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime

from lune_mock import Sandbox
from lune_mock.app import _body, _headers, _target
from lune_mock.delivery import Receive, Scope, Send, send_answer

from .fault import Fault, Handle

SEED = 0
NOW = datetime(2026, 1, 2, 3, 4, 5, 678_900, tzinfo=UTC)


@dataclass(frozen=True)
class FaultyApp:
    """An ASGI application with a fault, and the sandbox behind it.

    Attributes:
        sandbox: it is sound; it has the key and the accounts, and its `control` moves the clock.
        handle: how it is asked with the fault in between.
    """

    sandbox: Sandbox
    handle: Handle

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request in a thread of its own: some faults show between two at once."""
        body = await _body(receive)
        answer = await asyncio.to_thread(
            self.handle, scope["method"], _target(scope), _headers(scope), body
        )
        await send_answer(answer, send)


def faulty_app(fault: Fault | None) -> FaultyApp:
    """Return a new sandbox behind ASGI, with a fault; None for a sound one."""
    sandbox = Sandbox(seed=SEED, now=NOW)
    return FaultyApp(sandbox, sandbox.handle if fault is None else fault.install(sandbox))
