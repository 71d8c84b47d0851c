"""The object OrderProject of the API document."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar, Final, Self

from attrs import define, field

from ..reading import read_decimal, unknown_fields
from ..types import JSON, UNSET, DecimalInput, Unset, to_decimal
from ..writing import json_fields, object_text
from .order_project_status import OrderProjectStatus

_FIELDS: Final[frozenset[str]] = frozenset(
    {
        "offset_cost",
        "project_id",
        "project_logo",
        "project_name",
        "project_slug",
        "project_type",
        "quantity",
        "status",
        "unit_price",
    }
)


@define(init=False, repr=False)
class OrderProject:
    """A project behind an order with its quantity and cost.

    Schema ``OrderProject`` of the API document.

    Attributes:
        project_id: The project's id.
        project_name: The project's name.
        project_type: Kind of the project, such as Afforestation.
        project_slug: The project's unique slug.
        quantity: Tonnes of CO2 from this project.
        unit_price: Price of a tonne, in the currency of the order.
        offset_cost: Cost of the credits of this project without the fee.
        status: Whether the credits are set aside for the order or already retired.
        project_logo: Address of the project's logo.
    """

    project_id: str
    project_name: str
    project_type: str
    project_slug: str
    quantity: Decimal
    unit_price: Decimal
    offset_cost: Decimal
    status: OrderProjectStatus
    project_logo: str | Unset
    additional_properties: dict[str, JSON] = field(factory=dict[str, JSON])

    required_fields: ClassVar[frozenset[str]] = frozenset(
        {
            "offset_cost",
            "project_id",
            "project_name",
            "project_slug",
            "project_type",
            "quantity",
            "status",
            "unit_price",
        }
    )
    """What the document requires, by the names of the document."""

    def __init__(
        self,
        *,
        project_id: str,
        project_name: str,
        project_type: str,
        project_slug: str,
        quantity: DecimalInput,
        unit_price: DecimalInput,
        offset_cost: DecimalInput,
        status: OrderProjectStatus,
        project_logo: str | Unset = UNSET,
        additional_properties: Mapping[str, JSON] | Unset = UNSET,
    ) -> None:
        self.project_id = project_id
        self.project_name = project_name
        self.project_type = project_type
        self.project_slug = project_slug
        self.quantity = to_decimal(quantity, "quantity")
        self.unit_price = to_decimal(unit_price, "unit_price")
        self.offset_cost = to_decimal(offset_cost, "offset_cost")
        self.status = status
        self.project_logo = project_logo
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
        self.project_id = get("project_id", UNSET)
        self.project_name = get("project_name", UNSET)
        self.project_type = get("project_type", UNSET)
        self.project_slug = get("project_slug", UNSET)
        value = get("quantity", UNSET)
        self.quantity = read_decimal(value, "OrderProject.quantity")
        value = get("unit_price", UNSET)
        self.unit_price = read_decimal(value, "OrderProject.unit_price")
        value = get("offset_cost", UNSET)
        self.offset_cost = read_decimal(value, "OrderProject.offset_cost")
        self.status = get("status", UNSET)
        self.project_logo = get("project_logo", UNSET)
        # Asked here because most objects hold nothing unknown, and a call costs time.
        self.additional_properties = {} if _FIELDS.issuperset(src) else unknown_fields(src, _FIELDS)
        return self

    def to_dict(self) -> dict[str, JSON]:
        """The object as JSON data, with the fields that were unknown when it was read."""
        return json_fields(
            {
                "project_id": self.project_id,
                "project_name": self.project_name,
                "project_type": self.project_type,
                "project_slug": self.project_slug,
                "quantity": self.quantity,
                "unit_price": self.unit_price,
                "offset_cost": self.offset_cost,
                "status": self.status,
                "project_logo": self.project_logo,
            },
            self.additional_properties,
        )
