"""What waits for me today?"""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from wenxiao.web.people.acting import OfficeRequest
from wenxiao.web.people.views.access import for_signed_in


@for_signed_in
def desk(request: OfficeRequest) -> HttpResponse:
    return render(request, "site/desk.html")
