"""How the faults of an area are made: each is a function, its docstring the statement it breaks."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from itertools import repeat
from typing import Any, TypeAlias

from lune_contract.rule import Area
from lune_mock import Answer, Sandbox
from lune_mock.json_values import encode

from .fault import Fault, Handle
from .operations import ESTIMATES
from .request import Record, Request

OK = 200

Ask: TypeAlias = Callable[[Request], Answer]
Install: TypeAlias = Callable[[Sandbox], Ask]
Part: TypeAlias = Callable[[Any], Iterable[Record]]


def read(answer: Answer) -> Any:
    """Return the JSON of an answer; None where it has none."""
    if answer.headers.get("Content-Type") != "application/json":
        return None
    return json.loads(answer.body)


def told(answer: Answer, document: Any, status: int = 200) -> Answer:
    """Return the answer with another status and JSON."""
    headers = {**answer.headers, "Content-Type": "application/json"}
    return replace(answer, status=status, headers=headers, body=encode(document))


def bare(answer: Answer, status: int) -> Answer:
    """Return the answer with another status and no body."""
    headers = {name: value for name, value in answer.headers.items() if name != "Content-Type"}
    return replace(answer, status=status, headers=headers, body=b"")


def refused(answer: Answer, status: int, code: str, message: str) -> Answer:
    """Return a refusal in place of the answer."""
    error = {"error_code": code, "message": message}
    return told(answer, {"error": error, "errors": [error]}, status)


def asks(sandbox: Sandbox) -> Ask:
    """Return how the sound sandbox is asked."""
    return lambda request: sandbox.handle(
        request.method, request.target, request.headers, request.body
    )


def whole(document: Any) -> Iterable[Record]:
    """The answer as a whole, if it is an object."""
    return [document] if isinstance(document, dict) else []


def orders(document: Any) -> Iterable[Record]:
    """The orders of an answer: itself, or those of a page."""
    page: list[Record] = document.get("data", [document])
    return page


def estimates(document: Any) -> Iterable[Record]:
    """The estimates of an answer: itself, those of a batch or those of several factors."""
    if isinstance(document, dict):
        document = document.get("estimates", [document])
    return [each for each in document if "mass" in each]


def quotes(document: Any) -> Iterable[Record]:
    """The quotes of an answer: itself, or those of its estimates."""
    if isinstance(document, dict) and "estimated_quantity" in document:
        return [document]
    return [each["quote"] for each in estimates(document) if "error" not in each["quote"]]


def _are_records(values: list[Any]) -> bool:
    return all(isinstance(each, dict) for each in values)


class Shown:
    """Asks a sandbox, and shows other properties of some of what it has, wherever they appear."""

    def __init__(self, sandbox: Sandbox, operations: frozenset[str], part: Part) -> None:
        self._ask = asks(sandbox)
        self._operations = operations
        self._part = part
        self.instead: dict[str, Record] = {}
        """By id."""

    def __call__(self, request: Request) -> Answer:
        """Answer a request."""
        return self.show(self._ask(request), request)

    def show(self, answer: Answer, request: Request) -> Answer:
        """Return an answer of the sandbox as it is shown."""
        document = read(answer)
        if answer.status != OK or document is None or request.operation not in self._operations:
            return answer
        for each in self._part(document):
            each.update(self.instead.get(each["id"], {}))
        return told(answer, document)


class Faults:
    """The faults of one area.

    Each way to make one takes the operations that it is about, and `seen_at`, others at which what
    is wrong then shows, too.
    """

    def __init__(self, area: Area) -> None:
        self.area: Area = area
        self.made: list[Fault] = []

    def installs(
        self, operations: Iterable[str], *, seen_at: Iterable[str] = (), subtle: bool = False
    ) -> Callable[[Install], Fault]:
        """Make a fault of what it puts around a sandbox; it sees every request."""

        def register(make: Install) -> Fault:
            def install(sandbox: Sandbox) -> Handle:
                ask = make(sandbox)

                def handle(
                    method: str, target: str, headers: Mapping[str, str], body: bytes
                ) -> Answer:
                    return ask(Request(method, target, headers, body))

                return handle

            fault = Fault(
                name=make.__name__.replace("_", "-"),
                area=self.area,
                operations=frozenset(operations) | frozenset(seen_at),
                breaks=" ".join((inspect.getdoc(make) or "").split()),
                subtle=subtle,
                install=install,
            )
            self.made.append(fault)
            return fault

        return register

    def wraps(
        self, operations: Iterable[str], *, seen_at: Iterable[str] = (), subtle: bool = False
    ) -> Callable[[Callable[[Request, Ask], Answer]], Fault]:
        """Make a fault of what it does with a request to one of the operations."""
        concerned = frozenset(operations)

        def register(change: Callable[[Request, Ask], Answer]) -> Fault:
            def make(sandbox: Sandbox) -> Ask:
                ask = asks(sandbox)
                return lambda request: (
                    change(request, ask) if request.operation in concerned else ask(request)
                )

            make.__name__, make.__doc__ = change.__name__, change.__doc__
            return self.installs(concerned, seen_at=seen_at, subtle=subtle)(make)

        return register

    def requests(
        self, operations: Iterable[str], *, seen_at: Iterable[str] = (), subtle: bool = False
    ) -> Callable[[Callable[[Request], Request]], Fault]:
        """Make a fault of what it makes of a request before it is carried out."""

        def register(change: Callable[[Request], Request]) -> Fault:
            def wrap(request: Request, ask: Ask) -> Answer:
                return ask(change(request))

            wrap.__name__, wrap.__doc__ = change.__name__, change.__doc__
            return self.wraps(operations, seen_at=seen_at, subtle=subtle)(wrap)

        return register

    def misreads(
        self, operations: Iterable[str], *, seen_at: Iterable[str] = (), subtle: bool = False
    ) -> Callable[[Callable[[Record], Record]], Fault]:
        """Make a fault of what estimates are made of in place of what was asked.

        Their echo is still what was asked.
        """
        concerned = frozenset(operations)

        def register(change: Callable[[Record], Record]) -> Fault:
            def make(sandbox: Sandbox) -> Ask:
                ask = Shown(sandbox, ESTIMATES, estimates)

                def wrap(request: Request) -> Answer:
                    asked: Any = request.json
                    several = isinstance(asked, list)
                    items = asked if several else [asked]
                    if request.operation not in concerned or not _are_records(items):
                        return ask(request)
                    changed = list(map(change, items))
                    answer = ask(request.with_json(changed if several else changed[0]))
                    document = read(answer)
                    if answer.status != OK or document is None:
                        return answer
                    made = document if several else estimates(document)
                    echoes = asked if several else repeat(asked)
                    for each, echo in zip(made, echoes, strict=False):
                        if "mass" in each:
                            rest = {key: echo[key] for key in echo if key != "client_account"}
                            each["request"] = rest
                            ask.instead[each["id"]] = {"request": rest}
                    return told(answer, document)

                return wrap

            make.__name__, make.__doc__ = change.__name__, change.__doc__
            return self.installs(concerned, seen_at=seen_at, subtle=subtle)(make)

        return register

    def answers(
        self,
        operations: Iterable[str],
        part: Part = whole,
        *,
        status: int = 200,
        seen_at: Iterable[str] = (),
        subtle: bool = False,
    ) -> Callable[[Callable[[Record, Request], object]], Fault]:
        """Make a fault of what it changes in a part of the answers of a status, in place."""

        def register(change: Callable[[Record, Request], object]) -> Fault:
            def wrap(request: Request, ask: Ask) -> Answer:
                answer = ask(request)
                document = read(answer)
                if answer.status != status or document is None:
                    return answer
                for each in part(document):
                    change(each, request)
                return told(answer, document, status)

            wrap.__name__, wrap.__doc__ = change.__name__, change.__doc__
            return self.wraps(operations, seen_at=seen_at, subtle=subtle)(wrap)

        return register
