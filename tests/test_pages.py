"""The programs of the README and of docs/ run as they stand, against the sandbox on a real port."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from lune_mock import Sandbox
from lune_mock.operations import read

ROOT = Path(__file__).parents[1]
ADDRESS = "http://127.0.0.1:8080/v1"


def blocks(page: str, language: str = "python") -> list[str]:
    text = (ROOT / page).read_text(encoding="utf-8")
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


PROGRAMS = [
    *blocks("README.md"),
    "".join(blocks("docs/reliability.md")),  # one program, told in parts
    *blocks("docs/errors.md"),
    *blocks("docs/scale.md"),
    "".join(blocks("docs/tables.md")),
]
SANDBOX_PROGRAM = "".join(blocks("docs/sandbox.md"))
BASH = shutil.which("bash") or ""
PAGES_OF_COMMANDS = ("docs/sandbox.md", "docs/cli.md", "docs/tables.md")
COMMANDS = [each for page in PAGES_OF_COMMANDS for each in blocks(page, "sh")]
LUNE = f"""lune() {{ '{sys.executable}' -c 'from lune_client.cli import main; main()' "$@"; }}\n"""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    command = [sys.executable, "-m", "lune_mock", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        yield server.stdout.readline().split()[-1]
        server.terminate()


def test_the_table_of_the_control_is_complete_and_its_bodies_fit() -> None:
    sandbox = Sandbox()
    document = json.loads(sandbox.handle("GET", "/_mock/openapi.json", {}, b"").body)
    contract = read(document)
    operations = {
        f"{each.method} {contract.base_path}{each.path}": each for each in contract.operations
    }
    page = (ROOT / "docs/sandbox.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([A-Z]+ /_mock/\S+)` \| (?:`(.+?)` )?\| .+ \|$", page, re.MULTILINE)
    assert sorted(request for request, _ in rows) == sorted(operations)
    for request, body in rows:
        taken = operations[request].body
        assert bool(body) == (taken is not None)
        if taken is not None:
            assert taken.schemas["application/json"].problem(json.loads(body), "") is None
        if "{id}" not in request:
            method, path = request.split()
            headers = {"Content-Type": "application/json"}
            assert sandbox.handle(method, path, headers, body.encode()).status in {200, 204}


def test_there_are_programs() -> None:
    assert len(PROGRAMS) == 7
    assert len(COMMANDS) == 9


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_program_of_a_page_runs(program: str, address: str, tmp_path: Path) -> None:
    assert ADDRESS in program
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program.replace(ADDRESS, address)],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout
    for told in re.findall(r"^ +print\(.*\)  # ([0-9.]+ t)$", program, re.MULTILINE):
        assert told in done.stdout.splitlines()


def test_the_program_of_the_sandbox_runs() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", SANDBOX_PROGRAM],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("paid\n")


@pytest.mark.skipif(
    not (BASH and shutil.which("curl") and shutil.which("jq")), reason="needs bash, curl and jq"
)
@pytest.mark.parametrize("commands", COMMANDS)
def test_commands_of_a_page_run(commands: str, address: str, tmp_path: Path) -> None:
    server = ADDRESS.removesuffix("/v1")
    assert server in commands
    script = LUNE + commands.replace(server, address.removesuffix("/v1"))
    done = subprocess.run(
        [BASH, "-euo", "pipefail", "-c", script],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    # What is made of the columns of a table is no data.
    assert done.stderr == "" or done.stderr.startswith("Columns ")
    assert done.returncode == 0
    assert done.stdout
    assert '"error"' not in done.stdout
