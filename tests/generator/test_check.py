from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lune_generator.__main__ import main
from lune_generator.check import check, regenerate
from lune_generator.checkout import Checkout, WrongToolError, require_pinned
from lune_generator.document import DocumentError
from lune_generator.generate import runtime_modules

from .small import ROOT, checkout, document, fixtures, ref


def test_the_committed_output_is_what_the_document_generates() -> None:
    assert check(Checkout(ROOT)) == []


def test_a_fresh_output_is_up_to_date(small: Checkout) -> None:
    assert check(small) == []
    assert (small.package / "py.typed").exists()
    assert not (small.package / "client.py").exists()
    assert json.loads(small.compiled.read_text(encoding="utf-8"))["info"]["title"] == "Small"


def test_regenerating_changes_nothing_and_removes_stale_files(small: Checkout) -> None:
    before = {path: path.read_bytes() for path in small.package.rglob("*.py")}
    stale = small.package / "models" / "stale.py"
    stale.write_text("x = 1\n", encoding="utf-8")
    assert regenerate(small) == []
    assert {path: path.read_bytes() for path in small.package.rglob("*.py")} == before
    assert [path.name for path in small.package.parent.iterdir()] == ["lune_api"]


def test_a_changed_byte_is_found(small: Checkout) -> None:
    model = small.package / "models" / "thing.py"
    model.write_text(model.read_text(encoding="utf-8") + " ", encoding="utf-8")
    assert check(small) == ["models/thing.py: regeneration would change it"]


def test_stale_and_missing_files_are_found(small: Checkout) -> None:
    (small.package / "old.py").touch()
    (small.package / "types.py").unlink()
    small.compiled.unlink()
    assert check(small) == [
        "old.py: regeneration would remove it",
        "types.py: regeneration would add it",
        "openapi.json: missing",
    ]


def test_an_edit_of_the_document_is_found(small: Checkout) -> None:
    text = small.document.read_text(encoding="utf-8").replace("Its name", "The name")
    small.document.write_text(text, encoding="utf-8")
    findings = check(small)
    assert "models/named.py: regeneration would change it" in findings
    assert "openapi.json: is not what openapi.yaml compiles to" in findings


def _no_fixture(given: Any) -> None:
    del given["Shape"]["Square"]


def _wrong_fixture(given: Any) -> None:
    given["Shape"]["Circle"] = [{"kind": "square"}]


def _fits_nothing(given: Any) -> None:
    given["Shape"]["Square"] = [{"kind": "triangle"}]


def _unknown_variant(given: Any) -> None:
    given["Shape"]["Triangle"] = [{}]


def _unknown_union(given: Any) -> None:
    given["Form"] = {}


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        (_no_fixture, "union Shape: no fixture for the variant Square"),
        (_wrong_fixture, "union Shape: a fixture for Circle is read as Square(kind='square'"),
        (_fits_nothing, "union Shape: a fixture for Square is read as {'kind': 'triangle'}"),
        (_unknown_variant, "union Shape: fixtures for the unknown variant Triangle"),
        (_unknown_union, "union Form: fixtures for an unknown union"),
    ],
)
def test_each_variant_needs_a_fixture_of_its_class(
    small: Checkout, change: Callable[[Any], None], finding: str
) -> None:
    given = fixtures()
    change(given)
    small.fixtures.write_text(json.dumps(given), encoding="utf-8")
    (found,) = check(small)
    assert found.startswith(finding)


def test_the_fixtures_must_exist(small: Checkout) -> None:
    small.fixtures.unlink()
    (found,) = check(small)
    assert found.startswith("union_fixtures.json: missing")


def _schemas(content: Any) -> Any:
    return content["components"]["schemas"]


def _format(content: Any) -> None:
    _schemas(content)["Named"]["properties"]["name"]["format"] = "uuid"


def _keyword(content: Any) -> None:
    _schemas(content)["NewThing"]["dependentRequired"] = {"weight": ["labels"]}


def _multiple(content: Any) -> None:
    _schemas(content)["Square"]["properties"]["side"]["multipleOf"] = 2


def _default(content: Any) -> None:
    _schemas(content)["Square"]["properties"]["side"]["default"] = 2


def _inline_object(content: Any) -> None:
    _schemas(content)["Named"]["properties"]["owner"] = {
        "type": "object",
        "properties": {"id": {"type": "string"}},
    }


def _inline_enum(content: Any) -> None:
    _schemas(content)["Named"]["properties"]["size"] = {"type": "string", "enum": ["s", "m"]}


def _inline_union(content: Any) -> None:
    _schemas(content)["Named"]["properties"]["size"] = {
        "oneOf": [{"type": "string"}, {"type": "integer"}]
    }


def _exact_number_sent(content: Any) -> None:
    _schemas(content)["Circle"]["properties"]["radius"] = {"type": "number", "format": "decimal"}


def _bounded_decimal(content: Any) -> None:
    _schemas(content)["Decimal"]["minimum"] = 0


def _null_sent(content: Any) -> None:
    _schemas(content)["Square"]["properties"]["side"]["type"] = ["integer", "null"]


