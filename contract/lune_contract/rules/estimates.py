"""Estimates are kept as they were made, and changed as they are asked to be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lune_contract.creations import agree, by_id, by_key, keep, nothing_of_the_kind
from lune_contract.estimating import (
    ANNOTATE,
    CREATE,
    GET,
    LATER,
    NOTHING,
    OK,
    TEN_GRAMS,
    TRANSACTIONS,
    UPDATE,
    annotate,
    examples,
    expect_mass,
    expect_no_match,
    mass_of,
    update,
)
from lune_contract.reply import shown
from lune_contract.rule import rule
from lune_contract.sample import made_up_id

if TYPE_CHECKING:
    from lune_contract.reply import Reply
    from lune_contract.trial import Trial
    from lune_document import JSON

_PUT: Final = "PUT /estimates/transactions/{id}"
_PATCH: Final = "PATCH /estimates/transactions/{id}/annotations"


def _change(trial: Trial, estimate: Reply, *, refused: bool = False) -> Reply:
    """Change an estimate by the operation that is tried, in a way that it takes or refuses."""
    metadata: JSON = "none" if refused else {"changed": "yes"}
    if trial.operation.id == UPDATE:
        return update(trial, estimate, metadata=metadata)
    return annotate(trial, estimate, metadata=metadata)


# What is kept.


@rule("estimates/get-is-what-was-created", operations=GET, source=TRANSACTIONS, estimates=2)
def get_is_what_was_created(trial: Trial) -> None:
    """An estimate is fetched as it was created, each time."""
    searched: JSON = {"search_term": "food", "country_code": "USA"}
    purchases = (
        trial.body(CREATE, metadata={"place": "Łódź"}),
        trial.body(CREATE, merchant=searched, diet="vegan", region_fallback="always"),
    )
    for body in purchases:
        created = trial.call(CREATE, body).success(OK, NOTHING)
        if created.status == OK:
            for _ in range(2):
                agree(by_id(trial, CREATE, created.text("id")).success(), created)


@rule(
    "estimates/unknown-estimate-is-not-found",
    operations=(GET, UPDATE, ANNOTATE),
    source=f"{TRANSACTIONS}: status 404",
)
def unknown_estimate_is_not_found(trial: Trial) -> None:
    """An id that no estimate has is answered 404."""
    tried = trial.operation.id
    body = {UPDATE: lambda: trial.body(UPDATE), ANNOTATE: dict[str, "JSON"]}.get(tried)
    path = {"id": made_up_id(trial)}
    trial.call(tried, None if body is None else body(), path=path).success(404)


@rule("estimates/change-is-kept", operations=(UPDATE, ANNOTATE), source=TRANSACTIONS, estimates=1)
def change_is_kept(trial: Trial) -> None:
    """A changed estimate is fetched as the change answered it."""
    changed = _change(trial, trial.estimate()).success()
    keep(changed, by_id(trial, CREATE, changed.text("id")), changed)


@rule(
    "estimates/change-leaves-others",
    operations=(UPDATE, ANNOTATE),
    source=TRANSACTIONS,
    estimates=2,
)
def change_leaves_others(trial: Trial) -> None:
    """A change of one estimate leaves another as it is."""
    other, estimate = trial.estimate(), trial.estimate()
    changed = _change(trial, estimate).success()
    keep(changed, by_id(trial, CREATE, other.text("id")), other)


@rule(
    "estimates/refused-change-changes-nothing",
    operations=(UPDATE, ANNOTATE),
    source=TRANSACTIONS,
    estimates=1,
)
def refused_change_changes_nothing(trial: Trial) -> None:
    """A change that is refused leaves the estimate as it is."""
    estimate = trial.estimate()
    refused = _change(trial, estimate, refused=True).refusal()
    keep(refused, by_id(trial, CREATE, estimate.text("id")), estimate)


# A new input.


@rule("estimates/update-recalculates", operations=UPDATE, source=_PUT, estimates=1)
def update_recalculates(trial: Trial) -> None:
    """A new input is calculated: twice the value has twice the mass."""
    estimate = trial.estimate(value={"value": "800", "currency": "USD"})
    updated = update(trial, estimate, value={"value": "1600", "currency": "USD"}).success()
    wanted = 2 * mass_of(estimate, "mass")
    expect_mass(updated, wanted, "as the value is twice that before", within=2 * TEN_GRAMS)


@rule("estimates/update-is-as-a-creation", operations=UPDATE, source=_PUT, estimates=4)
def update_is_as_a_creation(trial: Trial) -> None:
    """A new input makes the estimate that its creation would have made."""
    path = {"id": trial.estimate(value={"value": "321.09", "currency": "USD"}).text("id")}
    # Another merchant, currency and diet: whatever was calculated with before is gone.
    for body in examples(CREATE):
        created = trial.call(CREATE, body).success(OK, NOTHING)
        if created.status == NOTHING:
            continue
        updated = trial.call(UPDATE, body, path=path).success()
        for name in ("mass", "emission_factor", "diet_factor", "exchange_rate"):
            was = created.at(name)
            updated.expect(updated.at(name) == was, f"{name} {shown(was)}, as created", name)


@rule("estimates/update-is-whole", operations=UPDATE, source=_PUT, estimates=1)
def update_is_whole(trial: Trial) -> None:
    """A new input without value or merchant is refused, and leaves the estimate as it is."""
    estimate = trial.estimate()
    partial: dict[str, JSON] = {"metadata": {"partial": "yes"}}
    for name in ("value", "merchant"):
        refused = update(trial, estimate, **partial, **{name: None}).refusal()
        keep(refused, by_id(trial, CREATE, estimate.text("id")), estimate)


@rule("estimates/update-replaces-the-input", operations=UPDATE, source=_PUT, estimates=1)
def update_replaces_the_input(trial: Trial) -> None:
    """A new input replaces the old one as a whole: what it leaves out is gone."""
    extras: dict[str, JSON] = {
        "name": "before",
        "diet": "vegan",
        "region_fallback": "always",
        "quantity_trunc": "kg",
    }
    estimate = trial.call(CREATE, trial.body(CREATE, **extras)).success()
    updated = update(trial, estimate).success()
    for name, value in extras.items():
        if updated.has("request", name):
            is_gone = updated.at("request", name) != value
            updated.expect(is_gone, "nothing, or the default", "request", name)


@rule("estimates/update-takes-the-mark-away", operations=UPDATE, source=_PUT, estimates=1)
def update_takes_the_mark_away(trial: Trial) -> None:
    """A new input that leaves is_transaction out takes false."""
    updated = update(trial, trial.estimate(is_transaction=True)).success()
    updated.expect(updated.at("is_transaction") is False, "false", "is_transaction")


@rule(
    "estimates/update-keeps-the-date",
    operations=UPDATE,
    source=f"{_PUT}: transaction_processed_at, unchanged when it is left out",
    estimates=1,
)
def update_keeps_the_date(trial: Trial) -> None:
    """A new input that leaves the date of the purchase out leaves it as it is."""
    name = "transaction_processed_at"
    estimate = trial.estimate(**{name: LATER})
    updated = update(trial, estimate, **{name: None}).success()
    was = estimate.at(name)
    updated.expect(updated.at(name) == was, f"{name} {shown(was)}, as before", name)


@rule(
    "estimates/update-clears-metadata",
    operations=UPDATE,
    source=_PUT,
    level="should",
    estimates=1,
)
def update_clears_metadata(trial: Trial) -> None:
    """A new input that leaves metadata out leaves none."""
    updated = update(trial, trial.estimate(metadata={"before": "yes"})).success()
    if updated.has("metadata"):
        updated.expect(updated.at("metadata") in ({}, None), "no metadata", "metadata")


@rule(
    "estimates/update-keeps-the-key",
    operations=UPDATE,
    source=f"{_PUT}: idempotency_key",
    level="should",
    estimates=1,
)
def update_keeps_the_key(trial: Trial) -> None:
    """A new input that leaves the key out leaves the estimate its key."""
    key = trial.key()
    updated = update(trial, trial.estimate(idempotency_key=key)).success()
    keep(updated, by_key(trial, CREATE, key), updated)


@rule(
    "estimates/update-without-match-changes-nothing",
    operations=UPDATE,
    source=f"{_PUT}: status 204",
    level="should",
    estimates=1,
)
def update_without_match_changes_nothing(trial: Trial) -> None:
    """A new input that no factor fits leaves the estimate as it is."""
    estimate = trial.estimate()
    updated = update(trial, estimate, merchant=nothing_of_the_kind(trial))
    expect_no_match(updated)
    keep(updated, by_id(trial, CREATE, estimate.text("id")), estimate)


# Annotations.


@rule(
    "estimates/annotations-leave-the-calculation", operations=ANNOTATE, source=_PATCH, estimates=1
)
def annotations_leave_the_calculation(trial: Trial) -> None:
    """Annotations change nothing of what was calculated."""
    estimate = trial.estimate()
    annotated = annotate(
        trial,
        estimate,
        is_transaction=False,
        transaction_processed_at=LATER,
        metadata={"annotated": "yes"},
    ).success()
    for name in ("id", "mass", "quote", "emission_factor", "diet_factor", "exchange_rate"):
        was = estimate.at(name)
        annotated.expect(annotated.at(name) == was, f"{name} {shown(was)}, as before", name)
    for name in ("value", "merchant"):
        was = estimate.at("request", name)
        annotated.expect(
            annotated.at("request", name) == was, f"{name} {shown(was)}, as before", "request", name
        )


@rule("estimates/annotation-changes-only-itself", operations=ANNOTATE, source=_PATCH, estimates=1)
def annotation_changes_only_itself(trial: Trial) -> None:
    """Only annotations that are given are changed."""
    before = trial.estimate(metadata={"before": "yes"}, idempotency_key=trial.key())
    changes: dict[str, JSON] = {
        "is_transaction": False,
        "transaction_processed_at": LATER,
        "metadata": {"annotated": "yes"},
    }
    for changed, value in changes.items():
        after = annotate(trial, before, **{changed: value}).success()
        for name in (*changes, "idempotency_key"):
            if name != changed:
                was = before.at(name)
                after.expect(after.at(name) == was, f"{name} {shown(was)}, as before", name)
        before = after


@rule("estimates/no-annotation-changes-nothing", operations=ANNOTATE, source=_PATCH, estimates=1)
def no_annotation_changes_nothing(trial: Trial) -> None:
    """An empty change changes nothing."""
    estimate = trial.estimate(metadata={"before": "yes"}, idempotency_key=trial.key())
    agree(annotate(trial, estimate).success(), estimate)


@rule(
    "estimates/annotation-replaces-metadata",
    operations=ANNOTATE,
    source=f"{_PATCH}: metadata",
    level="should",
    estimates=1,
)
def annotation_replaces_metadata(trial: Trial) -> None:
    """Metadata are changed as a whole, not key by key."""
    estimate = trial.estimate(metadata={"before": "yes"})
    annotated = annotate(trial, estimate, metadata={"after": "yes"}).success()
    annotated.expect(annotated.at("metadata") == {"after": "yes"}, "only what was sent", "metadata")
