"""The sandbox as an ASGI application."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from urllib.parse import quote

from lune_mock.answers import Answer
from lune_mock.delivery import ClientLeftError, deliver, send_answer

if TYPE_CHECKING:
    from lune_mock.delivery import Application, Receive, Scope, Send
    from lune_mock.sandbox import Sandbox

__all__ = ["create_app"]

# More is read and thrown away: the sandbox needs to see only that it is too much.
_LARGEST_KEPT = 256 * 1024
# For who has left, or whom the server leaves: it may be told no more, but servers want to hear it.
_GIVEN_UP = Answer(408, {}, b"")


def create_app(sandbox: Sandbox) -> Application:
    """Return `sandbox` as an ASGI application."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            message = f"the sandbox serves HTTP, and no {scope['type']}"
            raise ValueError(message)
        try:
            body = await _body(receive)
            answer = sandbox.handle(scope["method"], _target(scope), _headers(scope), body)
            await deliver(answer, scope, receive, send)
        except (ClientLeftError, asyncio.CancelledError):
            # Cancelled is what a server does that ends, and has waited long enough.
            await send_answer(_GIVEN_UP, send)

    return app


def _target(scope: Scope) -> str:
    """Return path and query as they came over the wire; servers may leave the raw path out."""
    raw_path: bytes | None = scope.get("raw_path")
    path = quote(scope["path"]) if raw_path is None else raw_path.decode("latin-1")
    query: bytes = scope.get("query_string", b"")
    return f"{path.partition('?')[0]}?{query.decode('latin-1')}" if query else path


def _headers(scope: Scope) -> dict[str, str]:
    headers: dict[str, str] = {}
    for raw_name, raw_value in scope["headers"]:
        name, value = raw_name.decode("latin-1"), raw_value.decode("latin-1")
        # Two headers of one name are one list, as HTTP has it.
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers


async def _body(receive: Receive) -> bytes:
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientLeftError
        if len(body) <= _LARGEST_KEPT:
            body += message.get("body", b"")
        if not message.get("more_body", False):
            return bytes(body)
