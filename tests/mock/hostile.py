"""Requests of somebody who means harm, or whose program is broken; the same ones for a seed."""

from __future__ import annotations

import contextlib
import copy
import json
from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import Any, NamedTuple

import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode

import lune_document
from lune_mock import control_api
from lune_mock.operations import Operation, contract

BASE_PATH = contract().base_path
CONTROL_PATH = control_api._contract().base_path


class Hostile(NamedTuple):
    """A request as `Sandbox.handle` takes it."""

    kind: str
    method: str
    target: str
    headers: dict[str, str]
    body: bytes = b""

    def raw(self) -> bytes:
        """Return what goes over the wire, as far as it can."""
        lines = [f"{self.method} {self.target} HTTP/1.1"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        lines += ["Connection: close", f"Content-Length: {len(self.body)}", "", ""]
        return "\r\n".join(lines).encode("utf-8", "replace") + self.body


NUMBERS = (
    "-1", "0", "-0", "-0.0", "1.0", "01", "1e400", "-1e400", "1e-400", "1E+2", "NaN", "-Infinity",
    "9" * 30, "9" * 500, "9" * 5000, "0." + "0" * 500 + "1", '"1e9"', '"-1"', '"+1"', '"0x10"',
    '"NaN"', '"Infinity"', f'"{"9" * 60}"', f'"{"9" * 5000}"', f'"0.{"0" * 5000}1"', '".5"', '"5."',
    '"1_000"', '"1,5"', '" 1"', '"\\u0661\\u0662"', '"1\\n"', "9007199254740993", "2147483648",
)  # fmt: skip
TEXTS = (
    '""', '" "', '"\\u0000"', '"\\ud800"', '"\\udc00\\ud800"', '"\\ud83d\\ude00"', '"\\uffff"',
    '"\\u202e"', '"e\\u0301"', '"\\\\"', '"\\""', '"/"', '"../.."', '"%00"', '"%2e%2e%2f"',
    '"{id}"', '"${7*7}"', '"\' OR 1=1 --"', '"__proto__"', '"<script>"', '"a\\r\\nb: c"',
    f'"{"x" * 300}"', f'"{"x" * 20_000}"', '"' + "\U0001d54a" * 200 + '"', '"0000-00-00T00:00:00Z"',
    '"9999-12-31T23:59:59.999999999-23:59"', '"0001-01-01T00:00:00+23:59"', '"2026-02-30"',
    '"2026-06-30T23:59:60Z"', '"9000-01-01T00:00:00Z"',
)  # fmt: skip
OTHERS = ("null", "true", "false", "[]", "{}", "[[]]", "[null]", '{"":null}', '{"a":1,"a":2}')
DEEP = (
    "[" * 10_000,
    "[" * 10_000 + "]" * 10_000,
    '{"a":' * 10_000 + "1" + "}" * 10_000,
    '[{"a":' * 5_000 + "1" + "}]" * 5_000,
    "[" * 63 + "]" * 63,
    "[" * 65 + "]" * 65,
    '"' + "[" * 10_000 + '"',
)
SEGMENTS = (
    "", ".", "..", "%2e", "%2e%2e", "%2E%2e%2f..", "%2f", "%5c", "%00", "%0a", "%0d%0aX:%20y", "%",
    "%zz", "%c0%ae", "%e0%80%af", "%ff", "%ed%a0%80", "%F0%9F%98%80", "a b", "\t", "\u00e9", "\ud800",
    "\x00", "*", "~", ";v=1", "//", "a" * 300, "%41" * 5000, "by-mass", "by-idempotency-key", "{id}",
)  # fmt: skip
QUERIES = (
    "", "=", "&", "&&&", "?", "limit", "limit=", "limit=0", "limit=-1", "limit=101", "limit=1.0",
    "limit=1e1", "limit=%31", "limit=1&limit=1", f"limit={'9' * 5000}", "limit=%d9%a1", "after=",
    "after=%00", "after=%ff", "after=..", "a[]=1", "limit[]=1", "%00=1", "%ff=%ff", "x=%", "\ud800=1",
    "after=" + "x" * 50_000, "&".join(f"a{number}=1" for number in range(5000)), "limit=5;after=x",
)  # fmt: skip
HEADER_VALUES = (
    "", " ", ",", ", ,", "\x00", "a\x00b", "a\r\nb: c", "\u00e9", "\ud800", "\U0001f600", "x" * 100_000,
    "Bearer", "Bearer ", "bearer  x", "Basic Og==", "Bearer \x00", "Bearer a b c", "null", "2024-08-08, 2024-08-08",
    "9999-99-99", "application/json, application/json", "application/json; charset=utf-16",
    "application/json;;;=", 'application/json; charset="', "text/plain", "*/*", "-1", "1e9", "[::1", "[",
    "evil.example", "127.0.0.1:99999999", "a@localhost", "localhost:8080:8080", "::1",
)  # fmt: skip
HEADER_NAMES = (
    "Authorization", "authorization", "Lune-Account", "Lune-Version", "Content-Type", "Host", "Accept",
    "Content-Length", "Transfer-Encoding", "Expect", "X-HTTP-Method-Override", "Cookie", "", "\x00", "\u00e9",
)  # fmt: skip
METHODS = (
    "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "QUERY", "get",
    "", "G\x00T", "\u0130", "X" * 5000,
)  # fmt: skip


class Hostiles:
    """A source of hostile requests.

    Args:
        seed: the same seed makes the same requests.
        api_key: the key that most of them carry, so that they get past the door.
        known: ids and idempotency keys that there are.
    """

    def __init__(self, seed: int, api_key: str, known: Sequence[str]) -> None:
        self._random = Random(seed)
        self._known = known
        self._headers = {
            "Host": "127.0.0.1:8080",
            "Authorization": f"Bearer {api_key}",
            "Content-Type": "application/json",
        }

    def __iter__(self) -> Iterator[Hostile]:
        """Yield one of each kind in turn, without end."""
        while True:
            for kind, make in _KINDS.items():
                yield make(self, kind)

    def _any(self, values: Sequence[Any]) -> Any:
        return self._random.choice(values)

    def _operation(self) -> Operation:
        document = contract() if self._random.random() < 0.7 else control_api._contract()
        return self._random.choice(document.operations)

    def _target(self, operation: Operation) -> str:
        control = operation in control_api._contract().operations
        path = operation.path
        while "{" in path:
            start, _, rest = path.partition("{")
            path = start + str(self._any(self._known)) + rest.partition("}")[2]
        query = "?limit=2" if operation.id == "createMultiMatchTransactionEstimate" else ""
        return f"{CONTROL_PATH if control else BASE_PATH}{path}{query}"

    def _body(self, operation: Operation) -> Any:
        """Return a body that the operation takes, or at least one like it."""
        if operation.body is not None and operation.body.examples:
            return copy.deepcopy(self._any(operation.body.examples))
        return copy.deepcopy(self._any(CONTROL_BODIES.get(operation.id, [{}])))

    def _with_body(self) -> Operation:
        while True:
            operation = self._operation()
            if operation.body is not None:
                return operation

    def _of(self, kind: str, operation: Operation, body: bytes) -> Hostile:
        return Hostile(kind, operation.method, self._target(operation), self._headers, body)

    def valid(self, kind: str) -> Hostile:
        operation = self._operation()
        body = b"" if operation.body is None else json.dumps(self._body(operation)).encode()
        return self._of(kind, operation, body)

    def broken_json(self, kind: str) -> Hostile:
        operation = self._with_body()
        raw = bytearray(json.dumps(self._body(operation)).encode())
        way = self._random.randrange(5)
        if way == 0:
            del raw[self._random.randrange(len(raw)) :]
        elif way == 1:
            raw = bytearray(
                bytes(raw).decode().encode(self._any(["utf-16", "utf-32", "utf-8-sig"]))
            )
        elif way == 2:
            raw += self._any([b",", b"}", b"\x00", b"\xff", b"{}", b" " * 200_000])
        else:
            for _ in range(self._random.randint(1, 5)):
                at = self._random.randrange(len(raw) or 1)
                new = self._any([self._random.randbytes(2), b"\xc0\xae", b'"', b"\\u", b"//", b"'"])
                raw[at : at + self._random.randint(0, 3)] = new
        return self._of(kind, operation, bytes(raw))

    def _changed(self, kind: str, texts: Sequence[str]) -> Hostile:
        """Put something into one to three places of a body."""
        operation = self._with_body()
        body = self._body(operation)
        put: list[str] = []
        for _ in range(self._random.randint(1, 3)):
            put.append(self._any(texts))
            body = self._replaced(body, f"<{len(put) - 1}>")
        raw = json.dumps(body)
        for index, text in enumerate(put):
            raw = raw.replace(f'"<{index}>"', text)
        return self._of(kind, operation, raw.encode())

    def _replaced(self, value: Any, mark: str) -> Any:
        if self._random.random() < 0.1 or not isinstance(value, (dict, list)) or not value:
            return mark
        place = (
            self._any(list(value))
            if isinstance(value, dict)
            else self._random.randrange(len(value))
        )
        way = self._random.random()
        if way < 0.1 and isinstance(value, dict):
            value[mark] = value.pop(place)
        elif way < 0.2:
            del value[place]
        elif way < 0.25 and isinstance(value, list):
            value *= 150
        else:
            value[place] = self._replaced(value[place], mark)
        return value

    def wrong_values(self, kind: str) -> Hostile:
        return self._changed(kind, [*NUMBERS, *TEXTS, *OTHERS])

    def numbers(self, kind: str) -> Hostile:
        return self._changed(kind, NUMBERS)

    def texts(self, kind: str) -> Hostile:
        return self._changed(kind, TEXTS)

    def nesting(self, kind: str) -> Hostile:
        if self._random.random() < 0.5:
            return self._changed(kind, DEEP)
        return self._of(kind, self._with_body(), str(self._any(DEEP)).encode())

    def paths(self, kind: str) -> Hostile:
        operation = self._operation()
        parts = self._target(operation).split("/")
        for _ in range(self._random.randint(1, 2)):
            at = self._random.randrange(1, len(parts) + 1)
            parts[at : at + self._random.randint(0, 1)] = [self._any(SEGMENTS)]
        target = "/".join(parts)
        if self._random.random() < 0.2:
            origins = [
                "http://127.0.0.1",
                "HTTPS://evil.example:1",
                "http://",
                "http://[",
                "//evil",
                "*",
            ]
            target = self._any(origins) + target
        if self._random.random() < 0.1:
            target = self._any(
                ["", "*", "evil.example:443", "/certificates/..pdf", "/certificates/%00.pdf"]
            )
        return Hostile(kind, operation.method, target, self._headers, b"{}")

    def queries(self, kind: str) -> Hostile:
        operation = self._operation()
        target = self._target(operation).partition("?")[0]
        query = "&".join(self._any(QUERIES) for _ in range(self._random.randint(1, 2)))
        return Hostile(kind, operation.method, f"{target}?{query}", self._headers, b"{}")

    def header_tricks(self, kind: str) -> Hostile:
        request = self.valid(kind)
        headers = dict(request.headers)
        for _ in range(self._random.randint(1, 3)):
            name, value = self._any(HEADER_NAMES), self._any(HEADER_VALUES)
            if name in headers and self._random.random() < 0.3:
                # Servers hand on two headers of one name as one.
                value = f"{headers[name]}, {value}"
            headers[name] = value
        if self._random.random() < 0.2:
            del headers[self._any(list(headers))]
        return request._replace(headers=headers)

    def methods(self, kind: str) -> Hostile:
        return self.valid(kind)._replace(method=self._any(METHODS))

    def long_bodies(self, kind: str) -> Hostile:
        operation = self._with_body()
        item = json.dumps(self._body(operation)).encode()
        long = [
            b" " * 100_001,
            b"[" + b",".join([item] * (120_000 // (len(item) + 1))) + b"]",
            b'{"metadata":{' + b",".join(b'"k%d":"v"' % index for index in range(9_000)) + b"}}",
            b'"' + b"\\u0041" * 17_000 + b'"',
        ]
        return self._of(kind, operation, self._any(long))


_KINDS: dict[str, Callable[[Hostiles, str], Hostile]] = {
    "valid": Hostiles.valid,
    "broken JSON": Hostiles.broken_json,
    "wrong values": Hostiles.wrong_values,
    "numbers": Hostiles.numbers,
    "texts": Hostiles.texts,
    "paths": Hostiles.paths,
    "queries": Hostiles.queries,
    "headers": Hostiles.header_tricks,
    "methods": Hostiles.methods,
    "nesting": Hostiles.nesting,
    "long bodies": Hostiles.long_bodies,
}

CONTROL_BODIES: dict[str, list[Any]] = {
    "reset": [{"seed": 3}],
    "fill": [{"orders": 2, "transaction_estimates": 1, "shipping_estimates": 1}],
    "setClock": [{"now": "2031-01-01T00:00:00Z"}, {"is_frozen": True}],
    "advanceClock": [{"days": 8, "hours": 1}],
    "moveOrder": [{"status": "complete"}, {"status": "cancelled"}],
    "setStock": [{"tonnes": "0.5"}],
    "setPrice": [{"unit_price": "12.5"}],
    "setRateLimit": [{"requests_per_second": 100}],
    "setLatency": [{"seconds": 0.001}],
    "setIdempotency": [{"reading": "conflict"}],
    "setSchedule": [{"schedule": {"paid": 1, "retiring": 2, "complete": 3}}, {"schedule": None}],
    "setVersions": [{"versions": ["2026-01-01"]}],
    "addFault": [
        {"kind": "status", "status": 520, "body": "<html>", "media_type": "text/html"},
        {"kind": "violation", "field": "/data/0/id", "violation": "value", "value": {"a": [1]}},
        {"kind": "drip", "pace": 0.1, "pieces": 3, "tag": "orders"},
        {"kind": "twice", "times": 2, "after": 1, "probability": 0.5, "method": "POST"},
    ],
    "createOrganisation": [{"currency": "EUR"}],
    "createAccount": [{"name": "A", "currency": "JPY", "handle": "h"}],
}


def generated(of_each: int) -> Iterator[Hostile]:
    """Yield what schemathesis makes of both documents, valid and invalid.

    Args:
        of_each: how many for each operation and each of the two.
    """
    documents = {BASE_PATH: lune_document.load(), CONTROL_PATH: control_api._document()}
    for base_path, document in documents.items():
        schema: Any = schemathesis.openapi.from_dict(copy.deepcopy(document))
        for result in schema.get_all_operations():
            for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
                for case in _cases(result.ok(), mode, of_each):
                    yield _as_sent(f"schemathesis, {mode.value}", case, base_path)


def _cases(operation: Any, mode: GenerationMode, count: int) -> list[Any]:
    cases: list[Any] = []

    @settings(
        max_examples=count,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(operation.as_strategy(generation_mode=mode))
    def collect(case: Any) -> None:
        cases.append(case)

    # Of an operation that takes nothing, nothing can be invalid.
    with contextlib.suppress(Unsatisfiable):
        collect()
    return cases


def _as_sent(kind: str, case: Any, base_path: str) -> Hostile:
    sent = case.as_transport_kwargs(base_url=f"http://127.0.0.1{base_path}")
    fields = {"method", "url", "headers", "params", "data", "json", "cookies"} & sent.keys()
    request = requests.Request(**{name: sent[name] for name in fields}).prepare()
    body = request.body or b""
    return Hostile(
        kind,
        str(request.method),
        str(request.path_url),
        {str(name): str(value) for name, value in request.headers.items()},
        body if isinstance(body, bytes) else str(body).encode(),
    )


def frames(seed: int, api_key: str) -> Iterator[tuple[str, bytes]]:
    """Yield bytes that break HTTP itself, by kind, without end."""
    random = Random(seed)
    key = f"Authorization: Bearer {api_key}".encode()
    start = (
        b"POST /v1/orders/by-mass HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        + key
        + b"\r\n"
    )
    broken = {
        "length": [b"-1", b"1e3", b"99999999999999999999", b"5, 6", b"", b"0x5", b"+5", b" 5 5"],
        "chunks": [b"zz\r\n", b"-1\r\n", b"ffffffffffffffffff\r\n", b"5\r\nabc", b"5;x=\x00\r\nabcde\r\n", b"0\r\n"],
        "line": [
            b"GET /v1/orders\r\n\r\n", b"GET\r\n\r\n", b"\r\n\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00", b"\x00" * 9,
            b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"GET /v1/orders HTTP/9.9\r\n\r\n", b"get / http/1.1\n\n",
            b"CONNECT evil:443 HTTP/1.1\r\n\r\n", b"OPTIONS * HTTP/1.1\r\n\r\n", b"GET  /  HTTP/1.1\r\n\r\n",
            b"GET /v1/orders/\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n", b"GET /\x00 HTTP/1.1\r\n\r\n",
            b"GET /" + b"a" * 200_000 + b" HTTP/1.1\r\n\r\n", b"GET http://[ HTTP/1.1\r\nHost: x\r\n\r\n",
        ],
        "header": [
            b"Host: y", b": x", b"A", b" folded: x", b"A : x", b"A: \x00", b"A: \xff\xfe", b"\xff: x", b"A: x\nB: y",
            b"A: " + b"x" * 200_000, b"\r\n".join(b"A%d: x" % number for number in range(2000)),
            b"Connection: Upgrade\r\nUpgrade: websocket", b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c",
            b"Expect: 100-continue", b"Expect: 200-nonsense", b"Content-Length: 2\r\nContent-Length: 3",
            b"Transfer-Encoding: chunked\r\nContent-Length: 2", b"Transfer-Encoding: gzip, chunked",
        ],
    }  # fmt: skip
    while True:
        yield (
            "length",
            start + b"Content-Length: " + random.choice(broken["length"]) + b"\r\n\r\n{}",
        )
        yield (
            "chunks",
            start + b"Transfer-Encoding: chunked\r\n\r\n" + random.choice(broken["chunks"]),
        )
        yield "line", random.choice(broken["line"])
        yield "header", start + random.choice(broken["header"]) + b"\r\nContent-Length: 2\r\n\r\n{}"
        whole = start + b"Content-Length: 2\r\n\r\n{}"
        yield "cut off", whole[: random.randrange(len(whole))]
        yield "pipeline", whole * random.randint(2, 20) + whole[: random.randrange(len(whole))]
        yield "noise", random.randbytes(random.randint(1, 2000))
        changed = bytearray(whole)
        for _ in range(random.randint(1, 4)):
            changed[random.randrange(len(changed))] = random.randrange(256)
        yield "bytes", bytes(changed)
