"""How do amounts, quantities and codes look on a page? Built into every template."""

from __future__ import annotations

from django import template

from wenxiao.catalogue.codes import economic_name, function_name
from wenxiao.vocabulary.money import Money
from wenxiao.web.site.forms import quantity_text

register = template.Library()


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
