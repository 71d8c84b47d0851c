"""The command `lune` on a terminal of its own."""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import subprocess
import termios
from collections.abc import Sequence

from .running import COMMAND, PATIENCE, Ended, Shell


def typed(
    shell: Shell, *arguments: str, answers: Sequence[str] = (), columns: int = 80, **variables: str
) -> Ended:
    """Run a command on a terminal, answer its questions, and return all that was shown."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    environment = {"TERM": "xterm", **shell.environment, **variables}
    for name in ("COLUMNS", "NO_COLOR", "FORCE_COLOR"):
        if name not in variables:
            environment.pop(name, None)
    with subprocess.Popen(
        [*COMMAND, *arguments],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=environment,
        start_new_session=True,
    ) as process:
        os.close(theirs)
        shown = _shown(ours, list(answers))
        os.close(ours)
        return Ended(process.wait(PATIENCE), shown.replace("\r\n", "\n"), "")


def _shown(terminal: int, answers: list[str]) -> str:
    shown = b""
    while True:
        try:
            some = os.read(terminal, 4096)
        except OSError:  # how Linux says that nobody is there any more
            some = b""
        if not some:
            return shown.decode()
        shown += some
        if answers and shown.endswith(b"] "):
            os.write(terminal, f"{answers.pop(0)}\n".encode())
