from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

import pytest

from lune_client.cli.app import execute
from lune_client.testing import LuneMock, LuneMockServer
from lune_mock import Sandbox

from .running import Ended, Shell

Here: TypeAlias = Callable[..., Ended]


@pytest.fixture
def lune_mock() -> LuneMock:
    """A sandbox with state of its own."""
    return LuneMock(Sandbox())


@pytest.fixture
def shell(lune_mock: LuneMock, interruptible: None) -> Iterator[Shell]:  # noqa: ARG001  # for what it starts
    """Run the command against the sandbox, on a socket."""
    with LuneMockServer(lune_mock.sandbox) as server:
        yield Shell(LUNE_API_URL=server.url, LUNE_API_KEY=server.api_key)


@pytest.fixture
def here(shell: Shell, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Here:
    """Run the command in this process, which is faster; signals and pipes want one of its own."""

    def run(*arguments: str) -> Ended:
        for name in ("LUNE_API_URL", "LUNE_API_KEY"):
            monkeypatch.setenv(name, shell.environment[name])
        capsys.readouterr()
        try:
            code = execute(arguments)
        except SystemExit as end:
            code = int(str(end.code))
        return Ended(code, *capsys.readouterr())

    return run
