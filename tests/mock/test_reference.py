from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

import lune_document
from lune_mock import Answer, Sandbox
from lune_mock.operations import contract, read
from lune_mock.pages import reference
from lune_mock.settings import Idempotency

from .calling import Api

BUNDLE = [path.removeprefix("/docs/") for path in reference._BUNDLE]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of Swagger UI, which is fetched by a build and stays empty here."""
    monkeypatch.setattr(reference, "_file", tmp_path.joinpath)
    return tmp_path


def get(sandbox: Sandbox, path: str, host: str = "127.0.0.1:8080") -> Answer:
    return sandbox.handle("GET", path, {"Host": host}, b"")


def fetched(folder: Path) -> None:
    for name in (*BUNDLE, "VERSION"):
        (folder / name).write_text(name, encoding="utf-8")


class Elements(HTMLParser):
    """The elements of a page."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        assert answer.status == 200
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
        self.all: list[tuple[str, dict[str, str | None]]] = []
        self.feed(answer.body.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.all.append((tag, dict(attrs)))

    def values(self, tag: str, attribute: str) -> list[str | None]:
        return [each[attribute] for name, each in self.all if name == tag and attribute in each]


@pytest.mark.parametrize(
    ("path", "document"),
    [("/docs", "/docs/openapi.json"), ("/docs/control", "/_mock/openapi.json")],
)
def test_a_page_shows_a_document(sandbox: Sandbox, folder: Path, path: str, document: str) -> None:
    fetched(folder)
    page = Elements(get(sandbox, path))
    assert page.values("div", "data-document") == [document]
    assert page.values("div", "data-api-key") == [sandbox.api_key]
    assert "openapi" in json.loads(get(sandbox, document).body)
    current = [each["href"] for name, each in page.all if name == "a" and "aria-current" in each]
    assert current == ["/docs", path]


def test_all_of_a_page_comes_from_the_sandbox(sandbox: Sandbox, folder: Path) -> None:
    fetched(folder)
    answer = get(sandbox, "/docs")
    page = Elements(answer)
    used = [*page.values("script", "src"), *page.values("link", "href")]
    assert {"/docs/swagger-ui-bundle.js", "/docs/swagger-ui.css", "/assets/reference.js"} <= {*used}
    for path in {*used, *page.values("a", "href")} - {"#main"}:
        assert path is not None
        assert get(sandbox, path).status == 200, path
    # Nothing of it stands in the page itself, so that what somebody else wrote cannot run.
    assert len(page.values("script", "src")) == len([each for each in page.all if "script" in each])
    assert answer.headers["Content-Security-Policy"].split("; ") == [
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]


def test_images_in_a_stylesheet_are_for_the_reference_only(sandbox: Sandbox) -> None:
    assert "data:" not in get(sandbox, "/").headers["Content-Security-Policy"]


@pytest.mark.parametrize("name", BUNDLE)
def test_a_file_of_the_bundle(sandbox: Sandbox, folder: Path, name: str) -> None:
    assert get(sandbox, f"/docs/{name}").status == 404
    fetched(folder)
    answer = get(sandbox, f"/docs/{name}")
    assert (answer.status, answer.body) == (200, name.encode())
    kinds = {"css": "text/css", "js": "text/javascript"}
    kind = kinds.get(name.rpartition(".")[2], "text/plain")
    assert answer.headers["Content-Type"] == f"{kind}; charset=utf-8"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_without_the_bundle_the_page_says_how_to_get_it(sandbox: Sandbox) -> None:
    answer = get(sandbox, "/docs")
    page = Elements(answer)
    assert b"nox -s assets" in answer.body
    assert "/docs/openapi.json" in page.values("a", "href")
    assert page.values("script", "src") == []
    assert sandbox.api_key.encode() not in answer.body


def test_the_document_is_that_of_the_api_with_this_sandbox_as_its_server(sandbox: Sandbox) -> None:
    shown = json.loads(get(sandbox, "/docs/openapi.json").body)
    assert [each["url"] for each in shown["servers"]] == ["/v1"]
    document = lune_document.load()
    assert document["servers"] != shown["servers"]
    assert shown["paths"].keys() == document["paths"].keys()  # type: ignore[union-attr]  # JSON
    assert [each.id for each in read(shown).operations] == [
        each.id for each in read(document).operations
    ]


@pytest.mark.parametrize("path", ["/docs/openapi.json", "/_mock/openapi.json"])
def test_operations_are_shown_in_groups_that_say_what_they_are(sandbox: Sandbox, path: str) -> None:
    document = json.loads(get(sandbox, path).body)
    groups = {each["name"] for each in document["tags"] if each["description"]}
    operations = [each for item in document["paths"].values() for each in item.values()]
    shown = {tag for each in operations if "tags" in each for tag in each["tags"]}
    assert all(each.get("tags") for each in operations if "operationId" in each)
    assert shown == groups


def test_no_header_is_sent_unless_somebody_fills_it_in(sandbox: Sandbox) -> None:
    shown = json.loads(get(sandbox, "/docs/openapi.json").body)
    headers = [
        each for each in shown["components"]["parameters"].values() if each["in"] == "header"
    ]
    assert headers
    assert all("example" not in each for each in headers)
    assert all(
        "example" in each
        for each in shown["components"]["parameters"].values()
        if each["in"] == "path"
    )


def test_the_document_still_says_the_same_of_an_order(sandbox: Sandbox, api: Api) -> None:
    shown: Any = json.loads(get(sandbox, "/docs/openapi.json").body)
    content = shown["paths"]["/orders/by-mass"]["post"]["responses"]["200"]["content"]
    base, added = content["application/json"]["schema"]["allOf"]
    assert base == {"$ref": "#/components/schemas/Order"}
    assert added["properties"]["type"] == {"const": "quantity"}
    operation = next(each for each in read(shown).operations if each.id == "createOrderByMass")
    schema = operation.answers[200].schemas["application/json"]
    order = api.order()
    assert schema.problem(order, "") is None
    assert schema.problem({**order, "type": "value"}, "") is not None
    del order["id"]
    assert schema.problem(order, "") is not None


@pytest.mark.parametrize("path", ["/docs", "/docs/openapi.json", "/docs/swagger-ui.css"])
def test_another_name_does_not_lead_here(sandbox: Sandbox, folder: Path, path: str) -> None:
    fetched(folder)
    for host in ("evil.example", "evil.example:8080"):
        answer = get(sandbox, path, host)
        assert answer.status == 421
        assert sandbox.api_key.encode() not in answer.body
    for host in ("localhost:8080", "127.0.0.1", "[::1]:8080", "sandbox.invalid"):
        assert get(sandbox, path, host).status == 200


def test_it_only_reads(sandbox: Sandbox) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        assert sandbox.handle(method, "/docs", {}, b"").status == 405


def test_there_is_nothing_else(sandbox: Sandbox, folder: Path) -> None:
    fetched(folder)
    (folder / "more").write_text("")
    for path in ("/docs/", "/docs/more", "/docs/../more", "/docs/VERSION", "/docs/%2e%2e/more"):
        assert get(sandbox, path).status == 404
    hostile = get(sandbox, "/docs/<script>").body.decode()
    assert not re.search("<script", hostile)


def test_it_is_not_logged(sandbox: Sandbox) -> None:
    get(sandbox, "/docs")
    get(sandbox, "/docs/openapi.json")
    assert sandbox.control.requests == ()


@pytest.mark.parametrize("reading", ["replay", "conflict"])
def test_examples_can_be_tried_one_after_the_other(api: Api, reading: Idempotency) -> None:
    """But for their ids, which are made up: those of answers take their place."""
    api.sandbox.control.set_idempotency(reading)
    estimate = api.estimate()["id"]
    ids: dict[str, str] = {}
    for operation in contract().operations:
        (tag,) = operation.tags
        path = operation.path.replace("{id}", ids.get(tag, ""))
        path = path.replace("{idempotency_key}", example_key(operation.path))
        for body in operation.body.examples if operation.body else (None,):
            asked: Any = body
            if operation.id == "createOrderByEstimate":
                asked = {**asked, "estimate_id": estimate}
            query = "?limit=3" if operation.id == "createMultiMatchTransactionEstimate" else ""
            answer = api.send(operation.method, path + query, asked)
            assert answer.status == 200, (operation.id, answer.body)
            assert b"already_exists" not in answer.body, operation.id
            found = json.loads(answer.body)
            if isinstance(found, dict) and "id" in found:
                ids.setdefault(tag, str(found["id"]))


def example_key(path: str) -> str:
    """Return the idempotency key that the document shows in a path, empty where it has none."""
    document: Any = lune_document.load()
    item = document["paths"][path]
    for each in (*item.get("parameters", []), *item.get("get", {}).get("parameters", [])):
        name = each.get("$ref", "").rpartition("/")[2]
        if name.endswith("IdempotencyKey"):
            return str(document["components"]["parameters"][name]["example"])
    return ""
