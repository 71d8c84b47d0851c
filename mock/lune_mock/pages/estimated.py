"""What an estimate is of, in a few words for a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lune_mock.json_values import record, string
from lune_mock.pages.amounts import money
from lune_mock.pages.world_map import stops_of

if TYPE_CHECKING:
    from lune_document import JSON

__all__ = ["moment_of", "subject_of"]


def moment_of(estimate: dict[str, JSON]) -> str:
    """Return when an estimate was made, or when the purchase was processed."""
    return string(estimate.get("created_at") or estimate.get("transaction_processed_at"))


def subject_of(estimate: dict[str, JSON]) -> str:
    """Return the value and the merchant of a purchase, or the way of a shipment."""
    request = record(estimate["request"])
    if "merchant" in request:
        return _purchase(record(request["value"]), record(request["merchant"]))
    stops = stops_of(estimate.get("route"))
    if stops:
        return " to ".join(each.label for each in stops)
    distance = estimate.get("distance")
    if distance is None:
        return "a logistics site"
    return f"{string(record(distance)['amount'])} {string(record(distance)['unit'])}"


def _purchase(value: dict[str, JSON], merchant: dict[str, JSON]) -> str:
    paid = money(string(value["value"]), string(value["currency"]))
    names = [merchant.get(each) for each in ("name", "search_term", "category")]
    bought = next(filter(None, names), f"category {merchant.get('category_code')}")
    return f"{paid}, {bought}, {string(merchant['country_code'])}"
