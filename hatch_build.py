"""Takes the interactive reference of the sandbox, Swagger UI, into what is built.

It is a published bundle, pinned by its version and its hash, that npm downloads; neither is in the
repository. Without npm the build goes on, and the sandbox says what is missing.
"""

from __future__ import annotations

import base64
import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.config import BuilderConfig
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

__all__ = ["MissingAssetsError", "SwaggerUIHook", "fetch"]

_PACKAGE = "swagger-ui-dist@5.35.0"
_INTEGRITY = "sha512-U06rpMtW9V3XPGOBeamTUSr0Z09jMX4IJuANpE/EZbAhw0G8CgwrzU4YmXkn/h0wCDNsXdGarTNNHC3sU8yVUQ=="
_FILES = (
    "swagger-ui.css",
    "swagger-ui-bundle.js",
    "swagger-ui-bundle.js.LICENSE.txt",
    "LICENSE",
    "NOTICE",
)
_FOLDER = "mock/lune_mock/pages/swagger"
_PATIENCE_SECONDS = 120


class MissingAssetsError(Exception):
    """The bundle cannot be had here; the text says why."""


class SwaggerUIHook(BuildHookInterface[BuilderConfig]):
    """Fetches the bundle before a wheel, an sdist or an editable install is made."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - theirs
        """Fetch it; warn where that is not possible."""
        try:
            fetch(Path(self.root))
        except MissingAssetsError as error:
            self.app.display_warning(f"The sandbox will have no interactive reference: {error}.")


def fetch(root: Path) -> None:
    """Put the bundle into the checkout or sdist at `root`, unless this version is there.

    Raises:
        MissingAssetsError: there is no npm, or it cannot download the bundle.
        ValueError: what it downloaded is not what is pinned.
    """
    folder = root / _FOLDER
    stamp = folder / "VERSION"
    version = f"{_PACKAGE} {_INTEGRITY}\n"
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == version:
        return
    with tempfile.TemporaryDirectory() as name:
        packed = _packed(Path(name))
        digest = base64.b64encode(hashlib.sha512(packed.read_bytes()).digest()).decode("ascii")
        if f"sha512-{digest}" != _INTEGRITY:
            message = f"npm gave a {_PACKAGE} of sha512-{digest}; {_INTEGRITY} is pinned"
            raise ValueError(message)
        folder.mkdir(parents=True, exist_ok=True)
        with tarfile.open(packed) as archive:
            for each in _FILES:
                content = archive.extractfile(f"package/{each}")
                assert content is not None  # noqa: S101 - the hash says what is in it
                folder.joinpath(each).write_bytes(content.read())
    # Last, so that what is there without it counts as nothing.
    stamp.write_text(version, encoding="utf-8")


def _packed(folder: Path) -> Path:
    npm = shutil.which("npm")
    if npm is None:
        message = "there is no npm, which comes with Node"
        raise MissingAssetsError(message)
    command = [npm, "pack", _PACKAGE, "--ignore-scripts", "--silent"]
    try:
        subprocess.run(  # noqa: S603 - all of it stands here
            command, cwd=folder, check=True, capture_output=True, timeout=_PATIENCE_SECONDS
        )
    except (OSError, subprocess.SubprocessError) as error:
        message = f"npm cannot download {_PACKAGE}: {error}"
        raise MissingAssetsError(message) from None
    (packed,) = folder.glob("*.tgz")
    return packed


if __name__ == "__main__":
    try:
        fetch(Path(__file__).parent)
    except MissingAssetsError as failure:
        sys.exit(f"{failure}.")
