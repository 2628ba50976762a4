"""What the templates of publishing ask of a manuscript's cells."""

from __future__ import annotations

from django import template

from wenxiao.documents.manuscript import Cell
from wenxiao.web.publish.queries.preview import is_number

register = template.Library()


@register.filter
def holds_number(cell: Cell) -> bool:
    """Whether it stands to the right, as figures do."""
    return is_number(cell)
