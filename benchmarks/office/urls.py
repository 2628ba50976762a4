"""The office's addresses, and two that cost what every page costs: an answer without a word, and the frame of a page with nothing in it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path

from wenxiao.web.people.acting import OfficeRequest
from wenxiao.web.people.views.access import for_signed_in
from wenxiao.web.site.urls import handler400, handler403, handler404, handler500
from wenxiao.web.site.urls import urlpatterns as pages

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


@for_signed_in
def nothing(_request: OfficeRequest) -> HttpResponse:
    return HttpResponse()


@for_signed_in
def frame(request: OfficeRequest) -> HttpResponse:
    return render(request, "site/base.html")


urlpatterns = [path("benchmark/nothing", nothing), path("benchmark/frame", frame), *pages]
