"""The object Order of the API document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar, Final, Self

from attrs import define, field

from ..checking import to_list, to_string_map
from ..reading import JSON_ARRAY, JSON_OBJECT, read_decimal, read_moment, unknown_fields
from ..types import JSON, UNSET, DecimalInput, Unset, to_decimal
from ..writing import json_fields, object_text
from .order_bundle import OrderBundle
from .order_project import OrderProject
from .order_status import OrderStatus
from .order_type import OrderType
from .payment_method import PaymentMethod

_FIELDS: Final[frozenset[str]] = frozenset(
    {
        "bundles",
        "certificate",
        "commission",
        "created_at",
        "currency",
        "email",
        "estimate_id",
        "id",
        "idempotency_key",
        "metadata",
        "offset_cost",
        "offset_link_id",
        "payment_method",
        "projects",
        "public_certificate_url",
        "quantity",
        "requested_quantity",
        "requested_value",
        "status",
        "total_cost",
        "type",
    }
)


@define(init=False, repr=False)
class Order:
    """A purchase of carbon credits. It is placed against bundles; credits of the projects
    behind them are allocated and retired later.

    Schema ``Order`` of the API document.

    Attributes:
        id: The order's id.
        idempotency_key: The caller's own key; null when none was given. (length at most
            100)
        type_: Whether a quantity (by mass, by estimate) or a value was ordered.
        status: received: accepted, not yet processed. placed: assigned to bundles. paid:
            paid. retiring: credits partly allocated or retired. complete: all credits
            retired. cancelled: cancelled. failed: could not be processed.
        currency: Currency code of every price of the order.
        offset_cost: Cost of the credits without the fee; set once bundles are assigned.
        total_cost: Cost of the credits and the fee.
        commission: The fee; set once bundles are assigned.
        quantity: Tonnes of CO2 bought.
        payment_method: How the order is paid.
        created_at: When the order was created.
        bundles: The bundles with quantity and cost; set while the order is placed, paid,
            retiring or complete.
        projects: The projects with quantity and cost; set while the order is retiring or
            complete, as soon as their supply is certain.
        certificate: Address of the certificate (PDF); it needs the API key.
        public_certificate_url: Address of the certificate for everybody; set at complete if
            the sustainability page of the account shows certificates.
        metadata: The caller's own keys and values, kept as they are and not used by the
            service.
        offset_link_id: The offset link that the order was placed through.
        email: Address of the end user, for orders placed through an offset link.
        requested_quantity: Tonnes of CO2 asked for; null for an order by value.
        requested_value: Value asked for, in the currency of the order; null unless it is an
            order by value.
        estimate_id: The estimate that was ordered; null unless it is an order by estimate.
    """

    id: str
    idempotency_key: str | None
    type_: OrderType
    status: OrderStatus
    currency: str
    offset_cost: Decimal | None
    total_cost: Decimal | None
    commission: Decimal | None
    quantity: Decimal | None
    payment_method: PaymentMethod | None
    created_at: datetime
    bundles: list[OrderBundle] | None
    projects: list[OrderProject] | None
    certificate: str | None
    public_certificate_url: str | None
    metadata: dict[str, str]
    offset_link_id: str | None
    email: str | None
    requested_quantity: Decimal | None
    requested_value: Decimal | None
    estimate_id: str | None
    additional_properties: dict[str, JSON] = field(factory=dict[str, JSON])

    required_fields: ClassVar[frozenset[str]] = frozenset(
        {
            "bundles",
            "certificate",
            "commission",
            "created_at",
            "currency",
            "email",
            "estimate_id",
            "id",
            "idempotency_key",
            "metadata",
            "offset_cost",
            "offset_link_id",
            "payment_method",
            "projects",
            "public_certificate_url",
            "quantity",
            "requested_quantity",
            "requested_value",
            "status",
            "total_cost",
            "type",
        }
    )
    """What the document requires, by the names of the document."""

    def __init__(
        self,
        *,
        id: str,
        idempotency_key: str | None,
        type_: OrderType,
        status: OrderStatus,
        currency: str,
        offset_cost: DecimalInput | None,
        total_cost: DecimalInput | None,
        commission: DecimalInput | None,
        quantity: DecimalInput | None,
        payment_method: PaymentMethod | None,
        created_at: datetime,
        bundles: Sequence[OrderBundle] | None,
        projects: Sequence[OrderProject] | None,
        certificate: str | None,
        public_certificate_url: str | None,
        metadata: Mapping[str, str],
        offset_link_id: str | None,
        email: str | None,
        requested_quantity: DecimalInput | None,
        requested_value: DecimalInput | None,
        estimate_id: str | None,
        additional_properties: Mapping[str, JSON] | Unset = UNSET,
    ) -> None:
        self.id = id
        self.idempotency_key = idempotency_key
        self.type_ = type_
        self.status = status
        self.currency = currency
        self.offset_cost = None if offset_cost is None else to_decimal(offset_cost, "offset_cost")
        self.total_cost = None if total_cost is None else to_decimal(total_cost, "total_cost")
        self.commission = None if commission is None else to_decimal(commission, "commission")
        self.quantity = None if quantity is None else to_decimal(quantity, "quantity")
        self.payment_method = payment_method
        self.created_at = created_at
        self.bundles = None if bundles is None else to_list(bundles, "bundles")
        self.projects = None if projects is None else to_list(projects, "projects")
        self.certificate = certificate
        self.public_certificate_url = public_certificate_url
        self.metadata = to_string_map(metadata, "metadata")
        self.offset_link_id = offset_link_id
        self.email = email
        self.requested_quantity = (
            None
            if requested_quantity is None
            else to_decimal(requested_quantity, "requested_quantity")
        )
        self.requested_value = (
            None if requested_value is None else to_decimal(requested_value, "requested_value")
        )
        self.estimate_id = estimate_id
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
        self.id = get("id", UNSET)
        self.idempotency_key = get("idempotency_key", UNSET)
        self.type_ = get("type", UNSET)
        self.status = get("status", UNSET)
        self.currency = get("currency", UNSET)
        value = get("offset_cost", UNSET)
        self.offset_cost = read_decimal(value, "Order.offset_cost")
        value = get("total_cost", UNSET)
        self.total_cost = read_decimal(value, "Order.total_cost")
        value = get("commission", UNSET)
        self.commission = read_decimal(value, "Order.commission")
        value = get("quantity", UNSET)
        self.quantity = read_decimal(value, "Order.quantity")
        self.payment_method = get("payment_method", UNSET)
        value = get("created_at", UNSET)
        self.created_at = read_moment(value)
        value = get("bundles", UNSET)
        self.bundles = (
            [
                OrderBundle.from_dict(item) if isinstance(item, JSON_OBJECT) else item
                for item in value
            ]
            if isinstance(value, JSON_ARRAY)
            else value
        )
        value = get("projects", UNSET)
        self.projects = (
            [
                OrderProject.from_dict(item) if isinstance(item, JSON_OBJECT) else item
                for item in value
            ]
            if isinstance(value, JSON_ARRAY)
            else value
        )
        self.certificate = get("certificate", UNSET)
        self.public_certificate_url = get("public_certificate_url", UNSET)
        self.metadata = get("metadata", UNSET)
        self.offset_link_id = get("offset_link_id", UNSET)
        self.email = get("email", UNSET)
        value = get("requested_quantity", UNSET)
        self.requested_quantity = read_decimal(value, "Order.requested_quantity")
        value = get("requested_value", UNSET)
        self.requested_value = read_decimal(value, "Order.requested_value")
        self.estimate_id = get("estimate_id", UNSET)
        # Asked here because most objects hold nothing unknown, and a call costs time.
        self.additional_properties = {} if _FIELDS.issuperset(src) else unknown_fields(src, _FIELDS)
        return self

    def to_dict(self) -> dict[str, JSON]:
        """The object as JSON data, with the fields that were unknown when it was read."""
        return json_fields(
            {
                "id": self.id,
                "idempotency_key": self.idempotency_key,
                "type": self.type_,
                "status": self.status,
                "currency": self.currency,
                "offset_cost": self.offset_cost,
                "total_cost": self.total_cost,
                "commission": self.commission,
                "quantity": self.quantity,
                "payment_method": self.payment_method,
                "created_at": self.created_at,
                "bundles": self.bundles,
                "projects": self.projects,
                "certificate": self.certificate,
                "public_certificate_url": self.public_certificate_url,
                "metadata": self.metadata,
                "offset_link_id": self.offset_link_id,
                "email": self.email,
                "requested_quantity": self.requested_quantity,
                "requested_value": self.requested_value,
                "estimate_id": self.estimate_id,
            },
            self.additional_properties,
        )
