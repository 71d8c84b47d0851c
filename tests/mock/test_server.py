from __future__ import annotations

import http.client
import json
import signal
import socket
import subprocess
import sys
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import Mock

import pytest

from lune_mock import Sandbox, Settings, server
from lune_mock.handlers import HANDLERS
from lune_mock.server import main

from .calling import BY_MASS, segment

if TYPE_CHECKING:
    from collections.abc import Iterator

# What follows would otherwise wait for ever on a server that hangs.
SECONDS = 20


class Running:
    """The command in a process of its own."""

    def __init__(self, *options: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "lune_mock", "--port", "0", *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        self.greeting: list[str] = []
        while not "".join(self.greeting[-1:]).endswith("Press Ctrl-C to stop."):
            self.greeting.append(self.process.stdout.readline().strip())
            assert self.greeting[-1], "it ended"
        self.port = int(self.greeting[0].rpartition(":")[2].partition("/")[0])
        self.key = self.greeting[1].removeprefix("API key: ")

    def send(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)
        headers = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"}
        connection.request(method, path, None if body is None else json.dumps(body), headers)
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        return answer.status, json.loads(content) if content[:1] in {b"{", b"["} else content

    def stop(self) -> tuple[int, str]:
        self.process.send_signal(signal.SIGINT)
        _, errors = self.process.communicate(timeout=SECONDS)
        return self.process.returncode, errors


@pytest.fixture
def running() -> Iterator[Running]:
    """Return the command, started on a free port."""
    command = Running()
    try:
        yield command
    finally:
        command.process.kill()
        command.process.communicate()


def test_it_says_where_it_is_and_how_to_call_it(running: Running) -> None:
    base_url = f"http://127.0.0.1:{running.port}/v1"
    assert running.greeting == [
        f"Lune sandbox at {base_url}",
        f"API key: {running.key}",
        f"Try: curl {base_url}/orders -H 'Authorization: Bearer {running.key}'",
        "Client accounts (header Lune-Account): "
        + ", ".join(account.id for account in Sandbox().client_accounts),
        f"Control: curl http://127.0.0.1:{running.port}/_mock/state",
        f"To look at, in a browser: http://127.0.0.1:{running.port}/",
        "Only this machine can reach it.",
        "Everything is kept in memory and gone at the end. Press Ctrl-C to stop.",
    ]


def test_it_serves_and_stops_in_order(running: Running) -> None:
    key = "a/b?c#d%2F.. 🌱"
    status, order = running.send("POST", "/v1/orders/by-mass", {**BY_MASS, "idempotency_key": key})
    assert status == 200
    assert running.send("GET", "/v1/orders")[1]["data"] == [order]
    path = f"/v1/orders/by-idempotency-key/{segment(key)}"
    assert running.send("GET", path) == (200, order)
    assert running.send("GET", "/v1/orders/unknown") == (404, b"")
    assert running.send("POST", "/v1/orders/by-mass", "x" * 200_000)[0] == 413
    assert running.stop() == (0, "")


def test_it_goes_on_with_a_file(tmp_path: Path) -> None:
    file = str(tmp_path / "sandbox.db")
    orders: list[Any] = []
    for number in range(3):
        command = Running("--db", file)
        try:
            assert command.greeting[-1] == f"Everything is kept in {file}. Press Ctrl-C to stop."
            goes_on = f"It goes on with what was in the file: orders {number}, estimates 0."
            assert (goes_on in command.greeting) == bool(number)
            assert command.send("GET", "/v1/orders")[1]["data"] == orders
            orders.insert(0, command.send("POST", "/v1/orders/by-mass", BY_MASS)[1])
            if number:
                assert command.stop() == (0, "")
        finally:
            command.process.kill()
            command.process.communicate()


def test_it_is_controlled_over_the_same_port(running: Running) -> None:
    assert running.send("POST", "/_mock/faults", {"kind": "status", "status": 503})[0] == 200
    assert running.send("GET", "/v1/orders")[0] == 503
    _, state = running.send("GET", "/_mock/state")
    assert state["base_url"] == f"http://127.0.0.1:{running.port}/v1"
    assert running.send("GET", "/_mock/requests")[1][0]["status"] == 503


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_client_that_is_slow_does_not_hold_up_the_end(
    running: Running, number: signal.Signals
) -> None:
    with socket.create_connection(("127.0.0.1", running.port), timeout=SECONDS) as client:
        client.sendall(
            b"POST /v1/orders/by-mass HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            b"Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{"
        )
        # The server has read that far once it answers somebody else.
        assert running.send("GET", "/v1/orders")[0] == 200
        running.process.send_signal(number)
        _, errors = running.process.communicate(timeout=SECONDS / 4)
    assert running.process.returncode in {0, -number}
    assert "Traceback" not in errors


def test_a_client_that_goes_away_is_no_error(running: Running) -> None:
    with socket.create_connection(("127.0.0.1", running.port), timeout=SECONDS) as client:
        client.sendall(
            b"POST /v1/orders/by-mass HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\n{"
        )
    assert running.send("GET", "/v1/orders")[0] == 200
    assert running.stop() == (0, "")


def test_an_absolute_target_is_taken(running: Running) -> None:
    status, _ = running.send("GET", f"http://127.0.0.1:{running.port}/v1/orders?limit=1")
    assert status == 200


def test_a_port_that_is_taken_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert main(["--port", str(port)]) == 1
    said = capsys.readouterr().err
    assert f"cannot listen on 127.0.0.1:{port}" in said
    assert "Give another --port" in said


@pytest.mark.parametrize(
    "error", [socket.gaierror(-2, "Name or service not known"), UnicodeError("label too long")]
)
def test_a_host_that_does_not_exist_is_said(
    capsys: pytest.CaptureFixture[str], error: Exception
) -> None:
    with pytest.MonkeyPatch.context() as patched:
        # The guard of the tests lets nobody ask for another machine.
        patched.setattr(socket, "getaddrinfo", Mock(side_effect=error))
        assert main(["--host", "999.1.1.1"]) == 1
    said = capsys.readouterr().err
    assert "999.1.1.1" in said
    assert "Give another --host" in said
    assert "--port" not in said


def test_a_host_of_another_machine_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.MonkeyPatch.context() as patched:
        found = (socket.AF_INET, socket.SOCK_STREAM, 0, "", ("192.0.2.1", 0))
        patched.setattr(socket, "getaddrinfo", Mock(return_value=[found]))
        assert main(["--host", "192.0.2.1"]) == 1
    assert "Give another --host" in capsys.readouterr().err


@pytest.mark.parametrize("port", ["-1", "65536", "many"])
def test_what_is_no_port_is_said(capsys: pytest.CaptureFixture[str], port: str) -> None:
    with pytest.raises(SystemExit) as ended:
        main([f"--port={port}"])
    assert ended.value.code == 2
    assert f"'{port}' is no port" in capsys.readouterr().err


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[Sandbox]:
    """Return a list of what would be served, which is not."""
    sandboxes: list[Sandbox] = []

    class Unserved:
        def __init__(self, sandbox: Sandbox) -> None:
            sandboxes.append(sandbox)

        def run(self, *, sockets: list[socket.socket]) -> None:
            pass

    monkeypatch.setattr(server, "_server", Unserved)
    return sandboxes


def test_the_options_reach_the_sandbox(served: list[Sandbox]) -> None:
    options = (
        "--port 0 --seed 7 --now 2026-01-31T12:00:00+01:00 --idempotency conflict --rate-limit 3"
        " --latency 0.5 --lune-version 2026-01-31 --lune-version 2026-09-30 --log-size 2"
        " --base-url http://lune-mock:8080/v1"
    )
    assert main(options.split()) == 0
    state = served[0].control.state()
    assert (state["seed"], state["now"], state["base_url"]) == (
        7,
        "2026-01-31T11:00:00.000Z",
        "http://lune-mock:8080/v1",
    )
    assert state["settings"] == {
        **Settings().json(),
        "idempotency": "conflict",
        "rate_limit": 3,
        "latency": 0.5,
        "versions": ["2026-01-31", "2026-09-30"],
    }
    for _ in range(3):
        served[0].handle("GET", "/v1/orders", {}, b"")
    assert len(served[0].control.requests) == 2


def test_without_options_it_behaves_like_a_sandbox(served: list[Sandbox]) -> None:
    assert main(["--port", "0"]) == 0
    assert served[0].control.state()["settings"] == Settings().json()
    assert served[0].control.state()["clock_is_frozen"] is False


def test_the_rate_limit_is_the_documented_one_unless_said(served: list[Sandbox]) -> None:
    assert main(["--port", "0", "--rate-limit"]) == 0
    settings: Any = served[0].control.state()["settings"]
    assert settings["rate_limit"] == 15


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ("--latency -1", "take 0 to 600 seconds"),
        ("--latency nan", "take 0 to 600 seconds"),
        ("--lune-version newest", "is a date"),
        ("--base-url lune-mock:8080", "give one such as http://"),
        ("--base-url http://lune-mock:8080", "give one such as http://"),
    ],
)
def test_settings_that_make_no_sense_are_said(
    capsys: pytest.CaptureFixture[str], served: list[Sandbox], options: str, why: str
) -> None:
    assert main(["--port", "0", *options.split()]) == 1
    assert why in capsys.readouterr().err
    assert served == []


