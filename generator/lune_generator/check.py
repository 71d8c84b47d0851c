"""Is the committed output what the document generates, and does it cover the document?"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from .checkout import Checkout
from .document import DocumentError, compiled, load
from .generate import generate


def regenerate(checkout: Checkout) -> list[str]:
    """Write the package and the compiled document.

    Returns:
        What the generator complained of. Nothing is written if it did.

    Raises:
        DocumentError: the document cannot be read or holds what the templates cannot render.
    """
    raw = load(checkout.document)
    checkout.package.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=checkout.package.parent, prefix=".new-") as folder:
        fresh = Path(folder) / checkout.package.name
        complaints = generate(raw, checkout.config, fresh)
        if complaints:
            return complaints
        if checkout.package.exists():
            checkout.package.rename(Path(folder) / "old")
        fresh.rename(checkout.package)
    checkout.compiled.parent.mkdir(parents=True, exist_ok=True)
    checkout.compiled.write_text(compiled(raw), encoding="utf-8")
    return []


def check(checkout: Checkout) -> list[str]:
    """Everything that is wrong with the committed output, in words."""
    try:
        raw = load(checkout.document)
        with tempfile.TemporaryDirectory() as folder:
            fresh = Path(folder) / checkout.package.name
            complaints = generate(raw, checkout.config, fresh)
            if complaints:
                return [f"generator: {complaint}" for complaint in complaints]
            text = compiled(raw)
            document = Path(folder) / "openapi.json"
            document.write_text(text, encoding="utf-8")
            findings = [*differences(checkout.package, fresh)]
            if not checkout.compiled.exists():
                findings.append(f"{checkout.compiled.name}: missing")
            elif checkout.compiled.read_text(encoding="utf-8") != text:
                findings.append(f"{checkout.compiled.name}: is not what openapi.yaml compiles to")
            return findings + probe(Path(folder), document, checkout.fixtures)
    except DocumentError as error:
        return [f"document: {error}"]


def differences(committed: Path, fresh: Path) -> Iterator[str]:
    """Files that regeneration would add, change or remove."""
    ours, theirs = _files(committed), _files(fresh)
    for name in sorted(ours.keys() | theirs.keys()):
        if name not in theirs:
            yield f"{name}: regeneration would remove it"
        elif name not in ours:
            yield f"{name}: regeneration would add it"
        elif ours[name].read_bytes() != theirs[name].read_bytes():
            yield f"{name}: regeneration would change it"


def _files(root: Path) -> dict[str, Path]:
    return {
        str(path.relative_to(root)): path
        for path in root.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def probe(directory: Path, document: Path, fixtures: Path) -> list[str]:
    """What lune_generator.probe finds about the package in a directory."""
    if not fixtures.exists():
        return [f"{fixtures.name}: missing, it holds an example of each variant of each union"]
    rooms = os.pathsep.join([str(Path(__file__).parents[1]), os.environ.get("PYTHONPATH", "")])
    paths = [str(path) for path in (directory, document, fixtures)]
    command = [sys.executable, "-m", "lune_generator.probe", *paths]
    answer = subprocess.run(  # noqa: S603 - this interpreter, our own paths
        command,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": rooms, "PYTHONDONTWRITEBYTECODE": "1"},
    )
    if answer.returncode:
        last = answer.stderr.strip().splitlines()[-1:] or ["no reason given"]
        return [f"the generated package cannot be used: {last[0]}"]
    findings: list[str] = json.loads(answer.stdout)
    return findings
