"""The resource transaction_estimates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...types import UNSET, Unset
from .create_batch_transaction_estimate import create_batch_transaction_estimate
from .create_multi_match_transaction_estimate import (
    create_multi_match_transaction_estimate,
)
from .create_transaction_estimate import create_transaction_estimate
from .get_transaction_estimate import get_transaction_estimate
from .get_transaction_estimate_by_idempotency_key import (
    get_transaction_estimate_by_idempotency_key,
)
from .partial_update_transactions_estimate_annotations import (
    partial_update_transactions_estimate_annotations,
)
from .update_transaction_estimate import update_transaction_estimate

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from ...models.batch_transaction_estimate import BatchTransactionEstimate
    from ...models.bundle_percentage_request import BundlePercentageRequest
    from ...models.diet import Diet
    from ...models.estimate_client_account_request import EstimateClientAccountRequest
    from ...models.mass_unit import MassUnit
    from ...models.merchant import Merchant
    from ...models.monetary_amount import MonetaryAmount
    from ...models.multi_match_transaction_estimate import MultiMatchTransactionEstimate
    from ...models.region_fallback import RegionFallback
    from ...models.transaction_emission_estimate import TransactionEmissionEstimate
    from ...models.transaction_estimate_request import TransactionEstimateRequest
    from ...types import AsyncSender, Sender

__all__ = ["AsyncTransactionEstimates", "TransactionEstimates"]


class TransactionEstimates:
    """Estimate the emissions of purchases.

    Args:
        sender: carries out the operations.
    """

    __slots__ = ("_sender",)

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def create(
        self,
        *,
        value: MonetaryAmount,
        merchant: Merchant,
        name: str | Unset = UNSET,
        diet: Diet | Unset = UNSET,
        bundle_selection: Sequence[BundlePercentageRequest] | Unset = UNSET,
        quantity_trunc: MassUnit | Unset = UNSET,
        metadata: Mapping[str, str] | Unset = UNSET,
        region_fallback: RegionFallback | Unset = UNSET,
        idempotency_key: str | Unset = UNSET,
        is_transaction: bool | Unset = UNSET,
        transaction_processed_at: datetime | Unset = UNSET,
        client_account: EstimateClientAccountRequest | Unset = UNSET,
    ) -> TransactionEmissionEstimate | None:
        """Estimate one purchase.

        Estimates the emissions of a purchase from its value and its merchant, with the emission
        factor that fits best. The answer holds a quote for offsetting the estimate.

        Section ``POST /estimates/transactions``.

        Args:
            value: What was paid, without shipping and taxes.
            merchant: The merchant, by category code or by what was bought there.
            name: A name for this calculation.
            diet: What the buyer eats; sharpens estimates of food.
            bundle_selection: How to divide between bundles: percentages for all of them, adding
                up to 100, or for none of them, which divides equally. Left out, the account's
                own bundle selection applies.
            quantity_trunc: The unit to which quantities are cut; grams when it is left out.
            metadata: The caller's own keys and values, kept as they are and not used by the
                service.
            region_fallback: Whether an emission factor of another region may be used when the
                country has none; never when it is left out.
            idempotency_key: The caller's own key, unique per account for orders and for
                estimates. A request that is repeated with its key is not carried out twice, and
                what it created can be fetched by the key. (length at most 100)
            is_transaction: True for a real purchase, which analytics count; false for a quote
                or a forecast, and when it is left out on creation.
            transaction_processed_at: When the purchase was processed. Left out, it is now on
                creation and stays as it is on an update. For analytics only.
            client_account: The client account to run the estimate on, found by its key or its
                handle and created when it is missing. Key and handle must belong to the same
                account. The estimate belongs to it: to fetch or order the estimate, name the
                account in the header Lune-Account.

        Returns:
            The estimate. A repeated idempotency key answers with the original estimate. None
            for status 204: No emission factor fits the purchase; nothing was stored.

        Raises:
            InvalidRequestError: a value breaks a rule of the document; nothing is sent then.
            BadRequestError: status 400. The request was refused; correct it before you send it
                again.
            AuthenticationError: status 401. The API key is missing or wrong, or it cannot act
                for the account.
            ConflictError: status 409. The idempotency key belongs to an estimate already.
            PayloadTooLargeError: status 413. The request body is larger than 100 kB. There is
                no documented body.
            UnsupportedMediaTypeError: status 415. The request body is not application/json.
                There is no documented body.
            RateLimitError: status 429. More than 15 requests in one second, or the limit agreed
                on. Wait, then repeat. There is no documented body and no Retry-After header.
            ServerError: status 503. The service cannot answer now; the request may be repeated.
                The body may be missing.
            CallError: there is no usable answer, see ``lune_client.errors``.

        Example:
            from datetime import datetime
            from lune_client.models import MerchantWithCategoryCode, MonetaryAmount

            lune.transaction_estimates.create(
                value=MonetaryAmount(value="8.99", currency="USD"),
                merchant=MerchantWithCategoryCode(
                    country_code="USA", category_code="5818", name="Netflix"
                ),
                idempotency_key="card-payment-1001",
                is_transaction=True,
                transaction_processed_at=datetime.fromisoformat("2024-09-02T08:15:30Z"),
            )
        """
        return self._sender.send(
            create_transaction_estimate(
                value=value,
                merchant=merchant,
                name=name,
                diet=diet,
                bundle_selection=bundle_selection,
                quantity_trunc=quantity_trunc,
                metadata=metadata,
                region_fallback=region_fallback,
                idempotency_key=idempotency_key,
                is_transaction=is_transaction,
                transaction_processed_at=transaction_processed_at,
                client_account=client_account,
            )
        )

    def get(
        self,
        id: str,
    ) -> TransactionEmissionEstimate:
        """Fetch a transaction estimate by id.

        Answers the estimate as it was last calculated and annotated.

        Section ``GET /estimates/transactions/{id}``.

        Args:
            id: The estimate's id. (length at least 1)

        Returns:
            The estimate.

        Raises:
            InvalidRequestError: a value breaks a rule of the document; nothing is sent then.
            BadRequestError: status 400. The request was refused; correct it before you send it
                again.
            AuthenticationError: status 401. The API key is missing or wrong, or it cannot act
                for the account.
            NotFoundError: status 404. No estimate has this id or key in this account.
            RateLimitError: status 429. More than 15 requests in one second, or the limit agreed
                on. Wait, then repeat. There is no documented body and no Retry-After header.
            ServerError: status 503. The service cannot answer now; the request may be repeated.
                The body may be missing.
            CallError: there is no usable answer, see ``lune_client.errors``.

        Example:
            lune.transaction_estimates.get("Jm2vXq8ZyWn4KbL7pRd9tGa5oEe1xz3N")
        """
        return self._sender.send(
            get_transaction_estimate(
                id,
            )
        )

    def update(
        self,
        id: str,
        *,
        value: MonetaryAmount,
        merchant: Merchant,
        name: str | Unset = UNSET,
        diet: Diet | Unset = UNSET,
        bundle_selection: Sequence[BundlePercentageRequest] | Unset = UNSET,
        quantity_trunc: MassUnit | Unset = UNSET,
        metadata: Mapping[str, str] | Unset = UNSET,
        region_fallback: RegionFallback | Unset = UNSET,
        idempotency_key: str | Unset = UNSET,
        is_transaction: bool | Unset = UNSET,
        transaction_processed_at: datetime | Unset = UNSET,
    ) -> TransactionEmissionEstimate | None:
        """Recalculate a transaction estimate from a full new input.

        Replaces the input of the estimate and calculates it again. The id stays. This is no
        partial update: value and merchant are required.

        Section ``PUT /estimates/transactions/{id}``.

        Args:
            id: The estimate's id. (length at least 1)
            value: What was paid, without shipping and taxes.
            merchant: The merchant, by category code or by what was bought there.
            name: A name for this calculation.
            diet: What the buyer eats; sharpens estimates of food.
            bundle_selection: How to divide between bundles: percentages for all of them, adding
                up to 100, or for none of them, which divides equally. Left out, the account's
                own bundle selection applies.
            quantity_trunc: The unit to which quantities are cut; grams when it is left out.
            metadata: The caller's own keys and values, kept as they are and not used by the
                service.
            region_fallback: Whether an emission factor of another region may be used when the
                country has none; never when it is left out.
            idempotency_key: The caller's own key, unique per account for orders and for
                estimates. A request that is repeated with its key is not carried out twice, and
                what it created can be fetched by the key. (length at most 100)
            is_transaction: True for a real purchase, which analytics count; false for a quote
                or a forecast, and when it is left out on creation.
            transaction_processed_at: When the purchase was processed. Left out, it is now on
                creation and stays as it is on an update. For analytics only.

        Returns:
            The estimate. None for status 204: No emission factor fits the purchase; nothing was
            stored.

        Raises:
            InvalidRequestError: a value breaks a rule of the document; nothing is sent then.
            BadRequestError: status 400. The request was refused; correct it before you send it
                again.
            AuthenticationError: status 401. The API key is missing or wrong, or it cannot act
                for the account.
            NotFoundError: status 404. Nothing has this id or key in this account. There is no
                body.
            ConflictError: status 409. The idempotency key belongs to an estimate already.
            PayloadTooLargeError: status 413. The request body is larger than 100 kB. There is
                no documented body.
            UnsupportedMediaTypeError: status 415. The request body is not application/json.
                There is no documented body.
            RateLimitError: status 429. More than 15 requests in one second, or the limit agreed
                on. Wait, then repeat. There is no documented body and no Retry-After header.
            ServerError: status 503. The service cannot answer now; the request may be repeated.
                The body may be missing.
            CallError: there is no usable answer, see ``lune_client.errors``.

        Example:
            from lune_client.models import MerchantWithCategoryCode, MonetaryAmount

            lune.transaction_estimates.update(
                "Jm2vXq8ZyWn4KbL7pRd9tGa5oEe1xz3N",
                value=MonetaryAmount(value="17.98", currency="USD"),
                merchant=MerchantWithCategoryCode(
                    country_code="USA", category_code="5818", name="Netflix"
                ),
            )
        """
        return self._sender.send(
            update_transaction_estimate(
                id,
                value=value,
                merchant=merchant,
                name=name,
                diet=diet,
                bundle_selection=bundle_selection,
                quantity_trunc=quantity_trunc,
                metadata=metadata,
                region_fallback=region_fallback,
                idempotency_key=idempotency_key,
                is_transaction=is_transaction,
                transaction_processed_at=transaction_processed_at,
            )
        )

    def update_annotations(
        self,
        id: str,
        *,
        is_transaction: bool | Unset = UNSET,
        transaction_processed_at: datetime | Unset = UNSET,
        metadata: Mapping[str, str] | Unset = UNSET,
        idempotency_key: str | Unset = UNSET,
    ) -> TransactionEmissionEstimate:
        """Change annotations of a transaction estimate.

        Changes only the annotations that are given, without calculating the estimate again.
        What is left out stays as it is.

        Section ``PATCH /estimates/transactions/{id}/annotations``.

        Args:
            id: The estimate's id. (length at least 1)
            is_transaction: True for a real purchase, which analytics count; false for a quote
                or a forecast.
            transaction_processed_at: When the purchase was processed. For analytics only.
            metadata: The caller's own keys and values, kept as they are and not used by the
                service.
            idempotency_key: The caller's own key, unique per account for orders and for
                estimates. A request that is repeated with its key is not carried out twice, and
                what it created can be fetched by the key. (length at most 100)

        Returns:
            The estimate.

        Raises:
            InvalidRequestError: a value breaks a rule of the document; nothing is sent then.
            BadRequestError: status 400. The request was refused; correct it before you send it
                again.
            AuthenticationError: status 401. The API key is missing or wrong, or it cannot act
                for the account.
            NotFoundError: status 404. Nothing has this id or key in this account. There is no
                body.
            ConflictError: status 409. The idempotency key belongs to an estimate already.
            PayloadTooLargeError: status 413. The request body is larger than 100 kB. There is
                no documented body.
            UnsupportedMediaTypeError: status 415. The request body is not application/json.
                There is no documented body.
            RateLimitError: status 429. More than 15 requests in one second, or the limit agreed
                on. Wait, then repeat. There is no documented body and no Retry-After header.
            CallError: there is no usable answer, see ``lune_client.errors``.

        Example:
            from datetime import datetime

            lune.transaction_estimates.update_annotations(
                "Jm2vXq8ZyWn4KbL7pRd9tGa5oEe1xz3N",
                is_transaction=True,
                transaction_processed_at=datetime.fromisoformat("2023-07-17T14:30:00Z"),
                metadata={"user_id": "u-38925d"},
            )
        """
        return self._sender.send(
            partial_update_transactions_estimate_annotations(
                id,
                is_transaction=is_transaction,
                transaction_processed_at=transaction_processed_at,
                metadata=metadata,
                idempotency_key=idempotency_key,
            )
        )

    def get_by_idempotency_key(
        self,
        idempotency_key: str,
    ) -> TransactionEmissionEstimate:
        """Fetch a transaction estimate by the caller's own key.

        Answers the estimate that was created with this idempotency key.

        Section ``GET /estimates/transactions/by-idempotency-key/{idempotency_key}``.

        Args:
            idempotency_key: The key that the caller gave on creation; unique per account.
                Percent-encode it fully. (length at least 1, length at most 100)

        Returns:
            The estimate.

        Raises:
            InvalidRequestError: a value breaks a rule of the document; nothing is sent then.
            BadRequestError: status 400. The request was refused; correct it before you send it
                again.
            AuthenticationError: status 401. The API key is missing or wrong, or it cannot act
                for the account.
            NotFoundError: status 404. No estimate has this id or key in this account.
            RateLimitError: status 429. More than 15 requests in one second, or the limit agreed
                on. Wait, then repeat. There is no documented body and no Retry-After header.
            ServerError: status 503. The service cannot answer now; the request may be repeated.
                The body may be missing.
            CallError: there is no usable answer, see ``lune_client.errors``.

        Example:
            lune.transaction_estimates.get_by_idempotency_key("card-payment-1001")
        """
        return self._sender.send(
            get_transaction_estimate_by_idempotency_key(
                idempotency_key,
            )
        )

    def create_batch(
        self,
        items: Sequence[TransactionEstimateRequest],
    ) -> list[BatchTransactionEstimate]:
        """Estimate up to 100 purchases, each on its own.

        Estimates each purchase by itself and answers in the order of the request. A purchase
        that fails holds an error in its place, one that nothing matches holds an empty object;
        neither stops the others. Give each purchase an idempotency key to repeat the request
        safely.

        Section ``POST /estimates/transactions/batch``.

        Args:
            items: from 1 to 100 objects of the class TransactionEstimateRequest.

        Returns:
            One slot for each purchase, in the order of the request.

        Raises:
            InvalidRequestError: a value breaks a rule of the document; nothing is sent then.
            BadRequestError: status 400. The request was refused; correct it before you send it
                again.
            AuthenticationError: status 401. The API key is missing or wrong, or it cannot act
                for the account.
            ConflictError: status 409. The idempotency key belongs to an estimate already.
            PayloadTooLargeError: status 413. The request body is larger than 100 kB. There is
                no documented body.
            UnsupportedMediaTypeError: status 415. The request body is not application/json.
                There is no documented body.
            RateLimitError: status 429. More than 15 requests in one second, or the limit agreed
                on. Wait, then repeat. There is no documented body and no Retry-After header.
            ServerError: status 503. The service cannot answer now; the request may be repeated.
                The body may be missing.
            CallError: there is no usable answer, see ``lune_client.errors``.

        Example:
            from lune_client.models import (
                MerchantWithCategoryCode,
                MonetaryAmount,
                TransactionEstimateRequest,
            )

            lune.transaction_estimates.create_batch(
                [
                    TransactionEstimateRequest(
                        value=MonetaryAmount(value="8.99", currency="USD"),
                        merchant=MerchantWithCategoryCode(
                            country_code="USA", category_code="5818", name="Netflix"
                        ),
                        idempotency_key="card-payment-1002",
                    )
                ]
            )
        """
        return self._sender.send(
            create_batch_transaction_estimate(
                items,
            )
        )

    def create_multi_match(
        self,
        *,
        value: MonetaryAmount,
        merchant: Merchant,
        limit: int,
        name: str | Unset = UNSET,
        diet: Diet | Unset = UNSET,
        bundle_selection: Sequence[BundlePercentageRequest] | Unset = UNSET,
        quantity_trunc: MassUnit | Unset = UNSET,
        metadata: Mapping[str, str] | Unset = UNSET,
        region_fallback: RegionFallback | Unset = UNSET,
    ) -> MultiMatchTransactionEstimate:
        """Estimate one purchase with several emission factors.

        Estimates a purchase with up to five emission factors, the most confident match first.
        Each result is a stored estimate with its own id and counts towards the allowance of the
        plan.

        Section ``POST /estimates/transactions/multi-match``.

        Args:
            value: What was paid, without shipping and taxes.
            merchant: The merchant, by category code or by what was bought there.
            name: A name for this calculation.
            diet: What the buyer eats; sharpens estimates of food.
            bundle_selection: How to divide between bundles: percentages for all of them, adding
                up to 100, or for none of them, which divides equally. Left out, the account's
                own bundle selection applies.
            quantity_trunc: The unit to which quantities are cut; grams when it is left out.
            metadata: The caller's own keys and values, kept as they are and not used by the
                service.
            region_fallback: Whether an emission factor of another region may be used when the
                country has none; never when it is left out.
            limit: How many matches to answer at most. (at least 1, at most 5)

        Returns:
            The estimates, best match first; none when nothing matches.

        Raises:
            InvalidRequestError: a value breaks a rule of the document; nothing is sent then.
            BadRequestError: status 400. The request was refused; correct it before you send it
                again.
            AuthenticationError: status 401. The API key is missing or wrong, or it cannot act
                for the account.
            ConflictError: status 409. The idempotency key belongs to an estimate already.
            PayloadTooLargeError: status 413. The request body is larger than 100 kB. There is
                no documented body.
            UnsupportedMediaTypeError: status 415. The request body is not application/json.
                There is no documented body.
            RateLimitError: status 429. More than 15 requests in one second, or the limit agreed
                on. Wait, then repeat. There is no documented body and no Retry-After header.
            ServerError: status 503. The service cannot answer now; the request may be repeated.
                The body may be missing.
            CallError: there is no usable answer, see ``lune_client.errors``.

        Example:
            from lune_client.models import MerchantWithCategoryHierarchy, MonetaryAmount

            lune.transaction_estimates.create_multi_match(
                value=MonetaryAmount(value="8.99", currency="EUR"),
                merchant=MerchantWithCategoryHierarchy(
                    country_code="USA",
                    search_term="Bananas",
                    category_hierarchy=["Fresh fruit", "Food"],
                ),
                diet="vegetarian",
                limit=3,
            )
        """
        return self._sender.send(
            create_multi_match_transaction_estimate(
                value=value,
                merchant=merchant,
                name=name,
                diet=diet,
                bundle_selection=bundle_selection,
                quantity_trunc=quantity_trunc,
                metadata=metadata,
                region_fallback=region_fallback,
                limit=limit,
            )
        )


class AsyncTransactionEstimates:
    """Estimate the emissions of purchases.

    Args:
        sender: carries out the operations.
    """

    __slots__ = ("_sender",)

    def __init__(self, sender: AsyncSender) -> None:
        self._sender = sender

    async def create(
        self,
        *,
        value: MonetaryAmount,
        merchant: Merchant,
        name: str | Unset = UNSET,
        diet: Diet | Unset = UNSET,
        bundle_selection: Sequence[BundlePercentageRequest] | Unset = UNSET,
        quantity_trunc: MassUnit | Unset = UNSET,
        metadata: Mapping[str, str] | Unset = UNSET,
        region_fallback: RegionFallback | Unset = UNSET,
        idempotency_key: str | Unset = UNSET,
        is_transaction: bool | Unset = UNSET,
        transaction_processed_at: datetime | Unset = UNSET,
        client_account: EstimateClientAccountRequest | Unset = UNSET,
    ) -> TransactionEmissionEstimate | None:
        """Estimate one purchase.

        Estimates the emissions of a purchase from its value and its merchant, with the emission
        factor that fits best. The answer holds a quote for offsetting the estimate.

        Section ``POST /estimates/transactions``.

        Args:
            value: What was paid, without shipping and taxes.
            merchant: The merchant, by category code or by what was bought there.
            name: A name for this calculation.
            diet: What the buyer eats; sharpens estimates of food.
            bundle_selection: How to divide between bundles: percentages for all of them, adding
                up to 100, or for none of them, which divides equally. Left out, the account's
                own bundle selection applies.
            quantity_trunc: The unit to which quantities are cut; grams when it is left out.
            metadata: The caller's own keys and values, kept as they are and not used by the
                service.
            region_fallback: Whether an emission factor of another region may be used when the
                country has none; never when it is left out.
            idempotency_key: The caller's own key, unique per account for orders and for
                estimates. A request that is repeated with its key is not carried out twice, and
                what it created can be fetched by the key. (length at most 100)
            is_transaction: True for a real purchase, which analytics count; false for a quote
                or a forecast, and when it is left out on creation.
            transaction_processed_at: When the purchase was processed. Left out, it is now on
                creation and stays as it is on an update. For analytics only.
            client_account: The client account to run the estimate on, found by its key or its
                handle and created when it is missing. Key and handle must belong to the same
                account. The estimate belongs to it: to fetch or order the estimate, name the
                account in the header Lune-Account.

        Returns:
            The estimate. A repeated idempotency key answers with the original estimate. None
            for status 204: No emission factor fits the purchase; nothing was stored.

        Raises:
            InvalidRequestError: a value breaks a rule of the document; nothing is sent then.
            BadRequestError: status 400. The request was refused; correct it before you send it
                again.
            AuthenticationError: status 401. The API key is missing or wrong, or it cannot act
                for the account.
            ConflictError: status 409. The idempotency key belongs to an estimate already.
            PayloadTooLargeError: status 413. The request body is larger than 100 kB. There is
                no documented body.
            UnsupportedMediaTypeError: status 415. The request body is not application/json.
                There is no documented body.
            RateLimitError: status 429. More than 15 requests in one second, or the limit agreed
                on. Wait, then repeat. There is no documented body and no Retry-After header.
            ServerError: status 503. The service cannot answer now; the request may be repeated.
                The body may be missing.
            CallError: there is no usable answer, see ``lune_client.errors``.

        Example:
            from datetime import datetime
            from lune_client.models import MerchantWithCategoryCode, MonetaryAmount

            await lune.transaction_estimates.create(
                value=MonetaryAmount(value="8.99", currency="USD"),
                merchant=MerchantWithCategoryCode(
                    country_code="USA", category_code="5818", name="Netflix"
                ),
                idempotency_key="card-payment-1001",
                is_transaction=True,
                transaction_processed_at=datetime.fromisoformat("2024-09-02T08:15:30Z"),
            )
        """
        return await self._sender.send(
            create_transaction_estimate(
                value=value,
                merchant=merchant,
                name=name,
                diet=diet,
                bundle_selection=bundle_selection,
                quantity_trunc=quantity_trunc,
                metadata=metadata,
                region_fallback=region_fallback,
                idempotency_key=idempotency_key,
                is_transaction=is_transaction,
                transaction_processed_at=transaction_processed_at,
                client_account=client_account,
            )
        )

    async def get(
        self,
        id: str,
    ) -> TransactionEmissionEstimate:
        """Fetch a transaction estimate by id.

        Answers the estimate as it was last calculated and annotated.

        Section ``GET /estimates/transactions/{id}``.

        Args:
            id: The estimate's id. (length at least 1)

        Returns:
            The estimate.

        Raises:
            InvalidRequestError: a value breaks a rule of the document; nothing is sent then.
            BadRequestError: status 400. The request was refused; correct it before you send it
                again.
            AuthenticationError: status 401. The API key is missing or wrong, or it cannot act
                for the account.
            NotFoundError: status 404. No estimate has this id or key in this account.
            RateLimitError: status 429. More than 15 requests in one second, or the limit agreed
                on. Wait, then repeat. There is no documented body and no Retry-After header.
            ServerError: status 503. The service cannot answer now; the request may be repeated.
                The body may be missing.
            CallError: there is no usable answer, see ``lune_client.errors``.

        Example:
            await lune.transaction_estimates.get("Jm2vXq8ZyWn4KbL7pRd9tGa5oEe1xz3N")
        """
        return await self._sender.send(
            get_transaction_estimate(
                id,
            )
        )

    async def update(
        self,
        id: str,
        *,
        value: MonetaryAmount,
        merchant: Merchant,
        name: str | Unset = UNSET,
        diet: Diet | Unset = UNSET,
        bundle_selection: Sequence[BundlePercentageRequest] | Unset = UNSET,
        quantity_trunc: MassUnit | Unset = UNSET,
        metadata: Mapping[str, str] | Unset = UNSET,
        region_fallback: RegionFallback | Unset = UNSET,
        idempotency_key: str | Unset = UNSET,
        is_transaction: bool | Unset = UNSET,
        transaction_processed_at: datetime | Unset = UNSET,
    ) -> TransactionEmissionEstimate | None:
        """Recalculate a transaction estimate from a full new input.

        Replaces the input of the estimate and calculates it again. The id stays. This is no
        partial update: value and merchant are required.

        Section ``PUT /estimates/transactions/{id}``.

        Args:
            id: The estimate's id. (length at least 1)
            value: What was paid, without shipping and taxes.
            merchant: The merchant, by category code or by what was bought there.
            name: A name for this calculation.
            diet: What the buyer eats; sharpens estimates of food.
            bundle_selection: How to divide between bundles: percentages for all of them, adding
                up to 100, or for none of them, which divides equally. Left out, the account's
                own bundle selection applies.
            quantity_trunc: The unit to which quantities are cut; grams when it is left out.
            metadata: The caller's own keys and values, kept as they are and not used by the
                service.
            region_fallback: Whether an emission factor of another region may be used when the
                country has none; never when it is left out.
            idempotency_key: The caller's own key, unique per account for orders and for
                estimates. A request that is repeated with its key is not carried out twice, and
                what it created can be fetched by the key. (length at most 100)
            is_transaction: True for a real purchase, which analytics count; false for a quote
                or a forecast, and when it is left out on creation.
            transaction_processed_at: When the purchase was processed. Left out, it is now on
                creation and stays as it is on an update. For analytics only.

        Returns:
            The estimate. None for status 204: No emission factor fits the purchase; nothing was
            stored.

        Raises:
            InvalidRequestError: a value breaks a rule of the document; nothing is sent then.
            BadRequestError: status 400. The request was refused; correct it before you send it
                again.
            AuthenticationError: status 401. The API key is missing or wrong, or it cannot act
                for the account.
            NotFoundError: status 404. Nothing has this id or key in this account. There is no
                body.
            ConflictError: status 409. The idempotency key belongs to an estimate already.
            PayloadTooLargeError: status 413. The request body is larger than 100 kB. There is
                no documented body.
            UnsupportedMediaTypeError: status 415. The request body is not application/json.
                There is no documented body.
            RateLimitError: status 429. More than 15 requests in one second, or the limit agreed
                on. Wait, then repeat. There is no documented body and no Retry-After header.
            ServerError: status 503. The service cannot answer now; the request may be repeated.
                The body may be missing.
            CallError: there is no usable answer, see ``lune_client.errors``.

        Example:
            from lune_client.models import MerchantWithCategoryCode, MonetaryAmount

            await lune.transaction_estimates.update(
                "Jm2vXq8ZyWn4KbL7pRd9tGa5oEe1xz3N",
                value=MonetaryAmount(value="17.98", currency="USD"),
                merchant=MerchantWithCategoryCode(
                    country_code="USA", category_code="5818", name="Netflix"
                ),
            )
        """
        return await self._sender.send(
            update_transaction_estimate(
                id,
                value=value,
                merchant=merchant,
                name=name,
                diet=diet,
                bundle_selection=bundle_selection,
                quantity_trunc=quantity_trunc,
                metadata=metadata,
                region_fallback=region_fallback,
                idempotency_key=idempotency_key,
                is_transaction=is_transaction,
                transaction_processed_at=transaction_processed_at,
            )
        )

    async def update_annotations(
        self,
        id: str,
        *,
        is_transaction: bool | Unset = UNSET,
        transaction_processed_at: datetime | Unset = UNSET,
        metadata: Mapping[str, str] | Unset = UNSET,
        idempotency_key: str | Unset = UNSET,
    ) -> TransactionEmissionEstimate:
        """Change annotations of a transaction estimate.

        Changes only the annotations that are given, without calculating the estimate again.
        What is left out stays as it is.

        Section ``PATCH /estimates/transactions/{id}/annotations``.

        Args:
            id: The estimate's id. (length at least 1)
            is_transaction: True for a real purchase, which analytics count; false for a quote
                or a forecast.
            transaction_processed_at: When the purchase was processed. For analytics only.
            metadata: The caller's own keys and values, kept as they are and not used by the
                service.
            idempotency_key: The caller's own key, unique per account for orders and for
                estimates. A request that is repeated with its key is not carried out twice, and
                what it created can be fetched by the key. (length at most 100)

        Returns:
            The estimate.

        Raises:
            InvalidRequestError: a value breaks a rule of the document; nothing is sent then.
            BadRequestError: status 400. The request was refused; correct it before you send it
                again.
            AuthenticationError: status 401. The API key is missing or wrong, or it cannot act
                for the account.
            NotFoundError: status 404. Nothing has this id or key in this account. There is no
                body.
            ConflictError: status 409. The idempotency key belongs to an estimate already.
            PayloadTooLargeError: status 413. The request body is larger than 100 kB. There is
                no documented body.
            UnsupportedMediaTypeError: status 415. The request body is not application/json.
                There is no documented body.
            RateLimitError: status 429. More than 15 requests in one second, or the limit agreed
                on. Wait, then repeat. There is no documented body and no Retry-After header.
            CallError: there is no usable answer, see ``lune_client.errors``.

        Example:
            from datetime import datetime

            await lune.transaction_estimates.update_annotations(
                "Jm2vXq8ZyWn4KbL7pRd9tGa5oEe1xz3N",
                is_transaction=True,
                transaction_processed_at=datetime.fromisoformat("2023-07-17T14:30:00Z"),
                metadata={"user_id": "u-38925d"},
            )
        """
        return await self._sender.send(
            partial_update_transactions_estimate_annotations(
                id,
                is_transaction=is_transaction,
                transaction_processed_at=transaction_processed_at,
                metadata=metadata,
                idempotency_key=idempotency_key,
            )
        )

    async def get_by_idempotency_key(
        self,
        idempotency_key: str,
    ) -> TransactionEmissionEstimate:
        """Fetch a transaction estimate by the caller's own key.

        Answers the estimate that was created with this idempotency key.

        Section ``GET /estimates/transactions/by-idempotency-key/{idempotency_key}``.

        Args:
            idempotency_key: The key that the caller gave on creation; unique per account.
                Percent-encode it fully. (length at least 1, length at most 100)

        Returns:
            The estimate.

        Raises:
            InvalidRequestError: a value breaks a rule of the document; nothing is sent then.
            BadRequestError: status 400. The request was refused; correct it before you send it
                again.
            AuthenticationError: status 401. The API key is missing or wrong, or it cannot act
                for the account.
            NotFoundError: status 404. No estimate has this id or key in this account.
            RateLimitError: status 429. More than 15 requests in one second, or the limit agreed
                on. Wait, then repeat. There is no documented body and no Retry-After header.
            ServerError: status 503. The service cannot answer now; the request may be repeated.
                The body may be missing.
            CallError: there is no usable answer, see ``lune_client.errors``.

        Example:
            await lune.transaction_estimates.get_by_idempotency_key("card-payment-1001")
        """
        return await self._sender.send(
            get_transaction_estimate_by_idempotency_key(
                idempotency_key,
            )
        )

    async def create_batch(
        self,
        items: Sequence[TransactionEstimateRequest],
    ) -> list[BatchTransactionEstimate]:
        """Estimate up to 100 purchases, each on its own.

        Estimates each purchase by itself and answers in the order of the request. A purchase
        that fails holds an error in its place, one that nothing matches holds an empty object;
        neither stops the others. Give each purchase an idempotency key to repeat the request
        safely.

        Section ``POST /estimates/transactions/batch``.

        Args:
            items: from 1 to 100 objects of the class TransactionEstimateRequest.

        Returns:
            One slot for each purchase, in the order of the request.

        Raises:
            InvalidRequestError: a value breaks a rule of the document; nothing is sent then.
            BadRequestError: status 400. The request was refused; correct it before you send it
                again.
            AuthenticationError: status 401. The API key is missing or wrong, or it cannot act
                for the account.
            ConflictError: status 409. The idempotency key belongs to an estimate already.
            PayloadTooLargeError: status 413. The request body is larger than 100 kB. There is
                no documented body.
            UnsupportedMediaTypeError: status 415. The request body is not application/json.
                There is no documented body.
            RateLimitError: status 429. More than 15 requests in one second, or the limit agreed
                on. Wait, then repeat. There is no documented body and no Retry-After header.
            ServerError: status 503. The service cannot answer now; the request may be repeated.
                The body may be missing.
            CallError: there is no usable answer, see ``lune_client.errors``.

        Example:
            from lune_client.models import (
                MerchantWithCategoryCode,
                MonetaryAmount,
                TransactionEstimateRequest,
            )

            await lune.transaction_estimates.create_batch(
                [
                    TransactionEstimateRequest(
                        value=MonetaryAmount(value="8.99", currency="USD"),
                        merchant=MerchantWithCategoryCode(
                            country_code="USA", category_code="5818", name="Netflix"
                        ),
                        idempotency_key="card-payment-1002",
                    )
                ]
            )
        """
        return await self._sender.send(
            create_batch_transaction_estimate(
                items,
            )
        )

    async def create_multi_match(
        self,
        *,
        value: MonetaryAmount,
        merchant: Merchant,
        limit: int,
        name: str | Unset = UNSET,
        diet: Diet | Unset = UNSET,
        bundle_selection: Sequence[BundlePercentageRequest] | Unset = UNSET,
        quantity_trunc: MassUnit | Unset = UNSET,
        metadata: Mapping[str, str] | Unset = UNSET,
        region_fallback: RegionFallback | Unset = UNSET,
    ) -> MultiMatchTransactionEstimate:
        """Estimate one purchase with several emission factors.

        Estimates a purchase with up to five emission factors, the most confident match first.
        Each result is a stored estimate with its own id and counts towards the allowance of the
        plan.

        Section ``POST /estimates/transactions/multi-match``.

        Args:
            value: What was paid, without shipping and taxes.
            merchant: The merchant, by category code or by what was bought there.
            name: A name for this calculation.
            diet: What the buyer eats; sharpens estimates of food.
            bundle_selection: How to divide between bundles: percentages for all of them, adding
                up to 100, or for none of them, which divides equally. Left out, the account's
                own bundle selection applies.
            quantity_trunc: The unit to which quantities are cut; grams when it is left out.
            metadata: The caller's own keys and values, kept as they are and not used by the
                service.
            region_fallback: Whether an emission factor of another region may be used when the
                country has none; never when it is left out.
            limit: How many matches to answer at most. (at least 1, at most 5)

        Returns:
            The estimates, best match first; none when nothing matches.

        Raises:
            InvalidRequestError: a value breaks a rule of the document; nothing is sent then.
            BadRequestError: status 400. The request was refused; correct it before you send it
                again.
            AuthenticationError: status 401. The API key is missing or wrong, or it cannot act
                for the account.
            ConflictError: status 409. The idempotency key belongs to an estimate already.
            PayloadTooLargeError: status 413. The request body is larger than 100 kB. There is
                no documented body.
            UnsupportedMediaTypeError: status 415. The request body is not application/json.
                There is no documented body.
            RateLimitError: status 429. More than 15 requests in one second, or the limit agreed
                on. Wait, then repeat. There is no documented body and no Retry-After header.
            ServerError: status 503. The service cannot answer now; the request may be repeated.
                The body may be missing.
            CallError: there is no usable answer, see ``lune_client.errors``.

        Example:
            from lune_client.models import MerchantWithCategoryHierarchy, MonetaryAmount

            await lune.transaction_estimates.create_multi_match(
                value=MonetaryAmount(value="8.99", currency="EUR"),
                merchant=MerchantWithCategoryHierarchy(
                    country_code="USA",
                    search_term="Bananas",
                    category_hierarchy=["Fresh fruit", "Food"],
                ),
                diet="vegetarian",
                limit=3,
            )
        """
        return await self._sender.send(
            create_multi_match_transaction_estimate(
                value=value,
                merchant=merchant,
                name=name,
                diet=diet,
                bundle_selection=bundle_selection,
                quantity_trunc=quantity_trunc,
                metadata=metadata,
                region_fallback=region_fallback,
                limit=limit,
            )
        )
