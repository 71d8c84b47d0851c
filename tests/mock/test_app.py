from __future__ import annotations

import json
from typing import Any

import pytest

from lune_mock import Sandbox, create_app

from .calling import BY_MASS, segment

pytestmark = pytest.mark.anyio


async def call(
    sandbox: Sandbox,
    method: str,
    path: str,
    *,
    body: bytes = b"",
    raw_path: bytes | None = None,
    headers: list[tuple[bytes, bytes]] | None = None,
    chunk: int = 1000,
) -> tuple[int, dict[str, str], bytes]:
    """Call the application as a server does."""
    bare, _, query = path.partition("?")
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": bare,
        "query_string": query.encode(),
        "root_path": "",
        "headers": [
            (b"authorization", f"Bearer {sandbox.api_key}".encode()),
            (b"content-type", b"application/json"),
            *(headers or []),
        ],
    }
    if raw_path is not None:
        scope["raw_path"] = raw_path
    chunks = [body[start : start + chunk] for start in range(0, len(body), chunk)] or [b""]
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": chunks.pop(0), "more_body": bool(chunks)}

    async def send(message: Any) -> None:
        sent.append(message)

    await create_app(sandbox)(scope, receive, send)
    received = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], received, b"".join(each["body"] for each in sent[1:])


async def test_a_call_goes_through(sandbox: Sandbox) -> None:
    body = json.dumps(BY_MASS).encode()
    status, headers, answer = await call(sandbox, "POST", "/v1/orders/by-mass", body=body, chunk=7)
    assert (status, headers["content-type"]) == (200, "application/json")
    assert headers["content-length"] == str(len(answer))
    order = json.loads(answer)
    _, _, page = await call(sandbox, "GET", "/v1/orders?limit=1")
    assert json.loads(page)["data"] == [order]


async def test_the_raw_path_decides(sandbox: Sandbox) -> None:
    body = json.dumps({**BY_MASS, "idempotency_key": "a/b%"}).encode()
    await call(sandbox, "POST", "/v1/orders/by-mass", body=body)
    prefix = "/v1/orders/by-idempotency-key/"
    raw = f"{prefix}{segment('a/b%')}".encode()
    assert (await call(sandbox, "GET", f"{prefix}a/b%", raw_path=raw))[0] == 200
    # A server that gives no raw path has lost the difference.
    assert (await call(sandbox, "GET", f"{prefix}a/b%"))[0] == 404


async def test_any_path_reaches_the_sandbox(sandbox: Sandbox) -> None:
    for path in ("/v1/orders/a\nb", "/", "//", "*", ""):
        status, headers, _ = await call(sandbox, "GET", path)
        assert status == 404
        assert headers["lune-version"] == "2024-08-08"


async def test_an_answer_without_body(sandbox: Sandbox) -> None:
    status, headers, answer = await call(sandbox, "GET", "/v1/orders/unknown")
    assert (status, answer) == (404, b"")
    assert headers["lune-version"] == "2024-08-08"


async def test_a_body_without_end_is_not_kept(sandbox: Sandbox) -> None:
    body = b"x" * 3_000_000
    status, _, _ = await call(sandbox, "POST", "/v1/orders/by-mass", body=body, chunk=100_000)
    assert status == 413


async def test_two_headers_of_one_name_are_not_one_of_them(sandbox: Sandbox) -> None:
    twice = [(b"lune-account", sandbox.account.id.encode())] * 2
    assert (await call(sandbox, "GET", "/v1/orders", headers=twice))[0] == 401