def _exclusive(content: Any) -> None:
    _schemas(content)["Square"]["properties"]["side"]["exclusiveMinimum"] = 0


def _answer_of_many_kinds(content: Any) -> None:
    post = content["paths"]["/things"]["post"]
    post["responses"]["200"]["content"]["application/json"]["schema"] = ref("Shape")


def _bad_pattern(content: Any) -> None:
    _schemas(content)["Named"]["properties"]["name"]["pattern"] = "(["


def _method_name(content: Any) -> None:
    del content["paths"]["/things"]["post"]["x-method-name"]


def _no_next_page(content: Any) -> None:
    del content["paths"]["/things"]["get"]["responses"]["200"]["links"]


def _name_of_a_method(content: Any) -> None:
    _schemas(content)["Named"]["properties"]["to_dict"] = {"type": "string"}


def _missing_reference(content: Any) -> None:
    _schemas(content)["Named"]["properties"]["owner"] = ref("Owner")


def _union_in_a_union(content: Any) -> None:
    _schemas(content)["Figure"] = {"oneOf": [ref("Shape"), ref("Named")]}
    _schemas(content)["Named"]["properties"]["figure"] = ref("Figure")


def _taken_name(content: Any) -> None:
    _schemas(content)["Pager"] = {"type": "object", "properties": {"a": {"type": "string"}}}


def _text_body(content: Any) -> None:
    content["paths"]["/things"]["post"]["requestBody"] = {
        "required": True,
        "content": {"text/plain": {"schema": {"type": "string"}}},
    }


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (_format, "Thing.name: the templates have no code for a UuidProperty"),
        (_keyword, "NewThing: the templates have no code for dependentRequired"),
        (_multiple, "Square: the templates have no code for multipleOf"),
        (_default, "Square: the templates have no code for default"),
        (_inline_object, "the object NamedOwner is written out in place"),
        (_inline_enum, "the enum NamedSize is written out in place"),
        (_inline_union, "Thing.size: a union is written out in place"),
        (_exact_number_sent, "Circle.radius: an exact number in a request must be text"),
        (_bounded_decimal, "an exact number can be bounded by a pattern only"),
        (_null_sent, "Square.side: null in a request"),
        (_exclusive, "Square: the templates have no code for exclusiveMinimum"),
        (_answer_of_many_kinds, "createThings: an answer must be an object or a list"),
        (_bad_pattern, "Thing.name: the pattern '([' cannot be checked in Python"),
        (_method_name, "createThings: x-method-name"),
        (_no_next_page, "listThings: its answer is a page"),
        (_name_of_a_method, "cannot be named to_dict"),
        (_missing_reference, "Owner"),
        (_union_in_a_union, "a union inside a union"),
        (_taken_name, "components cannot be named Pager"),
        (_text_body, "text/plain"),
    ],
)
def test_what_the_templates_cannot_say_fails_with_its_place(
    tmp_path: Path, small: Checkout, change: Callable[[Any], None], words: str
) -> None:
    content = document()
    change(content)
    changed = checkout(tmp_path, content)
    findings = check(changed)
    assert all(finding.startswith(("document: ", "generator: ")) for finding in findings)
    assert any(words in finding for finding in findings)
    assert "UntrustedString" not in "".join(findings)
    before = (small.package / "types.py").read_bytes()
    try:
        complaints = regenerate(changed)
    except DocumentError as error:
        complaints = [str(error)]
    assert complaints
    assert (small.package / "types.py").read_bytes() == before


@pytest.mark.parametrize("text", ["a: [", "- a\n- b\n", "a: b: c\n"])
def test_a_document_that_is_none_fails_with_its_place(
    small: Checkout, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    small.document.write_text(text, encoding="utf-8")
    (finding,) = check(small)
    assert "openapi.yaml" in finding
    assert main(["--root", str(small.root), "regenerate"]) == 1
    assert "openapi.yaml" in capsys.readouterr().err


def test_the_commands(small: Checkout, capsys: pytest.CaptureFixture[str]) -> None:
    root = ["--root", str(small.root)]
    assert main([*root, "regenerate"]) == 0
    assert main([*root, "check"]) == 0
    assert "up to date" in capsys.readouterr().out
    (small.package / "types.py").unlink()
    assert main([*root, "check"]) == 1
    assert "error: types.py" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["openapi-python-client", "ruff", "griffe", "no-such-tool"])
def test_another_version_of_a_tool_is_refused(name: str) -> None:
    with pytest.raises(WrongToolError, match=rf"{name} 0\.0\.1 is needed.*pip install {name}"):
        require_pinned({name: "0.0.1"})


def test_the_pinned_tools_are_installed() -> None:
    pins = Checkout(ROOT).pins()
    assert {"openapi-python-client", "ruff", "griffe"} <= pins.keys()
    require_pinned(pins)


def test_modules_that_no_document_changes_are_copied_byte_for_byte(small: Checkout) -> None:
    copied = {path.name: path.read_bytes() for path in runtime_modules()}
    assert {"checking.py", "errors.py", "reading.py", "types.py", "writing.py"} == copied.keys()
    assert all((small.package / name).read_bytes() == text for name, text in copied.items())
