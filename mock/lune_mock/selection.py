"""How an order is divided between bundles (api: bundle_selection, bundle_masses)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from lune_mock.amounts import exactly, quantity_places, text, tonnes
from lune_mock.defaults import server_default
from lune_mock.json_values import items, optional_text, record, string
from lune_mock.pricing import Bundle, Share
from lune_mock.refusals import Refusal
from lune_mock.rules import shares_rule

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lune_document import JSON
    from lune_mock.accounts import Account
    from lune_mock.catalogue import Catalogue

__all__ = ["mass_of", "masses", "places", "shares"]


def places(request: dict[str, JSON]) -> int:
    """Return the decimals of a tonne that quantities keep."""
    unit = optional_text(request.get("quantity_trunc")) or server_default("quantity_trunc")
    return quantity_places(unit)


def mass_of(mass: JSON) -> Decimal:
    """Return a mass object in tonnes."""
    fields = record(mass)
    return tonnes(Decimal(string(fields["amount"])), string(fields["unit"]))


def shares(request: dict[str, JSON], account: Account, catalogue: Catalogue) -> tuple[Share, ...]:
    """Return the shares of a request; those of the account where it selects nothing.

    Raises:
        Refusal: the percentages do not add up to the total, stand beside some bundles only, or a
            bundle is unknown or stands twice.
    """
    if "bundle_selection" not in request:
        return catalogue.default_selection(account.currency)
    selection = [record(entry) for entry in items(request["bundle_selection"])]
    if not selection:
        raise Refusal(
            400,
            "bundle_selection_ratios_invalid",
            "bundle_selection: it is empty; name a bundle, or leave it out for the account's own",
        )
    bundles = catalogue.bundles(account.currency)
    chosen = [
        _bundle(bundles, entry, f"bundle_selection[{index}]", "bundle_selection_bundle_invalid")
        for index, entry in enumerate(selection)
    ]
    _refuse_repeated(chosen, "bundle_selection", "bundle_selection_bundle_invalid")
    rule = shares_rule("BundleSelection")
    given = [entry[rule.name] for entry in selection if rule.name in entry]
    if not given:
        return tuple(Share(bundle, Decimal(1)) for bundle in chosen)
    if len(given) < len(selection):
        raise Refusal(
            400,
            "bundle_selection_ratios_invalid_format",
            f"bundle_selection: {len(given)} of {len(selection)} bundles have a {rule.name}; give"
            " one to each of them, or to none to divide equally",
        )
    percentages = [Decimal(str(percentage)) for percentage in given]
    with exactly(*percentages):
        total = sum(percentages)
    if total != rule.total:
        raise Refusal(
            400,
            "bundle_selection_ratios_invalid",
            f"bundle_selection: the {rule.name} of all bundles adds up to"
            f" {_shortened(Decimal(total))}; make all add up to {rule.total}",
        )
    return tuple(map(Share, chosen, percentages))


def masses(
    request: dict[str, JSON], account: Account, catalogue: Catalogue
) -> tuple[tuple[Bundle, Decimal], ...]:
    """Return the bundles of bundle_masses with their masses in tonnes.

    Raises:
        Refusal: a bundle is unknown or stands twice.
    """
    bundles = catalogue.bundles(account.currency)
    parts: list[tuple[Bundle, Decimal]] = []
    for index, value in enumerate(items(request["bundle_masses"])):
        entry = record(value)
        bundle = _bundle(bundles, entry, f"bundle_masses[{index}]", "bundle_id_invalid")
        parts.append((bundle, mass_of(entry["mass"])))
    _refuse_repeated([bundle for bundle, _ in parts], "bundle_masses", "bundle_id_invalid")
    return tuple(parts)


def _bundle(bundles: dict[str, Bundle], entry: dict[str, JSON], field: str, code: str) -> Bundle:
    id_ = string(entry["bundle_id"])
    bundle = bundles.get(id_)
    if bundle is None:
        raise Refusal(400, code, f"{field}.bundle_id: there is no bundle {id_[:80]!r}")
    return bundle


def _refuse_repeated(chosen: Sequence[Bundle], field: str, code: str) -> None:
    seen: set[str] = set()
    for bundle in chosen:
        if bundle.id in seen:
            raise Refusal(400, code, f"{field}: the bundle {bundle.id!r} stands twice")
        seen.add(bundle.id)


def _shortened(amount: Decimal) -> str:
    shown = text(amount)
    return shown if len(shown) <= 40 else f"{shown[:40]}..."  # noqa: PLR2004 - a line of text
