"""Answers on their way over ASGI, faults of the connection included."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from http import HTTPStatus
from typing import TYPE_CHECKING, NoReturn

from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse, Response

from lune_mock.protocol import connection_of, reset

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.types import Receive, Scope, Send

    from lune_mock.answers import Answer, Delivery

__all__ = ["deliver"]

_LOG = logging.getLogger("lune_mock")


async def deliver(answer: Answer, scope: Scope, receive: Receive, send: Send) -> None:
    """Send `answer` as its delivery says.

    Raises:
        ClientDisconnect: the client has left, or was left.
    """
    response = Response(answer.body, answer.status, dict(answer.headers))
    delivery = answer.delivery
    if delivery is not None:
        if delivery.delay:
            await _pause(delivery.delay, receive)
        if delivery.drop or delivery.drip or delivery.hang:
            connection = connection_of(scope)
            if connection is not None:
                await _misdeliver(response, delivery, connection, receive)
            response = _impossible(delivery)
    await response(scope, receive, send)


async def _misdeliver(
    response: Response, delivery: Delivery, connection: asyncio.Transport, receive: Receive
) -> NoReturn:
    """Write past the server, which would mend what is to be broken, until the client has gone."""
    try:
        for seconds, piece in _pieces(response, delivery):
            await _pause(seconds, receive)
            connection.write(piece)
        if delivery.drop == "nothing":
            reset(connection)
        elif not delivery.hang:
            connection.close()
        await _wait_until_gone(receive)
    except asyncio.CancelledError:
        # The server ends, and nothing that it still writes must arrive.
        connection.abort()
        raise


def _pieces(response: Response, delivery: Delivery) -> Iterator[tuple[float, bytes]]:
    """Yield what is sent, and after how many seconds each."""
    if delivery.hang or delivery.drop == "nothing":
        return
    head, body = _head(response), bytes(response.body)
    if delivery.drip == "headers":
        yield from ((delivery.pace, piece) for piece in delivery.split(head))
        yield 0, body
    elif delivery.drip == "body":
        yield 0, head
        yield from ((delivery.pace, piece) for piece in delivery.split(body))
    else:
        yield 0, head + body[: len(body) // 2]


def _head(response: Response) -> bytes:
    try:
        phrase = HTTPStatus(response.status_code).phrase
    except ValueError:
        phrase = ""
    lines = [f"HTTP/1.1 {response.status_code} {phrase}".encode()]
    lines += [name + b": " + value for name, value in response.raw_headers]
    return b"\r\n".join([*lines, b"connection: close", b"", b""])


async def _pause(seconds: float, receive: Receive) -> None:
    """Let seconds pass.

    Raises:
        ClientDisconnect: the client left meanwhile.
    """
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await _wait_until_gone(receive)


async def _wait_until_gone(receive: Receive) -> NoReturn:
    while (await receive())["type"] != "http.disconnect":
        pass
    raise ClientDisconnect


def _impossible(delivery: Delivery) -> Response:
    text = (
        f"This server cannot deliver an answer as {delivery} asks; serve the sandbox with "
        "lune-mock, or give uvicorn http=lune_mock.protocol.HttpProtocol.\n"
    )
    _LOG.error(text.rstrip())
    return PlainTextResponse(text, HTTPStatus.INTERNAL_SERVER_ERROR)
