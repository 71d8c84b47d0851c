"""Links: whether they lead somewhere, and whether those that recovery relies on are there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lune_document_check.shapes import Place, at_pointer, place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lune_document_check.document import Document, Node, Operation
    from lune_document_check.findings import Finding

_ID = "id"
_KEY = "idempotency_key"
_CURSOR = ("after", "next_cursor")


@dataclass(frozen=True)
class Link:
    """A link with the operation and the answer it belongs to."""

    name: str
    node: Node
    operation: Operation
    status: str

    def inputs(self) -> Iterator[tuple[str, Node]]:
        """Parameters and body properties that the link fills."""
        yield from self.node["parameters"].entries()
        yield from self.node["requestBody"].entries()

    def fills(self, target: Operation, name: str, expression_end: str) -> bool:
        """Whether the link leads to the operation and fills the input from such a place."""
        return self.node["operationId"].text() == target.node["operationId"].text() and any(
            key.rpartition(".")[2] == name and value.text().endswith(expression_end)
            for key, value in self.inputs()
        )


class Links:
    """Checks links and counts them."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._operations = {each.id: each for each in document.operations()}
        self._links = list(self._all())
        self.count = len(self._links)

    def check(self) -> list[Finding]:
        """Links that lead nowhere, then links that are missing."""
        broken = [finding for link in self._links for finding in self._broken(link)]
        return [*broken, *self._missing()]

    def _all(self) -> Iterator[Link]:
        for operation in self._operations.values():
            for status, answer in self._document.answers(operation):
                for name, entry in answer["links"].entries():
                    yield Link(name, self._document.follow(entry), operation, status)

    def _broken(self, link: Link) -> Iterator[Finding]:
        title = f"the link {link.name} of {link.operation.id}"
        target = self._operations.get(link.node["operationId"].text())
        if target is None:
            wanted = link.node["operationId"].text() or "no operationId"
            yield self._document.finding(link.node, f"{title}: there is no operation {wanted}")
            return
        yield from self._broken_parameters(link, target, title)
        yield from self._broken_body(link, target, title)
        for name, value in link.inputs():
            if not self._resolves(link, value.text()):
                yield self._document.finding(
                    value, f"{title}: {name} comes from {value.value!r}, which does not exist"
                )

    def _broken_parameters(self, link: Link, target: Operation, title: str) -> Iterator[Finding]:
        parameters = self._document.parameters(target)
        given: set[str] = set()
        for key, node in link.node["parameters"].entries():
            _, _, name = key.rpartition(".")
            given.add(name)
            if not any(name == known for _, known in parameters):
                yield self._document.finding(node, f"{title}: {target.id} has no parameter {name}")
        for (_, name), parameter in parameters.items():
            if parameter["required"].value is True and name not in given:
                yield self._document.finding(link.node, f"{title}: {target.id} needs {name}")

    def _broken_body(self, link: Link, target: Operation, title: str) -> Iterator[Finding]:
        body = self._request(target)
        for key, node in link.node["requestBody"].entries():
            if body is None or at_pointer(self._document, body, f"/{key}") is None:
                yield self._document.finding(node, f"{title}: {target.id} takes no {key}")

    def _resolves(self, link: Link, expression: str) -> bool:
        """Whether a runtime expression names something that exists; other text is a constant."""
        if not expression.startswith("$"):
            return True
        source, _, rest = expression.partition(".")
        kind, _, pointer = rest.partition("#")
        if kind == "body":
            body = self._answer(link) if source == "$response" else self._request(link.operation)
            return body is not None and at_pointer(self._document, body, pointer) is not None
        where, _, name = kind.partition(".")
        if source == "$request":
            return (where, name) in self._document.parameters(link.operation)
        if source == "$response" and where == "header":
            answers = dict(self._document.answers(link.operation))
            return name in answers[link.status]["headers"]
        return expression in ("$url", "$method", "$statusCode")

    def _request(self, operation: Operation) -> Place | None:
        for body in self._document.request_bodies(operation):
            return place(self._document, [body.node["schema"]])
        return None

    def _answer(self, link: Link) -> Place | None:
        answers = dict(self._document.answers(link.operation))
        for media in answers[link.status]["content"].children():
            return place(self._document, [media["schema"]])
        return None

    def _missing(self) -> Iterator[Finding]:
        for operation in self._operations.values():
            own = [link for link in self._links if link.operation == operation]
            if operation.method == "post" and not operation.path.endswith("/quote"):
                yield from self._missing_of_creation(operation, own)
            after, cursor = _CURSOR
            pages = ("query", after) in self._document.parameters(operation)
            if pages and not any(link.fills(operation, after, f"/{cursor}") for link in own):
                yield self._document.finding(
                    operation.node, f"{operation.id} has no link to its next page"
                )

    def _missing_of_creation(self, operation: Operation, own: list[Link]) -> Iterator[Finding]:
        for target, name, origin in self._wanted(operation):
            if not any(link.fills(target, name, f"/{origin}") for link in own):
                yield self._document.finding(
                    operation.node, f"{operation.id} has no link from {origin} to {target.id}"
                )

    def _wanted(self, operation: Operation) -> Iterator[tuple[Operation, str, str]]:
        """What a creation should lead to: its look-ups, and whatever takes its id in a body."""
        request = self._request(operation)
        has_key = request is not None and any(
            at_pointer(self._document, request, pointer) for pointer in (f"/{_KEY}", f"/0/{_KEY}")
        )
        resource = operation.path.split("/")[1].removesuffix("s")
        for target in self._operations.values():
            if target.method == "get" and _tags(target) == _tags(operation):
                places = self._document.parameters(target)
                if ("path", _ID) in places:
                    yield target, _ID, _ID
                if ("path", _KEY) in places and has_key:
                    yield target, _KEY, _KEY
            body = self._request(target)
            if body is not None and f"{resource}_id" in body.names():
                yield target, f"{resource}_id", _ID


def _tags(operation: Operation) -> list[str]:
    return [tag.text() for tag in operation.node["tags"].children()]
