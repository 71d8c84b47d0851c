"""What a run does with its rows: which requests they become, and how those are sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar, cast

from attrs import AttrsInstance, fields, frozen

from lune_api.types import JSON, Unset
from lune_client.errors import WrongTypeError
from lune_client.tables.fields import Field, Form, fields_of, steps_of
from lune_client.tables.outcome import Outcome

if TYPE_CHECKING:
    from lune_client._client import Lune

__all__ = ["Item", "Job", "Request", "arguments_of"]


class Request(Protocol):
    """A request that carries an idempotency key."""

    idempotency_key: str | Unset

    def check(self, at: str = "") -> None:
        """Refuse what the API document does not allow."""
        ...

    def to_dict(self) -> dict[str, JSON]:
        """Return the request as JSON data."""
        ...


R = TypeVar("R", bound=Request)


@frozen
class Item(Generic[R]):
    """The request of one row.

    Attributes:
        key: Its idempotency key.
        request: The request, with the key.
        size: How many bytes it takes as it is sent.
    """

    key: str
    request: R
    size: int


@frozen
class Job(Generic[R]):
    """What a run does with its rows.

    Attributes:
        kind: What the rows become, in the plural: "transactions".
        forms: The generated classes of a request; its fields, types and bounds come from them.
        read: Makes the request of JSON data; None if it has none of the forms.
        send: Makes one call for some requests, and returns what came of each.
        columns: The new columns of the output, without those of errors.
        common: By field, usual names of its column.
        max_items: How many requests one call takes.
        max_bytes: How many bytes one call takes.
    """

    kind: str
    forms: tuple[type[Form], ...]
    read: Callable[[dict[str, JSON]], R | None]
    send: Callable[[Lune, Sequence[Item[R]]], Sequence[Outcome]]
    columns: tuple[str, ...]
    common: Mapping[str, tuple[str, ...]]
    max_items: int
    max_bytes: int

    @property
    def fields(self) -> Field:
        """The fields of a request."""
        return fields_of(self.forms)

    def request(self, data: dict[str, JSON]) -> R:
        """Return the request of JSON data.

        Raises:
            InvalidRequestError: the API document does not allow it; the error names the field.
            MalformedValueError: an amount is no number.
        """
        request = self.read(data)
        if request is None:
            self.fields.explain(data)
            problem = "has none of the forms of a request"
            raise WrongTypeError(self.kind, data, problem)
        try:
            request.check()
        except WrongTypeError as error:
            field = self.fields.at(steps_of(error.field))
            value: object = error.value
            if field is not None and field.forms and isinstance(value, dict):
                field.explain(cast("dict[str, JSON]", value), f"{error.field}.")
            raise
        return request


def arguments_of(request: AttrsInstance) -> dict[str, Any]:
    """Return a checked request of a generated class as the arguments of its method."""
    given = {each.name: getattr(request, each.name) for each in fields(type(request))}
    del given["additional_properties"]  # empty, which the check made sure of
    return given
