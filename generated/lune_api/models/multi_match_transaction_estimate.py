"""The object MultiMatchTransactionEstimate of the API document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final, Self

from attrs import define, field

from ..checking import to_list
from ..reading import JSON_ARRAY, JSON_OBJECT, unknown_fields
from ..types import JSON, UNSET, Unset
from ..writing import json_fields, object_text
from .transaction_emission_estimate import TransactionEmissionEstimate

_FIELDS: Final[frozenset[str]] = frozenset({"estimates"})


@define(init=False, repr=False)
class MultiMatchTransactionEstimate:
    """The estimates of one purchase.

    Schema ``MultiMatchTransactionEstimate`` of the API document.

    Attributes:
        estimates: One estimate for each emission factor, the most confident match first.
    """

    estimates: list[TransactionEmissionEstimate] | Unset
    additional_properties: dict[str, JSON] = field(factory=dict[str, JSON])

    required_fields: ClassVar[frozenset[str]] = frozenset()
    """What the document requires, by the names of the document."""

    def __init__(
        self,
        *,
        estimates: Sequence[TransactionEmissionEstimate] | Unset = UNSET,
        additional_properties: Mapping[str, JSON] | Unset = UNSET,
    ) -> None:
        self.estimates = UNSET if isinstance(estimates, Unset) else to_list(estimates, "estimates")
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
        value = get("estimates", UNSET)
        self.estimates = (
            [
                TransactionEmissionEstimate.from_dict(item)
                if isinstance(item, JSON_OBJECT)
                else item
                for item in value
            ]
            if isinstance(value, JSON_ARRAY)
            else value
        )
        # Asked here because most objects hold nothing unknown, and a call costs time.
        self.additional_properties = {} if _FIELDS.issuperset(src) else unknown_fields(src, _FIELDS)
        return self

    def to_dict(self) -> dict[str, JSON]:
        """The object as JSON data, with the fields that were unknown when it was read."""
        return json_fields(
            {
                "estimates": self.estimates,
            },
            self.additional_properties,
        )
