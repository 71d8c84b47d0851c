"""The clients that are compared, each with the nearest it has to fetching and creating an object.

Each is set up as its documentation does it, with its defaults, but for the address and a key; our
limit of requests a second is off, and so is the telemetry of stripe. They are imported by name and
when used: the type checkers need not have them, and importing them is one of the things measured.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any, NamedTuple, TypeAlias

Call: TypeAlias = Callable[[], object]


class Client(NamedTuple):
    """One client and what it exchanges with the server.

    Attributes:
        name: The name of its distribution.
        does: What it sends with, and how it treats a request that failed.
        imports: What a program that uses it imports.
        get_path: Where it fetches the object.
        post_path: Where it creates the object.
        sent: What it sends to create it.
        calls: Makes it for a base address; returns its call that fetches and its call that creates.
        is_form: Whether it sends a form, not JSON.
    """

    name: str
    does: str
    imports: str
    get_path: str
    post_path: str
    sent: Mapping[str, object]
    calls: Callable[[str], tuple[Call, Call]]
    is_form: bool = False


def lune(address: str) -> tuple[Call, Call]:
    """An order."""
    module: Any = import_module("lune_client")
    client = module.Lune("key", base_url=address, max_requests_per_second=None)
    mass = module.Mass("259.11", "kg")
    return (
        lambda: client.orders.get("an-id"),
        lambda: client.orders.create_by_mass(
            mass=mass, idempotency_key="invoice-A-17", metadata={"invoice": "A-17"}
        ),
    )


def openai(address: str) -> tuple[Call, Call]:
    """A chat completion."""
    completions = import_module("openai").OpenAI(api_key="key", base_url=address).chat.completions
    return lambda: completions.retrieve("an-id"), lambda: completions.create(**COMPLETION)


def stripe(address: str) -> tuple[Call, Call]:
    """A payment intent."""
    module: Any = import_module("stripe")
    module.enable_telemetry = False
    intents = module.StripeClient("key", base_addresses={"api": address}).v1.payment_intents
    return lambda: intents.retrieve("an-id"), lambda: intents.create(INTENT)


def githubkit(address: str) -> tuple[Call, Call]:
    """An issue. Entered, the client keeps its connection; its answers are parsed when read."""
    client = import_module("githubkit").GitHub("key", base_url=address).__enter__()
    return (
        lambda: client.rest.issues.get("owner", "repo", 1).parsed_data,
        lambda: client.rest.issues.create("owner", "repo", **ISSUE).parsed_data,
    )


ORDER = {
    "mass": {"amount": "259.11", "unit": "kg"},
    "idempotency_key": "invoice-A-17",
    "metadata": {"invoice": "A-17"},
}
COMPLETION: Mapping[str, Any] = {
    "model": "a-model",
    "messages": [{"role": "user", "content": "How much carbon dioxide does a flight emit?"}],
    "metadata": {"invoice": "A-17"},
}
INTENT = {"amount": 700, "currency": "usd", "metadata": {"invoice": "A-17"}}
ISSUE: Mapping[str, Any] = {"title": "An issue", "body": "What happened", "labels": ["bug"]}

CLIENTS = (
    Client(
        name="lune-client",
        does="httpx; 2 retries; POST with a key, its answer compared",
        imports="from lune_client import Lune, Mass",
        get_path="/orders/an-id",
        post_path="/orders/by-mass",
        sent=ORDER,
        calls=lune,
    ),
    Client(
        name="openai",
        does="httpx2; 2 retries, also of POST; no key",
        imports="from openai import OpenAI",
        get_path="/chat/completions/an-id",
        post_path="/chat/completions",
        sent=COMPLETION,
        calls=openai,
    ),
    Client(
        name="stripe",
        does="requests; no retries; POST with a key",
        imports="from stripe import StripeClient",
        get_path="/v1/payment_intents/an-id",
        post_path="/v1/payment_intents",
        sent={"amount": 700, "currency": "usd", "metadata[invoice]": "A-17"},
        calls=stripe,
        is_form=True,
    ),
    Client(
        name="githubkit",
        does="httpx, hishel as cache; 3 retries, also of POST; no key",
        imports="from githubkit import GitHub",
        get_path="/repos/owner/repo/issues/1",
        post_path="/repos/owner/repo/issues",
        sent=ISSUE,
        calls=githubkit,
    ),
)
