from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lune_generator.check import regenerate
from lune_generator.document import Document, DocumentError
from lune_generator.policies import Policy, codes, policy_of

from .small import answer, checkout, document, ref

_PROGRAM = """
import sys
sys.path.insert(0, sys.argv[1])
import lune_api
from lune_api.api.things.create_things import create_things
from lune_api.models import NewThing, Square
made = create_things([NewThing(shape=Square(), key="a")])
print(made.repeatable, made.key_field, made.lookup_call)
print(dict(made.echo))
found = made.lookup("a/b")
print(found.id, found.path, found.repeatable, type(found.parse({"name": "x"})).__name__)
print(sorted(lune_api.ALREADY_EXISTS))
"""


def _keyed() -> Any:
    """The small document, with things that can be looked up by a key."""
    content = document()
    schemas = content["components"]["schemas"]
    schemas["NewThing"]["properties"]["key"] = {"type": "string"}
    schemas["Thing"]["allOf"][1]["properties"]["shape"] = ref("Shape")
    schemas["Colour"]["x-already-exists"] = ["red", "dark blue"]
    post = content["paths"]["/things"]["post"]
    post["x-echo"] = {"shape": ["shape", "shape/kind?"], "labels": ["name", "extra"]}
    post["responses"]["200"]["links"] = {
        "by_id": {"operationId": "getThing", "parameters": {"key": "$response.body#/0/name"}},
        "by_key": {"operationId": "getThing", "parameters": {"key": "$request.body#/0/key"}},
    }
    content["paths"]["/kept-things/{key}"] = {
        "get": {
            "operationId": "getThing",
            "x-method-name": "get",
            "tags": ["kept_things"],
            "parameters": [
                {"name": "key", "in": "path", "required": True, "schema": {"type": "string"}},
                {"name": "Small", "in": "header", "required": True, "schema": {"type": "string"}},
            ],
            "responses": {"200": answer(ref("Thing"))},
        }
    }
    content["tags"].append({"name": "kept_things", "description": "Things that were kept."})
    return content


def _policy(content: Any, operation_id: str = "createThings") -> Policy:
    read = Document(content)
    return policy_of(read, read.operation(operation_id))


def test_the_facts_of_a_creation() -> None:
    policy = _policy(_keyed())
    assert not policy.repeatable
    assert policy.key_field == "key"
    assert policy.lookup is not None
    assert policy.lookup.id == "getThing"
    assert policy.echo == {"shape": ["shape", "shape/kind?"], "labels": ["name", "extra"]}


def test_a_document_that_says_nothing() -> None:
    assert _policy(document()) == Policy()
    assert _policy(document(), "listThings") == Policy(repeatable=True)
    assert codes(Document(document()), "x-already-exists") == []


@pytest.mark.parametrize("stated", [True, False])
def test_a_post_says_whether_it_can_be_repeated(stated: bool) -> None:
    content = document()
    content["paths"]["/things"]["post"]["x-repeatable"] = stated
    assert _policy(content).repeatable is stated


def test_a_put_is_not_looked_up() -> None:
    content = _keyed()
    content["paths"]["/things"]["put"] = content["paths"]["/things"].pop("post")
    policy = _policy(content)
    assert (policy.key_field, policy.lookup) == (None, None)


def test_the_package_knows_the_facts(tmp_path: Path) -> None:
    made = checkout(tmp_path, _keyed())
    assert regenerate(made) == []
    command = [sys.executable, "-c", _PROGRAM, str(made.package.parent)]
    printed = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    assert printed.splitlines() == [
        "False key kept_things.get",
        "{'shape': ('shape', 'shape/kind?'), 'labels': ('name', 'extra')}",
        "getThing /kept-things/a%2Fb True Thing",
        "['dark blue', 'red']",
    ]


def _post(content: Any) -> Any:
    return content["paths"]["/things"]["post"]


def _link(content: Any) -> Any:
    return _post(content)["responses"]["200"]["links"]["by_key"]


def _repeatable_text(content: Any) -> None:
    _post(content)["x-repeatable"] = "yes"


