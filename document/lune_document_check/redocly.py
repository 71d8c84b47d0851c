"""Redocly CLI, a linter from npm, run where Node.js can run it."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

PACKAGE = "@redocly/cli@2.77.0"
_INSTALL_SECONDS = 180
_QUIET = {
    "REDOCLY_TELEMETRY": "off",
    "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true",
    "npm_config_update_notifier": "false",
    "npm_config_fund": "false",
    "npm_config_audit": "false",
    # Without a network the default retries take more than a minute.
    "npm_config_fetch_retries": "1",
    "npm_config_fetch_retry_mintimeout": "1000",
}


class UnavailableError(Exception):
    """Redocly cannot run here; the message says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"{PACKAGE} skipped: {reason}")


def lint(document: Path, configuration: Path) -> bool:
    """Print what Redocly finds and return whether it is content; UnavailableError without it."""
    npx = shutil.which("npx")
    if npx is None or shutil.which("node") is None:
        reason = "Node.js is not installed"
        raise UnavailableError(reason)
    environment = {**os.environ, **_QUIET}
    command = [npx, "--yes", PACKAGE]
    # A run of its own for the download: a linter's exit code cannot tell a failed one from a fault.
    try:
        subprocess.run(  # noqa: S603 - npx and constants
            [*command, "--version"],
            env=environment,
            check=True,
            capture_output=True,
            text=True,
            timeout=_INSTALL_SECONDS,
        )
    except subprocess.CalledProcessError as error:
        lines = str(error.stderr).splitlines()
        problem = next((line for line in lines if "error" in line), "no message")
        reason = f"npx could not start it: {problem}"
        raise UnavailableError(reason) from error
    except subprocess.TimeoutExpired as error:
        reason = f"npx did not start it within {_INSTALL_SECONDS} s"
        raise UnavailableError(reason) from error
    command += ["lint", str(document), "--config", str(configuration)]
    run = subprocess.run(command, env=environment, check=False)  # noqa: S603 - and two paths
    return run.returncode == 0
