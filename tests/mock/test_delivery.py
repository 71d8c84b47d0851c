"""What a client sees of faults, byte by byte and over a real socket."""

from __future__ import annotations

import json
import select
import threading
from typing import TYPE_CHECKING, Any

import pytest

from lune_mock import delivery
from lune_mock.faults import Fault

from .calling import BY_MASS, Api
from .serving import PATIENCE, Client, Server, parts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lune_mock import Sandbox


@pytest.fixture
def server(sandbox: Sandbox, caplog: pytest.LogCaptureFixture) -> Iterator[Server]:
    """Return a server of the sandbox, which has nothing to complain about."""
    with Server(sandbox) as running:
        yield running
    complaints = [record.getMessage() for record in caplog.records if "ASGI" in record.getMessage()]
    assert complaints == []


@pytest.fixture
def step_by_step(monkeypatch: pytest.MonkeyPatch) -> threading.Semaphore:
    """Let a server pause until the test releases it, whatever the time that it should take."""
    may_go_on = threading.Semaphore(0)

    async def pause(seconds: float, _left: object) -> None:
        if seconds:
            # Nothing else runs on the server meanwhile, so it may well hold up its loop.
            assert may_go_on.acquire(timeout=PATIENCE)

    monkeypatch.setattr(delivery, "_pause", pause)
    return may_go_on


def order_count(sandbox: Sandbox) -> int:
    return len(Api(sandbox).get("/orders?limit=100")["data"])


def post_order(client: Client, **changes: Any) -> None:
    client.ask("POST", "/orders/by-mass", {**BY_MASS, **changes})


@pytest.mark.parametrize("carried_out", [True, False])
def test_a_drop_is_a_reset_and_not_one_byte(server: Server, *, carried_out: bool) -> None:
    server.sandbox.control.add_fault(Fault(kind="drop", carried_out=carried_out))
    with Client(server) as client:
        post_order(client)
        with pytest.raises(ConnectionResetError):
            client.socket.recv(1)
    assert order_count(server.sandbox) == int(carried_out)


