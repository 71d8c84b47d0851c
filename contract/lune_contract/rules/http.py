"""How requests and answers travel."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from lune_contract.document import extension, found, operation, operations
from lune_contract.reply import Reply
from lune_contract.rule import invariant, rule
from lune_contract.sample import (
    ADDRESSING,
    ALL,
    QUOTING,
    WITH_BODY,
    existing,
    made_up_id,
    reaching,
    sample,
)

if TYPE_CHECKING:
    from lune_contract.exchange import Exchange
    from lune_contract.sample import Sample
    from lune_contract.trial import Trial

_BODIES: Final = "Conventions: requests and answers are JSON"
_SIZE: Final = "Conventions: a body has at most 100 kB"
_LARGEST: Final = int(str(extension("x-max-body-bytes")))
# Some count 100 kB as 102,400 bytes.
_CERTAINLY_TOO_LARGE: Final = 2 * _LARGEST
_OTHER_TYPES: Final = (
    *("text/plain", "application/x-www-form-urlencoded", "application/json-patch+json"),
)
_WITH_CHARSET: Final = ("application/json; charset=utf-8", "Application/JSON;charset=UTF-8")
_METHODS: Final = ("GET", "POST", "PUT", "PATCH", "DELETE")
_PATHS: Final = {each.path: each.id for each in operations().values()}.values()
_KEYED: Final = [each for each in ALL if operation(each).path.endswith("{idempotency_key}")]


@invariant("http/media-type", source=_BODIES)
def media_type(exchange: Exchange) -> None:
    """An answer with a documented body has the documented content type."""
    called, answer = exchange.operation, exchange.answer
    if called is None or not answer.body or not called.declares(answer.status):
        return
    wanted = called.media_types(answer.status)
    got = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    if wanted:
        said, told = " or ".join(sorted(wanted)), repr(answer.headers.get("content-type"))
        Reply(exchange).expect(got in wanted, f"content type {said}", got=told)


@invariant("http/no-content", source="Transaction estimates, POST: 204 has no body")
def no_content(exchange: Exchange) -> None:
    """An answer with status 204 has no body."""
    answer = exchange.answer
    if answer.status == HTTPStatus.NO_CONTENT:
        Reply(exchange).expect(not answer.body, "no body")


@invariant("http/length", source="RFC 9110, 8.6: Content-Length")
def length(exchange: Exchange) -> None:
    """An answer is as long as it says."""
    answer = exchange.answer
    said = answer.headers.get("content-length")
    if said is None or "content-encoding" in answer.headers or exchange.request.method == "HEAD":
        return
    got = str(len(answer.body))
    Reply(exchange).expect(said == got, f"{said} bytes, as Content-Length says", got=got)


@rule("http/other-media-type", operations=WITH_BODY, source=f"{_BODIES}, 415", estimates=1)
def other_media_type(trial: Trial) -> None:
    """A body of another content type than application/json is refused with 415."""
    wanted = reaching(trial)
    for content_type in _OTHER_TYPES:
        wanted.send_as(trial, content_type).success(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)


@rule(
    "http/no-media-type",
    operations=WITH_BODY,
    level="should",
    source=f"{_BODIES}, 415; RFC 9110, 8.3, lets a target guess",
    estimates=1,
)
def no_media_type(trial: Trial) -> None:
    """A body without a content type is refused with 415."""
    wanted, headers = reaching(trial), {"Content-Type": None}
    answer = trial.send(wanted.operation.method, wanted.target, headers=headers, raw=b"{}")
    answer.success(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)


@rule("http/charset", operations=WITH_BODY, source=_BODIES, estimates=1)
def charset(trial: Trial) -> None:
    """A content type of application/json may name its charset, and has no case."""
    content_type = trial.random.choice(_WITH_CHARSET)
    answer = reaching(trial).send_raw(trial, b"[1", content_type)
    is_taken = answer.status != HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    answer.expect(is_taken, f"{content_type} to be taken")


@rule("http/largest-body", operations=WITH_BODY, source=_SIZE, estimates=1)
def largest_body(trial: Trial) -> None:
    """A body of exactly 100 kB is not too large."""
    answer = reaching(trial).send_raw(trial, _sized(_LARGEST))
    answer.expect(
        answer.status != HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"{_LARGEST} bytes to be taken"
    )


@rule("http/largest-quote", operations=QUOTING, source=_SIZE)
def largest_quote(trial: Trial) -> None:
    """A valid body that spaces fill up to 100 kB is as good as without them."""
    wanted = sample(trial)
    raw = wanted.raw
    answer = wanted.send_raw(trial, raw + b" " * (_LARGEST - len(raw))).success()
    plain = wanted.send(trial).success()
    answer.expect(answer.body == plain.body, "what the same body without spaces gets")


@rule("http/too-large", operations=WITH_BODY, source=f"{_SIZE}, 413", estimates=1)
def too_large(trial: Trial) -> None:
    """A body well above 100 kB is refused with 413."""
    answer = reaching(trial).send_raw(trial, _sized(_CERTAINLY_TOO_LARGE))
    answer.success(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)


@rule(
    "http/a-byte-too-large",
    operations=WITH_BODY,
    level="should",
    source=f"{_SIZE}, 413",
    estimates=1,
)
def a_byte_too_large(trial: Trial) -> None:
    """A body a byte above 100,000 is refused with 413."""
    answer = reaching(trial).send_raw(trial, _sized(_LARGEST + 1))
    answer.success(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)


@rule("http/other-method", operations=_PATHS, level="should", source="RFC 9110, 15.5.6: 405, Allow")
def other_method(trial: Trial) -> None:
    """A method that a path does not have is refused with 405 and the methods that it has."""
    path = trial.operation.path
    wanted = {each.method for each in operations().values() if each.path == path}
    for answer in _by_other_methods(trial, sample(trial), b"{}"):
        answer.success(HTTPStatus.METHOD_NOT_ALLOWED)
        said = answer.exchange.answer.headers.get("allow", "")
        if not wanted <= {each.strip() for each in said.split(",")}:
            answer.deviates(f"Allow: {', '.join(sorted(wanted))}", repr(said))


@rule(
    "http/never-by-other-method",
    operations=ALL,
    source="The methods of each path",
    orders=1,
    estimates=1,
)
def never_by_other_method(trial: Trial) -> None:
    """What an operation does is done by no method that its path does not have."""
    is_named = trial.operation.id in ADDRESSING
    wanted = existing(trial) if is_named else reaching(trial)
    may_not = trial.operation.places_orders and "orders" in trial.facts.lacks
    raw = b"{}" if may_not else wanted.raw or b"{}"
    for answer in _by_other_methods(trial, wanted, raw):
        answer.expect(answer.status >= HTTPStatus.BAD_REQUEST, "a refusal")


@rule("http/unknown-path", operations=_PATHS, level="should", source="RFC 9110, 15.5.5: 404")
def unknown_path(trial: Trial) -> None:
    """A path that the document does not have is answered with 404."""
    target = f"{sample(trial).target.partition('?')[0]}/unknown/{made_up_id(trial)}"
    trial.send("GET", target).success(HTTPStatus.NOT_FOUND)


@rule("http/any-answer", operations=["listOrders", *QUOTING], level="should", source=_BODIES)
def any_answer(trial: Trial) -> None:
    """A request that does not say what it accepts gets JSON."""
    for accept in (None, "*/*"):
        answer = sample(trial).send(trial, headers={"Accept": accept}).success()
        answer.expect(isinstance(answer.body, dict), "an object of JSON")


@rule(
    "http/encoded-order-key",
    operations=[each for each in _KEYED if operation(each).tag == "orders"],
    source="Orders, GET by idempotency key: any key of the caller's",
    orders=1,
)
def encoded_order_key(trial: Trial) -> None:
    """An order is found by a key with characters that a path has to encode."""
    key = f"{trial.key()} ?#%+&=ü€"
    placed = trial.order(idempotency_key=key).text("id")
    _finds(trial, key, placed)


@rule(
    "http/encoded-estimate-key",
    operations=[each for each in _KEYED if operation(each).tag != "orders"],
    source="Transaction estimates, GET by idempotency key: any key of the caller's",
    estimates=1,
)
def encoded_estimate_key(trial: Trial) -> None:
    """An estimate is found by a key with characters that a path has to encode."""
    key = f"{trial.key()} ?#%+&=ü€"
    made = trial.estimate(idempotency_key=key).text("id")
    _finds(trial, key, made)


def _finds(trial: Trial, key: str, id_: str) -> None:
    kept = trial.call(trial.operation.id, path={"idempotency_key": key}).success()
    kept.expect(kept.text("id") == id_, f"what was made with this key, {id_}", "id")


def _sized(size: int) -> bytes:
    """Return an object of JSON that is so large, and creates nothing."""
    return b'{"unknown":1' + b" " * (size - 13) + b"}"


def _by_other_methods(trial: Trial, wanted: Sample, raw: bytes) -> list[Reply]:
    methods = {each.method for each in operations().values() if each.path == wanted.operation.path}
    return [
        trial.send(method, wanted.target, raw=b"" if method in {"GET", "DELETE"} else raw)
        for method in _METHODS
        if method not in methods and found(method, wanted.target) is None
    ]
