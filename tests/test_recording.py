"""The recorder of what the client sends finds what the document refuses."""

from __future__ import annotations

import pytest

from lune_client import Mass, StatusError
from lune_client.testing import sandbox_client
from lune_mock import Sandbox


@pytest.mark.sends_undocumented("this is what is to be found")
def test_a_request_that_the_document_refuses_is_found(documented_requests: list[str]) -> None:
    with sandbox_client(Sandbox()) as lune, pytest.raises(StatusError):
        lune.orders.quote_by_mass(mass=Mass("1", "t"), quantity_trunc="lb")
    (problem,) = documented_requests
    assert problem.startswith("getOrderQuoteByMass /orders/by-mass/quote: ")
    assert '"lb"' in problem


def test_a_request_of_the_document_is_no_finding(documented_requests: list[str]) -> None:
    with sandbox_client(Sandbox()) as lune:
        lune.orders.quote_by_mass(mass=Mass("1", "t"))
        list(lune.orders.list(limit=5))
    assert documented_requests == []