def _repeatable_get(content: Any) -> None:
    content["paths"]["/things"]["get"]["x-repeatable"] = True


def _echo_list(content: Any) -> None:
    _post(content)["x-echo"] = ["shape"]


def _echo_empty(content: Any) -> None:
    _post(content)["x-echo"] = {}


def _echo_places(content: Any) -> None:
    _post(content)["x-echo"] = {"shape": "shape"}


def _echo_twice(content: Any) -> None:
    _post(content)["x-echo"] = {"shape": ["shape", "shape"]}


def _echo_request(content: Any) -> None:
    _post(content)["x-echo"] = {"size": ["shape"]}


def _echo_answer(content: Any) -> None:
    _post(content)["x-echo"] = {"shape": ["shape/size"]}


def _echo_without_body(content: Any) -> None:
    content["paths"]["/things"]["get"]["x-echo"] = {"shape": ["data"]}


def _acts_for_nothing(content: Any) -> None:
    _post(content)["x-acts-for"] = "size"


def _link_of_an_object(content: Any) -> None:
    _link(content)["parameters"] = {"key": "$request.body#/key"}


def _link_of_nothing(content: Any) -> None:
    _link(content)["parameters"] = {"key": "$request.body#/0/size"}


def _link_to_nothing(content: Any) -> None:
    _link(content)["operationId"] = "findThing"


def _link_to_a_list(content: Any) -> None:
    _link(content)["operationId"] = "listThings"


def _links_two_ways(content: Any) -> None:
    _post(content)["responses"]["200"]["links"]["by_label"] = {
        "operationId": "getThing",
        "parameters": {"key": "$request.body#/0/labels"},
    }


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (_repeatable_text, "createThings: x-repeatable is true or false"),
        (_repeatable_get, "listThings: x-repeatable is true or false, and only said of a POST"),
        (_echo_list, "createThings: x-echo: expected properties"),
        (_echo_empty, "createThings: x-echo: expected properties"),
        (_echo_places, "createThings: x-echo: shape: a list of different names"),
        (_echo_twice, "createThings: x-echo: shape: a list of different names"),
        (_echo_request, "createThings: x-echo: the body has no property size"),
        (_echo_answer, "createThings: x-echo: shape: the answer has no property shape/size"),
        (_echo_without_body, "listThings: x-echo: the body has no property shape"),
        (_link_of_an_object, "createThings: a link uses $request.body#/key"),
        (_acts_for_nothing, "createThings: x-acts-for: its body has no property 'size'"),
        (_link_of_nothing, "createThings: a link uses $request.body#/0/size"),
        (_link_to_nothing, "createThings: a link leads to 'findThing'"),
        (_link_to_a_list, "createThings: listThings cannot look it up"),
        (_links_two_ways, "createThings: its links name more than one way"),
    ],
)
def test_what_cannot_be_true_is_refused(change: Callable[[Any], None], words: str) -> None:
    content = _keyed()
    change(content)
    read = Document(content)
    with pytest.raises(DocumentError) as caught:
        [policy_of(read, operation) for operation in read.operations()]
    assert words in str(caught.value)


@pytest.mark.parametrize("stated", [[], "red", ["green"], ["red", "red"], [1], None])
def test_a_code_that_is_no_member_is_refused(stated: Any) -> None:
    content = document()
    content["components"]["schemas"]["Colour"]["x-already-exists"] = stated
    with pytest.raises(DocumentError, match="Colour: x-already-exists"):
        codes(Document(content), "x-already-exists")


def test_one_enumeration_lists_the_codes() -> None:
    content = _keyed()
    content["components"]["schemas"]["WeightUnit"]["x-already-exists"] = ["kg"]
    with pytest.raises(DocumentError, match="not Colour, WeightUnit"):
        codes(Document(content), "x-already-exists")


def test_only_an_enumeration_can_list_codes() -> None:
    content = document()
    content["components"]["schemas"]["Named"]["x-already-exists"] = ["red"]
    with pytest.raises(DocumentError, match="Named: x-already-exists: no member is red"):
        codes(Document(content), "x-already-exists")
