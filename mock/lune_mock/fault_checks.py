"""What makes sense about a fault."""

from __future__ import annotations

import math
import re
from dataclasses import fields
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING

from lune_mock.json_values import encode
from lune_mock.violations import steps_to

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from types import UnionType

    from lune_mock.faults import Fault

__all__ = ["problems"]

_OPTIONS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "status": frozenset({"status", "body", "media_type", "retry_after"}),
        "drop": frozenset(),
        "half_body": frozenset(),
        "drip": frozenset({"part", "pace", "pieces"}),
        "delay": frozenset({"seconds"}),
        "hang": frozenset(),
        "twice": frozenset(),
        "violation": frozenset({"field", "violation", "value"}),
    }
)
"""The fields of a fault that only faults of a kind have."""

_FLAG = bool | None
_TYPES: Mapping[str, tuple[type | UnionType, str]] = MappingProxyType(
    {
        **dict.fromkeys(("kind", "id", "body", "part", "field", "violation"), (str, "a text")),
        **dict.fromkeys(
            ("operation_id", "method", "tag", "media_type"), (str | None, "a text, or None")
        ),
        **dict.fromkeys(("after", "pieces"), (int, "a whole number")),
        **dict.fromkeys(("times", "status"), (int | None, "a whole number, or None")),
        **dict.fromkeys(("pace", "seconds"), (float | int, "seconds")),
        "probability": (Decimal | float | int | None, "a number, or None"),
        "carried_out": (_FLAG, "True or False, or None"),
        "retry_after": (int | str | None, "seconds, or a date"),
    }
)

_WITHOUT_ANSWER = frozenset({"status", "drop", "hang"})
"""What can happen to a request that is not carried out."""

_STATUSES = range(200, 600)
# No headers are shorter.
_MOST_PIECES = 100
_WITHOUT_BODY = frozenset({204, 304})
_HEADER_VALUE = re.compile(r"[!-~]([ -~]*[!-~])?")


def problems(fault: Fault) -> Iterator[str]:
    """Yield what makes no sense about a fault.

    What comes first may be the reason of what would come after it, or let it fail.
    """
    yield from _problems_of_type(fault)
    yield from _problems_of_kind(fault)
    if fault.carried_out is False and fault.kind not in _WITHOUT_ANSWER:
        yield f"the kind {fault.kind} needs the answer; leave carried_out out"
    if fault.times is not None and fault.times < 1:
        yield f"times is {fault.times}; give 1 or more, or None for no end"
    if fault.after < 0:
        yield f"after is {fault.after}; give 0 or more"
    if fault.probability is not None and not 0 <= fault.probability <= 1:
        yield f"probability is {fault.probability}; give one from 0 to 1"
    if fault.kind == "status":
        yield from _problems_of_status(fault)
    if fault.kind == "violation":
        yield from _problems_of_violation(fault)
    yield from _problems_of_time(fault)


def _problems_of_type(fault: Fault) -> Iterator[str]:
    for name, (types, wanted) in _TYPES.items():
        value = getattr(fault, name)
        if not isinstance(value, types) or (isinstance(value, bool) and types is not _FLAG):
            yield f"{name} is {repr(value)[:80]}; give {wanted}"


def _problems_of_kind(fault: Fault) -> Iterator[str]:
    if fault.kind not in _OPTIONS:
        yield f"kind is {fault.kind!r}; take one of {', '.join(_OPTIONS)}"
    defaults = {each.name: each.default for each in fields(fault)}
    others = frozenset[str]().union(*_OPTIONS.values()) - _OPTIONS[fault.kind]
    for name in sorted(others):
        if getattr(fault, name) != defaults[name]:
            yield f"{name} is not for the kind {fault.kind}; leave it out"


def _problems_of_status(fault: Fault) -> Iterator[str]:
    if fault.status not in _STATUSES:
        given = "missing" if fault.status is None else fault.status
        yield f"status is {given}; give one from {_STATUSES[0]} to {_STATUSES[-1]}"
    if fault.body and fault.status in _WITHOUT_BODY:
        yield f"body is {fault.body[:80]!r}; an answer of status {fault.status} has none"
    for name, value in (("media_type", fault.media_type), ("retry_after", fault.retry_after)):
        if value is not None and not _HEADER_VALUE.fullmatch(str(value)):
            yield f"{name} is {str(value)[:80]!r}; a header takes printable ASCII"
    if isinstance(fault.retry_after, int) and fault.retry_after < 0:
        yield f"retry_after is {fault.retry_after}; give 0 seconds or more, or a date"


def _problems_of_violation(fault: Fault) -> Iterator[str]:
    if not steps_to(fault.field):
        yield f"field is {fault.field[:80]!r}; give a path, data[0].id, or a pointer, /data/0/id"
    if fault.violation not in {"missing", "null", "wrong_type", "value"}:
        yield f"violation is {fault.violation!r}; take missing, null, wrong_type or value"
    if fault.value is not None and fault.violation != "value":
        yield f"value is not for the violation {fault.violation}; leave it out"
    try:
        encode(fault.value)
    except (TypeError, ValueError):
        yield f"value is {repr(fault.value)[:80]}; give what JSON has"


def _problems_of_time(fault: Fault) -> Iterator[str]:
    for name, seconds in (("pace", fault.pace), ("seconds", fault.seconds)):
        if not 0 <= seconds < math.inf:
            yield f"{name} is {seconds}; give seconds, 0 or more"
    if fault.kind == "delay" and not fault.seconds:
        yield "seconds is missing; say how much later the answer comes"
    if not 1 <= fault.pieces <= _MOST_PIECES:
        yield f"pieces is {fault.pieces}; give 1 to {_MOST_PIECES}"
    if fault.part not in {"headers", "body"}:
        yield f"part is {fault.part!r}; take headers or body"
