"""Print what a call costs beside other clients of HTTP APIs, as time over raw httpx.

    python -m benchmarks.beside

Each client fetches and creates an object over a kept connection to a server in another process,
which has every answer ready. Its time is divided by that of raw httpx, made once, which exchanges
the same bodies with the same server and reads them with json. The APIs differ, and so do the
objects: the ratios say what a client adds to a call, not which API is faster. A client that sends
with another library than httpx has a ratio below what it adds if that library is faster. What is
cold is CPU time over a bare interpreter: for the import, and until the first answer is read, for
some clients load most of themselves only then.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import cast

import httpx

from benchmarks.clients import CLIENTS, Call, Client
from benchmarks.timing import cpu_milliseconds, microseconds
from lune_document import load

IMPORTS = 10


def main() -> None:
    """Measure every client and print a table."""
    sys.addaudithook(stay_on_loopback)
    answers = objects()
    paths = {
        path: answers[client.name]
        for client in CLIENTS
        for path in (client.get_path, client.post_path)
    }
    print(f"{'client':<22}{'import':>9}{'answer':>9}{'GET':>17}{'POST':>17}{'bytes':>8}  does")
    with serve(paths) as address:
        calls = [
            call
            for client in CLIENTS
            for call in (*client.calls(address), *raw_calls(client, address))
        ]
        times = iter(microseconds(*calls, number=100))
        imports, first_answers = cold(address)
    for client, imported, answered in zip(CLIENTS, imports, first_answers, strict=True):
        get, post, raw_get, raw_post = (next(times) for _ in range(4))
        print(
            f"{client.name + ' ' + version(client.name):<22}{imported:>6.0f} ms{answered:>6.0f} ms"
            f"{get:>7.0f} µs = {get / raw_get:>4.2f}{post:>8.0f} µs = {post / raw_post:>4.2f}"
            f"{len(json.dumps(answers[client.name])):>8}  {client.does}"
        )


def objects() -> dict[str, object]:
    """Return the object that the server answers each client with."""
    own = load()["components"]["examples"]["OrderByMass"]["value"]  # type: ignore[index,call-overload]  # JSON, of known shape
    others: dict[str, object] = json.loads(Path(__file__).with_name("answers.json").read_text())
    return {**others, "lune-client": own}


@contextmanager
def serve(answers: Mapping[str, object]) -> Generator[str]:
    """Run the server with an answer for each path; give its address."""
    command = [sys.executable, "-m", "benchmarks.server", json.dumps(answers)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None  # noqa: S101  # it is a pipe
        try:
            yield f"http://127.0.0.1:{int(server.stdout.readline())}"
        finally:
            server.terminate()


def raw_calls(client: Client, address: str) -> tuple[Call, Call]:
    """Return what the client does, done by httpx with headers set once and json."""
    raw = httpx.Client(base_url=address, headers={"Authorization": "Bearer key"})
    json_sent, form = (None, client.sent) if client.is_form else (client.sent, None)
    return (
        lambda: raw.get(client.get_path).json(),
        lambda: raw.post(client.post_path, json=json_sent, data=form).json(),
    )


def cold(address: str) -> tuple[list[float], list[float]]:
    """Return the CPU milliseconds of a new interpreter for each import and each first answer."""
    imports = [client.imports for client in CLIENTS]
    answers = [
        f"from benchmarks.clients import CLIENTS; CLIENTS[{index}].calls({address!r})[0]()"
        for index in range(len(CLIENTS))
    ]
    bare, *times = cpu_milliseconds("pass", *imports, *answers, rounds=IMPORTS)
    over = [each - bare for each in times]
    return over[: len(CLIENTS)], over[len(CLIENTS) :]


def stay_on_loopback(event: str, arguments: tuple[object, ...]) -> None:
    """Stop a client that reaches for another machine; the server is named by its address."""
    if event not in {"socket.connect", "socket.sendto", "socket.getaddrinfo"}:
        return
    address = arguments[0] if event == "socket.getaddrinfo" else arguments[1]
    host = cast("tuple[object, ...]", address)[0] if isinstance(address, tuple) else address
    if host not in {"127.0.0.1", b"127.0.0.1"}:
        message = f"the benchmark tried to reach {host} ({event})"
        raise RuntimeError(message)


if __name__ == "__main__":
    main()
