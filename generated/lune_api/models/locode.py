"""The object Locode of the API document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Final, Self

from attrs import define, field

from ..checking import check_known, check_text
from ..reading import unknown_fields
from ..types import JSON, UNSET, Unset
from ..writing import json_fields, object_text

_FIELDS: Final[frozenset[str]] = frozenset({"locode"})


@define(init=False, repr=False)
class Locode:
    """A place by its UN/LOCODE.

    Schema ``Locode`` of the API document.

    Attributes:
        locode: The UN/LOCODE, such as NLRTM.
    """

    locode: str
    additional_properties: dict[str, JSON] = field(factory=dict[str, JSON])

    required_fields: ClassVar[frozenset[str]] = frozenset({"locode"})
    """What the document requires, by the names of the document."""

    def __init__(
        self,
        *,
        locode: str,
        additional_properties: Mapping[str, JSON] | Unset = UNSET,
    ) -> None:
        self.locode = locode
        self.additional_properties = {**additional_properties} if additional_properties else {}

    __repr__ = object_text

    @classmethod
    def from_dict(cls, src: Mapping[str, JSON]) -> Self:
        """Read the object from JSON data, tolerantly.

        A required field that is missing is UNSET, null stays None, and a value of another type
        than the document says stays as it came.
        """
        self = cls.__new__(cls)
        data: Any = src
        get = data.get
        self.locode = get("locode", UNSET)
        # Asked here because most objects hold nothing unknown, and a call costs time.
        self.additional_properties = {} if _FIELDS.issuperset(src) else unknown_fields(src, _FIELDS)
        return self

    def to_dict(self) -> dict[str, JSON]:
        """The object as JSON data, with the fields that were unknown when it was read."""
        return json_fields(
            {
                "locode": self.locode,
            },
            self.additional_properties,
        )

    def check(self, at: str = "") -> None:
        """Refuse what the API document does not allow in a request.

        Args:
            at: where the object stands in the request; begins the field names of errors.

        Raises:
            InvalidRequestError: a value breaks a bound, is of a wrong type or is missing.
        """
        check_text(f"{at}locode", self.locode, pattern="^[A-Z]{2}[A-Z0-9]{3}\\Z")
        check_known(at, self.additional_properties)
