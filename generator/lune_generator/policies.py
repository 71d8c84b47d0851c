"""What the document says about repeating a call and about finding again what it created."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from attrs import field, frozen

from .document import Document, Raw, RawOperation, Value, refuse

# Typed as any class: what is inside is looked at one by one.
_LIST: type[Value] = list
_OBJECT: type[Value] = dict
_KEY_OF_BODY = re.compile(r"\$request\.body#/(?P<item>0/)?(?P<name>[^/~]+)\Z")


@frozen(kw_only=True)
class Policy:
    """The facts of one operation that a client decides by.

    Attributes:
        repeatable: whether carrying it out twice does no harm, even without a key.
        key_field: the property of the body by whose value its result can be looked up.
        lookup: the operation that looks it up.
        acts_for: the property of the body that moves the result to another account, where a look-up
            on this one does not find it.
        echo: by property of the body the places in the answer that repeat it, with ``?`` at the
            end of a place that the answer may not have yet.
    """

    repeatable: bool = False
    key_field: str | None = None
    lookup: RawOperation | None = None
    acts_for: str | None = None
    echo: Mapping[str, Sequence[str]] = field(factory=dict[str, Sequence[str]])


def policy_of(document: Document, operation: RawOperation) -> Policy:
    """The policy of an operation.

    Raises:
        DocumentError: an extension or a link says what cannot be true of the operation.
    """
    key_field, lookup = _lookup(document, operation)
    return Policy(
        repeatable=_repeatable(operation),
        key_field=key_field,
        lookup=lookup,
        acts_for=_acts_for(document, operation),
        echo=_echo(document, operation),
    )


def codes(document: Document, extension: str) -> list[str]:
    """The error codes of which an extension says something.

    Raises:
        DocumentError: a listed code is no member of its enumeration, or two enumerations list some.
    """
    found = {name: s for name, s in document.schemas.items() if extension in s}
    if len(found) > 1:
        refuse(f"{extension}: one enumeration can have it, not {', '.join(sorted(found))}")
    for name, schema in found.items():
        listed = _names(f"{name}: {extension}", schema[extension])
        strangers = set(listed) - set(schema.get("enum", ()))
        if strangers:
            refuse(f"{name}: {extension}: no member is {', '.join(sorted(strangers))}")
        return sorted(listed)
    return []


def _repeatable(operation: RawOperation) -> bool:
    if "x-repeatable" not in operation.raw:
        return operation.method == "GET"
    stated = operation.raw["x-repeatable"]
    if not isinstance(stated, bool) or operation.method != "POST":
        refuse(f"{operation.id}: x-repeatable is true or false, and only said of a POST")
    return stated


def _acts_for(document: Document, operation: RawOperation) -> str | None:
    if "x-acts-for" not in operation.raw:
        return None
    name = operation.raw["x-acts-for"]
    body = document.resolve(operation.raw.get("requestBody", {}))
    schema = body.get("content", {}).get("application/json", {}).get("schema", {})
    if name not in document.properties(schema):
        refuse(f"{operation.id}: x-acts-for: its body has no property {name!r}")
    return str(name)


def _lookup(document: Document, operation: RawOperation) -> tuple[str | None, RawOperation | None]:
    """The property that is the key and the operation that takes it, from the links of the answer."""
    answer = document.statuses(operation).get("200")
    if operation.method != "POST" or answer is None:
        return None, None
    found: dict[tuple[str, str], RawOperation] = {}
    for raw in answer.get("links", {}).values():
        link = document.resolve(raw)
        for parameter, expression in link.get("parameters", {}).items():
            match = _KEY_OF_BODY.match(str(expression))
            if match is not None:
                key = _key_field(document, operation, match)
                target = _target(document, operation, link, parameter)
                found[key, target.id] = target
    if len(found) > 1:
        refuse(f"{operation.id}: its links name more than one way to look it up by its key")
    for (key, _), target in found.items():
        return key, target
    return None, None


def _key_field(document: Document, operation: RawOperation, match: re.Match[str]) -> str:
    """The property that an expression means, which every form of the body must have."""
    body, of_items = _each(document, document.body(operation) or {})
    forms = [document.properties(form) for form in _forms(document, body)]
    name = match["name"]
    if of_items is not (match["item"] is not None) or not all(name in form for form in forms):
        refuse(f"{operation.id}: a link uses {match[0]}, which its body does not have")
    return name


def _target(document: Document, operation: RawOperation, link: Raw, parameter: str) -> RawOperation:
    """The operation of a link, if its path can be filled in with the key alone."""
    wanted = link.get("operationId")
    target = next((o for o in document.operations() if o.id == wanted), None)
    if target is None:
        refuse(f"{operation.id}: a link leads to {wanted!r}, which is no operation")
    needed = [
        p["name"]
        for p in target.parameters
        if p["in"] == "path" or (p["in"] == "query" and p.get("required"))
    ]
    if target.method != "GET" or needed != [parameter] or f"{{{parameter}}}" not in target.path:
        refuse(f"{operation.id}: {wanted} cannot look it up: {parameter} must be all that it needs")
    return target


def _echo(document: Document, operation: RawOperation) -> dict[str, Sequence[str]]:
    if "x-echo" not in operation.raw:
        return {}
    at = f"{operation.id}: x-echo"
    stated: Value = operation.raw["x-echo"]
    if not isinstance(stated, _OBJECT) or not stated:
        refuse(f"{at}: expected properties of the body with their places in the answer")
    body, _ = _each(document, document.body(operation) or {})
    content = document.statuses(operation)["200"]["content"]["application/json"]
    answer, _ = _each(document, content["schema"])
    found: dict[str, Sequence[str]] = {}
    for name, places in stated.items():
        if not _inside(document, body, name):
            refuse(f"{at}: the body has no property {name}")
        found[name] = _names(f"{at}: {name}", places)
        for place in found[name]:
            if not _inside(document, answer, place.removesuffix("?")):
                refuse(f"{at}: {name}: the answer has no property {place}")
    return found


def _names(at: str, stated: Value) -> list[str]:
    """A list of names without repetition."""
    names: list[Value] = stated if isinstance(stated, _LIST) else []
    if (
        not names
        or not all(isinstance(n, str) and n for n in names)
        or len(set(names)) < len(names)
    ):
        refuse(f"{at}: a list of different names is expected, not {stated!r}")
    return names


def _each(document: Document, raw: Raw) -> tuple[Raw, bool]:
    """The schema of the items if it is one of a list, or itself; and whether it is."""
    schema = document.resolve(raw)
    return (schema["items"], True) if schema.get("type") == "array" else (raw, False)


def _forms(document: Document, raw: Raw) -> Iterator[Raw]:
    """The alternatives of a union, or the schema alone."""
    alternatives = document.alternatives(raw)
    for alternative in alternatives:
        yield from _forms(document, alternative)
    if not alternatives:
        yield raw


def _inside(document: Document, raw: Raw, place: str) -> bool:
    """Whether a form of the schema has such a property, ``/`` between the levels."""
    here = [raw]
    for name in str(place).split("/"):
        known = [document.properties(form) for one in here for form in _forms(document, one)]
        here = [properties[name] for properties in known if name in properties]
    return bool(here)
