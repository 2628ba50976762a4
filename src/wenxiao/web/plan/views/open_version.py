"""Which version of a budget is worked on, and may this post change it now?"""

from __future__ import annotations

from wenxiao.web.people.acting import OfficeRequest
from wenxiao.web.people.views.access import demand
from wenxiao.web.plan.models import Compilation, Version
from wenxiao.web.plan.queries.compilation import latest_version
from wenxiao.web.plan.services.versions import demand_editing
from wenxiao.web.plan.views.compilation_page import FUNCTION
from wenxiao.web.trail.refusal import OutOfTurn


def version_to_edit(request: OfficeRequest, compilation: Compilation) -> Version:
    """For a page that changes lines: the post is asked before anything is shown. Raises NotPermitted, OutOfTurn."""
    version = latest_version(compilation)
    if version is None:
        demand(request, FUNCTION, "E", compilation)
        raise OutOfTurn(f"“{compilation}”还没有开始编报")
    version.compilation = compilation
    demand_editing(request.actor, version)
    return version
