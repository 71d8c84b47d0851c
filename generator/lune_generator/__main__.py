"""The command line: regenerate, check, changes."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

from .changes import RevisionError, compare, markdown
from .check import check, regenerate
from .checkout import Checkout, WrongToolError, require_pinned
from .document import DocumentError

_ROOT = Path(__file__).parents[2]


def main(arguments: list[str]) -> int:
    """Run a command; the exit code is 0 if all is well."""
    parser = argparse.ArgumentParser(prog="lune_generator", description=__doc__)
    parser.add_argument("--root", type=Path, default=_ROOT, help="the checkout to work on")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("regenerate", help="write generated/lune_api and the compiled document")
    commands.add_parser("check", help="fail if they are not what openapi.yaml generates")
    changes = commands.add_parser("changes", help="report what changed in the Python surface")
    changes.add_argument("revision", help="the git revision to compare with")
    changes.add_argument("--output", type=Path, help="write the report to this file")
    changes.add_argument("--fail-on-breaking", action="store_true", help="exit with 1 if it breaks")
    given = parser.parse_args(arguments)
    checkout = Checkout(given.root.resolve())
    try:
        require_pinned(checkout.pins())
    except WrongToolError as error:
        return _failed([str(error)])
    if given.command == "changes":
        return _changes(checkout, given.revision, given.output, strict=given.fail_on_breaking)
    return _regenerate(checkout) if given.command == "regenerate" else _check(checkout)


def _regenerate(checkout: Checkout) -> int:
    try:
        complaints = regenerate(checkout)
    except DocumentError as error:
        complaints = [str(error)]
    if complaints:
        return _failed(complaints)
    _say(f"wrote {checkout.package.relative_to(checkout.root)}")
    return 0


def _check(checkout: Checkout) -> int:
    findings = check(checkout)
    if findings:
        return _failed([*findings, "to regenerate: nox -s regenerate"])
    _say("generated code is up to date and covers the document")
    return 0


def _changes(checkout: Checkout, revision: str, output: Path | None, *, strict: bool) -> int:
    try:
        reports = compare(checkout, revision)
    except RevisionError as error:
        return _failed([str(error)])
    text = markdown(revision, reports)
    if output is None:
        _say(text)
    else:
        output.write_text(text, encoding="utf-8")
    return 1 if strict and any(report.breaking for report in reports) else 0


def _failed(problems: list[str]) -> int:
    for problem in problems:
        sys.stderr.write(f"error: {problem}\n")
    return 1


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def with_fixed_hashes() -> int:
    """Run again with a fixed order of sets, where this process has another."""
    environment = {**os.environ, "PYTHONHASHSEED": "0"}
    command = [sys.executable, "-m", "lune_generator", *sys.argv[1:]]
    return subprocess.run(command, env=environment, check=False).returncode  # noqa: S603 - ourselves


if __name__ == "__main__":
    if os.environ.get("PYTHONHASHSEED") == "0":
        sys.exit(main(sys.argv[1:]))
    sys.exit(with_fixed_hashes())
