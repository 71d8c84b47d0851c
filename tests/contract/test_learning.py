"""What is learnt of a target before it is tried."""

from __future__ import annotations

from lune_contract.learning import learn

from .targets import sound


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
    with sound() as served:
        facts = learn(served.session(), bundles=["no-such-bundle"])
    assert "no-such-bundle" not in facts.bundles
    assert "no-such-bundle of --bundle: refused by a quote" in facts.lacks["three_bundles"]
    assert "several_bundles" not in facts.lacks


def test_without_a_way_to_do_it_nothing_is_moved_on_or_cancelled() -> None:
    with sound() as served:
        lacks = learn(served.session()).lacks
    assert "--advance" in lacks["life"]
    assert "--cancel" in lacks["cancel"]
