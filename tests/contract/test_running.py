"""A whole run: what it tries, accepts, announces, and how it ends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from lune_contract import (
    Accepted,
    CannotRunError,
    ContractError,
    Limits,
    Run,
    UnknownNameError,
    check_app,
    run,
)
from lune_contract.catalogue import statements
from lune_contract.document import operation
from lune_contract.exchange import Answer, Request
from lune_contract.report import creations
from lune_contract.rule import Invariant, Unsettled, areas
from lune_contract.target import AsgiTarget, TargetError
from lune_contract.trial import Trial
from lune_mock import Answer as MockAnswer
from lune_mock import Sandbox, create_app

from .changing import answered_headers
from .targets import Call, Handle, Served, edited, sound, wrong

RULE = "money/total-within-value"
TOO_DEAR = edited("createOrderByValue", lambda order: order.update(total_cost="100.01"))


@pytest.fixture
def served() -> Iterator[Served]:
    with sound() as served:
        yield served


@pytest.fixture
def dear() -> Iterator[Served]:
    with wrong(TOO_DEAR) as served:
        yield served


class Far(AsgiTarget):
    """A target that is not on this machine."""

    is_local = False


class Gone(AsgiTarget):
    """A target that breaks off after some requests."""

    left = 20

    def send(self, request: Request) -> Answer:
        self.left -= 1
        if self.left < 0:
            refused = TargetError("connection refused")
            refused.reached = False
            raise refused
        return super().send(request)


def verdicts(made: Run) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for outcome in made:
        found.setdefault(outcome.verdict, set()).add(outcome.statement.name)
    return found


def test_a_sound_target_passes(served: Served) -> None:
    report = run(served.target, rules=["money", "authentication/no-key"], seed=1)
    assert report.exit_code() == 0
    # What the target was not said to have is skipped, and said.
    assert set(report.verdicts) == {"passed", "skipped"}
    for reason, outcomes in report.skipped.items():
        not_seen = all(isinstance(each.statement, Invariant) for each in outcomes)
        assert "--" in reason or not_seen, reason
    assert {each.statement.name for each in report.outcomes} == {
        name for name in statements() if name.startswith("money/")
    } | {"authentication/no-key"}


def test_rules_come_in_the_order_of_the_areas(served: Served) -> None:
    made = Run(served.target, rules=["selection", "authentication", "money"], seed=1)
    tried = [outcome.statement.area for outcome in made if outcome.operation != "every operation"]
    assert tried == sorted(tried, key=areas().index)


def test_a_deviation_is_distinct_by_rule_and_operation(dear: Served) -> None:
    report = run(dear.target, rules=[RULE, "money/total-is-cost-and-commission"], seed=1)
    distinct = [(each.statement.name, each.operation) for each in report.deviations]
    assert len(distinct) == len(set(distinct))
    assert (RULE, "createOrderByValue") in distinct
    assert report.exit_code() == 1


def test_a_breach_is_told_once_and_where_it_was_seen(dear: Served) -> None:
    name = "money/total-is-cost-and-commission"
    outcomes = [
        each for each in Run(dear.target, rules=[RULE, name]) if each.statement.name == name
    ]
    assert [(each.operation, each.verdict) for each in outcomes] == [
        ("createOrderByValue", "deviated")
    ]


INVARIANT = "money/total-rounded-up"


@pytest.mark.parametrize(
    "operations", [["createOrderByValue"], ["createOrderByValue", "listOrders"]]
)
def test_a_rule_about_every_exchange_is_given_some_where_it_is_run_alone(
    dear: Served, operations: list[str] | None
) -> None:
    report = run(dear.target, rules=[INVARIANT], operations=operations, seed=1)
    assert report.exit_code() == 1
    # What sends them says nothing itself.
    assert {each.statement.name for each in report.outcomes} == {INVARIANT}
    assert {each.operation for each in report.deviations} == {"createOrderByValue"}


def test_a_rule_that_no_answer_is_about_does_not_pass(served: Served) -> None:
    report = run(served.target, rules=["life"], operations=["getOrder"], seed=1, phases=False)
    judged = {each.statement.name: each.verdict for each in report.outcomes}
    assert judged["life/certificate-at-complete"] == "skipped"
    assert set(report.verdicts) == {"skipped"}
    # What skips everything is no pass.
    assert report.exit_code() == 2


def test_a_rule_that_no_answer_was_about_yet_is_not_tried(served: Served) -> None:
    report = run(served.target, rules=["errors"], seed=1, limits=Limits(requests=5))
    verdicts = {each.statement.name: each.verdict for each in report.outcomes}
    assert verdicts["errors/repeated"] == "passed"
    assert verdicts["errors/conflict"] == "broken off"


def test_rules_that_are_not_about_the_operations_cannot_be_run(served: Served) -> None:
    with pytest.raises(CannotRunError, match=f"{RULE} is not tried on listOrders"):
        Run(served.target, rules=[RULE], operations=["listOrders"])


def test_what_breaks_a_run_off_leaves_nothing_unsaid(served: Served) -> None:
    made = Run(served.target, rules=["money", "http"], seed=1)
    told = iter(made)
    next(told)
    made.break_off("it was interrupted")
    report = made.report()
    assert {each.statement.name for each in report.outcomes} == {
        name for name in statements() if name.startswith(("money/", "http/"))
    }
    assert len(report.unfinished["it was interrupted"]) > len(statements()) / 10
    assert report.exit_code() == 2


def test_a_report_says_what_was_tried(served: Served) -> None:
    report = run(served.target, rules=[RULE], operations=["createOrderByValue"], seed=1)
    assert report.repeat == (
        f"--seed 1 --profile quick --operations createOrderByValue --rules {RULE}"
    )


def test_a_deviation_that_is_not_settled_is_counted_by_itself() -> None:
    with wrong(answered_headers("listOrders", cf_ray=None)) as served:
        report = run(served.target, rules=["versions/settled", "versions/request-id"], seed=1)
    assert report.verdicts == {"doubtful": 1, "passed": 1}
    assert (report.exit_code(), report.exit_code(strict=True)) == (0, 1)


def test_a_command_that_does_not_move_orders_on_is_told_at_once(served: Served) -> None:
    def fails() -> None:
        message = "the command ended with 1"
        raise Unsettled(message)

    with pytest.raises(CannotRunError, match="the command ended with 1"):
        run(served.target, rules=["life"], advance=fails)
    assert run(served.target, rules=[RULE], advance=fails).exit_code() == 0


def test_what_is_accepted_is_no_failure(dear: Served) -> None:
    entries = [
        Accepted(RULE, "createOrderByValue", "known"),
        Accepted(RULE, "createOrderByMass", "never seen"),
    ]
    report = run(dear.target, rules=[RULE], accepted=entries)
    assert report.exit_code(strict=True) == 0
    assert [each.reason for each in report.known] == [str(entries[0])]
    assert list(report.unused) == [entries[1]]


def test_what_was_accepted_until_yesterday_is_a_failure(dear: Served) -> None:
    entry = Accepted(RULE, "createOrderByValue", "known", date(2020, 1, 1))
    report = run(dear.target, rules=[RULE], accepted=[entry])
    assert report.exit_code() == 1
    assert report.deviations[0].reason.startswith("accepted no longer: ")
    assert list(report.expired) == [entry]


def test_off_this_machine_no_order_is_placed_unless_allowed(served: Served) -> None:
    with Far(create_app(served.sandbox), served.sandbox.api_key) as far:
        made = Run(far, accounts=served.accounts, limits=Limits(), phases=False)
        assert made.announcement.orders == 0
        assert "creates no orders" in str(made.announcement)
        assert verdicts(made)["skipped"]
        assert not {each.id for each in creations() if each.tag == "orders"} & set(
            made.report().created
        )
        assert Run(far).session.limits.rate == 15
        allowed = Run(far, rules=[RULE], place_orders=True, limits=Limits())
        assert allowed.announcement.orders > 0
        assert verdicts(allowed) == {"passed": {RULE}}


def test_nothing_is_sent_before_it_is_announced(served: Served) -> None:
    made = Run(served.target, rules=["money"], seed=1)
    assert "orders" in str(made.announcement)
    assert not served.sandbox.control.requests
    created = sum(run(served.target, rules=["money"], seed=1).created.values())
    assert 0 < created <= made.announcement.orders + made.announcement.estimates


def test_a_run_that_reaches_its_limit_says_what_was_not_tried(served: Served) -> None:
    report = run(served.target, rules=["money"], limits=Limits(requests=30))
    assert report.requests == 30
    assert report.exit_code() == 2
    assert report.broken_off == "the limit of 30 requests is reached"
    assert report.unfinished[report.broken_off]


def test_a_target_that_goes_away_ends_the_run(served: Served) -> None:
    with Gone(create_app(served.sandbox), served.sandbox.api_key) as gone:
        report = run(gone, rules=["money"])
    assert report.broken_off == "the target answers no more: connection refused"
    assert report.unfinished[report.broken_off]
    # Nothing reached it, so nothing is charged with that.
    assert not report.deviations
    assert report.exit_code() == 2


def test_a_run_can_end_at_the_first_deviation(dear: Served) -> None:
    assert [each.verdict for each in Run(dear.target, rules=["money"], stop_at_first=True)].count(
        "deviated"
    ) == 1


def test_the_same_seed_sends_the_same() -> None:
    def sent() -> list[Any]:
        with sound() as fresh:
            run(fresh.target, rules=["money", "idempotency/repeat-is-the-original"], seed=5)
            log = fresh.sandbox.control.requests
            return [(each.method, each.target, each.headers, each.body) for each in log]

    assert sent() == sent()


def test_the_same_seed_can_be_repeated_on_what_keeps_its_state(served: Served) -> None:
    for _ in range(3):
        assert run(served.target, rules=["idempotency"], seed=5).exit_code() == 0


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"rules": ["money/total-within-valeu"]}, RULE),
        ({"operations": ["createOrder"]}, "createOrderBy"),
    ],
)
def test_unknown_names_are_told_with_those_that_are_near(
    served: Served, options: Any, said: str
) -> None:
    with pytest.raises(UnknownNameError, match=said):
        Run(served.target, **options)


def test_a_key_that_is_refused_is_told(served: Served) -> None:
    app = create_app(served.sandbox)
    with AsgiTarget(app, "no-such-key") as target, pytest.raises(CannotRunError, match="--api-key"):
        run(target)


def test_a_path_that_is_wrong_is_told(served: Served) -> None:
    app = create_app(served.sandbox)
    with (
        AsgiTarget(app, served.sandbox.api_key, base_path="/v2") as target,
        pytest.raises(CannotRunError, match="the base URL goes on"),
    ):
        run(target)


def test_a_rule_that_fails_itself_is_no_pass(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("lune_contract.running.try_rule", fails)
    report = run(served.target, rules=[RULE])
    assert report.exit_code() == 2
    (reason,) = report.unfinished
    assert "please report it: ZeroDivisionError" in reason


def test_an_application_can_be_checked_in_a_test() -> None:
    sandbox = Sandbox()
    report = check_app(create_app(sandbox), api_key=sandbox.api_key, rules=[RULE])
    assert report.requests > 0


def test_an_application_that_deviates_fails_the_test(dear: Served) -> None:
    app = create_app(dear.sandbox)
    with pytest.raises(ContractError, match=r"total_cost '100\.01'"):
        check_app(app, api_key=dear.sandbox.api_key, rules=[RULE])


def test_an_application_of_which_nothing_can_be_tried_fails_the_test() -> None:
    sandbox = Sandbox()
    with pytest.raises(ContractError, match="nothing could be tried: it needs two accounts"):
        check_app(create_app(sandbox), api_key=sandbox.api_key, rules=["tenants/list"])


async def _raises(_scope: object, _receive: object, _send: object) -> None:
    message = "no database"
    raise RuntimeError(message)


def test_an_application_that_raises_is_not_taken_for_an_address() -> None:
    with pytest.raises(CannotRunError, match="no database") as raised:
        check_app(_raises, api_key="key-of-the-test")
    assert "address" not in str(raised.value)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH"])
@pytest.mark.parametrize("kind", ["by-mass", "by-value", "by-estimate"])
def test_no_trial_sends_an_order_unless_that_is_allowed(method: str, kind: str) -> None:
    sent: list[Call] = []

    def note(handle: Handle, call: Call) -> MockAnswer:
        sent.append(call)
        return handle(call)

    with wrong(note) as served:
        session = served.session()
        facts = replace(served.facts(session), lacks={"orders": "none may be placed"})
        trial = Trial(session, facts, operation("createOrderByMass"), "")
        sent.clear()
        with pytest.raises(Unsettled, match="none may be placed"):
            trial.send(method, f"/orders/{kind}", raw=b"{}")
    assert not sent
