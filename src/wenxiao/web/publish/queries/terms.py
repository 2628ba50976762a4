"""By when must what be public, and has it been? (预算法 art. 14: within 20 days of the approval)"""

from __future__ import annotations

from datetime import date

from wenxiao.web.plan.models import Compilation
from wenxiao.web.publish.models import Disclosure


def published_on(compilation: Compilation) -> date | None:
    """When the budget of a compilation first went out, None where it has not."""
    found = Disclosure.objects.filter(unit=compilation.unit_id, year=compilation.year, document=Disclosure.Document.BUDGET).first()
    return found.published_on if found else None
