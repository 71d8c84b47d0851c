"""Each operation declares the answers that the public sources attest, and no others.

`statuses.csv` names the sources of each: a page (001 to 004), the schema of 2024, the client of
2026, or D5, the decision that reading an order can be refused like everything else.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from lune_document_check.document import Document, Node
from lune_document_check.source import read

HERE = Path(__file__).parent


def statuses() -> dict[str, dict[str, str]]:
    """Operation, then status, then the name of the body."""
    found: dict[str, dict[str, str]] = {}
    with (HERE / "statuses.csv").open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            found.setdefault(line["operation"], {})[line["status"]] = line["body"]
    return found


STATUSES = statuses()


@pytest.fixture(scope="module")
def document() -> Document:
    return Document(read(HERE.parents[1] / "openapi.yaml"))


@pytest.fixture(scope="module")
def answers(document: Document) -> dict[str, dict[str, Node]]:
    return {each.id: dict(document.answers(each)) for each in document.operations()}


def test_every_operation_has_statuses(answers: dict[str, dict[str, Node]]) -> None:
    assert set(STATUSES) == set(answers)


@pytest.mark.parametrize("operation", STATUSES)
def test_statuses_and_bodies(operation: str, answers: dict[str, dict[str, Node]]) -> None:
    declared = {status: body(answer) for status, answer in answers[operation].items()}
    # A 503 may come with a body or without (D4): what is declared is the body it may have.
    expected = {
        status: name.removeprefix("optional ") for status, name in STATUSES[operation].items()
    }
    assert declared == expected


@pytest.mark.parametrize("operation", STATUSES)
def test_answer_headers(operation: str, answers: dict[str, dict[str, Node]]) -> None:
    headers = {
        status: {name for name, _ in answer["headers"].entries()}
        for status, answer in answers[operation].items()
    }
    assert headers == {status: {"Lune-Version", "CF-Ray"} for status in headers}


@pytest.mark.parametrize("operation", STATUSES)
def test_request_headers(operation: str, document: Document) -> None:
    (found,) = [each for each in document.operations() if each.id == operation]
    parameters = document.parameters(found)
    required = {
        name: node["required"].value is True
        for (where, name), node in parameters.items()
        if where == "header"
    }
    assert required == {"Lune-Account": False, "Lune-Version": False}


def body(answer: Node) -> str:
    """The component that is the body, `array of` it, or none."""
    content = [media["schema"] for media in answer["content"].children()]
    if not content:
        return "none"
    (schema,) = content
    if schema["type"].text() == "array":
        return f"array of {component(schema['items'])}"
    return component(schema)


def component(schema: Node) -> str:
    return schema["$ref"].text().removeprefix("#/components/schemas/")
