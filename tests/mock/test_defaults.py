from __future__ import annotations

import re
from typing import Any

import pytest

import lune_document
from lune_mock.defaults import server_default

from .calling import SHIPMENT, Api

MASS = {"mass": {"amount": "2.9695031", "unit": "t"}}


def test_defaults_are_those_of_the_document(api: Api) -> None:
    for _ in range(int(server_default("limit")) + 1):
        api.order()
    assert len(api.get("/orders")["data"]) == int(server_default("limit"))
    assert api.post("/estimates/shipping", SHIPMENT)["mass"]["unit"] == server_default(
        "estimate_mass_unit"
    )
    trunc = server_default("quantity_trunc")
    quote = api.post("/orders/by-mass/quote", MASS)
    assert quote == api.post("/orders/by-mass/quote", {**MASS, "quantity_trunc": trunc})
    load: dict[str, Any] = {"containers": "2"}
    body = {**SHIPMENT, "route": {"amount": "1", "unit": "km"}, "method": "rail"}
    converted = [
        api.post("/estimates/shipping", {**body, "shipment": shipped})["converted_shipment"]
        for shipped in (load, {**load, "cargo_type": server_default("cargo_type")})
    ]
    assert converted[0] == converted[1]


@pytest.mark.parametrize("name", ["amount", "id", ""])
def test_what_has_no_default_is_no_guess(name: str) -> None:
    with pytest.raises(LookupError, match=re.escape(f"0 defaults for {name}")):
        server_default(name)


def test_no_name_has_two_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    from lune_mock import defaults

    document = {
        "parameters": [{"name": "limit", "x-server-default": 10}],
        "properties": {"limit": {"x-server-default": 5}, "unit": {"x-server-default": "g"}},
    }
    defaults._defaults.cache_clear()
    monkeypatch.setattr(lune_document, "load", lambda: document)
    try:
        assert server_default("unit") == "g"
        with pytest.raises(LookupError, match="2 defaults for limit"):
            server_default("limit")
    finally:
        defaults._defaults.cache_clear()
