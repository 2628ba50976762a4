"""Has a colleague changed the draft, or sent it up, since this page was opened?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import F

from wenxiao.web.spend.models import Adjustment, PaymentRequest, Virement
from wenxiao.web.trail.refusal import OutOfTurn, Refusal


def claim(draft: PaymentRequest | Virement | Adjustment, edition: int, editable: Sequence[str], fields: Sequence[str]) -> None:
    """Take the next edition, and write these fields as they stand on `draft`. Raises OutOfTurn where somebody was quicker."""
    rows = type(draft)._default_manager.filter(pk=draft.pk, edition=edition, state__in=editable)
    values: dict[str, Any] = {name: getattr(draft, name) for name in fields}
    if not rows.update(edition=F("edition") + 1, **values):
        raise OutOfTurn(Refusal(f"“{draft.number}”在您打开页面以后被人改过或报送了，没有保存：请刷新后再看"))
    draft.edition = edition + 1
