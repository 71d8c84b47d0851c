"""The checks behind `nox -s document`: each fault is found in its line, and a sound file passes."""

from __future__ import annotations

from pathlib import Path

import pytest
from lune_document_check import check
from lune_document_check.__main__ import main
from lune_document_check.redocly import UnavailableError, lint

HERE = Path(__file__).parent
SMALL = (HERE / "small.yaml").read_text(encoding="utf-8")
PROJECT = HERE.parents[1]


def line_of(text: str, words: str) -> int:
    """The line, from 1, of the only place of some words."""
    assert text.count(words) == 1, f"{words!r} stands {text.count(words)} times in the text"
    return text[: text.index(words)].count("\n") + 1


def findings(tmp_path: Path, text: str) -> list[tuple[int, str]]:
    file = tmp_path / "openapi.yaml"
    file.write_text(text, encoding="utf-8")
    return [(finding.line, finding.message) for finding in check(file).findings]


def test_the_document_of_the_project_is_sound() -> None:
    report = check(PROJECT / "openapi.yaml")
    assert report.findings == []
    assert report.operations == 16


def test_a_small_sound_document_has_no_findings(tmp_path: Path) -> None:
    assert findings(tmp_path, SMALL) == []


# What is replaced in the small document, by what, words of the finding, and words of its line
# (those of the replacement where none are given).
FAULTS = {
    "indentation": (
        "  version: '1'",
        "   version: '1'",
        "not YAML: ",
        "",
    ),
    "tab": ("  version: '1'", "\tversion: '1'", "not YAML: ", ""),
    "duplicate key": (
        "      operationId: getOrder\n",
        "      operationId: getOrder\n      operationId: again\n",
        "the key 'operationId' stands here twice (first in line ",
        "operationId: again",
    ),
    "other YAML version": (
        "description: Orders.",
        "description: no",
        "quote no: YAML 1.1 and 1.2 read it differently",
        "",
    ),
    "unknown type": (
        "made_at: {type: string,",
        "made_at: {type: strng,",
        "#/components/schemas/Order/properties/made_at/type: ",
        "",
    ),
    "bound that is no number": (
        "maxLength: 100",
        "maxLength: many",
        "#/components/schemas/OrderRequest/properties/idempotency_key/maxLength: ",
        "",
    ),
    "missing description of an answer": (
        "          description: The order found.\n",
        "",
        '"description" is a required property',
        "        '200': # of getOrder",
    ),
    "undeclared path parameter": (
        "  /orders/{id}:",
        "  /orders/{identifier}:",
        "Path parameter 'identifier'",
        "get: # getOrder",
    ),
    "dangling reference": (
        "schema: {$ref: '#/components/schemas/OrderRequest'}",
        "schema: {$ref: '#/components/schemas/Nothing'}",
        "$ref #/components/schemas/Nothing leads nowhere",
        "",
    ),
    "invalid request example": (
        "value: {quantity: '2', idempotency_key: a-1}",
        "value: {quantity: two, idempotency_key: a-1}",
        'the request of createOrder, two_tonnes: quantity: "two" does not match',
        "",
    ),
    "unknown property in a request example": (
        "value: {quantity: '2', idempotency_key: a-1}",
        "value: {quantity: '2', idempotency: a-1}",
        "Additional properties are not allowed ('idempotency' was unexpected)",
        "",
    ),
    "invalid date in an answer example": (
        "'2024-05-01T10:00:00Z'",
        "'2024-05-01T10:00:00+01.00'",
        'made_at: "2024-05-01T10:00:00+01.00" is not a "date-time"',
        "",
    ),
    "invalid error example": (
        "value: {error: {error_code: id_invalid}}",
        "value: {error: {error_code: 7}}",
        'the 404 of getOrder, unknown: error.error_code: 7 is not of type "string"',
        "",
    ),
    "invalid parameter example": (
        "example: a-2",
        "example: 7",
        'the parameter id: 7 is not of type "string"',
        "",
    ),
    "shares without a list": (
        "quantity: {type: string, pattern: '^[0-9]+$'}",
        "quantity: {type: string, x-shares: {property: part, total: '100'}}",
        "x-shares: this is no list",
        "",
    ),
    "shares of an unknown property": (
        "quantity: {type: string, pattern: '^[0-9]+$'}",
        "quantity: {type: array, items: {}, x-shares: {property: part, total: '100'}}",
        "x-shares: the items have no property 'part'",
        "",
    ),
    "shares of a total that is no decimal text": (
        "quantity: {type: string, pattern: '^[0-9]+$'}",
        "quantity: {type: array, items: {properties: {p: {}}}, x-shares: {property: p, total: 100}}",
        "x-shares: the total must be decimal text, such as '100'",
        "",
    ),
    "exclusive properties that are unknown": (
        "      additionalProperties: false\n",
        "      additionalProperties: false\n      x-exclusive: [quantity, price]\n",
        "x-exclusive: there is no property 'price'",
        "x-exclusive: [quantity, price]",
    ),
    "one property that excludes nothing": (
        "      additionalProperties: false\n",
        "      additionalProperties: false\n      x-exclusive: [quantity]\n",
        "x-exclusive: two properties or more are expected",
        "x-exclusive: [quantity]",
    ),
    "size of a body that is no number": (
        "  version: '1'",
        "  version: '1'\n  x-max-body-bytes: 100 kB",
        "x-max-body-bytes: a whole number of bytes is expected",
        "x-max-body-bytes: 100 kB",
    ),
    "missing request example": (
        """\
            examples:
              two_tonnes:
                value: {quantity: '2', idempotency_key: a-1}
""",
        "",
        "createOrder: the request has no named example (application/json)",
        "application/json: # request",
    ),
    "missing answer example": (
        """\
              examples:
                unknown:
                  value: {error: {error_code: id_invalid}}
""",
        "",
        "getOrder: the 404 has no named example (application/json)",
        "application/json: # 404",
    ),
    "two tags": (
        "tags: [orders] # of getOrder",
        "tags: [orders, more]",
        "getOrder has 2 tags, not one",
        "get: # getOrder",
    ),
    "undeclared tag": (
        "tags: [orders] # of getOrder",
        "tags: [order]",
        "getOrder: the tag order is not declared in `tags`",
        "",
    ),
    "no operationId": (
        "      operationId: getOrder\n",
        "",
        "GET /orders/{id} has no operationId",
        "get: # getOrder",
    ),
    "no method name": (
        "      x-method-name: get\n",
        "",
        "getOrder has no x-method-name",
        "get: # getOrder",
    ),
    "method name used twice": (
        "x-method-name: get_by_key",
        "x-method-name: get #",
        "getOrderByKey: getOrder is called orders.get as well",
        "",
    ),
    "no security": (
        "security: [{bearer: []}]\n",
        "",
        "getOrder has no security",
        "get: # getOrder",
    ),
    "open request": (
        "      additionalProperties: false\n",
        "",
        "OrderRequest belongs to a request: it needs additionalProperties: false",
        "    OrderRequest:",
    ),
    "closed answer": (
        "      required: [id, quantity, made_at]\n",
        "      required: [id, quantity, made_at]\n      additionalProperties: false\n",
        "Order belongs to answers only: it must stay open",
        "    Order:",
    ),
    "enum without a name": (
        "made_at: {type: string,",
        "made_at: {type: string, enum: [now],",
        "Order / properties / made_at: give this enum a component",
        "",
    ),
    "no type": (
        "made_at: {type: string, format: date-time}",
        "made_at: {format: date-time}",
        "#/components/schemas/Order/properties/made_at: this says no type",
        "",
    ),
    "object without its type": (
        "      type: object\n      additionalProperties: false\n",
        "      additionalProperties: false\n",
        "#/components/schemas/OrderRequest: an object needs type: object",
        "    OrderRequest:",
    ),
    "default": (
        "maxLength: 100}",
        "maxLength: 100, default: a}",
        "#/components/schemas/OrderRequest/properties/idempotency_key/default: no default;",
        "",
    ),
    "null among the members": (
        "made_at: {type: string,",
        "made_at: {type: [string, 'null'], enum: [now, null],",
        "#/components/schemas/Order/properties/made_at/enum/1: no null among the members",
        "",
    ),
    "member twice": (
        "made_at: {type: string,",
        "made_at: {type: string, enum: [now, then, now],",
        "#/components/schemas/Order/properties/made_at/enum/2: now is a member twice",
        "",
    ),
    "member that is not text": (
        "made_at: {type: string,",
        "made_at: {type: string, enum: [now, 7],",
        "#/components/schemas/Order/properties/made_at/enum/1: 7 is not text: quote it",
        "",
    ),
    "no member": (
        "made_at: {type: string,",
        "made_at: {type: string, enum: [],",
        "#/components/schemas/Order/properties/made_at/enum: there is no member",
        "",
    ),
    "properties beside a union": (
        "      required: [error]\n",
        "      required: [error]\n      oneOf: [{type: object}]\n",
        "#/components/schemas/Error/properties: no properties beside oneOf",
        "      properties: # of Error",
    ),
    "union inside allOf": (
        "quantity: {oneOf: [{type: string}, {type: 'null'}]}",
        "quantity: {allOf: [{oneOf: [{type: string}, {type: 'null'}]}]}",
        "#/components/schemas/Order/properties/quantity/allOf/0: no union inside allOf",
        "",
    ),
    "required and not declared": (
        "required: [quantity]",
        "required: [quantity, price]",
        "price is required and not among the properties",
        "",
    ),
    "variants that overlap": (
        "        error: {type: object, additionalProperties: {type: string}}",
        """\
        error:
          oneOf:
            - {type: object, required: [code]}
            - {type: object, additionalProperties: {type: string}}""",
        "use anyOf, or a required key that tells them apart",
        "            - {type: object, required: [code]}",
    ),
    "unused component": (
        "    Order:",
        "    Spare: {type: string}\n    Order:",
        "the component schemas/Spare is not used",
        "    Spare:",
    ),
    "link to no operation": (
        "operationId: getOrderByKey # link",
        "operationId: nowhere",
        "the link by_key of createOrder: there is no operation nowhere",
        "            by_key:",
    ),
    "link with an unknown parameter": (
        "parameters: {id: $response.body#/id}",
        "parameters: {id: $response.body#/id, number: '1'}",
        "the link by_id of createOrder: getOrder has no parameter number",
        "",
    ),
    "link without a needed parameter": (
        "parameters: {id: $response.body#/id}",
        "description: no parameters",
        "the link by_id of createOrder: getOrder needs id",
        "            by_id:",
    ),
    "link from a property that is not there": (
        "$response.body#/id",
        "$response.body#/number",
        "id comes from '$response.body#/number', which does not exist",
        "",
    ),
    "missing link": (
        """\
            by_key:
              operationId: getOrderByKey # link
              parameters: {idempotency_key: $request.body#/idempotency_key}
""",
        "",
        "createOrder has no link from idempotency_key to getOrderByKey",
        "post: # createOrder",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_found_in_its_line(fault: str, tmp_path: Path) -> None:
    old, new, message, place = FAULTS[fault]
    line_of(SMALL, old)
    text = SMALL.replace(old, new)
    expected = line_of(text, place or new)
    found = findings(tmp_path, text)
    assert [line for line, words in found if message in words] == [expected], found


def test_all_faults_are_found_at_once(tmp_path: Path) -> None:
    text = SMALL.replace("made_at: {type: string,", "made_at: {type: strng,")
    text = text.replace("error_code: id_invalid", "error_code: 7")
    text = text.replace("parameters: {id: $response", "parameters: {number: $response")
    wanted = {
        line_of(text, words) for words in ("{type: strng,", "error_code: 7", "parameters: {number")
    }
    assert wanted <= {line for line, _ in findings(tmp_path, text)}


def test_every_dangling_reference_is_found(tmp_path: Path) -> None:
    text = SMALL.replace("'#/components/schemas/Error'", "'#/components/schemas/Gone'")
    text = text.replace("'#/components/schemas/OrderRequest'", "'#/components/schemas/Lost'")
    found = [message for _, message in findings(tmp_path, text)]
    for name in ("Gone", "Lost"):
        assert f"$ref #/components/schemas/{name} leads nowhere" in found


@pytest.mark.parametrize("text", ["", "[]", "text", "paths: 1"])
def test_what_is_no_document_has_findings(text: str, tmp_path: Path) -> None:
    assert findings(tmp_path, text)


def test_a_file_that_is_not_utf_8_has_a_finding(tmp_path: Path) -> None:
    file = tmp_path / "openapi.yaml"
    file.write_bytes(b"openapi: \xff")
    (finding,) = check(file).findings
    assert finding.message.startswith("the file is not UTF-8")


def test_the_command_prints_findings_and_fails(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "openapi.yaml"
    text = SMALL.replace("maxLength: 100", "maxLength: many")
    file.write_text(text, encoding="utf-8")
    assert main([str(file)]) == 1
    first, last = capsys.readouterr().out.splitlines()
    assert first.startswith(f"{file}:{line_of(text, 'maxLength: many')}: ")
    assert last == "3 operations, 4 components, 6 examples, 2 links: 1 findings"


def test_the_command_passes_a_sound_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "openapi.yaml"
    file.write_text(SMALL, encoding="utf-8")
    assert main([str(file)]) == 0
    assert capsys.readouterr().out.count("\n") == 1


def test_the_command_goes_on_without_node(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    file = tmp_path / "openapi.yaml"
    file.write_text(SMALL, encoding="utf-8")
    (tmp_path / "redocly.yaml").write_text("extends: [recommended]", encoding="utf-8")
    assert main([str(file)]) == 0
    assert "skipped: Node.js is not installed" in capsys.readouterr().out


def test_an_npx_that_fails_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, body in {
        "node": "exit 0",
        "npx": "echo npm error: registry away >&2; exit 1",
    }.items():
        program = tmp_path / name
        program.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
        program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UnavailableError, match="registry away"):
        lint(PROJECT / "openapi.yaml", PROJECT / "redocly.yaml")
