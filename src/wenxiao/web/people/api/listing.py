"""How is a long list answered? Fifty at a time, with how many there are in all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from django.db.models import Model, QuerySet

from wenxiao.web.people.api.values import Told

SIZE = 50
Item = TypeVar("Item")
Row = TypeVar("Row", bound=Model)


class Page(Told, Generic[Item]):
    """一页: `count` of all pages; a page beyond the last has no items."""

    items: list[Item]
    count: int
    page: int
    pages: int


def page_of(found: QuerySet[Row, Any], page: int, told: Callable[[Row], Item]) -> Page[Item]:
    """Two queries, besides what `told` asks for each row: nothing, where `found` brings along what it tells of."""
    count = found.count()
    rows = found[(page - 1) * SIZE : page * SIZE]
    return Page(items=[told(row) for row in rows], count=count, page=page, pages=-(-count // SIZE))
