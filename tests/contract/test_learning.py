"""What is learnt of a target before it is tried."""

from __future__ import annotations

import pytest

from lune_contract.learning import learn
from lune_contract.reachable import CannotRunError
from lune_mock import Answer

from .changing import refused
from .targets import Call, Handle, sound, wrong


def test_bundles_are_those_of_a_quote_and_those_that_are_given() -> None:
    with sound() as served:
        session = served.session()
        named = learn(session).bundles
        known = learn(session, bundles=served.sandbox.bundle_ids)
    assert len(named) == 2
    assert known.bundles[:2] == named
    assert sorted(known.bundles) == sorted(served.sandbox.bundle_ids)
    assert "three_bundles" not in known.lacks


def test_a_bundle_that_a_quote_refuses_is_told() -> None:
    with sound() as served, pytest.raises(CannotRunError, match="the bundle no-such-bundle"):
        learn(served.session(), bundles=["no-such-bundle"])


def test_a_target_that_refuses_every_bundle_is_tried_without_them() -> None:
    def refuse(handle: Handle, call: Call) -> Answer:
        answer = handle(call)
        return refused(answer, 400, "bundle_id_invalid") if b"bundle_sel" in call.body else answer

    with wrong(refuse) as served:
        facts = learn(served.session(), bundles=["no-such-bundle"])
    assert "no-such-bundle" not in facts.bundles


def test_without_a_way_to_do_it_nothing_is_moved_on_or_cancelled() -> None:
    with sound() as served:
        lacks = learn(served.session()).lacks
    assert "--advance" in lacks["life"]
    assert "--cancel" in lacks["cancel"]
