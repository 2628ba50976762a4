"""How does the leading group grade the objectives of the projects that are to get money?"""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from wenxiao.web.people.acting import OfficeRequest
from wenxiao.web.people.views.access import for_posts
from wenxiao.web.plan.forms.goals import GoalRow, beside, shown, typed
from wenxiao.web.plan.forms.rows import Rows
from wenxiao.web.plan.models import GoalReview
from wenxiao.web.plan.queries.choice import included
from wenxiao.web.plan.services.goal_review import demand_grading, goals_review, grades_mark
from wenxiao.web.plan.services.seen import StaleLines
from wenxiao.web.plan.views.compilation_page import FUNCTION, asked_compilation, frame
from wenxiao.web.trail.refusal import NotPermitted, OutOfTurn, Refusal, Refused

A_PAGE = 25


@for_posts(FUNCTION, "S")
def goals(request: OfficeRequest, pk: int) -> HttpResponse:
    """The projects of the version under review, a page at a time; each page is saved by itself."""
    compilation = asked_compilation(request, pk)
    version = demand_grading(request.actor, compilation)
    page = Paginator(included(version), A_PAGE).get_page(request.GET.get("page"))
    projects = list(page.object_list)
    reviews = {review.project_id: review for review in GoalReview.objects.filter(version=version)}

    def answer(rows: Rows[GoalRow], seen: str, refusals: Sequence[Refusal] = (), status: int = 200) -> HttpResponse:
        context = frame(request, compilation, "plan:compilation-approval") | {
            "version": version,
            "versions": [],
            "tab": "绩效目标内审",
            "page": page,
            "rows": rows,
            "seen": seen,
            "refusals": refusals,
            "left": page.paginator.count - len(reviews),
            "saved": [reviews[project.pk] for project in projects if project.pk in reviews] if status == StaleLines.status else [],
        }
        return render(request, "plan/compilation_goals.html", context, status=status)

    if request.method != "POST":
        return answer(shown(projects, reviews), grades_mark(version, projects))
    rows, seen = typed(request.POST, projects), request.POST.get("seen", "")
    if not rows.is_valid():
        return answer(rows, seen, status=422)
    gradings = [row.grading() for row in rows.filled]
    try:
        # The mark is of all projects of the page: those left ungraded are in it, too.
        goals_review(actor=request.actor, compilation=compilation, gradings=gradings, seen=seen, shown=projects)
    except StaleLines as stale:
        return answer(rows, grades_mark(version, projects), stale.refusals, stale.status)
    except (NotPermitted, OutOfTurn):
        raise
    except Refused as refused:
        rest = rows.place(beside(refused), "goals")
        return answer(rows, seen, [each._replace(field="") for each in rest], refused.status)
    messages.success(request, f"本页 {len(gradings)} 个项目的等级已经保存。")
    following = page.next_page_number() if page.has_next() else page.number
    return redirect(f"{reverse('plan:compilation-goals', args=(compilation.pk,))}?page={following}")
