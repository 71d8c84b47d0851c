"""What docs/contract.md shows runs as it stands, against the sandbox on a real port."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import entry_points
from inspect import signature
from pathlib import Path

import pytest

from lune_contract import read_accepted
from lune_contract.cli.app import run
from lune_mock import Sandbox, create_app

from .servers import serving

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/contract.md").read_text(encoding="utf-8")
ADDRESS = "http://127.0.0.1:8080"
BASH = shutil.which("bash") or ""


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with serving(create_app(Sandbox())) as url:
        yield url.removesuffix("/v1")


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """Return a folder with the command as an installation makes it, and the pytest of this run."""
    has_plugin = any(each.name == "lune_contract" for each in entry_points(group="pytest11"))
    plugin = "" if has_plugin else "-p lune_contract_pytest"
    for name, started in (("lune-contract", "lune_contract"), ("pytest", f"pytest {plugin}")):
        script = tmp_path / name
        script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m {started} "$@"\n')
        script.chmod(0o755)
    return tmp_path


def test_there_are_commands() -> None:
    assert len(blocks("sh")) == 3


@pytest.mark.skipif(not (BASH and shutil.which("curl")), reason="needs bash and curl")
@pytest.mark.parametrize("commands", blocks("sh"))
def test_the_commands_run(commands: str, address: str, installed: Path) -> None:
    assert ADDRESS in commands
    done = subprocess.run(
        [BASH, "-euo", "pipefail", "-c", commands.replace(ADDRESS, address)],
        env=os.environ | {"PATH": f"{installed}{os.pathsep}{os.environ['PATH']}"},
        cwd=installed,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    # With its clock, the sandbox lacks nothing; it never answers with some that there may be.
    reasons = set(re.findall(r"^ +\d+  (\w.*)$", done.stdout, re.MULTILINE))
    assert "--advance" not in commands or all("no answer of this run" in each for each in reasons)


def test_the_programs_run() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", "".join(blocks("python"))],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("0 True\nTries ")
    assert done.stdout.endswith("\nTrue\n")


def test_the_accept_file_can_be_read(tmp_path: Path) -> None:
    (text,) = blocks("toml")
    assert list(tomllib.loads(text)) == ["accept"]
    (tmp_path / "accept.toml").write_text(text, encoding="utf-8")
    assert len(read_accepted(tmp_path / "accept.toml")) == 1


def test_every_option_of_the_command_is_in_the_table() -> None:
    table = PAGE.partition("| option |")[2].partition("\n\n")[0]
    options = {f"--{name.replace('_', '-')}" for name in signature(run).parameters}
    assert set(re.findall(r"`(--[a-z-]+)`", table)) == options
