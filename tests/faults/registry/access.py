"""Faults of keys and accounts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from lune_mock import Answer, Sandbox

from .making import OK, Ask, Faults, asks, read, refused
from .operations import (
    ALL,
    CREATE_ORDER,
    CREATE_TRANSACTION,
    FIND_ORDER,
    FIND_TRANSACTION,
    LIST_ORDERS,
    PATCH,
    PUT,
    QUOTE,
)
from .request import Record, Request

authentication = Faults("authentication")
tenants = Faults("tenants")


def _with_key(sandbox: Sandbox, request: Request) -> Request:
    return request.with_header("Authorization", f"Bearer {sandbox.api_key}")


@authentication.installs(ALL)
def key_is_not_needed(sandbox: Sandbox) -> Ask:
    """The header Authorization is required on all operations."""
    ask = asks(sandbox)
    return lambda request: ask(
        _with_key(sandbox, request) if request.header("authorization") is None else request
    )


@authentication.installs(ALL)
def any_key_is_good(sandbox: Sandbox) -> Ask:
    """A wrong key is answered 401."""
    ask = asks(sandbox)
    return lambda request: ask(
        request if request.header("authorization") is None else _with_key(sandbox, request)
    )


@authentication.installs(ALL, subtle=True)
def scheme_does_not_matter(sandbox: Sandbox) -> Ask:
    """The key travels as `Authorization: Bearer KEY`."""
    ask = asks(sandbox)

    def wrap(request: Request) -> Answer:
        key = (request.header("authorization") or "").split(" ")[-1]
        return ask(_with_key(sandbox, request) if key == sandbox.api_key else request)

    return wrap


@authentication.installs(ALL, subtle=True)
def key_may_go_on(sandbox: Sandbox) -> Ask:
    """A key that only begins like a good one is wrong."""
    ask = asks(sandbox)

    def wrap(request: Request) -> Answer:
        given = request.header("authorization") or ""
        is_longer = given.startswith(f"Bearer {sandbox.api_key}")
        return ask(_with_key(sandbox, request) if is_longer else request)

    return wrap


@authentication.installs(ALL, subtle=True)
def key_may_be_written_in_capitals(sandbox: Sandbox) -> Ask:
    """A key in other letters than the good one is wrong."""
    ask = asks(sandbox)

    def wrap(request: Request) -> Answer:
        given = (request.header("authorization") or "").lower()
        is_alike = given == f"bearer {sandbox.api_key}".lower()
        return ask(_with_key(sandbox, request) if is_alike else request)

    return wrap


@authentication.installs(ALL, subtle=True)
def empty_key_is_good(sandbox: Sandbox) -> Ask:
    """A key is required; an empty one is none."""
    ask = asks(sandbox)

    def wrap(request: Request) -> Answer:
        is_empty = (request.header("authorization") or "").strip().lower() == "bearer"
        return ask(_with_key(sandbox, request) if is_empty else request)

    return wrap


@authentication.installs({"getOrderByIdempotencyKey"})
def order_is_found_by_key_without_an_api_key(sandbox: Sandbox) -> Ask:
    """Every operation needs the API key, looking an order up by its own key, too."""
    ask = asks(sandbox)
    return lambda request: ask(
        _with_key(sandbox, request)
        if request.operation == "getOrderByIdempotencyKey"
        and request.header("authorization") is None
        else request
    )


@authentication.wraps(ALL)
def wrong_key_is_forbidden(request: Request, ask: Ask) -> Answer:
    """The status of a wrong or missing key is 401."""
    answer = ask(request)
    return replace(answer, status=403) if answer.status == 401 else answer


@authentication.answers(ALL, status=401)
def wrong_key_is_a_wrong_account(document: Record, _: Request) -> None:
    """The code of a wrong or missing key is unauthorised."""
    for each in (document["error"], *document["errors"]):
        each["error_code"] = each["error_code"].replace("unauthorised", "account_scope_incorrect")


def _elsewhere(sandbox: Sandbox, request: Request) -> Iterator[Request]:
    """Yield the request on each account of the organisation."""
    for account in (sandbox.account, *sandbox.client_accounts):
        yield request.with_header("Lune-Account", account.id)


def _found_anywhere(sandbox: Sandbox, operations: frozenset[str]) -> Ask:
    """Return how to ask where what another account has is found, too."""
    ask = asks(sandbox)

    def wrap(request: Request) -> Answer:
        answer = ask(request)
        if answer.status == 404 and request.operation in operations:
            tried = map(ask, _elsewhere(sandbox, request))
            return next((each for each in tried if each.status != 404), answer)
        return answer

    return wrap


@tenants.installs({"getOrder"})
def order_of_another_account_is_found(sandbox: Sandbox) -> Ask:
    """An order is found by its id in its own account only."""
    return _found_anywhere(sandbox, frozenset({"getOrder"}))


@tenants.installs({"getOrderByIdempotencyKey"}, subtle=True)
def order_key_of_another_account_is_found(sandbox: Sandbox) -> Ask:
    """An order is found by its key in its own account only."""
    return _found_anywhere(sandbox, frozenset({"getOrderByIdempotencyKey"}))


@tenants.installs(FIND_TRANSACTION)
def estimate_of_another_account_is_found(sandbox: Sandbox) -> Ask:
    """An estimate is found in its own account only."""
    return _found_anywhere(sandbox, FIND_TRANSACTION)


@tenants.installs(PUT)
def estimate_of_another_account_can_be_replaced(sandbox: Sandbox) -> Ask:
    """An estimate is calculated again for its own account only."""
    return _found_anywhere(sandbox, PUT)


@tenants.installs(PATCH, subtle=True)
def estimate_of_another_account_can_be_annotated(sandbox: Sandbox) -> Ask:
    """An estimate is annotated by its own account only."""
    return _found_anywhere(sandbox, PATCH)


@tenants.installs({"createOrderByEstimate"}, subtle=True)
def estimate_of_another_account_can_be_ordered(sandbox: Sandbox) -> Ask:
    """An account orders its own estimates only."""
    ask = asks(sandbox)

    def wrap(request: Request) -> Answer:
        id_ = request.record.get("estimate_id")
        if request.operation != "createOrderByEstimate" or not isinstance(id_, str):
            return ask(request)
        with sandbox._state.turn() as world:
            mine = world.store.of(request.account or sandbox.account.id).estimates
            everywhere = [books.estimates.get(id_) for _, books in world.store]
            foreign = next((each for each in everywhere if each is not None), None)
            if foreign is None or mine.get(id_) is not None:
                return ask(request)
            mine._by_id[id_] = replace(foreign, key=None)
            try:
                return ask(request)
            finally:
                del mine._by_id[id_]

    return wrap


@tenants.installs(CREATE_ORDER, subtle=True)
def key_of_another_account_is_used_up(sandbox: Sandbox) -> Ask:
    """An idempotency key is unique for an account; another account has the same key for itself."""
    ask = asks(sandbox)
    owners: dict[str, str] = {}

    def wrap(request: Request) -> Answer:
        if request.operation not in CREATE_ORDER or request.key is None:
            return ask(request)
        account = request.account or sandbox.account.id
        if owners.get(request.key, account) != account:
            return refused(
                ask(request.get("/orders")),
                409,
                "order_idempotency_already_exists",
                "There is an order with this idempotency_key",
            )
        answer = ask(request)
        if answer.status == OK:
            owners[request.key] = account
        return answer

    return wrap


@tenants.requests(LIST_ORDERS)
def list_is_that_of_the_default_account(request: Request) -> Request:
    """The list holds the orders of the account that Lune-Account names."""
    return request.without_header("lune-account")


@tenants.requests({"createOrderByMass", "createOrderByValue"}, seen_at=FIND_ORDER | LIST_ORDERS)
def order_goes_to_the_default_account(request: Request) -> Request:
    """An order is placed on the account that Lune-Account names."""
    return request.without_header("lune-account")


@tenants.requests(QUOTE, subtle=True)
def quote_is_that_of_the_default_account(request: Request) -> Request:
    """A quote is that of the account that Lune-Account names, in its currency."""
    return request.without_header("lune-account")


@tenants.installs(ALL)
def unknown_account_is_the_default_one(sandbox: Sandbox) -> Ask:
    """A key cannot act for an account that it does not have: 401."""
    ask = asks(sandbox)

    def wrap(request: Request) -> Answer:
        known = {sandbox.account.id, *(each.id for each in sandbox.client_accounts)}
        is_known = request.account is None or request.account in known
        return ask(request if is_known else request.without_header("lune-account"))

    return wrap


@tenants.requests(CREATE_TRANSACTION, seen_at=FIND_TRANSACTION)
def client_account_is_ignored(request: Request) -> Request:
    """A client_account of the body stands in for Lune-Account."""
    return request.without("client_account") if "client_account" in request.record else request


@tenants.installs(CREATE_TRANSACTION, subtle=True)
def client_account_is_made_anew(sandbox: Sandbox) -> Ask:
    """A client account that exists is found by its handle, and not created again."""
    ask = asks(sandbox)

    def wrap(request: Request) -> Answer:
        wanted = request.record.get("client_account")
        if request.operation not in CREATE_TRANSACTION or not isinstance(wanted, dict):
            return ask(request)
        number = len(sandbox.client_accounts)
        if isinstance(wanted.get("handle"), str):
            other = {**wanted, "handle": f"{wanted['handle']}-{number}"}
            return ask(request.with_changes(client_account=other))
        return ask(request)

    return wrap


@tenants.wraps({"listOrders"}, subtle=True)
def client_account_sees_the_orders_of_the_default_account(request: Request, ask: Ask) -> Answer:
    """Nothing of one account is in the list of another; an account without orders has none."""
    answer = ask(request)
    is_empty = answer.status == OK and not read(answer)["data"]
    is_first_page = "after" not in request.query and "offset_link_id" not in request.query
    if is_empty and is_first_page:
        return ask(request.without_header("lune-account"))
    return answer
