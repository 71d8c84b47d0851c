"""The sandbox as an ASGI application."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from lune_mock.delivery import deliver

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from lune_mock.sandbox import Sandbox

__all__ = ["create_app"]

# More is read and thrown away: the sandbox needs to see only that it is too much.
_LARGEST_KEPT = 256 * 1024


def create_app(sandbox: Sandbox) -> Starlette:
    """Return `sandbox` as an ASGI application, with no route of its own."""

    async def endpoint(scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        try:
            body = await _body(request)
            answer = sandbox.handle(request.method, _target(scope), _headers(request), body)
            await deliver(answer, scope, receive, send)
        except ClientDisconnect:
            return
        except asyncio.CancelledError:
            # The server ends, and has waited long enough.
            await Response(status_code=HTTPStatus.REQUEST_TIMEOUT)(scope, receive, send)

    app = Starlette()
    # No route: the patterns of routes do not match every path that a key can make, such as one
    # with a line break in it.
    app.router.default = endpoint
    return app


def _target(scope: Scope) -> str:
    """Return path and query as they came over the wire; servers may leave the raw path out."""
    raw_path: bytes | None = scope.get("raw_path")
    path = quote(scope["path"]) if raw_path is None else raw_path.decode("latin-1")
    query: bytes = scope.get("query_string", b"")
    return f"{path.partition('?')[0]}?{query.decode('latin-1')}" if query else path


def _headers(request: Request) -> dict[str, str]:
    headers: dict[str, str] = {}
    for name, value in request.headers.items():
        # Two headers of one name are one list, as HTTP has it.
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        if len(body) <= _LARGEST_KEPT:
            body += chunk
    return bytes(body)
