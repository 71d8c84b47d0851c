"""The object UpdateTransactionEstimateAnnotationsRequest of the API document."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar, Final, Self

from attrs import define, field

from ..checking import (
    check_flag,
    check_known,
    check_moment,
    check_string_map,
    check_text,
    to_string_map,
)
from ..reading import read_moment, unknown_fields
from ..types import JSON, UNSET, Unset
from ..writing import json_fields, object_text

_FIELDS: Final[frozenset[str]] = frozenset(
    {"idempotency_key", "is_transaction", "metadata", "transaction_processed_at"}
)


@define(init=False, repr=False)
class UpdateTransactionEstimateAnnotationsRequest:
    """The annotations to change; what is left out stays.

    Schema ``UpdateTransactionEstimateAnnotationsRequest`` of the API document.

    Attributes:
        is_transaction: True for a real purchase, which analytics count; false for a quote
            or a forecast.
        transaction_processed_at: When the purchase was processed. For analytics only.
        metadata: The caller's own keys and values, kept as they are and not used by the
            service.
        idempotency_key: The caller's own key, unique per account for orders and for
            estimates. A request that is repeated with its key is not carried out twice, and
            what it created can be fetched by the key. (length at most 100)
    """

    is_transaction: bool | Unset
    transaction_processed_at: datetime | Unset
    metadata: dict[str, str] | Unset
    idempotency_key: str | Unset
    additional_properties: dict[str, JSON] = field(factory=dict[str, JSON])

    required_fields: ClassVar[frozenset[str]] = frozenset()
    """What the document requires, by the names of the document."""

    def __init__(
        self,
        *,
        is_transaction: bool | Unset = UNSET,
        transaction_processed_at: datetime | Unset = UNSET,
        metadata: Mapping[str, str] | Unset = UNSET,
        idempotency_key: str | Unset = UNSET,
        additional_properties: Mapping[str, JSON] | Unset = UNSET,
    ) -> None:
        self.is_transaction = is_transaction
        self.transaction_processed_at = transaction_processed_at
        self.metadata = (
            UNSET if isinstance(metadata, Unset) else to_string_map(metadata, "metadata")
        )
        self.idempotency_key = idempotency_key
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
        self.is_transaction = get("is_transaction", UNSET)
        value = get("transaction_processed_at", UNSET)
        self.transaction_processed_at = read_moment(value)
        self.metadata = get("metadata", UNSET)
        self.idempotency_key = get("idempotency_key", UNSET)
        # Asked here because most objects hold nothing unknown, and a call costs time.
        self.additional_properties = {} if _FIELDS.issuperset(src) else unknown_fields(src, _FIELDS)
        return self

    def to_dict(self) -> dict[str, JSON]:
        """The object as JSON data, with the fields that were unknown when it was read."""
        return json_fields(
            {
                "is_transaction": self.is_transaction,
                "transaction_processed_at": self.transaction_processed_at,
                "metadata": self.metadata,
                "idempotency_key": self.idempotency_key,
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
        if not isinstance(self.is_transaction, Unset):
            check_flag(f"{at}is_transaction", self.is_transaction)
        if not isinstance(self.transaction_processed_at, Unset):
            check_moment(f"{at}transaction_processed_at", self.transaction_processed_at)
        if not isinstance(self.metadata, Unset):
            check_string_map(f"{at}metadata", self.metadata)
        if not isinstance(self.idempotency_key, Unset):
            check_text(f"{at}idempotency_key", self.idempotency_key, max_length=100)
        check_known(at, self.additional_properties)
