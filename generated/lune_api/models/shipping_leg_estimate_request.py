"""The object ShippingLegEstimateRequest of the API document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar, Final, Self

from attrs import define, field

from ..checking import (
    check_flag,
    check_items,
    check_known,
    check_moment,
    check_object,
    check_shares,
    check_string_map,
    check_text,
    to_list,
    to_string_map,
)
from ..reading import JSON_ARRAY, JSON_OBJECT, read_moment, unknown_fields
from ..types import JSON, UNSET, Unset
from ..writing import json_fields, object_text
from .bundle_percentage_request import BundlePercentageRequest
from .load import Load, check_load, read_load
from .mass_unit import MassUnit
from .shipping_country_code import ShippingCountryCode
from .shipping_method import ShippingMethod, check_shipping_method, read_shipping_method
from .shipping_route import ShippingRoute, check_shipping_route, read_shipping_route

_FIELDS: Final[frozenset[str]] = frozenset(
    {
        "bundle_selection",
        "country_code",
        "idempotency_key",
        "is_shipment",
        "metadata",
        "method",
        "name",
        "quantity_trunc",
        "route",
        "shipment",
        "shipped_at",
    }
)


@define(init=False, repr=False)
class ShippingLegEstimateRequest:
    """A shipping leg to estimate.

    Schema ``ShippingLegEstimateRequest`` of the API document.

    Attributes:
        shipment: What is shipped, in containers (TEU) or by mass.
        route: The distance, or where the leg begins and ends.
        method: How the goods are moved.
        country_code: The country of the leg, where that matters; of several, the one that
            most of it is in.
        name: A name for this calculation.
        bundle_selection: How to divide between bundles: percentages for all of them, adding
            up to 100, or for none of them, which divides equally. Left out, the account's
            own bundle selection applies.
        quantity_trunc: The unit to which quantities are cut; grams when it is left out.
        is_shipment: True for a real shipment, which analytics and reports count; false for
            a quote or a forecast, and when it is left out.
        shipped_at: When the goods were shipped; now when it is left out. For analytics
            only.
        metadata: The caller's own keys and values, kept as they are and not used by the
            service.
        idempotency_key: The caller's own key, unique per account for orders and for
            estimates. A request that is repeated with its key is not carried out twice, and
            what it created can be fetched by the key. (length at most 100)
    """

    shipment: Load
    route: ShippingRoute
    method: ShippingMethod
    country_code: ShippingCountryCode | Unset
    name: str | Unset
    bundle_selection: list[BundlePercentageRequest] | Unset
    quantity_trunc: MassUnit | Unset
    is_shipment: bool | Unset
    shipped_at: datetime | Unset
    metadata: dict[str, str] | Unset
    idempotency_key: str | Unset
    additional_properties: dict[str, JSON] = field(factory=dict[str, JSON])

    required_fields: ClassVar[frozenset[str]] = frozenset({"method", "route", "shipment"})
    """What the document requires, by the names of the document."""

    def __init__(
        self,
        *,
        shipment: Load,
        route: ShippingRoute,
        method: ShippingMethod,
        country_code: ShippingCountryCode | Unset = UNSET,
        name: str | Unset = UNSET,
        bundle_selection: Sequence[BundlePercentageRequest] | Unset = UNSET,
        quantity_trunc: MassUnit | Unset = UNSET,
        is_shipment: bool | Unset = UNSET,
        shipped_at: datetime | Unset = UNSET,
        metadata: Mapping[str, str] | Unset = UNSET,
        idempotency_key: str | Unset = UNSET,
        additional_properties: Mapping[str, JSON] | Unset = UNSET,
    ) -> None:
        self.shipment = shipment
        self.route = route
        self.method = method
        self.country_code = country_code
        self.name = name
        self.bundle_selection = (
            UNSET
            if isinstance(bundle_selection, Unset)
            else to_list(bundle_selection, "bundle_selection")
        )
        self.quantity_trunc = quantity_trunc
        self.is_shipment = is_shipment
        self.shipped_at = shipped_at
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
        value = get("shipment", UNSET)
        self.shipment = read_load(value)
        value = get("route", UNSET)
        self.route = read_shipping_route(value)
        value = get("method", UNSET)
        self.method = read_shipping_method(value)
        self.country_code = get("country_code", UNSET)
        self.name = get("name", UNSET)
        value = get("bundle_selection", UNSET)
        self.bundle_selection = (
            [
                BundlePercentageRequest.from_dict(item) if isinstance(item, JSON_OBJECT) else item
                for item in value
            ]
            if isinstance(value, JSON_ARRAY)
            else value
        )
        self.quantity_trunc = get("quantity_trunc", UNSET)
        self.is_shipment = get("is_shipment", UNSET)
        value = get("shipped_at", UNSET)
        self.shipped_at = read_moment(value)
        self.metadata = get("metadata", UNSET)
        self.idempotency_key = get("idempotency_key", UNSET)
        # Asked here because most objects hold nothing unknown, and a call costs time.
        self.additional_properties = {} if _FIELDS.issuperset(src) else unknown_fields(src, _FIELDS)
        return self

    def to_dict(self) -> dict[str, JSON]:
        """The object as JSON data, with the fields that were unknown when it was read."""
        return json_fields(
            {
                "shipment": self.shipment,
                "route": self.route,
                "method": self.method,
                "country_code": self.country_code,
                "name": self.name,
                "bundle_selection": self.bundle_selection,
                "quantity_trunc": self.quantity_trunc,
                "is_shipment": self.is_shipment,
                "shipped_at": self.shipped_at,
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
        check_load(f"{at}shipment", self.shipment)
        check_shipping_route(f"{at}route", self.route)
        check_shipping_method(f"{at}method", self.method)
        if not isinstance(self.country_code, Unset):
            check_text(f"{at}country_code", self.country_code)
        if not isinstance(self.name, Unset):
            check_text(f"{at}name", self.name)
        if not isinstance(self.bundle_selection, Unset):
            check_items(f"{at}bundle_selection", self.bundle_selection)
            for index, item in enumerate(self.bundle_selection):
                check_object(f"{at}bundle_selection[{index}]", item, BundlePercentageRequest)
            check_shares(f"{at}bundle_selection", self.bundle_selection, "percentage", "100")
        if not isinstance(self.quantity_trunc, Unset):
            check_text(f"{at}quantity_trunc", self.quantity_trunc)
        if not isinstance(self.is_shipment, Unset):
            check_flag(f"{at}is_shipment", self.is_shipment)
        if not isinstance(self.shipped_at, Unset):
            check_moment(f"{at}shipped_at", self.shipped_at)
        if not isinstance(self.metadata, Unset):
            check_string_map(f"{at}metadata", self.metadata)
        if not isinstance(self.idempotency_key, Unset):
            check_text(f"{at}idempotency_key", self.idempotency_key, max_length=100)
        check_known(at, self.additional_properties)
