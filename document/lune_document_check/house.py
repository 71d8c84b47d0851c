"""The rules of this house for operations, objects and components."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lune_document_check.document import Document, Node, Operation
    from lune_document_check.findings import Finding
    from lune_document_check.source import Pointer


def check_house(document: Document) -> list[Finding]:
    """Every breach of the house rules."""
    return [
        *_operations(document),
        *_objects(document),
        *_names(document),
        *_unused(document),
    ]


def _operations(document: Document) -> Iterator[Finding]:
    identifiers: dict[str, str] = {}
    methods: dict[tuple[str, str], str] = {}
    for operation in document.operations():
        node = operation.node
        yield from _texts(document, operation)
        yield from _tag(document, operation)
        if not (node["security"].value or document.root["security"].value):
            yield document.finding(node, f"{operation.id} has no security")
        title = f"{operation.method.upper()} {operation.path}"
        other = identifiers.setdefault(operation.id, title)
        if other != title:
            yield document.finding(node["operationId"], f"{operation.id} is also {other}")
        tag, method = node["tags"]["0"].text(), node["x-method-name"].text()
        other = methods.setdefault((tag, method), operation.id)
        if method and other != operation.id:
            yield document.finding(
                node["x-method-name"], f"{operation.id}: {other} is called {tag}.{method} as well"
            )
        yield from _examples(document, operation)


def _texts(document: Document, operation: Operation) -> Iterator[Finding]:
    for field in ("operationId", "x-method-name", "summary", "description"):
        if not operation.node[field].text().strip():
            yield document.finding(operation.node, f"{operation.id} has no {field}")
    method = operation.node["x-method-name"].text()
    if method and not (method.isidentifier() and method.islower()):
        yield document.finding(
            operation.node["x-method-name"], f"{operation.id}: {method} is no method name"
        )


def _tag(document: Document, operation: Operation) -> Iterator[Finding]:
    tags = [tag.text() for tag in operation.node["tags"].children()]
    if len(tags) != 1:
        yield document.finding(operation.node, f"{operation.id} has {len(tags)} tags, not one")
    declared = {tag["name"].text() for tag in document.root["tags"].children()}
    for tag in tags:
        if tag not in declared:
            yield document.finding(
                operation.node["tags"], f"{operation.id}: the tag {tag} is not declared in `tags`"
            )


def _examples(document: Document, operation: Operation) -> Iterator[Finding]:
    for body in document.request_bodies(operation):
        if not list(body.node["examples"].entries()):
            yield document.finding(
                body.node, f"{operation.id}: the request has no named example ({body.name})"
            )
    for status, answer in document.answers(operation):
        for kind, media in answer["content"].entries():
            if not list(media["examples"].entries()):
                yield document.finding(
                    media, f"{operation.id}: the {status} has no named example ({kind})"
                )


def _objects(document: Document) -> Iterator[Finding]:
    """Requests are closed, so that a typing error is seen; answers are open, so that they grow."""
    asked: dict[Pointer, Node] = {}
    answered: dict[Pointer, Node] = {}
    for operation in document.operations():
        for body in document.request_bodies(operation):
            asked |= {node.pointer: node for node in document.reachable(body.node["schema"])}
        for _, answer in document.answers(operation):
            for media in answer["content"].children():
                answered |= {node.pointer: node for node in document.reachable(media["schema"])}
    for node in asked.values():
        if _is_object(node) and not _is_closed(node):
            yield document.finding(
                node, f"{_named(node)} belongs to a request: it needs additionalProperties: false"
            )
    for pointer, node in answered.items():
        # The empty object cannot be told from any other while it is open.
        if pointer not in asked and _is_closed(node) and "properties" in node:
            yield document.finding(
                node, f"{_named(node)} belongs to answers only: it must stay open"
            )


def _is_object(node: Node) -> bool:
    """Whether the schema lists properties, or is an object without being a map of one type."""
    is_map = isinstance(node["additionalProperties"].value, dict)
    return "properties" in node or (node["type"].value == "object" and not is_map)


def _is_closed(node: Node) -> bool:
    keywords = ("additionalProperties", "unevaluatedProperties")
    return any(node[keyword].value is False for keyword in keywords)


def _names(document: Document) -> Iterator[Finding]:
    """Generators give an object or enum without a name a made-up one at each place."""
    for root in document.root_schemas():
        named = root.pointer[:2] == ("components", "schemas")
        for node in document.subschemas(root):
            is_named = named and (node is root or node.pointer[3:-1] == ("allOf",))
            narrows = "$ref" in node
            if ("properties" in node or "enum" in node) and not (is_named or narrows):
                kind = "object" if "properties" in node else "enum"
                yield document.finding(node, f"{_named(node)}: give this {kind} a component")


def _unused(document: Document) -> Iterator[Finding]:
    used: set[Pointer] = set()
    waiting = [document.root["paths"], document.root["webhooks"]]
    while waiting:
        for reference in _references(waiting.pop()):
            target = document.find(reference)
            if target is not None and target.pointer not in used:
                used.add(target.pointer)
                waiting.append(target)
    schemes = set(_schemes(document.root))
    for operation in document.operations():
        schemes |= set(_schemes(operation.node))
    for kind, group in document.root["components"].entries():
        for name, component in group.entries():
            in_use = name in schemes if kind == "securitySchemes" else component.pointer in used
            if not in_use:
                yield document.finding(component, f"the component {kind}/{name} is not used")


def _references(node: Node) -> Iterator[str]:
    for key, child in node.entries():
        if key == "$ref" and child.text():
            yield child.text()
        yield from _references(child)


def _schemes(node: Node) -> Iterator[str]:
    for requirement in node["security"].children():
        for name, _ in requirement.entries():
            yield name


def _named(node: Node) -> str:
    """The place of a schema as people call it: the component, then the way into it."""
    pointer = node.pointer
    if pointer[:2] == ("components", "schemas"):
        pointer = pointer[2:]
    return " / ".join(pointer)
