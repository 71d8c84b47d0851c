from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lune_mock import Sandbox, Settings
from lune_mock.rate_limit import RateLimit

from .calling import Api


class Timer:
    """A timer that a test moves."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def limited(limit: int) -> tuple[Api, Timer]:
    timer = Timer()
    return Api(Sandbox(settings=Settings(rate_limit=limit), timer=timer)), timer


def statuses(api: Api, count: int) -> list[int]:
    return [api.send("GET", "/orders").status for _ in range(count)]


def test_there_is_no_limit_unless_one_is_set(api: Api) -> None:
    assert set(statuses(api, 50)) == {200}
    api.sandbox.control.set_rate_limit(15)
    assert statuses(api, 16) == [200] * 15 + [429]
    api.sandbox.control.set_rate_limit(None)
    assert set(statuses(api, 50)) == {200}


def test_what_is_above_the_limit_is_answered_as_the_document_says() -> None:
    api, _ = limited(1)
    api.get("/orders")
    for method, path in (("GET", "/orders"), ("POST", "/orders/by-mass")):
        answer = api.send(method, path)
        assert (answer.status, answer.body) == (429, b"")
        assert answer.headers.keys() == {"Lune-Version", "CF-Ray"}


def test_the_window_slides() -> None:
    api, timer = limited(2)
    served: list[int] = []
    for moment in (0, 0.6, 0.9, 1.0, 1.1, 1.6):
        timer.now = 100 + moment
        served += statuses(api, 1)
    assert served == [200, 200, 429, 200, 429, 200]


def test_a_request_that_is_refused_carries_nothing_out_and_does_not_count() -> None:
    api, timer = limited(1)
    api.order()
    assert {api.send("POST", "/orders/by-value", {"value": "5"}).status for _ in range(5)} == {429}
    timer.now += 1
    assert len(api.get("/orders")["data"]) == 1


def test_each_organisation_has_its_own_limit_and_its_accounts_share_it() -> None:
    api, _ = limited(1)
    other = Api(api.sandbox, api_key=api.sandbox.control.create_organisation().api_key)
    client = Api(api.sandbox, account=api.sandbox.client_accounts[0].id)
    assert statuses(api, 2) == [200, 429]
    assert statuses(client, 1) == [429]
    assert statuses(other, 2) == [200, 429]


def test_a_wrong_key_uses_nothing_up() -> None:
    api, _ = limited(1)
    wrong = Api(api.sandbox, api_key="wrong")
    assert statuses(wrong, 3) == [401] * 3
    assert statuses(api, 1) == [200]


def test_a_reset_forgets_what_was_served() -> None:
    api, _ = limited(1)
    assert statuses(api, 2) == [200, 429]
    api.sandbox.control.reset()
    assert statuses(api, 2) == [200, 429]


@pytest.mark.parametrize("limit", [0, -1])
def test_a_limit_that_lets_nothing_through_is_refused(limit: int) -> None:
    with pytest.raises(ValueError, match="1 or more, or None"):
        Settings(rate_limit=limit)
    sandbox = Sandbox()
    with pytest.raises(ValueError, match="1 or more, or None"):
        sandbox.control.set_rate_limit(limit)


@given(st.integers(1, 5), st.lists(st.integers(0, 8), max_size=60))
def test_no_second_has_more_than_the_limit(limit: int, sixteenths: list[int]) -> None:
    timer = Timer()
    rate_limit = RateLimit(timer)
    served: list[float] = []
    for step in sixteenths:
        timer.now += step / 16
        is_full = len([each for each in served if each > timer.now - 1]) >= limit
        assert rate_limit.admit("organisation", limit) is not is_full
        if not is_full:
            served.append(timer.now)
    assert all(later - earlier >= 1 for earlier, later in zip(served, served[limit:], strict=False))
