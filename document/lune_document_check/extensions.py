"""The extensions that state a rule: one that is malformed would be no rule, without a word."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lune_document_check.shapes import element_of, place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lune_document_check.document import Document, Node
    from lune_document_check.findings import Finding

_DECIMAL = re.compile(r"[0-9]+(\.[0-9]+)?", re.ASCII)


def check_extensions(document: Document) -> list[Finding]:
    """Every malformed rule."""
    return [*_size(document), *_rules(document)]


def _size(document: Document) -> Iterator[Finding]:
    limit = document.root["info"]["x-max-body-bytes"]
    whole = isinstance(limit.value, int) and not isinstance(limit.value, bool)
    if limit.is_present() and not (whole and str(limit.value).isdecimal() and limit.value):
        yield document.finding(limit, "x-max-body-bytes: a whole number of bytes is expected")


def _rules(document: Document) -> Iterator[Finding]:
    for root in document.root_schemas():
        for schema in document.subschemas(root):
            if "x-shares" in schema:
                yield from _shares(document, schema)
            if "x-exclusive" in schema:
                yield from _exclusive(document, schema)


def _shares(document: Document, schema: Node) -> Iterator[Finding]:
    rule = schema["x-shares"]
    item = element_of(document, place(document, [schema]))
    name = rule["property"].text()
    if item is None:
        yield document.finding(rule, "x-shares: this is no list")
    elif name not in item.names():
        yield document.finding(rule, f"x-shares: the items have no property {name!r}")
    if _DECIMAL.fullmatch(rule["total"].text()) is None:
        yield document.finding(rule, "x-shares: the total must be decimal text, such as '100'")


def _exclusive(document: Document, schema: Node) -> Iterator[Finding]:
    rule = schema["x-exclusive"]
    names = [name.text() for name in rule.children()]
    known = place(document, [schema]).names()
    for name in names:
        if name not in known:
            yield document.finding(rule, f"x-exclusive: there is no property {name!r}")
    if len(set(names)) < 2:  # noqa: PLR2004 - one property excludes nothing
        yield document.finding(rule, "x-exclusive: two properties or more are expected")