def test_half_a_body_is_less_than_was_announced(server: Server) -> None:
    whole = Api(server.sandbox).order()
    server.sandbox.control.add_fault(Fault(kind="half_body"))
    with Client(server) as client:
        client.ask("GET", f"/orders/{whole['id']}")
        status, headers, body = parts(client.rest())
    size = int(headers["content-length"])
    assert (status, len(body)) == (200, size // 2)
    assert json.dumps(whole, separators=(",", ":")).encode().startswith(body)
    assert headers["content-type"] == "application/json"


def test_a_body_comes_piece_by_piece(server: Server, step_by_step: threading.Semaphore) -> None:
    order = Api(server.sandbox).order()
    server.sandbox.control.add_fault(Fault(kind="drip", pieces=4, pace=9))
    with Client(server) as client:
        client.ask("GET", f"/orders/{order['id']}")
        head = client.socket.recv(65536)
        status, headers, body = parts(head)
        assert (status, body) == (200, b"")
        pieces: list[bytes] = []
        for _ in range(4):
            step_by_step.release()
            pieces.append(client.socket.recv(65536))
        assert client.rest() == b""
    assert json.loads(b"".join(pieces)) == order
    assert headers["connection"] == "close"
    assert {len(piece) * 4 // int(headers["content-length"]) for piece in pieces} <= {0, 1}


def test_headers_come_piece_by_piece(server: Server, step_by_step: threading.Semaphore) -> None:
    server.sandbox.control.add_fault(Fault(kind="drip", part="headers", pieces=5, pace=9))
    with Client(server) as client:
        client.ask("GET", "/orders")
        pieces: list[bytes] = []
        for _ in range(5):
            assert not any(b"\r\n\r\n" in piece for piece in pieces)
            step_by_step.release()
            pieces.append(client.socket.recv(65536))
        status, headers, body = parts(b"".join(pieces) + client.rest())
    assert (status, len(body)) == (200, int(headers["content-length"]))
    assert json.loads(body)["data"] == []


def test_a_delayed_answer_is_whole_and_the_connection_goes_on(
    server: Server, step_by_step: threading.Semaphore
) -> None:
    server.sandbox.control.add_fault(Fault(kind="delay", seconds=9))
    with Client(server) as client:
        post_order(client)
        assert select.select([client.socket], [], [], 0)[0] == []
        step_by_step.release()
        status, _, body = client.answer()
        assert status == 200
        client.ask("GET", "/orders")
        assert json.loads(client.answer()[2])["data"] == [json.loads(body)]


def test_a_hang_says_nothing_until_the_client_leaves(server: Server) -> None:
    server.sandbox.control.add_fault(Fault(kind="hang", method="POST"))
    with Client(server) as other:
        with Client(server) as client:
            post_order(client)
            while not order_count(server.sandbox):
                pass
            # Whatever was to be sent would be there before the answer to a later request.
            other.ask("GET", "/orders")
            assert len(json.loads(other.answer()[2])["data"]) == 1
            assert select.select([client.socket], [], [], 0)[0] == []
        other.ask("GET", "/orders")
        assert other.answer()[0] == 200


@pytest.mark.parametrize(
    "fault",
    [
        Fault(kind="hang", method="POST"),
        Fault(kind="drip", pace=1000, method="POST"),
        Fault(kind="drip", part="headers", pace=1000, method="POST"),
        Fault(kind="delay", seconds=1000, method="POST"),
    ],
    ids=lambda fault: f"{fault.kind} {fault.part}",
)
def test_a_server_ends_while_an_answer_is_held_back(server: Server, fault: Fault) -> None:
    server.sandbox.control.add_fault(fault)
    with Client(server) as client:
        post_order(client)
        while not order_count(server.sandbox):
            pass
        server.stop()
        try:
            came = client.rest()
        except ConnectionResetError:
            came = b""
    if fault.kind == "delay":
        assert parts(came)[0] == 408
    elif (fault.kind, fault.part) == ("drip", "body"):
        status, headers, body = parts(came)
        assert (status, body) == (200, b"")
        assert headers["content-length"] != "0"
    else:
        assert came == b""


def test_twice_is_two_objects_without_a_key_and_one_with(server: Server) -> None:
    server.sandbox.control.add_fault(Fault(kind="twice", times=2))
    with Client(server) as client:
        post_order(client)
        assert client.answer()[0] == 200
        assert order_count(server.sandbox) == 2
        post_order(client, idempotency_key="invoice 17")
        assert client.answer()[0] == 200
        assert order_count(server.sandbox) == 3


@pytest.mark.parametrize("status", [200, 429, 500, 520, 599])
def test_any_status_goes_over_the_wire(server: Server, status: int) -> None:
    server.sandbox.control.add_fault(
        Fault(kind="status", status=status, body="gr\u00fcn", retry_after=3)
    )
    with Client(server) as client:
        client.ask("GET", "/orders")
        answered, headers, body = client.answer()
    assert (answered, body.decode(), headers["retry-after"]) == (status, "gr\u00fcn", "3")


@pytest.mark.parametrize("status", [204, 304])
def test_a_status_without_a_body(server: Server, status: int) -> None:
    server.sandbox.control.add_fault(Fault(kind="status", status=status))
    with Client(server) as client:
        client.ask("GET", "/orders")
        client.ask("GET", "/nothing")
        data = client.socket.recv(65536)
        while data.count(b"\r\n\r\n") < 2:
            data += client.socket.recv(65536)
    first, _, second = data.partition(b"\r\n\r\n")
    assert first.startswith(f"HTTP/1.1 {status} ".encode())
    assert second.startswith(b"HTTP/1.1 404 ")


@pytest.mark.parametrize("kind", ["drop", "half_body", "drip"])
def test_other_connections_go_on(server: Server, kind: Any) -> None:
    options: dict[str, Any] = {"pace": 0.0} if kind == "drip" else {}
    with Client(server) as steady, Client(server) as pipelining:
        steady.ask("GET", "/orders")
        assert steady.answer()[0] == 200
        server.sandbox.control.add_fault(Fault(kind=kind, method="POST", **options))
        with Client(server) as unlucky:
            post_order(unlucky)
            if kind == "drop":
                with pytest.raises(ConnectionResetError):
                    unlucky.rest()
            else:
                assert unlucky.rest()
        steady.ask("GET", "/orders")
        assert len(json.loads(steady.answer()[2])["data"]) == 1
        pipelining.ask("GET", "/nothing")
        pipelining.ask("GET", "/nothing")
        data = b""
        while data.count(b"HTTP/1.1 404 ") < 2:
            data += pipelining.socket.recv(65536)


def test_a_pipelined_request_behind_a_drop_is_lost_with_it(server: Server) -> None:
    server.sandbox.control.add_fault(Fault(kind="drop", times=None))

    def pipeline(client: Client) -> None:
        client.ask("GET", "/orders")
        # On a busy machine the connection is reset before this is sent.
        client.ask("GET", "/orders")
        client.rest()

    with Client(server) as client, pytest.raises(ConnectionError):
        pipeline(client)
    # Neither is waited for, when nobody is left to be answered.
    with Client(server) as other:
        while server.has_work:
            other.ask("GET", "/nothing")
            assert other.answer()[0] == 404


def test_a_client_that_leaves_during_a_drip_is_no_error(server: Server) -> None:
    server.sandbox.control.add_fault(Fault(kind="drip", pace=1000))
    with Client(server) as client:
        client.ask("GET", "/orders")
        assert client.socket.recv(65536)
    with Client(server) as other:
        other.ask("GET", "/orders")
        assert other.answer()[0] == 200
    # The fixture stops the server, which waits for nobody and complains about nothing.


@pytest.mark.parametrize("kind", ["drop", "half_body", "drip", "hang"])
def test_a_server_that_cannot_says_so(
    sandbox: Sandbox, caplog: pytest.LogCaptureFixture, kind: Any
) -> None:
    sandbox.control.add_fault(Fault(kind=kind))
    with Server(sandbox, http="h11") as server, Client(server) as client:
        post_order(client)
        status, _, body = client.answer()
    assert status == 500
    assert b"cannot deliver an answer as Delivery(" in body
    assert b"give uvicorn http=lune_mock.protocol.HttpProtocol" in body
    assert body.decode().strip() in caplog.text


@pytest.mark.anyio
async def test_a_pause_ends_when_the_client_leaves() -> None:
    async def left() -> None:
        return

    with pytest.raises(delivery.ClientLeftError):
        await delivery._pause(1000, left)
