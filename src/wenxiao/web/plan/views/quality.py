"""Which offices' indicators need work?"""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from wenxiao.web.people.acting import OfficeRequest
from wenxiao.web.people.views.access import for_posts
from wenxiao.web.plan.queries.library import years_of
from wenxiao.web.plan.queries.quality import quality_by_office, quality_picture
from wenxiao.web.plan.views.asking import asked_year, offered_years


@for_posts("indicators")
def quality(request: OfficeRequest) -> HttpResponse:
    years = years_of(request.actor, "indicators")
    year = asked_year(request.GET.get("year", ""), years)
    offices = quality_by_office(request.actor, year=year)
    # Who may see how good indicators are need not be allowed into the library.
    linked = offices if request.actor.may_somewhere("project_library") else []
    hrefs = {each.office: f"{reverse('plan:projects')}?office={each.office}&year={year}" for each in linked}
    context = {
        "year": year,
        "years": offered_years(years, year),
        "offices": offices,
        "picture": quality_picture(offices, year=year, hrefs=hrefs),
    }
    return render(request, "plan/quality.html", context)
