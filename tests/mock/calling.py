"""Calls to a sandbox, in a test's own words."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from hypothesis import settings

from lune_mock import Answer, Sandbox

# The first request compiles the schemas it needs, which may take long on a busy machine.
unhurried = settings(deadline=None)

ASIA = "q9aKx7b6nNXMk3Yv3pD1mlW5Od2eLZE8"
OCEAN = "xWaKJL3okjD46VpJ4yGXnQNZRe1vzP0w"

BY_MASS: dict[str, Any] = {"mass": {"amount": "259.11", "unit": "kg"}}
PURCHASE: dict[str, Any] = {
    "value": {"value": "8.99", "currency": "USD"},
    "merchant": {"category_code": "5818", "country_code": "USA"},
}
SHIPMENT: dict[str, Any] = {
    "shipment": {"containers": "2"},
    "route": {"source": {"locode": "CNSGH"}, "destination": {"locode": "NLRTM"}},
    "method": {"vessel_type": "container_ship"},
    "is_shipment": True,
    "shipped_at": "2023-11-20T10:20:30Z",
}


def segment(text: str) -> str:
    return quote(text, safe="")


def purchase(**changes: Any) -> dict[str, Any]:
    return {**PURCHASE, **changes}


def shipment(**changes: Any) -> dict[str, Any]:
    return {**SHIPMENT, **changes}


@dataclass
class Api:
    """One account of a sandbox: the first organisation's default account unless said."""

    sandbox: Sandbox
    account: str | None = None
    api_key: str | None = field(default=None, repr=False)
    headers: dict[str, str] = field(default_factory=dict)

    def send(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        raw: bytes | None = None,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        sent = {"Authorization": f"Bearer {self.api_key or self.sandbox.api_key}", **self.headers}
        if self.account is not None:
            sent["Lune-Account"] = self.account
        content = b"" if raw is None else raw
        if body is not None:
            content = json.dumps(body).encode()
        if content:
            sent["Content-Type"] = "application/json"
        return self.sandbox.handle(method, f"/v1{path}", {**sent, **(headers or {})}, content)

    def get(self, path: str) -> Any:
        return _success(self.send("GET", path))

    def post(self, path: str, body: Any) -> Any:
        return _success(self.send("POST", path, body))

    def put(self, path: str, body: Any) -> Any:
        return _success(self.send("PUT", path, body))

    def patch(self, path: str, body: Any) -> Any:
        return _success(self.send("PATCH", path, body))

    def refusal(
        self, method: str, path: str, body: Any = None, **options: Any
    ) -> tuple[int, str, str]:
        """Return status, code and message of a call that is refused."""
        answer = self.send(method, path, body, **options)
        refused = json.loads(answer.body)
        assert refused["errors"] == [refused["error"]]
        return answer.status, refused["error"]["error_code"], refused["error"]["message"]

    def order(self, **changes: Any) -> Any:
        return self.post("/orders/by-mass", {**BY_MASS, **changes})

    def estimate(self, **changes: Any) -> Any:
        return self.post("/estimates/transactions", purchase(**changes))


def _success(answer: Answer) -> Any:
    assert answer.status == 200, answer.body.decode()
    return json.loads(answer.body)