@pytest.mark.parametrize(
    ("option", "why"),
    [
        ("--now=2026-01-01", "no time zone"),
        ("--now=today", "'today' is no moment; give one such as 2026-01-31T12:00:00Z"),
        ("--log-size=-1", "'-1' is no number of requests"),
        ("--idempotency=strict", "invalid choice"),
        ("--rate-limit=0", "'0' is no limit of requests a second; take 1 or more, or leave the"),
        ("--rate-limit=many", "leave the option out for none"),
        ("--db=", "it needs the name of a file"),
    ],
)
def test_options_that_make_no_sense_are_said(
    capsys: pytest.CaptureFixture[str], option: str, why: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        main([option])
    assert ended.value.code == 2
    assert why in capsys.readouterr().err


@pytest.mark.usefixtures("served")
def test_what_waits_for_a_reset_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    start = ["--port", "0", "--db", str(tmp_path / "sandbox.db")]
    assert main([*start, "--seed", "3", "--latency", "0"]) == 0
    said = capsys.readouterr().out
    assert "goes on" not in said
    assert "Until a reset" not in said
    assert main(start) == 0
    said = capsys.readouterr().out
    assert "It goes on with what was in the file: orders 0, estimates 0.\n" in said
    assert "Until a reset" not in said
    options = "--seed 5 --now 2026-01-31T12:00:00Z --rate-limit 3 --lune-version 2026-01-31"
    assert main([*start, *options.split(), "--log-size", "7"]) == 0
    said = capsys.readouterr().out
    waiting = "--seed, --now, --rate-limit, --lune-version"
    assert f"Until a reset, the file's own apply in place of {waiting}.\n" in said


def test_the_version_is_said(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(metadata, "version", lambda _: "1.2.3")
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == "lune-mock 1.2.3\n"
    monkeypatch.setattr(metadata, "version", Mock(side_effect=metadata.PackageNotFoundError))
    assert main(["--version"]) == 0
    assert "a checkout" in capsys.readouterr().out


@pytest.mark.usefixtures("served")
def test_another_host_than_loopback_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.MonkeyPatch.context() as patched:
        # The guard of the tests takes 0.0.0.0 for another machine, so nothing listens there.
        patched.setattr(server, "_listener", lambda *_: FakeListener())
        assert main(["--host", "0.0.0.0", "--port", "0"]) == 0  # noqa: S104 - that is the point
    said = capsys.readouterr().out
    assert "other machines can reach it, and control it without a key" in said
    assert "Only this machine" not in said
    assert "Lune sandbox at http://127.0.0.1:1/v1\n" in said
    assert "start it with --base-url http://NAME:1/v1" in said


@pytest.mark.usefixtures("served")
def test_operations_without_rules_are_said(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    handlers = {id_: each for id_, each in HANDLERS.items() if id_ != "listOrders"}
    monkeypatch.setattr("lune_mock.service.HANDLERS", handlers)
    assert main(["--port", "0"]) == 0
    assert "Answered 501, as they have no rules yet: listOrders\n" in capsys.readouterr().out


def test_an_end_while_it_starts_is_quiet(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("lune_mock.app.create_app", interrupted)
    assert main(["--port", "0"]) == 0
    assert capsys.readouterr().err == ""


class FakeListener(socket.socket):
    """A socket that says it listens everywhere."""

    def getsockname(self) -> tuple[str, int]:
        return ("0.0.0.0", 1)  # noqa: S104 - as above
