"""How do figures, links and pictures look on a public page? Built into its templates."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from wenxiao.disclosure.figures import Figure, Measure
from wenxiao.disclosure.open_data_read import Comparison
from wenxiao.pictures.canvas import Table
from wenxiao.web.publish.public.book import Book, short, text

register = template.Library()


@register.simple_tag(takes_context=True)
def figure(context: template.Context, id: str) -> SafeString:
    """A figure in a table, in 万元 without the unit, leading to its derivation; a dash where there is none."""
    return _link(context, context["book"], id, short) if id else SafeString("—")


@register.simple_tag(takes_context=True)
def said(context: template.Context, id: str) -> SafeString:
    """A figure in a sentence: money with its unit."""
    return _link(context, context["book"], id, _spoken)


@register.simple_tag(takes_context=True)
def exact(context: template.Context, id: str) -> SafeString:
    """A figure in a table in 元, to the 分, without the unit."""
    return _link(context, context["book"], id, lambda figure: text(figure, unit=False))


@register.simple_tag(takes_context=True)
def moved(context: template.Context, compared: Comparison) -> SafeString:
    """In a table: by how much it became more or less than last year; the word is the figure's own."""
    return _moved(context, compared, short) if compared.change else SafeString("持平")


@register.simple_tag(takes_context=True)
def against_last_year(context: template.Context, compared: Comparison) -> SafeString:
    """In a sentence: 比上年的 A 增加 B，增长 C."""
    book: Book = context["book"]
    before = _link(context, book, compared.before, _spoken)
    if not compared.change:
        return format_html("与上年的 {}持平", before)
    told = format_html("比上年的 {}{}", before, _moved(context, compared, _spoken))
    grown = "增长" if book[compared.change].value > 0 else "下降"
    return format_html("{}，{} {}", told, grown, _link(context, book, compared.rate, short)) if compared.rate else told


@register.filter
def rows(table: Table) -> list[tuple[tuple[str, ...], str]]:
    """The rows of a picture's table, each with the address it links to or nothing."""
    return list(zip(table.rows, table.hrefs, strict=True))


def _moved(context: template.Context, compared: Comparison, told: Callable[[Figure], str]) -> SafeString:
    book: Book = context["book"]
    value = book[compared.change].value
    size = _link(context, book, compared.change, lambda figure: told(replace(figure, value=abs(value))))
    return format_html("{} {}", "增加" if value > 0 else "减少", size)


def _spoken(figure: Figure) -> str:
    return f"{short(figure)} 万元" if figure.measure is Measure.MONEY else short(figure)


def _link(context: template.Context, book: Book, id: str, told: Callable[[Figure], str]) -> SafeString:
    return format_html('<a class="f" href="{}{}">{}</a>', context["up"], book.places[id], told(book[id]))
