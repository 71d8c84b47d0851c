"""Answers on their way over ASGI, faults of the connection included."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias

from lune_mock.answers import Answer
from lune_mock.protocol import connection_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lune_mock.answers import Delivery
    from lune_mock.protocol import Connection

__all__ = [
    "Application",
    "ClientLeftError",
    "Receive",
    "Scope",
    "Send",
    "deliver",
    "send_answer",
]

_LOG = logging.getLogger("lune_mock")

# ASGI's own words for what a server and an application hand each other.
Scope: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send: TypeAlias = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]

_Left: TypeAlias = Callable[[], Awaitable[object]]

_WITHOUT_LENGTH = frozenset({HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED})


class ClientLeftError(Exception):
    """Nobody is there to be answered."""


async def send_answer(answer: Answer, send: Send) -> None:
    """Send `answer`, whatever its delivery."""
    await send(
        {
            "type": "http.response.start",
            "status": answer.status,
            "headers": _raw_headers(answer),
        }
    )
    await send({"type": "http.response.body", "body": answer.body})


async def deliver(answer: Answer, scope: Scope, receive: Receive, send: Send) -> None:
    """Send `answer` as its delivery says.

    Raises:
        ClientLeftError: the client has left, or was left.
    """
    delivery = answer.delivery
    if delivery is not None:
        connection = connection_of(scope)
        left = partial(_disconnected, receive) if connection is None else connection.gone.wait
        if delivery.delay:
            await _pause(delivery.delay, left)
        if delivery.drop or delivery.drip or delivery.hang:
            if connection is not None:
                await _misdeliver(answer, delivery, connection)
            answer = _impossible(delivery)
    await send_answer(answer, send)


async def _misdeliver(answer: Answer, delivery: Delivery, connection: Connection) -> NoReturn:
    """Write past the server, which would mend what is to be broken, until the client has gone."""
    try:
        for seconds, piece in _pieces(answer, delivery):
            await _pause(seconds, connection.gone.wait)
            connection.transport.write(piece)
        if delivery.drop == "nothing":
            connection.reset()
        elif not delivery.hang:
            connection.transport.close()
        await connection.gone.wait()
    except asyncio.CancelledError:
        # The server ends, and nothing that it still writes must arrive.
        connection.transport.abort()
        raise
    raise ClientLeftError


def _pieces(answer: Answer, delivery: Delivery) -> Iterator[tuple[float, bytes]]:
    """Yield what is sent, and after how many seconds each."""
    if delivery.hang or delivery.drop == "nothing":
        return
    head, body = _head(answer), answer.body
    if delivery.drip == "headers":
        yield from ((delivery.pace, piece) for piece in delivery.split(head))
        yield 0, body
    elif delivery.drip == "body":
        yield 0, head
        yield from ((delivery.pace, piece) for piece in delivery.split(body))
    else:
        yield 0, head + body[: len(body) // 2]


def _head(answer: Answer) -> bytes:
    try:
        phrase = HTTPStatus(answer.status).phrase
    except ValueError:
        phrase = ""
    lines = [f"HTTP/1.1 {answer.status} {phrase}".encode()]
    lines += [name + b": " + value for name, value in _raw_headers(answer)]
    return b"\r\n".join([*lines, b"connection: close", b"", b""])


def _raw_headers(answer: Answer) -> list[tuple[bytes, bytes]]:
    headers = [
        (name.lower().encode("latin-1"), value.encode("latin-1"))
        for name, value in answer.headers.items()
    ]
    if answer.status not in _WITHOUT_LENGTH:
        headers.append((b"content-length", str(len(answer.body)).encode()))
    return headers


async def _pause(seconds: float, left: _Left) -> None:
    """Let seconds pass.

    Raises:
        ClientLeftError: the client left meanwhile.
    """
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await left()
            raise ClientLeftError


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _impossible(delivery: Delivery) -> Answer:
    text = (
        f"This server cannot deliver an answer as {delivery} asks; serve the sandbox with "
        "lune-mock, or give uvicorn http=lune_mock.protocol.HttpProtocol.\n"
    )
    _LOG.error(text.rstrip())
    headers = {"Content-Type": "text/plain; charset=utf-8"}
    return Answer(HTTPStatus.INTERNAL_SERVER_ERROR, headers, text.encode())
