"""The targets that the other tests are made with do what they say."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

import lune_contract.rules.money  # noqa: F401 - it registers its rules
from lune_contract.exchange import API_KEY, Answer, Request
from lune_contract.target import AsgiTarget, HttpTarget, TargetError

from .servers import serving
from .targets import edited, sound, wrong

RULE = "money/total-within-value"
KEY = "key-of-the-tests"


def test_a_sound_target_passes() -> None:
    with sound() as served:
        assert served.tried(RULE).verdict == "passed"


def test_a_wrong_target_deviates() -> None:
    with wrong(edited("createOrderByValue", lambda o: o.update(total_cost="100.01"))) as served:
        outcome = served.tried(RULE)
    assert outcome.deviation is not None
    assert outcome.deviation.operation == "createOrderByValue"


def _asked(app: Any, **headers: str) -> Answer:
    with serving(app) as url, HttpTarget(url, KEY, timeout=1) as target:
        return target.send(
            Request("GET", "/orders", {"Authorization": f"Bearer {API_KEY}"} | headers)
        )


async def _endless(_scope: Any, _receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    for _ in range(40):
        await send({"type": "http.response.body", "body": b" ", "more_body": True})
        await asyncio.sleep(0.05)
    await send({"type": "http.response.body", "body": b"{}"})


def test_an_answer_without_end_is_none() -> None:
    with pytest.raises(TargetError, match="did not end"):
        _asked(_endless)


async def _echoing(scope: Any, _receive: Any, send: Any) -> None:
    body = b" ".join(value for _, value in scope["headers"])
    headers = [(b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def test_a_header_is_sent_as_any_client_could() -> None:
    answer = _asked(_echoing, **{"Lune-Account": "größe"})
    assert "größe".encode("latin-1") in answer.body


def test_an_answer_without_the_key_is_as_long_as_it_says() -> None:
    answer = _asked(_echoing)
    assert API_KEY.encode() in answer.body
    assert answer.headers["content-length"] == str(len(answer.body))


def test_an_application_need_not_send_headers() -> None:
    async def plain(_scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 204})
        await send({"type": "http.response.body"})

    with AsgiTarget(plain, KEY) as target:
        assert target.send(Request("GET", "/orders")) == Answer(204, {}, b"")


def test_a_request_that_reached_nobody_is_told_apart() -> None:
    request = Request("GET", "/orders")
    with HttpTarget("http://127.0.0.1:9", KEY) as target, pytest.raises(TargetError) as refused:
        target.send(request)
    with pytest.raises(TargetError) as unanswered:
        _asked(_endless)
    assert (refused.value.reached, unanswered.value.reached) == (False, True)
