from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

import lune_document
import lune_mock
from lune_mock import Answer, Sandbox
from lune_mock.clock import timestamp
from lune_mock.operations import read

from .calling import PURCHASE, Api


def test_the_same_seed_makes_the_same_ids() -> None:
    def ids(seed: int, *, reading: bool = False) -> list[str]:
        api = Api(Sandbox(seed=seed))
        if reading:
            api.get("/orders")
        return [api.order()["id"], api.estimate()["id"]]

    assert ids(1) == ids(1, reading=True)
    assert not set(ids(1)) & set(ids(2))


def test_the_clock_can_be_given() -> None:
    moments = iter(datetime(2026, 1, day, tzinfo=UTC) for day in range(1, 9))
    api = Api(Sandbox(clock=lambda: next(moments)))
    created = [api.order()["created_at"] for _ in range(2)]
    assert created == ["2026-01-01T00:00:00.000Z", "2026-01-02T00:00:00.000Z"]


def test_timestamps_are_in_utc() -> None:
    moment = datetime(2026, 1, 1, 1, tzinfo=timezone(timedelta(hours=1)))
    assert timestamp(moment) == "2026-01-01T00:00:00.000Z"


def test_the_version_is_the_one_of_the_document(api: Api) -> None:
    document: Any = lune_document.load()
    version = read(document).version
    assert api.send("GET", "/orders").headers["Lune-Version"] == version
    assert api.send("GET", "/orders", headers={"Lune-Version": version}).status == 200
    later = {**document, "info": {"version": "2030-01-01"}}
    assert read(later).version == "2030-01-01"
    refusal = api.refusal("GET", "/orders", headers={"Lune-Version": "2030-01-01"})
    assert refusal[:2] == (400, "api_version_invalid")


def test_two_sandboxes_share_nothing() -> None:
    one, other = Api(Sandbox()), Api(Sandbox())
    one.order(idempotency_key="A")
    one.post(
        "/estimates/transactions",
        {**PURCHASE, "client_account": {"name": "n", "currency": "USD", "handle": "h"}},
    )
    assert other.get("/orders")["data"] == []
    assert len(one.sandbox.client_accounts) == len(other.sandbox.client_accounts) + 1


def test_an_answer_cannot_be_changed(api: Api) -> None:
    answer = api.send("GET", "/orders")
    with pytest.raises(AttributeError):
        answer.status = 500  # type: ignore[misc] # that it is refused is what is shown
    with pytest.raises(TypeError):
        answer.headers["CF-Ray"] = "other"  # type: ignore[index] # as above
    assert isinstance(answer, Answer)


def test_the_key_is_in_no_repr(sandbox: Sandbox) -> None:
    assert sandbox.api_key not in repr(sandbox)


def test_the_exported_names() -> None:
    assert sorted(lune_mock.__all__) == ["Account", "Answer", "Sandbox", "create_app"]


def test_the_import_needs_no_server_and_no_client() -> None:
    code = "import sys, lune_mock; lune_mock.Sandbox(); print(*sys.modules)"
    modules = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    ).stdout.split()
    assert {"uvicorn", "starlette", "httpx", "lune_api", "lune_client"}.isdisjoint(modules)
