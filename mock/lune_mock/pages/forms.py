"""What a browser sends of a form or asks in a query, and the faults that a form can tell of."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal, InvalidOperation
from http import HTTPStatus
from types import MappingProxyType
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from lune_mock.faults import Fault, Kind
from lune_mock.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lune_mock.requests import Headers

__all__ = ["KINDS", "Form", "FormError", "check_origin", "fault"]

KINDS: Mapping[Kind, str] = MappingProxyType(
    {
        "status": "another status is answered",
        "drop": "carried out, and nothing is answered",
        "half_body": "the body ends in the middle",
        "drip": "the answer comes in pieces",
        "delay": "the answer comes later",
        "hang": "the answer never comes",
        "twice": "carried out twice",
        "violation": "the answer lacks a field",
    }
)
"""The kinds of faults that there are, and what each does as the form arms it."""

_MOST_BYTES = 64 * 1024
_MOST_FIELDS = 50
_LONGEST_NUMBER = 9


class FormError(ValueError):
    """A field holds what it cannot; the text says what it takes.

    Args:
        field: its name.
        value: what it holds.
        wanted: what to do, as "give a whole number".
    """

    def __init__(self, *, field: str, value: str, wanted: str) -> None:
        super().__init__(f"{field} is {value[:80]!r}; {wanted}")
        self.field = field


class Form:
    """The fields of a form, or of a query.

    Args:
        encoded: as a browser sends them.

    Raises:
        Refusal: that is too much.
    """

    def __init__(self, encoded: str) -> None:
        if len(encoded) > _MOST_BYTES:
            raise Refusal(413, message="the form is too large")
        try:
            pairs = parse_qsl(encoded, keep_blank_values=True, max_num_fields=_MOST_FIELDS)
        except ValueError as error:
            raise Refusal(400, message=f"the form cannot be read: {error}") from None
        self._fields = dict(pairs)

    def text(self, name: str) -> str:
        """Return a field, empty where it is absent."""
        return self._fields.get(name, "").strip()

    def whole(self, name: str) -> int | None:
        """Return a whole number, None where the field is empty.

        Raises:
            FormError: it is something else.
        """
        text = self.text(name)
        if not text:
            return None
        if not (text.isascii() and text.isdecimal() and len(text) <= _LONGEST_NUMBER):
            raise FormError(field=name, value=text, wanted="give a whole number")
        return int(text)

    def number(self, name: str) -> Decimal:
        """Return a number.

        Raises:
            FormError: the field holds none.
        """
        text = self.text(name)
        try:
            return Decimal(text)
        except InvalidOperation:
            raise FormError(field=name, value=text, wanted="give a number, such as 12.5") from None

    def duration(self, name: str) -> timedelta:
        """Return a duration that is given in seconds.

        Raises:
            FormError: the field holds none.
        """
        seconds = self.number(name)
        try:
            return timedelta(seconds=float(seconds))
        except (OverflowError, ValueError):
            text = self.text(name)
            raise FormError(field=name, value=text, wanted="give seconds, such as 90") from None

    def page(self) -> int:
        """Return the number of the page that is asked for, from 1.

        Raises:
            FormError: it is no number.
        """
        return self.whole("page") or 1


def check_origin(headers: Headers) -> None:
    """Check that a form was sent by a page of the sandbox, as every browser says.

    Raises:
        Refusal: it was sent by something else.
    """
    origin, host = headers.get("origin"), headers.get("host")
    try:
        sender = urlsplit(origin or "").netloc
    except ValueError:
        sender = ""
    if not host or sender.lower() != host.lower():
        raise Refusal(
            HTTPStatus.FORBIDDEN,
            message=f"this was sent from {(origin or 'nowhere')[:200]!r}, and only the pages of"
            " this sandbox may change it; use the buttons on them, or /_mock from a program",
        )


def fault(form: Form) -> Fault:
    """Return the fault that a form describes.

    Raises:
        ValueError: there is none such.
    """
    kind = _kind(form.text("kind"))
    # The fields of other kinds are on the form as well, and not meant.
    return Fault(
        kind=kind,
        operation_id=form.text("operation_id") or None,
        times=form.whole("times"),
        status=form.whole("status") if kind == "status" else None,
        retry_after=form.whole("retry_after") if kind == "status" else None,
        seconds=float(form.number("seconds")) if kind == "delay" else 0,
        field=form.text("field") if kind == "violation" else "",
    )


def _kind(text: str) -> Kind:
    for kind in KINDS:
        if text == kind:
            return kind
    raise FormError(field="kind", value=text, wanted=f"take one of {', '.join(KINDS)}")
