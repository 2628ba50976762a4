"""How do amounts, quantities, codes, states and times look on a page? Built into every template."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.core.paginator import Page

from wenxiao.catalogue.codes import economic_name, function_name
from wenxiao.pictures.canvas import Table
from wenxiao.vocabulary.finding import Severity
from wenxiao.vocabulary.money import Money
from wenxiao.web.forms import quantity_text

register = template.Library()

SHANGHAI = ZoneInfo("Asia/Shanghai")
SEVERITIES = {Severity.ERROR: "错误", Severity.WARNING: "提醒", Severity.INFO: "说明"}
# Which shape a state's badge wears (office.css), by the state's id; what is not listed is on its way.
TONES = {
    "draft": ("draft", "preparing", "first", "second"),
    "done": (
        "stocked",
        "budgeted",
        "confirmed",
        "frozen",
        "in_force",
        "approved",
        "allocated",
        "broken_down",
        "paid",
        "booked",
        "settled",
        "verified",
        "remitted",
        "taken",
        "effective",
    ),
    "back": ("returned",),
    "over": ("ended", "closed", "discarded", "void", "withdrawn", "countered", "rejected"),
    "failed": ("declined", "failed"),
}
_TONE = {state: tone for tone, states in TONES.items() for state in states}


@register.filter
def yuan(fen: int | None) -> str:
    """分 as 元 with two decimals and thousands separators; nothing for None."""
    return "" if fen is None else str(Money(fen))


@register.filter
def wan(fen: int | None) -> str:
    """分 as 万元 with all the decimals it has, at least two."""
    if fen is None:
        return ""
    sign, rest = ("-", -fen) if fen < 0 else ("", fen)
    whole, part = divmod(rest, 1_000_000)
    decimals = f"{part:06d}".rstrip("0")
    return f"{sign}{whole:,}.{decimals:0<2}"


@register.filter
def quantity(scaled: int | None) -> str:
    """Ten-thousandths as a plain number."""
    return "" if scaled is None else quantity_text(scaled)


@register.filter
def function_title(code: str) -> str:
    """`2010302 一般行政管理事务`."""
    return f"{code} {function_name(code) or '（科目表里没有）'}"


@register.filter
def economic_title(code: str) -> str:
    """`30201 办公费`."""
    return f"{code} {economic_name(code) or '（科目表里没有）'}"


@register.filter
def state_title(subject: Any) -> str:
    """The Chinese title of a tracked object's state."""
    return str(type(subject).State(subject.state).label)


@register.filter
def state_tone(subject: Any) -> str:
    """The class of its badge."""
    return _TONE.get(subject.state, "waiting")


@register.filter
def shanghai(at: str) -> str:
    """A time as the trail keeps it (UTC, ISO 8601) as `2023-02-20 15:04` at home."""
    return f"{datetime.fromisoformat(at).astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


@register.filter
def severity_word(severity: Severity) -> str:
    return SEVERITIES[severity]


@register.filter
def page_numbers(page: Page[Any]) -> Iterator[int]:
    """The numbers to offer around a page, 0 where some are left out."""
    offered = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    return (number if isinstance(number, int) else 0 for number in offered)


@register.filter
def linked_rows(table: Table) -> list[tuple[tuple[str, ...], str]]:
    """The rows of a picture's table, each with the address it links to or nothing."""
    return list(zip(table.rows, table.hrefs, strict=True))
