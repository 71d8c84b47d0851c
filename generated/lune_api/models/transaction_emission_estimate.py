"""The object TransactionEmissionEstimate of the API document."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar, Final, Self

from attrs import define, field

from ..checking import to_string_map
from ..reading import (
    JSON_OBJECT,
    read_day,
    read_decimal,
    read_mass,
    read_moment,
    unknown_fields,
)
from ..types import JSON, UNSET, DecimalInput, Mass, Unset, to_decimal
from ..writing import json_fields, object_text
from .emission_factor_with_gas_emissions import EmissionFactorWithGasEmissions
from .estimate_quote import EstimateQuote, read_estimate_quote
from .transaction_estimate_request import TransactionEstimateRequest

_FIELDS: Final[frozenset[str]] = frozenset(
    {
        "diet_factor",
        "emission_factor",
        "exchange_rate",
        "exchange_rate_date",
        "external_estimate_url",
        "id",
        "idempotency_key",
        "is_transaction",
        "mass",
        "metadata",
        "quote",
        "request",
        "search_term_match",
        "search_term_match_score",
        "semantic_matching_model",
        "transaction_processed_at",
    }
)


@define(init=False, repr=False)
class TransactionEmissionEstimate:
    """The estimated emissions of a purchase.

    Schema ``TransactionEmissionEstimate`` of the API document.

    Attributes:
        mass: The estimated emissions.
        id: The estimate's id.
        quote: What it costs to offset the estimate, or why that could not be priced.
        search_term_match: The term that matched the search best; its emission factor was
            used.
        search_term_match_score: Distance of the match, 0 best, 2 worst; only after a
            semantic search. (at least 0, at most 2)
        semantic_matching_model: The model of the semantic search.
        emission_factor: The emission factor; null for estimates older than 2024-03-01.
        diet_factor: What the factor was multiplied by for the diet.
        exchange_rate: What the value was multiplied by to reach the currency of the factor.
        exchange_rate_date: The day of the exchange rate.
        request: What was asked, without the client account.
        external_estimate_url: Address of a page that explains the estimate to everybody.
        is_transaction: Whether the estimate is of a real purchase.
        transaction_processed_at: When the purchase was processed.
        metadata: The caller's own keys and values, kept as they are and not used by the
            service.
        idempotency_key: The caller's own key, unique per account for orders and for
            estimates. A request that is repeated with its key is not carried out twice, and
            what it created can be fetched by the key. (length at most 100)
    """

    mass: Mass
    id: str
    quote: EstimateQuote
    search_term_match: str | None
    search_term_match_score: float | None
    semantic_matching_model: str | None
    emission_factor: EmissionFactorWithGasEmissions | None
    diet_factor: Decimal | None
    exchange_rate: Decimal | None
    exchange_rate_date: date | None
    request: TransactionEstimateRequest
    external_estimate_url: str | None
    is_transaction: bool | None
    transaction_processed_at: datetime | None
    metadata: dict[str, str] | Unset
    idempotency_key: str | Unset
    additional_properties: dict[str, JSON] = field(factory=dict[str, JSON])

    required_fields: ClassVar[frozenset[str]] = frozenset(
        {
            "diet_factor",
            "emission_factor",
            "exchange_rate",
            "exchange_rate_date",
            "external_estimate_url",
            "id",
            "is_transaction",
            "mass",
            "quote",
            "request",
            "search_term_match",
            "search_term_match_score",
            "semantic_matching_model",
            "transaction_processed_at",
        }
    )
    """What the document requires, by the names of the document."""

    def __init__(
        self,
        *,
        mass: Mass,
        id: str,
        quote: EstimateQuote,
        search_term_match: str | None,
        search_term_match_score: float | None,
        semantic_matching_model: str | None,
        emission_factor: EmissionFactorWithGasEmissions | None,
        diet_factor: DecimalInput | None,
        exchange_rate: DecimalInput | None,
        exchange_rate_date: date | None,
        request: TransactionEstimateRequest,
        external_estimate_url: str | None,
        is_transaction: bool | None,
        transaction_processed_at: datetime | None,
        metadata: Mapping[str, str] | Unset = UNSET,
        idempotency_key: str | Unset = UNSET,
        additional_properties: Mapping[str, JSON] | Unset = UNSET,
    ) -> None:
        self.mass = mass
        self.id = id
        self.quote = quote
        self.search_term_match = search_term_match
        self.search_term_match_score = search_term_match_score
        self.semantic_matching_model = semantic_matching_model
        self.emission_factor = emission_factor
        self.diet_factor = None if diet_factor is None else to_decimal(diet_factor, "diet_factor")
        self.exchange_rate = (
            None if exchange_rate is None else to_decimal(exchange_rate, "exchange_rate")
        )
        self.exchange_rate_date = exchange_rate_date
        self.request = request
        self.external_estimate_url = external_estimate_url
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
        value = get("mass", UNSET)
        self.mass = read_mass(value, Mass)
        self.id = get("id", UNSET)
        value = get("quote", UNSET)
        self.quote = read_estimate_quote(value)
        self.search_term_match = get("search_term_match", UNSET)
        self.search_term_match_score = get("search_term_match_score", UNSET)
        self.semantic_matching_model = get("semantic_matching_model", UNSET)
        value = get("emission_factor", UNSET)
        self.emission_factor = (
            EmissionFactorWithGasEmissions.from_dict(value)
            if isinstance(value, JSON_OBJECT)
            else value
        )
        value = get("diet_factor", UNSET)
        self.diet_factor = read_decimal(value, "TransactionEmissionEstimate.diet_factor")
        value = get("exchange_rate", UNSET)
        self.exchange_rate = read_decimal(value, "TransactionEmissionEstimate.exchange_rate")
        value = get("exchange_rate_date", UNSET)
        self.exchange_rate_date = read_day(value)
        value = get("request", UNSET)
        self.request = (
            TransactionEstimateRequest.from_dict(value) if isinstance(value, JSON_OBJECT) else value
        )
        self.external_estimate_url = get("external_estimate_url", UNSET)
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
                "mass": self.mass,
                "id": self.id,
                "quote": self.quote,
                "search_term_match": self.search_term_match,
                "search_term_match_score": self.search_term_match_score,
                "semantic_matching_model": self.semantic_matching_model,
                "emission_factor": self.emission_factor,
                "diet_factor": self.diet_factor,
                "exchange_rate": self.exchange_rate,
                "exchange_rate_date": self.exchange_rate_date,
                "request": self.request,
                "external_estimate_url": self.external_estimate_url,
                "is_transaction": self.is_transaction,
                "transaction_processed_at": self.transaction_processed_at,
                "metadata": self.metadata,
                "idempotency_key": self.idempotency_key,
            },
            self.additional_properties,
        )
