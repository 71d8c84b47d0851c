"""The command lune-mock: the sandbox on a port."""

from __future__ import annotations

import argparse
import errno
import gc
import ipaddress
import signal
import socket
import sys
from contextlib import ExitStack
from datetime import datetime
from typing import TYPE_CHECKING, get_args

from lune_mock.clock import Clock
from lune_mock.json_values import items, record
from lune_mock.operations import contract
from lune_mock.request_log import LOG_SIZE
from lune_mock.sandbox import Sandbox
from lune_mock.settings import Idempotency, Settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    import uvicorn

__all__ = ["main"]

_LOOPBACK = "127.0.0.1"
_PORT = 8080
_LAST_PORT = 65535
_IPV6 = 6
# Requests a second, as the documentation has it.
_USUAL_RATE = 15
# A client that is slow, or gone, holds the end up no longer.
_PATIENCE_SECONDS = 1
_DEFAULTS = Settings()
# What a file has of its own until a reset; they are None where the command leaves them out.
_AT_RESET = ("seed", "now", "idempotency", "rate_limit", "latency", "lune_version")


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve a new sandbox until it is interrupted; return the exit code.

    Args:
        arguments: the command line; that of the process by default.
    """
    options = _parser().parse_args(arguments)
    if options.version:
        print(f"lune-mock {_version()}")  # noqa: T201 - as below
        return 0
    try:
        listener = _listener(options.host, options.port)
    except _HostError as error:
        return _failed(
            f"no address of this machine is {options.host}: {error}. Give another --host"
        )
    except OSError as error:
        return _failed(
            f"cannot listen on {options.host}:{options.port}: {error.strerror or error}."
            " Give another --port; 0 takes any that is free"
        )
    # It ends as at Ctrl-C, so that a file is closed in order.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with listener, ExitStack() as opened:
            try:
                sandbox = opened.enter_context(_sandbox(options, listener))
            except ValueError as error:
                return _failed(str(error))
            # All that takes time comes before the greeting: it tells that requests are answered.
            server = _server(sandbox)
            print(_greeting(sandbox, listener, options), flush=True)  # noqa: T201 - as below
            server.run(sockets=[listener])
    except KeyboardInterrupt:
        # Uvicorn has shut down in order and repeats the signal; there is nothing more to say.
        return 0
    return 0


class _HostError(Exception):
    """The host is no name or address to listen on; the text says why."""


def _version() -> str:
    # Imported here, as it takes long and few ask.
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415

    try:
        return version("lune-client")
    except PackageNotFoundError:
        return "not installed: a checkout"


def _failed(reason: str) -> int:
    print(f"lune-mock: {reason}.", file=sys.stderr)  # noqa: T201 - a command talks to its user
    return 1


def _sandbox(options: argparse.Namespace, listener: socket.socket) -> Sandbox:
    settings = Settings(
        idempotency=options.idempotency or _DEFAULTS.idempotency,
        rate_limit=options.rate_limit,
        latency=options.latency or _DEFAULTS.latency,
        versions=tuple(options.lune_version or ()),
    )
    return Sandbox(
        seed=options.seed,
        now=options.now,
        settings=settings,
        base_url=options.base_url or f"{_origin(listener)}{contract().base_path}",
        log_size=options.log_size,
        db=options.db,
    )


def _server(sandbox: Sandbox) -> uvicorn.Server:
    # Imported here so that --help and a port that is taken do not wait for it.
    import uvicorn  # noqa: PLC0415

    from lune_mock.app import create_app  # noqa: PLC0415
    from lune_mock.protocol import HttpProtocol  # noqa: PLC0415

    config = uvicorn.Config(
        create_app(sandbox),
        http=HttpProtocol,
        log_level="warning",
        lifespan="off",
        ws="none",
        # Both cost each request as much as parsing it does, and nobody asks for them here.
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=_PATIENCE_SECONDS,
    )
    # What is loaded now stays to the end; looking through it again and again for what can go would
    # hold up an answer each time.
    gc.collect()
    gc.freeze()
    return uvicorn.Server(config)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="lune-mock",
        description="Serve the Lune API from memory or a file, for tests and development.",
    )
    parser.add_argument("--host", default=_LOOPBACK, help="address to listen on (%(default)s)")
    parser.add_argument(
        "--port", default=_PORT, type=_port, help="port to listen on, 0 for any (%(default)s)"
    )
    parser.add_argument(
        "--db",
        metavar="FILE",
        type=_file,
        help="keep everything in this file, and go on with what is in it, seed, clock and settings"
        " included (in memory)",
    )
    parser.add_argument("--seed", type=int, help="the same seed makes the same ids (0)")
    parser.add_argument(
        "--now",
        type=_moment,
        help="let the clock stand at this moment, such as 2026-01-31T12:00:00Z (it runs)",
    )
    parser.add_argument(
        "--idempotency",
        choices=get_args(Idempotency),
        help="what a repeated key gets: the original, or 409 as in the API of 2026"
        f" ({_DEFAULTS.idempotency})",
    )
    parser.add_argument(
        "--rate-limit",
        nargs="?",
        type=_rate,
        const=_USUAL_RATE,
        help="requests a second for each organisation; %(const)s without a number (no limit)",
    )
    parser.add_argument(
        "--latency",
        type=float,
        help=f"seconds that every answer is held back ({_DEFAULTS.latency:g})",
    )
    parser.add_argument(
        "--lune-version",
        action="append",
        help="a version of the API that is known beside that of the document; may be repeated",
    )
    parser.add_argument(
        "--log-size",
        default=LOG_SIZE,
        type=_count,
        help="how many requests are remembered (%(default)s)",
    )
    parser.add_argument(
        "--base-url",
        help="where clients reach it, where that is not the address it listens on",
    )
    parser.add_argument("--version", action="store_true", help="show the version and exit")
    return parser


def _file(text: str) -> str:
    if not text:
        message = "it needs the name of a file; leave the option out to keep everything in memory"
        raise argparse.ArgumentTypeError(message)
    return text


def _rate(text: str) -> int:
    if not text.isdecimal() or not int(text):
        message = (
            f"{text!r} is no limit of requests a second; take 1 or more, or leave the option out"
            " for none"
        )
        raise argparse.ArgumentTypeError(message)
    return int(text)


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        message = f"{text!r} is no moment; give one such as 2026-01-31T12:00:00Z"
        raise argparse.ArgumentTypeError(message) from None
    try:
        Clock(moment)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
    return moment


def _count(text: str) -> int:
    if not text.isdecimal():
        message = f"{text!r} is no number of requests; take 0 or more"
        raise argparse.ArgumentTypeError(message)
    return int(text)


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > _LAST_PORT:
        message = f"{text!r} is no port; take one from 0 to {_LAST_PORT}"
        raise argparse.ArgumentTypeError(message)
    return int(text)


def _listener(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except (socket.gaierror, UnicodeError) as error:
        # UnicodeError: a label of a name is empty or too long.
        raise _HostError(getattr(error, "strerror", None) or error) from None
    listener = socket.socket(family, kind, protocol)
    try:
        if sys.platform != "win32":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        # From here on a client that reads the greeting and connects at once is kept waiting
        # instead of being refused.
        listener.listen()
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRNOTAVAIL:
            raise _HostError(error.strerror) from None
        raise
    return listener


def _origin(listener: socket.socket) -> str:
    """Return where this machine reaches what listens on all its addresses, or on one."""
    host, port = listener.getsockname()[:2]
    address = ipaddress.ip_address(host)
    if address.version == _IPV6:
        return f"http://[{'::1' if address.is_unspecified else host}]:{port}"
    return f"http://{_LOOPBACK if address.is_unspecified else host}:{port}"


def _greeting(sandbox: Sandbox, listener: socket.socket, options: argparse.Namespace) -> str:
    origin, address = _origin(listener), listener.getsockname()[0]
    base_url = f"{origin}{sandbox.base_path}"
    accounts = ", ".join(account.id for account in sandbox.client_accounts)
    lines = [
        f"Lune sandbox at {base_url}",
        f"API key: {sandbox.api_key}",
        f"Try: curl {base_url}/orders -H 'Authorization: Bearer {sandbox.api_key}'",
        f"Client accounts (header Lune-Account): {accounts}",
        f"Control: curl {origin}{sandbox.control_path}/state",
        f"To look at, in a browser: {origin}/",
    ]
    if ipaddress.ip_address(address).is_loopback:
        lines.append("Only this machine can reach it.")
    else:
        lines.append(
            f"Listening on {options.host}: other machines can reach it, and control it without a key."
        )
        if sandbox.base_url == base_url:
            port = listener.getsockname()[1]
            lines.append(
                "If they know it by a name, start it with --base-url"
                f" http://NAME:{port}{sandbox.base_path}."
            )
    if sandbox.unanswered:
        lines.append(f"Answered 501, as they have no rules yet: {', '.join(sandbox.unanswered)}")
    if options.db is None:
        lines.append("Everything is kept in memory and gone at the end. Press Ctrl-C to stop.")
    else:
        lines += _resumed(sandbox, options) if sandbox.is_resumed else []
        lines.append(f"Everything is kept in {options.db}. Press Ctrl-C to stop.")
    return "\n".join(lines)


def _resumed(sandbox: Sandbox, options: argparse.Namespace) -> list[str]:
    """Return what it goes on with, and what was given and has to wait."""
    accounts = [
        record(account)
        for organisation in items(sandbox.control.state()["organisations"])
        for account in items(record(organisation)["accounts"])
    ]
    orders, estimates = (
        sum(int(str(each[kind])) for each in accounts) for kind in ("orders", "estimates")
    )
    lines = [f"It goes on with what was in the file: orders {orders}, estimates {estimates}."]
    waiting = [
        f"--{each.replace('_', '-')}" for each in _AT_RESET if getattr(options, each) is not None
    ]
    if waiting:
        lines.append(f"Until a reset, the file's own apply in place of {', '.join(waiting)}.")
    return lines
