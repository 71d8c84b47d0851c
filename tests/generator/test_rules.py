from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from lune_generator.check import regenerate
from lune_generator.document import Document, DocumentError
from lune_generator.rules import Shares, exclusive_of, max_body_bytes, shares_of

from .small import checkout, document, ref

_PROGRAM = """
import sys
sys.path.insert(0, sys.argv[1])
import lune_api
from lune_api.errors import InvalidRequestError
from lune_api.models import NewThing, Square
print(lune_api.MAX_BODY_BYTES)
for things in ([1, 6], [1, None], [None, None], [3, 5]):
    squares = [Square() if side is None else Square(side=side) for side in things]
    try:
        NewThing(shape=Square(), squares=squares).check("it.")
    except InvalidRequestError as error:
        print(error.field, error.problem.partition(":")[0])
try:
    NewThing(shape=Square(), squares=[Square()], labels={"a": "b"}).check("it.")
except InvalidRequestError as error:
    print(error.field, error.problem.partition(":")[0])
"""


def _ruled() -> Any:
    """The small document, with a rule for a list and one for an object."""
    content = document()
    thing = content["components"]["schemas"]["NewThing"]
    thing["properties"]["squares"] = {
        "type": "array",
        "items": ref("Square"),
        "x-shares": {"property": "side", "total": "7.0"},
    }
    thing["x-exclusive"] = ["labels", "squares"]
    return content


def test_the_package_knows_the_rules(tmp_path: Path) -> None:
    made = checkout(tmp_path, _ruled())
    assert regenerate(made) == []
    command = [sys.executable, "-c", _PROGRAM, str(made.package.parent)]
    printed = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    assert printed.splitlines() == [
        "1000",
        "it.squares 1 of 2 entries have a side",
        "it.squares the side of all entries must add up to 7.0, these add up to 8",
        "it.labels, it.squares exclude each other",
    ]


def test_the_rules_as_they_are_read() -> None:
    read = Document(_ruled())
    squares = read.schemas["NewThing"]["properties"]["squares"]
    assert shares_of(read, squares) == Shares("side", "7.0")
    assert shares_of(read, {"type": "array", "items": ref("Square")}) is None
    assert exclusive_of(read, "NewThing") == ["labels", "squares"]
    assert exclusive_of(read, "Square") == ()
    assert max_body_bytes(read) == 1000


@pytest.mark.parametrize(
    "stated",
    [
        {"property": "none", "total": "7"},
        {"property": "side", "total": "seven"},
        {"property": "side"},
        "side",
    ],
)
def test_shares_that_cannot_be_true(stated: object) -> None:
    with pytest.raises(DocumentError, match="x-shares: "):
        shares_of(Document(document()), {"items": ref("Square"), "x-shares": stated})


@pytest.mark.parametrize("stated", [[], ["labels"], ["labels", "labels"], ["labels", "none"]])
def test_exclusions_that_cannot_be_true(stated: list[str]) -> None:
    content = document()
    content["components"]["schemas"]["NewThing"]["x-exclusive"] = stated
    with pytest.raises(DocumentError, match="NewThing: x-exclusive: two of its properties"):
        exclusive_of(Document(content), "NewThing")


@pytest.mark.parametrize("stated", [None, 0, True, 1.5, "100 kB"])
def test_a_size_that_is_none(stated: object) -> None:
    content = document()
    content["info"]["x-max-body-bytes"] = stated
    with pytest.raises(DocumentError, match="x-max-body-bytes must be a whole number"):
        max_body_bytes(Document(content))
