"""The rules that the document states in its extensions (x-shares, x-exclusive, x-max-body-bytes)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

import lune_document
from lune_mock.json_values import items, record, string

if TYPE_CHECKING:
    from lune_document import JSON

__all__ = ["SharesRule", "exclusive", "max_body_bytes", "schema_of", "shares_rule"]


@dataclass(frozen=True, slots=True)
class SharesRule:
    """The property that all items of a list have or none, and what it adds up to."""

    name: str
    total: Decimal


@cache
def shares_rule(component: str) -> SharesRule:
    """Return the rule of a list that is a component of the document."""
    stated = record(schema_of(component)["x-shares"])
    return SharesRule(string(stated["property"]), Decimal(string(stated["total"])))


@cache
def exclusive(component: str) -> tuple[str, ...]:
    """Return the properties of an object that exclude each other."""
    return tuple(map(string, items(schema_of(component)["x-exclusive"])))


@cache
def max_body_bytes() -> int:
    """Return the size of the largest body that is taken."""
    return int(str(record(lune_document.load()["info"])["x-max-body-bytes"]))


def schema_of(component: str) -> dict[str, JSON]:
    """Return the schema that is a component of the document."""
    return record(record(record(lune_document.load()["components"])["schemas"])[component])
