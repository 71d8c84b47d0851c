"""The object ClientAccountByHandle of the API document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Final, Self

from attrs import define, field

from ..checking import check_known, check_text
from ..reading import unknown_fields
from ..types import JSON, UNSET, Unset
from ..writing import json_fields, object_text
from .account_currency_code import AccountCurrencyCode
from .account_external_pages_visibility import AccountExternalPagesVisibility

_FIELDS: Final[frozenset[str]] = frozenset(
    {"beneficiary", "currency", "external_pages_visibility", "handle", "name"}
)


@define(init=False, repr=False)
class ClientAccountByHandle:
    """A client account found by its handle.

    Schema ``ClientAccountByHandle`` of the API document.

    Attributes:
        name: Name of an account that is created.
        currency: Currency of an account that is created.
        handle: The account's handle.
        beneficiary: Whom the credits of a created account benefit.
        external_pages_visibility: Who sees the pages of a created account; hidden when it
            is left out.
    """

    name: str
    currency: AccountCurrencyCode
    handle: str
    beneficiary: str | Unset
    external_pages_visibility: AccountExternalPagesVisibility | Unset
    additional_properties: dict[str, JSON] = field(factory=dict[str, JSON])

    required_fields: ClassVar[frozenset[str]] = frozenset({"currency", "handle", "name"})
    """What the document requires, by the names of the document."""

    def __init__(
        self,
        *,
        name: str,
        currency: AccountCurrencyCode,
        handle: str,
        beneficiary: str | Unset = UNSET,
        external_pages_visibility: AccountExternalPagesVisibility | Unset = UNSET,
        additional_properties: Mapping[str, JSON] | Unset = UNSET,
    ) -> None:
        self.name = name
        self.currency = currency
        self.handle = handle
        self.beneficiary = beneficiary
        self.external_pages_visibility = external_pages_visibility
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
        self.name = get("name", UNSET)
        self.currency = get("currency", UNSET)
        self.handle = get("handle", UNSET)
        self.beneficiary = get("beneficiary", UNSET)
        self.external_pages_visibility = get("external_pages_visibility", UNSET)
        # Asked here because most objects hold nothing unknown, and a call costs time.
        self.additional_properties = {} if _FIELDS.issuperset(src) else unknown_fields(src, _FIELDS)
        return self

    def to_dict(self) -> dict[str, JSON]:
        """The object as JSON data, with the fields that were unknown when it was read."""
        return json_fields(
            {
                "name": self.name,
                "currency": self.currency,
                "handle": self.handle,
                "beneficiary": self.beneficiary,
                "external_pages_visibility": self.external_pages_visibility,
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
        check_text(f"{at}name", self.name)
        check_text(f"{at}currency", self.currency)
        check_text(f"{at}handle", self.handle, pattern="^[a-z0-9_-]+\\Z")
        if not isinstance(self.beneficiary, Unset):
            check_text(f"{at}beneficiary", self.beneficiary)
        if not isinstance(self.external_pages_visibility, Unset):
            check_text(f"{at}external_pages_visibility", self.external_pages_visibility)
        check_known(at, self.additional_properties)
