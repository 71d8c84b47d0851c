"""What a test can do with a sandbox beside calling it."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from itertools import cycle, islice
from typing import TYPE_CHECKING

from lune_mock import certificates, life
from lune_mock.accounts import Account, account_currency
from lune_mock.amounts import text
from lune_mock.calls import Call
from lune_mock.clock import timestamp
from lune_mock.handlers import HANDLERS
from lune_mock.json_values import record, string
from lune_mock.operations import contract
from lune_mock.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator
    from datetime import datetime, timedelta
    from decimal import Decimal

    from lune_document import JSON
    from lune_mock.faults import Fault
    from lune_mock.organisations import Organisation
    from lune_mock.request_log import LoggedRequest
    from lune_mock.settings import Idempotency, Schedule
    from lune_mock.state import State
    from lune_mock.world import World

__all__ = ["Control", "ControlError"]

_MOST_SNAPSHOTS = 100
_MOST_FILLED = 100_000


class ControlError(ValueError):
    """What was told to a sandbox cannot be done; the text says why."""


class Control:
    """Moves a sandbox to where a test wants it, and tells what was requested of it.

    `Sandbox.control` is one, and `lune-mock` has the same under the path /_mock. It can be used
    from several threads, and while requests are carried out. What cannot be done raises a
    `ValueError` that says why, what is of a wrong type a `TypeError`; both change nothing.

    Example:
        >>> sandbox = Sandbox(now=datetime(2026, 1, 1, tzinfo=UTC))
        >>> filled = sandbox.control.fill(orders=1)
        >>> sandbox.control.advance_clock(timedelta(days=1))
        >>> sandbox.control.add_fault(Fault(kind="status", status=503, times=2))
    """

    def __init__(self, state: State) -> None:
        self._state = state
        self._snapshots: dict[str, World] = {}
        self._snapshots_made = 0

    def __repr__(self) -> str:
        faults, requests = len(self.faults), len(self.requests)
        return (
            f"<{type(self).__name__} at {timestamp(self.now())},"
            f" {faults} pending faults, {requests} logged requests>"
        )

    @property
    def base_url(self) -> str:
        """Where clients reach the sandbox."""
        return self._state.beginning.base_url

    # The whole of it.

    def reset(self, seed: int | None = None) -> None:
        """Put everything back to what it was at the start, settings and clock included.

        Args:
            seed: a new one; without it, the one there is, unless a sandbox that goes on with a file
                was given another.
        """
        with self._state.turn():
            self._state.reset(seed)

    def snapshot(self) -> str:
        """Keep everything as it is now, and return the id to restore it by.

        The faults that are still to come belong to it, and so do the ids that come next; the
        request log does not. The last 100 are kept, by a reset as well.
        """
        with self._state.turn() as world:
            self._snapshots_made += 1
            id_ = f"snapshot-{self._snapshots_made}"
            self._snapshots[id_] = world.copy()
            if len(self._snapshots) > _MOST_SNAPSHOTS:
                del self._snapshots[next(iter(self._snapshots))]
            return id_

    def restore(self, id_: str) -> None:
        """Put everything back to what it was at a snapshot, as often as wanted.

        A clock that stood then stands there again; one that ran goes on from the present, as far
        ahead or behind as it was.

        Raises:
            ControlError: there is no such snapshot.
        """
        with self._state.turn():
            self._state.world = self._kept(id_).copy()
            # Where it is reached does not depend on what it holds.
            certificates.move(self._state.world, self._state.beginning.base_url)

    def forget(self, id_: str) -> None:
        """Keep a snapshot no longer, and give its memory back.

        Raises:
            ControlError: there is no such snapshot.
        """
        with self._state.lock:
            self._kept(id_)
            del self._snapshots[id_]

    def state(self) -> dict[str, JSON]:
        """Return an overview: settings, clock, organisations and their accounts, bundles, counts."""
        with self._state.turn() as world:
            return {
                "seed": world.seed,
                "base_url": world.base_url,
                "now": world.now(),
                "clock_is_frozen": world.clock.is_frozen,
                "settings": world.settings.json(),
                "organisations": [_organisation_json(world, each) for each in world.organisations],
                "bundles": [_bundle_json(world, id_) for id_ in world.catalogue.ids],
                "snapshots": list(self._snapshots),
                "pending_faults": len(world.faults.pending),
                "logged_requests": len(self._state.log.requests),
            }

    def fill(
        self,
        *,
        orders: int = 0,
        transaction_estimates: int = 0,
        shipping_estimates: int = 0,
        account_id: str | None = None,
    ) -> dict[str, list[str]]:
        """Create data to work with, of the examples that the document has, in turn.

        It returns the ids of what it made, as `orders`, `transaction_estimates` and
        `shipping_estimates`.

        Args:
            orders: how many, each by mass; 100,000 at most, like the others.
            transaction_estimates: how many.
            shipping_estimates: how many.
            account_id: where; the default account of the first organisation unless said.

        Raises:
            ControlError: there is no such account, a count is out of its bounds, or the rules
                refuse an order; what was made before it stays.
        """
        wanted = (
            ("orders", "createOrderByMass", orders),
            ("transaction_estimates", "createTransactionEstimate", transaction_estimates),
            ("shipping_estimates", "createShippingEstimate", shipping_estimates),
        )
        for _, operation_id, count in wanted:
            if not 0 <= count <= _MOST_FILLED:
                message = f"{operation_id} cannot be done {count} times; take 0 to {_MOST_FILLED}"
                raise ControlError(message)
        with self._state.turn() as world:
            organisation, account = _account(world, account_id)
            return {
                name: [
                    _carry_out(Call(world, organisation, account, operation_id, body=body))
                    for body in islice(cycle(_examples(operation_id)), count)
                ]
                for name, operation_id, count in wanted
            }

    # The clock.

    def now(self) -> datetime:
        """Return the time of the sandbox, in UTC."""
        with self._state.turn() as world:
            return world.clock.now()

    def advance_clock(self, by: timedelta) -> None:
        """Move the clock forward; orders advance with it, as the schedule says.

        Raises:
            ClockError: `by` is no duration, is negative, or leads too far.
        """
        with self._changing() as world:
            world.clock.advance(by)

    def set_clock(self, moment: datetime, *, is_frozen: bool | None = None) -> None:
        """Move the clock. Nothing is undone by going back.

        Args:
            moment: with a time zone.
            is_frozen: whether the clock stands there; as it was unless said.

        Raises:
            ClockError: the moment has no time zone, or is out of bounds.
        """
        with self._changing() as world:
            world.clock.set(moment, is_frozen=is_frozen)

    def freeze_clock(self) -> None:
        """Let the clock stand where it is."""
        with self._changing() as world:
            world.clock.freeze()

    def resume_clock(self) -> None:
        """Let the clock run on from where it is."""
        with self._changing() as world:
            world.clock.resume()

    # Orders and what they are made of.

    @property
    def orders(self) -> tuple[tuple[Account, dict[str, JSON]], ...]:
        """The orders of all accounts, each with its account, oldest first.

        Those of one moment, when the clock stands, come account by account.
        """
        with self._changing() as world:
            orders = [
                (account, order.read())
                for _, account in _accounts(world)
                for order in world.store.of(account.id).orders
            ]
        return tuple(sorted(orders, key=lambda each: string(each[1]["created_at"])))

    def move_order(self, order_id: str, status: str) -> dict[str, JSON]:
        """Move an order to a status, through those between, and return it.

        Raises:
            ControlError: there is no such order.
            TransitionError: an order of its status does not get there.
        """
        with self._changing() as world:
            for _, account in _accounts(world):
                if world.store.of(account.id).orders.get(order_id) is not None:
                    return life.move(world, account, order_id, status).read()
        message = f"no account has an order {order_id[:80]!r}"
        raise ControlError(message)

    def certificate(self, order_id: str) -> bytes:
        """Return the certificate of a complete order, a PDF, as its address gives it.

        Raises:
            ControlError: there is no such order, or it is not complete.
        """
        with self._changing() as world:
            accounts = [account for _, account in _accounts(world)]
            pdf = certificates.pdf(world, accounts, order_id)
        if pdf is None:
            message = f"no complete order has the id {order_id[:80]!r}; move_order completes one"
            raise ControlError(message)
        return pdf

    def set_stock(self, bundle_id: str, tonnes: Decimal | int) -> None:
        """Say how many tonnes of a bundle are left.

        Orders that lack it take of it at once, those placed first before the others, and go on.

        Raises:
            CatalogueError: there is no such bundle, or the stock is out of its bounds.
            TypeError: the stock is no exact number.
        """
        with self._changing() as world:
            life.restock(world, bundle_id, tonnes)

    def set_price(self, bundle_id: str, unit_price: Decimal | int) -> None:
        """Say what a tonne of a bundle costs, in US dollars without commission, from now on.

        Raises:
            CatalogueError: there is no such bundle, or the price is out of its bounds.
            TypeError: the price is no exact number.
        """
        with self._changing() as world:
            world.catalogue.set_price(bundle_id, unit_price)

    # How it behaves.

    def set_rate_limit(self, requests_per_second: int | None) -> None:
        """Hold each organisation to so many requests a second; None for any number.

        Raises:
            ValueError: it is less than one.
        """
        with self._changing() as world:
            world.settings = replace(world.settings, rate_limit=requests_per_second)

    def set_latency(self, seconds: float) -> None:
        """Hold every answer back.

        Raises:
            ValueError: it is negative, or more than ten minutes.
        """
        with self._changing() as world:
            world.settings = replace(world.settings, latency=seconds)

    def set_idempotency(self, reading: Idempotency) -> None:
        """Say what a repeated idempotency key gets: `replay`, the original, or `conflict`, 409.

        Raises:
            ValueError: it is something else.
        """
        with self._changing() as world:
            world.settings = replace(world.settings, idempotency=reading)

    def set_schedule(self, schedule: Schedule | None) -> None:
        """Say when orders advance by themselves, those under way included; None for never."""
        with self._changing() as world:
            world.settings = replace(world.settings, schedule=schedule)
            life.reschedule(world)

    def set_versions(self, versions: Iterable[str]) -> None:
        """Say which versions of the API there are beside that of the document.

        Raises:
            ValueError: one of them is no date.
        """
        with self._changing() as world:
            world.settings = replace(world.settings, versions=tuple(versions))

    # Faults.

    @property
    def faults(self) -> tuple[Fault, ...]:
        """The faults that are still to come; `times` and `after` say how much of each."""
        with self._state.lock:
            return self._state.world.faults.pending

    def add_fault(self, fault: Fault) -> Fault:
        """Let a fault hit requests from now on, and return it with its id.

        Raises:
            FaultError: the document has no operation that it could hit.
        """
        with self._changing() as world:
            return world.faults.add(fault)

    def remove_fault(self, id_: str) -> None:
        """Let a fault hit no longer.

        Raises:
            FaultError: none of this id is still to come.
        """
        with self._changing() as world:
            world.faults.remove(id_)

    def clear_faults(self) -> None:
        """Let no fault hit any longer."""
        with self._changing() as world:
            world.faults.clear()

    # What was requested.

    @property
    def requests(self) -> tuple[LoggedRequest, ...]:
        """The last requests of the API, oldest first."""
        with self._state.lock:
            return self._state.log.requests

    @property
    def dropped_requests(self) -> int:
        """How many requests the log had no more room for since it was last cleared."""
        with self._state.lock:
            return self._state.log.dropped

    @property
    def failures(self) -> tuple[LoggedRequest, ...]:
        """The last requests that the sandbox itself failed at; neither clearing nor a reset hides them."""
        with self._state.lock:
            return self._state.log.failures

    def clear_requests(self) -> None:
        """Forget the requests so far."""
        with self._state.lock:
            self._state.log.clear()

    # Who there is.

    def create_organisation(self, currency: str = "USD") -> Organisation:
        """Create an organisation with an API key of its own, and return it as it is now.

        Args:
            currency: that of its default account.

        Raises:
            ValueError: no account can have the currency.
        """
        with self._changing() as world:
            return world.organisations.create(world.ids, currency).copy()

    def create_account(
        self,
        name: str,
        currency: str,
        *,
        handle: str | None = None,
        organisation_id: str | None = None,
    ) -> Account:
        """Create a client account, and return it; its id goes into the header Lune-Account.

        Args:
            name: for people.
            currency: ISO 4217, one that an account can have.
            handle: what transaction estimates can find it by.
            organisation_id: whose it is; the first organisation's unless said.

        Raises:
            ValueError: no account can have the currency, the handle is empty or that of another
                account, or there is no such organisation.
        """
        with self._changing() as world:
            organisation = _organisation(world, organisation_id)
            if handle == "":
                message = "an account cannot have the handle ''; give a text, or None for none"
                raise ControlError(message)
            if handle is not None and any(each.handle == handle for each in organisation.accounts):
                message = f"another account has the handle {handle!r}"
                raise ControlError(message)
            account = Account(world.ids.new(), name, account_currency(currency), handle)
            organisation.accounts.keep(account)
            return account

    def _kept(self, id_: str) -> World:
        kept = self._snapshots.get(id_)
        if kept is None:
            raise ControlError(_none("snapshot", id_, self._snapshots))
        return kept

    @contextmanager
    def _changing(self) -> Generator[World]:
        """Give the world to be changed, with everything done that is due before and after it."""
        with self._state.turn() as world:
            life.settle(world)
            yield world
            life.settle(world)


def _accounts(world: World) -> Iterator[tuple[Organisation, Account]]:
    for organisation in world.organisations:
        for account in organisation.accounts:
            yield organisation, account


def _account(world: World, id_: str | None) -> tuple[Organisation, Account]:
    if id_ is None:
        return world.organisations.default, world.organisations.default.accounts.default
    for organisation, account in _accounts(world):
        if account.id == id_:
            return organisation, account
    raise ControlError(_none("account", id_, (account.id for _, account in _accounts(world))))


def _organisation(world: World, id_: str | None) -> Organisation:
    if id_ is None:
        return world.organisations.default
    for organisation in world.organisations:
        if organisation.id == id_:
            return organisation
    raise ControlError(_none("organisation", id_, (each.id for each in world.organisations)))


def _none(kind: str, id_: str, known: Iterable[str]) -> str:
    return f"there is no {kind} {id_[:80]!r}; there is {', '.join(known) or 'none at all'}"


def _examples(operation_id: str) -> list[JSON]:
    """Return the requests that the document shows for an operation, each to be made repeatedly."""
    operation = next(each for each in contract().operations if each.id == operation_id)
    examples = operation.body.examples if operation.body is not None else ()
    return [
        {name: value for name, value in record(example).items() if name != "idempotency_key"}
        for example in examples
        # It would go to another account than the one that is filled.
        if "client_account" not in record(example)
    ]


def _carry_out(call: Call) -> str:
    """Create something and return its id."""
    try:
        reply = HANDLERS[call.operation_id](call)
    except Refusal as refusal:
        message = f"{call.operation_id} is refused: {refusal.message}"
        raise ControlError(message) from None
    return string(record(reply.body)["id"])


def _organisation_json(world: World, organisation: Organisation) -> JSON:
    return {
        "id": organisation.id,
        "pinned_version": organisation.pinned_version,
        "accounts": [_account_json(world, each) for each in organisation.accounts],
    }


def _account_json(world: World, account: Account) -> JSON:
    books = world.store.of(account.id)
    return {
        **account.json(),
        "orders": len(books.orders),
        "estimates": len(books.estimates),
    }


def _bundle_json(world: World, id_: str) -> JSON:
    return {
        "id": id_,
        "name": world.catalogue.name(id_),
        "unit_price": text(world.catalogue.unit_price(id_)),
        "stock": text(world.catalogue.stock(id_)),
    }
