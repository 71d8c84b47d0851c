"""The rest of the command: help, completion, the sandbox, and where its output goes."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from lune_client import __version__
from lune_client.testing import LuneMock, sandbox_client

from .running import COMMAND, Shell

COMMANDS = [
    "quote",
    "order",
    "orders list",
    "orders get",
    "orders watch",
    "estimate transactions",
    "estimate shipments",
    "offset",
    "demo",
    "mock",
    "completion",
]


@pytest.mark.parametrize("command", ["demo", "quote --mass 1t"])
def test_whoever_stops_reading_ends_it(shell: Shell, command: str) -> None:
    done = shell.bash(f"set -o pipefail; lune {command} | (exec <&-; sleep 3)")
    assert (done.code, done.err) == (141, "")


def test_in_a_pipe_the_demo_cuts_nothing(shell: Shell) -> None:
    shown = shell("demo").out
    assert "Hotels, holiday homes and camp sites " in shown
    assert "…" not in shown


def test_the_version(shell: Shell) -> None:
    assert shell("--version").out == f"{__version__}\n"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(shell: Shell, command: str) -> None:
    shown = shell(*command.split(), "--help")
    assert (shown.code, shown.err) == (0, "")
    assert shown.out.lower().startswith("usage: lune")


@pytest.mark.parametrize("name", ["bash", "zsh", "fish"])
def test_completion_knows_the_commands(shell: Shell, name: str) -> None:
    script = shell("completion", name)
    assert (script.code, script.err) == (0, "")
    for word in ("quote", "orders", "watch", "bundle-mass", "idempotency-key", "transactions"):
        assert word in script.out


def test_bash_completes(shell: Shell) -> None:
    words = 'COMP_WORDS=(lune orders w); COMP_CWORD=2; cur=w; _lune; echo "${COMPREPLY[@]}"'
    done = shell.bash(f'eval "$(lune completion bash)"; {words}')
    assert (done.out, done.err) == ("watch\n", "")


def test_completion_can_be_installed(shell: Shell, tmp_path: Path) -> None:
    shell.environment["HOME"] = str(tmp_path)
    done = shell("completion", "bash", "--install")
    path = tmp_path / ".local/share/bash-completion/completions/lune"
    assert done.out == f"Written to {path}; new shells have it.\n"
    assert path.read_text() == shell("completion", "bash").out.removesuffix("\n")


def test_the_sandbox_starts_as_lune_mock_does(shell: Shell) -> None:
    command = [*COMMAND, "mock", "--port", "0", "--seed", "7"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env=shell.environment
    ) as server:
        assert server.stdout is not None
        greeting = server.stdout.readline()
        shell.environment["LUNE_API_URL"] = greeting.split()[-1]
        assert shell("orders", "list").code == 0
        server.terminate()
    assert server.returncode == 0
    assert "usage: lune-mock" in shell("mock", "--port", "nonsense").err


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_an_output_that_lacks_characters(shell: Shell, lune_mock: LuneMock, encoding: str) -> None:
    with sandbox_client(lune_mock.sandbox) as lune:
        order = lune.orders.create_by_value(value="5", metadata={"for": "Zoë 🌳"})
    environment = {**shell.environment, "PYTHONIOENCODING": encoding}
    for arguments in (["--json"], []):
        done = subprocess.run(
            [*COMMAND, "orders", "get", order.id, *arguments],
            capture_output=True,
            check=False,
            env=environment,
        )
        assert (done.returncode, done.stderr) == (0, b"")
        assert order.id in done.stdout.decode(encoding)
    quote = [*COMMAND, "quote", "--value", "5"]
    assert subprocess.run(quote, capture_output=True, check=True, env=environment).stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_the_page_has_every_command(command: str) -> None:
    page = (Path(__file__).parents[3] / "docs/cli.md").read_text(encoding="utf-8")
    assert re.search(rf"\blune {command}\b", page)
