"""Schemathesis holds the sandbox against the document, in process and without a socket.

The sandbox checks its answers itself; here another reader of the document checks them again.
"""

from __future__ import annotations

import copy
import json
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from jsonschema import (  # type: ignore[import-untyped] # it ships no types
    Draft202012Validator,
    FormatChecker,
)
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core import NotSet
from schemathesis.core.transport import Response
from schemathesis.generation.hypothesis.examples import generate_one
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

import lune_document
from lune_mock import Answer, Sandbox

from .calling import ASIA, OCEAN, Api

if TYPE_CHECKING:
    from collections.abc import Callable

BASE_URL = "http://127.0.0.1/v1"
CHECKS: list[Any] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]

SCHEMA: Any = schemathesis.openapi.from_dict(copy.deepcopy(lune_document.load()))
OPERATIONS: dict[str, Any] = {
    result.ok().definition.raw["operationId"]: result.ok() for result in SCHEMA.get_all_operations()
}

WITH_BODY = [id_ for id_, operation in OPERATIONS.items() if operation.body]

OF_EACH_OPERATION = pytest.mark.parametrize("operation_id", OPERATIONS)
GENERATION = settings(
    max_examples=60,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


class World:
    """A sandbox with something in it to find."""

    def __init__(self) -> None:
        self.sandbox = Sandbox()
        api = Api(self.sandbox)
        self.order = api.order(idempotency_key="known-order")
        self.estimate = api.estimate(idempotency_key="known-estimate")

    def meant(self, case: Any) -> Any:
        """Return `case` with the values that the schema alone cannot know: what exists here."""
        known = self.order if "/orders" in case.path else self.estimate
        case.path_parameters = {name: known[name] for name in case.path_parameters or {}}
        case.headers = {
            name: value
            for name, value in (case.headers or {}).items()
            if name.lower() not in {"lune-account", "lune-version"}
        }
        if "after" in (case.query or {}):
            case.query = {**case.query, "after": self.order["id"]}
        if case.operation.body:
            case.body = self._body(case.body)
        return case

    def _body(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._body(item) for item in value]
        if not isinstance(value, dict):
            return value
        # Metadata is the caller's own: a name there means nothing, however familiar it looks.
        fields = {
            name: item if name == "metadata" else self._body(item) for name, item in value.items()
        }
        for name, repair in self._repairs().items():
            if name in fields:
                fields[name] = repair(fields[name])
        return fields

    def _repairs(self) -> dict[str, Callable[[Any], Any]]:
        return {
            "estimate_id": lambda _: self.estimate["id"],
            "bundle_selection": selection,
            "bundle_masses": bundle_masses,
            "mass": lambda mass: {**mass, "amount": mass["amount"] + "1"},
            "value": lambda value: value + "1" if isinstance(value, str) else value,
            "currency": lambda code: code if code in {"EUR", "GBP", "JPY"} else "USD",
            "merchant": merchant,
            "source": location,
            "destination": location,
        }

    def send(self, case: Any) -> Answer:
        """Carry out `case` and check the answer."""
        sent = case.as_transport_kwargs(base_url=BASE_URL)
        request = requests.Request(
            **{name: sent[name] for name in REQUEST_FIELDS & sent.keys()}
        ).prepare()
        headers = {**request.headers, "Authorization": f"Bearer {self.sandbox.api_key}"}
        body = request.body or b""
        assert isinstance(body, (bytes, str))
        answer = self.sandbox.handle(
            str(request.method),
            str(request.path_url),
            {str(name): str(value) for name, value in headers.items()},
            body.encode() if isinstance(body, str) else body,
        )
        case.validate_response(
            Response(
                status_code=answer.status,
                headers={name.lower(): [value] for name, value in answer.headers.items()},
                content=answer.body,
                request=request,
                elapsed=0.0,
                verify=False,
            ),
            checks=CHECKS,
        )
        return answer


REQUEST_FIELDS = frozenset({"method", "url", "headers", "params", "data", "json", "cookies"})


def selection(generated: list[Any]) -> list[dict[str, Any]]:
    if len(generated) < 2:
        return [{"bundle_id": ASIA}]
    shares: list[Any] = [60, "40.00"] if "percentage" in generated[0] else [None, None]
    return [
        {"bundle_id": bundle} if share is None else {"bundle_id": bundle, "percentage": share}
        for bundle, share in zip([ASIA, OCEAN], shares, strict=True)
    ]


def bundle_masses(generated: list[Any]) -> list[dict[str, Any]]:
    masses = [entry["mass"] for entry in generated] or [{"amount": "1", "unit": "kg"}]
    return [
        {"bundle_id": bundle, "mass": mass}
        for bundle, mass in zip([ASIA, OCEAN], masses, strict=False)
    ]


def merchant(generated: dict[str, Any]) -> dict[str, Any]:
    known = {"country_code": "USA", "search_term": "food", "category_code": "5411"}
    return {**generated, **{name: known[name] for name in known.keys() & generated.keys()}}


def location(generated: dict[str, Any]) -> dict[str, Any]:
    if "locode" in generated:
        return {"locode": "NLRTM"}
    if "code" in generated:
        return {"code": "LHR" if len(generated["code"]) == 3 else "EGLL"}
    return generated if "lat" in generated else {"city": "Rotterdam"}


def code_of(answer: Answer) -> str:
    """Return the error code of an answer, its status if it has none."""
    if answer.status == 400:
        code: str = json.loads(answer.body)["error"]["error_code"]
        return code
    return str(answer.status)


def satisfies(operation_id: str, body: Any) -> bool:
    """Return what yet another reader of the document, jsonschema, says about a body."""
    operation = OPERATIONS[operation_id].definition.raw
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    root = {**schema, "components": lune_document.load()["components"]}
    valid: bool = Draft202012Validator(root, format_checker=FormatChecker()).is_valid(body)
    return valid


def test_all_operations_of_the_document_are_here() -> None:
    assert len(OPERATIONS) == 16


@OF_EACH_OPERATION
def test_documented_examples_are_taken(operation_id: str) -> None:
    operation = OPERATIONS[operation_id]
    outcomes = Counter[str]()
    strategies = operation.get_strategies_from_examples()
    for strategy in strategies:
        world = World()
        outcomes[code_of(world.send(world.meant(generate_one(strategy))))] += 1
    assert strategies
    assert outcomes.keys() <= {"200", "204"}, outcomes


@OF_EACH_OPERATION
def test_valid_data_reaches_the_rules(operation_id: str) -> None:
    outcomes = Counter[str]()

    @GENERATION
    @given(OPERATIONS[operation_id].as_strategy(generation_mode=GenerationMode.POSITIVE))
    def run(case: Any) -> None:
        world = World()
        outcomes[code_of(world.send(world.meant(case)))] += 1

    run()
    # What satisfies the document is no validation_error; anything else may be refused for a reason.
    assert "validation_error" not in outcomes, outcomes
    assert outcomes["200"] >= 0.5 * outcomes.total(), outcomes


@OF_EACH_OPERATION
def test_valid_data_as_it_comes_is_never_a_validation_error(operation_id: str) -> None:
    @GENERATION
    @given(OPERATIONS[operation_id].as_strategy(generation_mode=GenerationMode.POSITIVE))
    def run(case: Any) -> None:
        # Which versions and accounts there are is not in the document.
        case.headers = {}
        assert code_of(World().send(case)) != "validation_error"

    run()


@pytest.mark.parametrize("operation_id", WITH_BODY)
def test_a_validation_error_is_exactly_what_violates_the_document(operation_id: str) -> None:
    strategy = OPERATIONS[operation_id].as_strategy(generation_mode=GenerationMode.NEGATIVE)
    outcomes = Counter[str]()

    @GENERATION
    @given(strategy)
    def run(case: Any) -> None:
        world = World()
        case.headers = {}
        case.query = {"limit": 3} if "multi-match" in case.path else {}
        case.path_parameters = dict.fromkeys(case.path_parameters or {}, "known")
        is_json = not isinstance(case.body, (bytes, NotSet))
        is_valid = is_json and satisfies(operation_id, case.body)
        code = code_of(world.send(case))
        outcomes[code] += 1
        assert (code == "validation_error") == (not is_valid), code

    run()
    assert outcomes["validation_error"]
