"""The certificate of a complete order: a PDF, at an address that needs the API key."""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from lune_mock.json_values import encode, items, record, string
from lune_mock.operations import contract

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lune_mock.accounts import Account
    from lune_mock.store import Order
    from lune_mock.world import World

__all__ = ["address", "move", "order_id", "pdf"]

# Callers name accounts as they like, and a row has to fit on a page.
_LONGEST_NAME = 200
_PATH = re.compile(r"/certificates/([A-Za-z0-9]+)\.pdf")


def address(base_url: str, id_: str) -> str:
    """Return where the certificate of an order is.

    Args:
        base_url: where the API is, `/v1` included.
        id_: the id of the order.
    """
    return f"{base_url.rstrip('/').removesuffix(contract().base_path)}/certificates/{id_}.pdf"


def move(world: World, base_url: str) -> None:
    """Let the API of a world be at `base_url`, and its certificates be where that is."""
    if world.base_url == base_url:
        return
    world.base_url = base_url
    for account_id, _ in world.store:
        orders = world.store.of(account_id).orders
        for order in orders:
            if order.completed_at is not None:
                document = {**order.read(), "certificate": address(base_url, order.id)}
                orders.replace(replace(order, document=encode(document)))


def order_id(path: str) -> str | None:
    """Return the id of the order whose certificate is at a path, None if none can be there."""
    found = _PATH.fullmatch(path)
    return None if found is None else found[1]


def pdf(world: World, accounts: Iterable[Account], id_: str) -> bytes | None:
    """Return the certificate of an order of one of the accounts, None while there is none.

    Args:
        world: where the order is.
        accounts: those that the key can use.
        id_: the id of the order.
    """
    for account in accounts:
        order = world.store.of(account.id).orders.get(id_)
        if order is not None and order.completed_at is not None:
            return _drawn(order, order.completed_at, account)
    return None


def _drawn(order: Order, completed_at: str, account: Account) -> bytes:
    # It takes a while to load, and hardly anybody asks for a certificate.
    from reportlab.lib import colors  # noqa: PLC0415
    from reportlab.lib.pagesizes import A4  # noqa: PLC0415
    from reportlab.lib.styles import ParagraphStyle  # noqa: PLC0415
    from reportlab.lib.units import mm  # noqa: PLC0415
    from reportlab.platypus import (  # noqa: PLC0415
        Flowable,
        Paragraph,
        SimpleDocTemplate,
        Spacer,
        Table,
    )

    body = ParagraphStyle("body", fontName="Helvetica", fontSize=9, leading=13)
    strong = ParagraphStyle("strong", body, fontName="Helvetica-Bold")
    title = ParagraphStyle("title", strong, fontSize=18, leading=24)
    margin = 3 * mm
    warning = ParagraphStyle(
        "warning",
        strong,
        leftIndent=margin,
        rightIndent=margin,
        borderColor=colors.black,
        borderPadding=margin,
        borderWidth=1,
    )

    def table(rows: Sequence[Sequence[str]], widths: Sequence[int], *, has_head: bool) -> Flowable:
        cells = [
            [Paragraph(escape(text), strong if has_head and number == 0 else body) for text in row]
            for number, row in enumerate(rows)
        ]
        line = ("LINEBELOW", (0, 0), (-1, -1), 0.5, colors.grey)
        return Table(
            cells,
            colWidths=[width * mm for width in widths],
            style=[line, ("LEFTPADDING", (0, 0), (-1, -1), 0), ("VALIGN", (0, 0), (-1, -1), "TOP")],
            repeatRows=int(has_head),
            hAlign="LEFT",
        )

    document = order.read()
    facts = (
        ("Order", order.id),
        ("Account", account.name[:_LONGEST_NAME]),
        ("Quantity", f"{string(document['quantity'])} t CO2"),
        ("Ordered", string(document["created_at"])),
        ("Complete", completed_at),
    )
    projects = [
        (row["project_name"], row["project_type"], row["quantity"])
        for row in map(record, items(document["projects"]))
    ]
    head = ("Project", "Type", "Tonnes of CO2")
    story: list[Flowable] = [
        Paragraph("Certificate of a sandbox order", title),
        Spacer(0, 8 * mm),
        Paragraph("Sandbox certificate without value: no carbon credits were retired.", warning),
        Spacer(0, 8 * mm),
        table(facts, (30, 125), has_head=False),
        Spacer(0, 8 * mm),
        table([head, *(tuple(map(str, row)) for row in projects)], (65, 55, 35), has_head=True),
    ]
    written = BytesIO()
    SimpleDocTemplate(
        written,
        pagesize=A4,
        title=f"Sandbox certificate of order {order.id}",
        author="",
        invariant=1,
    ).build(story)
    return written.getvalue()
