"""Checks of openapi.yaml that `nox -s document` runs. A tool of this repository, never shipped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lune_document_check.document import Document
from lune_document_check.examples import Examples
from lune_document_check.extensions import check_extensions
from lune_document_check.findings import Finding
from lune_document_check.house import check_house
from lune_document_check.links import Links
from lune_document_check.source import UnreadableError, read
from lune_document_check.specification import check_specification
from lune_document_check.style import check_style
from lune_document_check.unions import check_unions

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Finding", "Report", "check"]


@dataclass(frozen=True)
class Report:
    """What was found and how much was looked at."""

    findings: list[Finding]
    operations: int = 0
    components: int = 0
    examples: int = 0
    links: int = 0


def check(path: Path) -> Report:
    """All checks that need Python alone, findings in the order of the file."""
    try:
        source = read(path)
    except UnreadableError as error:
        return Report([error.finding])
    document = Document(source)
    examples = Examples(document)
    links = Links(document)
    findings = {
        *source.findings,
        *check_specification(document),
        *examples.check(),
        *check_style(document),
        *check_unions(document),
        *check_house(document),
        *check_extensions(document),
        *links.check(),
    }
    components = document.root["components"].children()
    return Report(
        sorted(findings),
        operations=len(list(document.operations())),
        components=sum(len(list(group.children())) for group in components),
        examples=examples.count,
        links=links.count,
    )
