"""How does an act make sure that what it sees still stands when it is done?"""

from __future__ import annotations

from django.db.models import ForeignKey, Model

from wenxiao.web.trail.models import Attachment
from wenxiao.web.trail.refusal import OutOfTurn, Refusal


def hold(record: Model) -> None:
    """Lock the row to the end of the transaction and read it anew into the object in hand, with what hangs on it.

    The rows it refers to are read anew where they were at hand; whatever was fetched ahead is dropped. Two queries. Where in the order
    of locks a row comes stands at `trail.services.record`. Raises OutOfTurn where the row is gone.
    """
    rows = type(record)._default_manager
    # First the lock, then the row: PostgreSQL joins what it has waited for with rows from before it waited.
    if not rows.select_for_update(of=("self",), no_key=True).filter(pk=record.pk).values_list("pk", flat=True):
        raise OutOfTurn(Refusal(f"“{record}”刚刚被别人删除了：请回到列表再看"))
    record.refresh_from_db(from_queryset=rows.select_related(*_at_hand(record)))


def _at_hand(record: Model) -> list[str]:
    """What it refers to that has been read. A kept file never changes and may be large: it is fetched again only if it is asked for."""
    references = [field for field in record._meta.concrete_fields if isinstance(field, ForeignKey)]
    read = [field for field in references if field.is_cached(record) and getattr(record, field.name)]
    return [field.name for field in read if field.related_model is not Attachment]
