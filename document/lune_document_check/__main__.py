"""`python -m lune_document_check openapi.yaml`: exit code 1 where the document has a fault.

Redocly lints the document as well where a redocly.yaml lies beside it.
"""

# ruff: noqa: T201 - a command prints

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from lune_document_check import check
from lune_document_check.redocly import UnavailableError, lint


def main(arguments: list[str] | None = None) -> int:
    """Check the document and print one line for each finding."""
    parser = argparse.ArgumentParser(prog="lune_document_check", description=__doc__)
    parser.add_argument("document", type=Path, help="the OpenAPI document")
    options = parser.parse_args(arguments)
    document: Path = options.document
    configuration = document.parent / "redocly.yaml"
    if not document.is_file():
        parser.error(f"there is no file {document}")
    report = check(document)
    for finding in report.findings:
        print(finding.text(str(document)))
    print(
        f"{report.operations} operations, {report.components} components, "
        f"{report.examples} examples, {report.links} links: {len(report.findings)} findings",
        flush=True,
    )
    sound = not report.findings
    if configuration.is_file():
        try:
            sound = lint(document, configuration) and sound
        except UnavailableError as error:
            print(error)
    return 0 if sound else 1


if __name__ == "__main__":
    sys.exit(main())
