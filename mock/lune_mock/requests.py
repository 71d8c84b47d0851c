"""From raw headers, query and body to the values an operation takes."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

from lune_mock.handlers import PARAMETER_CODES
from lune_mock.json_values import NotJSONError, parse
from lune_mock.refusals import Refusal
from lune_mock.rules import max_body_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet

    from lune_document import JSON
    from lune_mock.operations import Operation, Parameter

__all__ = ["Headers", "carried", "read_body", "read_parameters"]


def carried(text: str) -> str:
    """Return `text` as a wire carries it, which has no half of a surrogate pair."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


class Headers:
    """Request headers, whatever the case of their names."""

    def __init__(self, headers: Mapping[str, str]) -> None:
        self._headers = {carried(name).lower(): carried(value) for name, value in headers.items()}

    def get(self, name: str) -> str | None:
        """Return the value of a header."""
        return self._headers.get(name.lower())

    def without(self, names: AbstractSet[str]) -> dict[str, str]:
        """Return the headers by their names in lower case, but for those `names`."""
        return {name: value for name, value in self._headers.items() if name not in names}


def read_parameters(
    operation: Operation, path: Mapping[str, str], query: str, headers: Headers
) -> dict[str, dict[str, JSON]]:
    """Return the parameters of a request by place and name.

    Raises:
        Refusal: one violates the document, is missing, stands twice or is not declared.
    """
    raw_query = _query(operation, query)
    sources: Mapping[str, Mapping[str, str] | Headers] = {
        "path": path,
        "query": raw_query,
        "header": headers,
    }
    values: dict[str, dict[str, JSON]] = {"path": {}, "query": {}, "header": {}}
    for parameter in operation.parameters:
        raw = sources[parameter.place].get(parameter.name)
        if raw is not None:
            values[parameter.place][parameter.name] = _value(operation, parameter, raw)
        elif parameter.required:
            raise _refusal(operation, parameter.name, f"{parameter.name} is missing in the query")
    for name in raw_query.keys() - values["query"].keys():
        declared = [each.name for each in operation.parameters if each.place == "query"]
        known = f"it takes {', '.join(declared)}" if declared else "it takes none"
        raise _refusal(
            operation, name, f"{name[:80]!r} is no query parameter of {operation.id}; {known}"
        )
    return values


def read_body(operation: Operation, headers: Headers, body: bytes) -> JSON:
    """Return the body of a request.

    Raises:
        Refusal: it is too large, of another media type, not JSON, or violates the document.
    """
    if operation.body is None:
        return None
    if len(body) > max_body_bytes():
        raise Refusal(413)
    if not body:
        if operation.body.required:
            raise Refusal(400, "validation_error", "The body is missing; send JSON")
        return None
    schema = operation.body.schemas.get(_media_type(headers.get("content-type")))
    if schema is None:
        raise Refusal(415)
    try:
        value = parse(body)
    except NotJSONError as error:
        raise Refusal(400, "validation_error", str(error)) from None
    problem = schema.problem(value, "")
    if problem is not None:
        raise Refusal(400, "validation_error", problem)
    return value


def _value(operation: Operation, parameter: Parameter, raw: str) -> JSON:
    value = parameter.value(raw)
    problem = parameter.schema.problem(value, parameter.name)
    if problem is not None:
        raise _refusal(operation, parameter.name, problem)
    return value


def _refusal(operation: Operation, parameter: str, message: str) -> Refusal:
    code = PARAMETER_CODES.get((operation.id, parameter), "validation_error")
    return Refusal(400, code, message)


def _query(operation: Operation, query: str) -> dict[str, str]:
    values: dict[str, str] = {}
    for pair in filter(None, query.split("&")):
        name, _, value = (_decoded(part) for part in pair.partition("="))
        if name in values:
            raise _refusal(operation, name, f"{name[:80]} stands twice in the query")
        values[name] = value
    return values


def _decoded(text: str) -> str:
    try:
        return unquote_to_bytes(text.replace("+", " ")).decode("utf-8")
    except UnicodeDecodeError:
        raise Refusal(400, "validation_error", f"The query is not UTF-8: {text[:80]!r}") from None


def _media_type(content_type: str | None) -> str:
    """Return the bare media type; another charset than UTF-8 makes it another type."""
    media_type, *options = (part.strip().lower() for part in (content_type or "").split(";"))
    for option in options:
        name, _, value = option.partition("=")
        if name == "charset" and value.strip('"') not in {"utf-8", "utf8", "us-ascii"}:
            return ""
    return media_type
