"""The document declares every property and parameter that the public documents print.

`attested.csv` has one row for each: 664 printed with their flags by the pages of orders (001),
quotes (002) and transaction estimates (003), the rest from the shipping page with its example
(004) and from the guide to carbon credits (000). An empty cell means that the page does not say.
"""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from lune_document_check.document import Document, Node, Operation
from lune_document_check.shapes import Place, element_of, place, property_of
from lune_document_check.source import read

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Row:
    """A property or parameter as a page prints it."""

    operation: str
    side: str
    path: str
    type: str
    format: str
    required: str
    nullable: str
    enum: str
    pattern: str
    source: str
    section: str

    def __str__(self) -> str:
        return f"{self.operation}-{self.side}-{self.path}-{self.source}"


@dataclass(frozen=True)
class Decision:
    """Where the document differs from the page on purpose."""

    operation: str
    path: str
    number: str
    differs: frozenset[str]


# The numbers are those of the comments in openapi.yaml. D15, path parameters that the pages print
# under "Query parameters", holds for all of them and is decided by the URL (see `parameter`).
DECISIONS = [
    Decision("createMultiMatchTransactionEstimate", "limit", "D16", frozenset({"type"})),
    Decision("listOrders", "limit", "D17", frozenset({"type", "pattern"})),
    # The answer of one creation has one type; the pages print the members of the shared Order.
    Decision("createOrderByMass", "type", "D28", frozenset({"enum"})),
    Decision("createOrderByValue", "type", "D28", frozenset({"enum"})),
    Decision("createOrderByEstimate", "type", "D28", frozenset({"enum"})),
]


def rows() -> list[Row]:
    with (HERE / "attested.csv").open(encoding="utf-8", newline="") as file:
        return [Row(**line) for line in csv.DictReader(file)]


ROWS = rows()


@pytest.fixture(scope="module")
def document() -> Document:
    return Document(read(HERE.parents[1] / "openapi.yaml"))


@pytest.fixture(scope="module")
def operations(document: Document) -> dict[str, Operation]:
    return {operation.id: operation for operation in document.operations()}


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_attested(row: Row, document: Document, operations: dict[str, Operation]) -> None:
    found = locate(document, operations[row.operation], row)
    assert found is not None, f"{row.path} is missing (printed by {row.source}, {row.section})"
    differs = {
        aspect
        for decision in DECISIONS
        if (decision.operation, decision.path) == (row.operation, row.path)
        for aspect in decision.differs
    }
    problems = [text for aspect, text in deviations(row, found) if aspect not in differs]
    assert not problems, f"{row.source}, {row.section}: {'; '.join(problems)}"


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda each: f"{each.number}-{each.operation}")
def test_each_decision_is_needed(
    decision: Decision, document: Document, operations: dict[str, Operation]
) -> None:
    differing = {
        aspect
        for row in ROWS
        if (row.operation, row.path) == (decision.operation, decision.path)
        if (found := locate(document, operations[row.operation], row)) is not None
        for aspect, _ in deviations(row, found)
    }
    assert differing == decision.differs


def test_the_rows_are_complete() -> None:
    printed = Counter(row.side for row in ROWS if row.source in {"001", "002", "003"})
    assert printed["parameter"] == 10
    assert printed["request"] + printed["response"] == 654
    places = Counter((row.operation, row.side, row.path, row.source) for row in ROWS)
    assert [place for place, count in places.items() if count > 1] == []


def test_every_operation_has_rows(operations: dict[str, Operation]) -> None:
    assert {row.operation for row in ROWS} == set(operations)


def locate(document: Document, operation: Operation, row: Row) -> Place | None:
    """The place of a row: a parameter, or a property in the request or in the answer 200."""
    if row.side == "parameter":
        return parameter(document, operation, row.path)
    where: Place | None = body(document, operation, row.side)
    for step in row.path.removeprefix("[].").split("."):
        if where is None:
            return None
        name = step.removesuffix("[]")
        where = property_of(document, where, name)
        if where is not None and step.endswith("[]"):
            where = element_of(document, where)
    return where


def parameter(document: Document, operation: Operation, name: str) -> Place | None:
    """A parameter; one that the URL names is a path parameter wherever the page prints it (D15)."""
    spot = "header" if name == "Lune-Account" else "query"
    if f"{{{name}}}" in operation.path:
        spot = "path"
    found = document.parameters(operation).get((spot, name))
    if found is None:
        return None
    required = found["required"].value is True
    return Place(place(document, [found["schema"]]).alternatives, frozenset({required}))


def body(document: Document, operation: Operation, side: str) -> Place | None:
    """The request, or the answer 200, of an operation; the element where it is an array."""
    if side == "request":
        content = document.follow(operation.node["requestBody"])["content"]
    else:
        content = dict(document.answers(operation))["200"]["content"]
    where = place(document, [content["application/json"]["schema"]])
    return element_of(document, where) if where.types() == {"array"} else where


def deviations(row: Row, found: Place) -> Iterator[tuple[str, str]]:
    """What the document says otherwise than the page: the aspect and the two sayings."""
    types = found.types()
    values = types - {"null"}
    # The pages print oneOf in place of a type; whether null is allowed has its own column. An
    # example shows one of the types.
    enough = row.type in values if " / example " in row.section else values == {row.type}
    if row.type not in {"", "oneOf"} and not enough:
        yield "type", f"type {row.type} is {sorted(values)}"
    if row.format and found.texts("format") != {row.format}:
        yield "format", f"format {row.format} is {sorted(found.texts('format'))}"
    if row.required and set(found.required) != {row.required == "yes"}:
        yield "required", f"required {row.required} is {sorted(found.required)}"
    if row.nullable == "only" and types != {"null"}:
        yield "nullable", f"null only is {sorted(types)}"
    if row.nullable in {"yes", "no"} and ("null" in types) != (row.nullable == "yes"):
        yield "nullable", f"nullable {row.nullable} is {sorted(types)}"
    missing = [member for member in row.enum.split("|") if member not in found.members()]
    if row.enum and missing:
        yield "enum", f"members {missing} are missing from {found.members()}"
    if row.pattern and found.texts("pattern") != {row.pattern}:
        yield "pattern", f"pattern {row.pattern} is {sorted(found.texts('pattern'))}"


def test_a_printed_member_or_pattern_can_fail(document: Document) -> None:
    """The comparison itself: a property of another kind deviates in every aspect."""
    schema = Node((), {"type": ["string", "null"], "pattern": "x", "format": "uri"})
    row = Row("o", "response", "p", "object", "date", "yes", "no", "a", "y", "001", "s")
    found = Place(place(document, [schema]).alternatives, frozenset({False}))
    aspects = ["type", "format", "required", "nullable", "enum", "pattern"]
    assert [aspect for aspect, _ in deviations(row, found)] == aspects
