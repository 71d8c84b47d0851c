"""Where things are in a checkout, and which versions of the tools it pins."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

from attrs import frozen

_PIN = re.compile(r"([A-Za-z0-9_.-]+)==(.+)")


class WrongToolError(Exception):
    """A tool is missing or of another version than the pinned one."""


@frozen
class Checkout:
    """The files that generation reads and writes.

    Attributes:
        root: the directory that holds openapi.yaml.
    """

    root: Path

    @property
    def document(self) -> Path:
        """The document, written by hand."""
        return self.root / "openapi.yaml"

    @property
    def compiled(self) -> Path:
        """The document as JSON."""
        return self.root / "document" / "lune_document" / "openapi.json"

    @property
    def config(self) -> Path:
        """The generator's settings."""
        return self.root / "generator-config.yml"

    @property
    def package(self) -> Path:
        """The generated package."""
        return self.root / "generated" / "lune_api"

    @property
    def fixtures(self) -> Path:
        """An example for every variant of every union."""
        return self.root / "tests" / "generated" / "union_fixtures.json"

    def pins(self) -> dict[str, str]:
        """The pinned versions of the generator's group in pyproject.toml."""
        project = tomllib.loads((self.root / "pyproject.toml").read_text(encoding="utf-8"))
        group = project["dependency-groups"]["generator"]
        matches = [match for each in group if (match := _PIN.fullmatch(each))]
        return {match[1]: match[2] for match in matches}


def require_pinned(pins: dict[str, str]) -> None:
    """Refuse to work with other versions: every one of them is an input of the output.

    Raises:
        WrongToolError: with what to install.
    """
    for name, wanted in pins.items():
        try:
            found = metadata.version(name)
        except metadata.PackageNotFoundError:
            found = "none"
        if found != wanted:
            message = (
                f"{name} {wanted} is needed, {found} is installed: pip install {name}=={wanted}"
            )
            raise WrongToolError(message)
    use_own_scripts()
    try:
        command = ["ruff", "--version"]  # as the hooks of the generator find it
        answer = subprocess.run(command, capture_output=True, check=True, text=True)  # noqa: S603
    except (OSError, subprocess.CalledProcessError) as error:
        message = f"ruff cannot be run: {error}"
        raise WrongToolError(message) from error
    if answer.stdout.split()[-1] != pins.get("ruff", ""):
        message = f"the ruff on PATH is {answer.stdout.strip()}, {pins.get('ruff')} is needed"
        raise WrongToolError(message)


def use_own_scripts() -> None:
    """Let commands be found beside this interpreter first; the hooks of the generator use PATH."""
    own = str(Path(sys.executable).parent)
    path = os.environ.get("PATH", "")
    if path.split(os.pathsep)[0] != own:
        os.environ["PATH"] = f"{own}{os.pathsep}{path}"
