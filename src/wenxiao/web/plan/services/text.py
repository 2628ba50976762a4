"""Does every text fit its column? SQLite would keep what is too long, PostgreSQL would stop: both are told the same first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db.models import Model

from wenxiao.web.trail.refusal import Refusal


def too_long(record: Model, fields: Sequence[str], *, prefix: str = "") -> Iterator[Refusal]:
    for name in fields:
        field = record._meta.get_field(name)
        longest, length = getattr(field, "max_length", None), len(getattr(record, name) or "")
        if longest and length > longest:
            title = str(getattr(field, "verbose_name", name))
            yield Refusal(f"“{title}”最多 {longest} 个字，现有 {length} 个", field=prefix + name)
