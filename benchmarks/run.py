"""Print how fast the client is, as ratios against something well known in the same run.

    python -m benchmarks.run

Absolute times depend on the machine and its load; the ratios are what to look at. Each figure is
the minimum of many runs.
"""

from __future__ import annotations

import json
import platform
from decimal import Decimal

import httpx
import pydantic

from benchmarks.fixtures import milliseconds_per_test
from benchmarks.timing import cpu_milliseconds, microseconds
from lune_api.models import PaginatedOrders
from lune_client import Lune, Mass
from lune_document import load


def main() -> None:
    """Run every benchmark and print a table."""
    print(f"Python {platform.python_version()}, httpx {httpx.__version__}, {platform.machine()}\n")
    print(f"{'what':<46} {'ours':>10} {'reference':>10} {'ratio':>6}  at most")
    print_import()
    print_call()
    print_parse()
    print_fixtures()


def report(what: str, ours: float, reference: float, unit: str, goal: str) -> None:
    """Print one line of the table."""
    figures = f"{ours:>7.1f} {unit} {reference:>7.1f} {unit}"
    print(f"{what:<46} {figures} {ours / reference:>6.2f}  {goal}")


def print_import() -> None:
    """Cold import of the client against httpx and attrs, CPU time over a bare interpreter."""
    bare, reference, ours = cpu_milliseconds(
        "pass", "import httpx, attrs", "from lune_client import Lune, Mass"
    )
    ours, reference = ours - bare, reference - bare
    goal = f"40 ms more (here {ours - reference:+.0f} ms)"
    report("cold import, against httpx + attrs", ours, reference, "ms", goal)


def print_call() -> None:
    """Calls over a mock transport, against httpx with headers set once and json."""
    body = json.dumps(example("OrderByMass")).encode()
    request = example("OrderByMassRequest")

    def answer(_request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=body, headers={"Content-Type": "application/json"})

    raw = httpx.Client(
        transport=httpx.MockTransport(answer),
        base_url="https://sandbox.invalid/v1",
        headers={"Authorization": "Bearer key", "Lune-Version": "2024-08-08"},
    )
    pool = httpx.Client(transport=httpx.MockTransport(answer))
    lune = Lune("key", http_client=pool, max_requests_per_second=None)
    mass = Mass("259.11", "kg")
    metadata = {"invoice": "A-17"}

    def get_raw() -> object:
        return raw.get("/orders/an-id").json()

    def get_ours() -> object:
        return lune.orders.get("an-id")

    def post_raw() -> object:
        return raw.post("/orders/by-mass", json=request).json()

    def post_ours() -> object:
        return lune.orders.create_by_mass(
            mass=mass, idempotency_key="invoice-A-17", metadata=metadata
        )

    get, get_reference, post, post_reference = microseconds(get_ours, get_raw, post_ours, post_raw)
    report("GET of an order, against httpx + json", get, get_reference, "µs", "1.3")
    report("POST of an order, against httpx + json", post, post_reference, "µs", "1.5")


def print_parse() -> None:
    """A page of 100 orders against json.loads and pydantic with Decimal on the same model."""
    order = example("OrderByMass")
    text = json.dumps({"has_more": True, "next_cursor": "next", "data": [order] * 100})

    def parse_ours() -> object:
        return PaginatedOrders.from_dict(json.loads(text))

    def parse_reference() -> object:
        return PydanticPage.model_validate(json.loads(text))

    ours, reference = microseconds(parse_ours, parse_reference, number=10)
    report("parsing 100 orders, against json + pydantic", ours, reference, "µs", "1.0")


def print_fixtures() -> None:
    """A test with a sandbox and a client of its own against an empty one, in the same run."""
    empty, ours = milliseconds_per_test("", "lune_mock, lune")
    goal = f"5 ms more (here {ours - empty:+.2f} ms)"
    report("a test with a fresh mock, against an empty one", ours, empty, "ms", goal)


def example(name: str) -> object:
    """Return the value of an example of the document."""
    components = load()["components"]
    return components["examples"][name]["value"]  # type: ignore[index,call-overload]  # JSON, of known shape


class PydanticBundle(pydantic.BaseModel):
    """The same model as OrderBundle."""

    bundle_id: str
    bundle_name: str
    primary_image: str | None = None
    quantity: Decimal
    unit_price: Decimal
    gross_unit_price: Decimal
    offset_cost: Decimal
    insufficient_available_quantity: bool | None


class PydanticProject(pydantic.BaseModel):
    """The same model as OrderProject."""

    project_id: str
    project_name: str
    project_type: str
    project_slug: str
    project_logo: str | None = None
    quantity: Decimal
    unit_price: Decimal
    offset_cost: Decimal
    status: str


class PydanticOrder(pydantic.BaseModel):
    """The same model as Order."""

    model_config = pydantic.ConfigDict(extra="allow")

    id: str
    idempotency_key: str | None
    type: str
    status: str
    currency: str
    offset_cost: Decimal | None
    total_cost: Decimal | None
    commission: Decimal | None
    quantity: Decimal | None
    payment_method: str | None
    created_at: pydantic.AwareDatetime
    bundles: list[PydanticBundle] | None
    projects: list[PydanticProject] | None
    certificate: str | None
    public_certificate_url: str | None
    metadata: dict[str, str]
    offset_link_id: str | None
    email: str | None
    requested_quantity: Decimal | None
    requested_value: Decimal | None
    estimate_id: str | None


class PydanticPage(pydantic.BaseModel):
    """The same model as PaginatedOrders."""

    has_more: bool
    next_cursor: str | None
    data: list[PydanticOrder]


if __name__ == "__main__":
    main()
