"""The command `lune` in processes of its own, as a shell starts it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any, Final

COMMAND: Final = (sys.executable, "-W", "error", "-c", "from lune_client.cli import main; main()")
PATIENCE: Final = 60
"""Seconds, for what would otherwise hang for ever."""


class Shell:
    """Starts the command with an environment."""

    def __init__(self, **variables: str) -> None:
        self.environment = {
            name: text for name, text in os.environ.items() if not name.startswith("LUNE_")
        }
        self.environment |= variables

    def __call__(self, *arguments: str, given: str | None = None) -> Ended:
        """Run a command to its end, without a terminal."""
        done = subprocess.run(
            [*COMMAND, *arguments],
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
            input=given,
            stdin=None if given is not None else subprocess.DEVNULL,
            env=self.environment,
            timeout=PATIENCE,
        )
        return Ended(done.returncode, done.stdout, done.stderr)

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start a command, whose outputs are pipes."""
        return subprocess.Popen(
            [*COMMAND, *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env=self.environment,
        )

    def bash(self, script: str) -> Ended:
        """Run a script of bash that has the command `lune`."""
        function = f'lune() {{ "{COMMAND[0]}" -c "{COMMAND[-1]}" "$@"; }}\n'
        done = subprocess.run(
            ["bash", "-uc", function + script],  # noqa: S607  # wherever it is
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
            env=self.environment,
            timeout=PATIENCE,
        )
        return Ended(done.returncode, done.stdout, done.stderr)


class Ended:
    """A command that has ended."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code = code
        self.out = out
        self.err = err

    def __repr__(self) -> str:
        return f"exit code {self.code}\n{self.out}\n{self.err}"

    @property
    def json(self) -> Any:
        """The one document that was printed."""
        assert (self.code, self.err) == (0, ""), self
        (document,) = self.documents
        return document

    @property
    def documents(self) -> list[Any]:
        """What each line holds."""
        return [json.loads(line) for line in self.out.splitlines()]
