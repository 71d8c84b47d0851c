"""The accounts of the sandbox: one default account and client accounts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lune_mock.exchange import Currency, currency
from lune_mock.ids import Ids, fixed_id
from lune_mock.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Account", "Accounts"]


@dataclass(frozen=True, slots=True)
class Account:
    """An account. Calls select it by its id, in the header Lune-Account."""

    id: str
    name: str
    currency: Currency
    handle: str | None = None
    idempotency_key: str | None = None


class Accounts:
    """The accounts that the sandbox key can use."""

    def __init__(self) -> None:
        self.default = Account(fixed_id("default account"), "Sandbox", _known("USD"))
        self._by_id = {self.default.id: self.default}
        self.keep(Account(fixed_id("client account 1"), "Client one", _known("EUR"), "client-one"))
        self.keep(Account(fixed_id("client account 2"), "Client two", _known("GBP"), "client-two"))

    @property
    def clients(self) -> tuple[Account, ...]:
        """The client accounts, oldest first."""
        return tuple(account for account in self._by_id.values() if account != self.default)

    def get(self, id_: str) -> Account | None:
        """Return the account with this id."""
        return self._by_id.get(id_)

    def client(
        self, ids: Ids, *, name: str, currency_code: str, handle: str | None, key: str | None
    ) -> Account:
        """Return the client account with this key or handle.

        Where there is none, it is a new one that is not kept before `keep` is told to.

        Raises:
            Refusal: key and handle belong to different accounts, or only one of them to an
                account that also has the other.
        """
        by_key = self._first(lambda account: account.idempotency_key == key) if key else None
        by_handle = self._first(lambda account: account.handle == handle) if handle else None
        found = by_key or by_handle
        if found is None:
            return Account(ids.new(), name, _known(currency_code), handle, key)
        if key and handle and (by_key is not by_handle):
            raise Refusal(
                400,
                "account_handle_idempotency_key_inconsistency",
                f"client_account: the handle {handle!r} and the idempotency key {key!r} do not"
                " belong to one account; give one of them, or the two of the same account",
            )
        return found

    def keep(self, account: Account) -> None:
        """Keep an account, which may be known already."""
        self._by_id[account.id] = account

    def _first(self, fits: Callable[[Account], bool]) -> Account | None:
        return next((account for account in self._by_id.values() if fits(account)), None)


def _known(code: str) -> Currency:
    """Return a currency that an account can have; the table has a rate for each of them."""
    found = currency(code)
    if found is None:
        message = f"the table of exchange rates lacks the account currency {code}"
        raise LookupError(message)
    return found
