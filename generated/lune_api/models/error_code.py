"""The enumeration ErrorCode of the API document."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias, get_args

ErrorCode: TypeAlias = (
    Literal[
        "api_version_invalid",
        "account_suspended",
        "bundle_selection_ratios_invalid",
        "bundle_selection_bundle_invalid",
        "order_idempotency_already_exists",
        "order_quantity_invalid",
        "order_value_invalid",
        "bundle_id_invalid",
        "id_invalid",
        "distance_invalid",
        "test_account_name_update_disallowed",
        "validation_error",
        "bundle_selection_ratios_invalid_format",
        "address_not_found",
        "port_not_found",
        "locode_not_found",
        "airport_invalid",
        "webhook_limit_reached",
        "time_range_invalid",
        "exchange_rate_not_found",
        "live_account_required",
        "unauthorised",
        "estimate_not_found",
        "estimate_order_already_placed",
        "sustainability_page_slug_not_unique",
        "sustainability_page_exists",
        "pagination_limit_invalid",
        "unsupported_image_format",
        "source_location_code_invalid",
        "destination_location_code_invalid",
        "emission_factor_id_invalid",
        "emission_factor_unit_mismatch",
        "emission_factor_gated",
        "account_scope_incorrect",
        "service_unavailable",
        "handle_not_unique",
        "estimate_idempotency_already_exists",
        "airport_route_required",
        "future_departure_invalid",
        "transaction_document_inference_failure",
        "transaction_document_creation_failure",
        "invalid_selected_account_id",
        "account_idempotency_already_exists",
        "account_handle_idempotency_key_inconsistency",
        "shipment_batch_idempotency_already_exists",
        "route_not_found",
        "insufficient_credits",
    ]
    | str
)
"""What went wrong, as a stable code.
The list grows: a member that is not in it is kept, and can be sent.
"""

ERROR_CODE_VALUES: Final[tuple[str, ...]] = get_args(get_args(ErrorCode)[0])
"""The members that the document names, in its order."""
