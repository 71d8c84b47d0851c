from __future__ import annotations

import contextlib
import http.server
import smtplib
import socket
import sys
import threading
from collections.abc import Callable

import pytest

from lune_client import Lune
from lune_client.errors import LuneError
from lune_client.testing.guard import BeyondLoopbackError, loopback_only


@pytest.mark.parametrize("host", ["192.0.2.1", "api.lune.co", "2001:db8::1"])
def test_a_connection_beyond_loopback_is_refused_and_noted(
    host: str, stay_on_loopback: list[str]
) -> None:
    with pytest.raises(RuntimeError, match="tests stay on loopback"):
        socket.create_connection((host, 443), timeout=1)
    assert stay_on_loopback
    stay_on_loopback.clear()


@pytest.mark.parametrize(
    "look_up",
    [
        lambda: socket.gethostbyname("api.lune.co"),
        lambda: socket.gethostbyaddr("192.0.2.1"),
        lambda: socket.getaddrinfo(b"api.lune.co", 443),
        lambda: socket.getaddrinfo("localhost.lune.co", 443),
        lambda: socket.getnameinfo(("192.0.2.1", 80), 0),
    ],
)
def test_a_look_up_is_refused(look_up: Callable[[], object], stay_on_loopback: list[str]) -> None:
    with pytest.raises(RuntimeError, match="tests stay on loopback"):
        look_up()
    assert stay_on_loopback
    stay_on_loopback.clear()


def test_a_datagram_is_refused(stay_on_loopback: list[str]) -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as sender:
        with pytest.raises(RuntimeError, match="tests stay on loopback"):
            sender.sendto(b"", ("192.0.2.1", 9))
        with pytest.raises(RuntimeError, match="tests stay on loopback"):
            sender.sendmsg([b""], [], 0, ("192.0.2.1", 9))
    assert len(stay_on_loopback) == 2
    stay_on_loopback.clear()


def test_the_class_beneath_sockets_is_watched(stay_on_loopback: list[str]) -> None:
    opened = socket.SocketType(socket.AF_INET, socket.SOCK_DGRAM)
    with pytest.raises(RuntimeError, match="tests stay on loopback"):
        opened.connect(("192.0.2.1", 9))
    opened.close()
    assert stay_on_loopback
    stay_on_loopback.clear()


def test_an_attempt_of_another_thread_is_noted_with_its_name(stay_on_loopback: list[str]) -> None:
    thread = threading.Thread(target=connect_and_swallow, name="worker")
    thread.start()
    thread.join()
    assert stay_on_loopback == ["192.0.2.1 (socket.connect in thread 'worker')"]
    stay_on_loopback.clear()


def test_guards_that_overlap_keep_what_was_tried_apart() -> None:
    first, second = loopback_only(), loopback_only()
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    connect_and_swallow()
    with pytest.raises(BeyondLoopbackError, match=r"192\.0\.2\.1 \(socket\.connect\)"):
        second.__exit__(None, None, None)


def connect_and_swallow() -> None:
    with contextlib.suppress(RuntimeError), socket.socket(type=socket.SOCK_DGRAM) as opened:
        opened.connect(("192.0.2.1", 9))


def test_a_swallowed_refusal_is_still_noted(stay_on_loopback: list[str]) -> None:
    with contextlib.suppress(RuntimeError, LuneError), Lune(api_key="key") as lune:
        lune.orders.get("an id")
    assert stay_on_loopback
    stay_on_loopback.clear()


@pytest.mark.parametrize("host", ["localhost", "127.8.9.1", "::1", "::ffff:127.0.0.1", "::"])
def test_the_names_of_this_machine_are_free(host: str) -> None:
    assert socket.getaddrinfo(host, 80)


def test_loopback_is_free() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname(), timeout=1).close()


@pytest.mark.parametrize("name", ["LOCALHOST", "localhost.", "app.localhost", "App.Localhost."])
def test_every_spelling_of_localhost_is_free(name: str) -> None:
    look_up(name)


def test_the_own_names_of_this_machine_are_free(
    monkeypatch: pytest.MonkeyPatch, stay_on_loopback: list[str]
) -> None:
    monkeypatch.setattr(socket, "gethostname", lambda: "Machine")
    monkeypatch.setattr(socket, "getfqdn", lambda: "machine.example.com")
    look_up("machine")
    look_up("Machine.example.com")
    for another in ("machine.example.org", "machines", "example.com"):
        with pytest.raises(RuntimeError, match="tests stay on loopback"):
            look_up(another)
    stay_on_loopback.clear()


def look_up(name: str) -> None:
    """Tell what a look-up tells, and ask nobody."""
    sys.audit("socket.getaddrinfo", name, 80, 0, 0, 0)


def test_servers_and_mail_clients_may_ask_what_this_machine_is_called() -> None:
    http.server.HTTPServer(("", 0), http.server.BaseHTTPRequestHandler).server_close()
    smtplib.SMTP()
