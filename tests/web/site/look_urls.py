"""The office's addresses with the page of parts, which otherwise is there only while developing."""

from __future__ import annotations

from django.urls import path

from wenxiao.web.site.urls import handler400, handler403, handler404, handler500, urlpatterns
from wenxiao.web.site.views.look import look

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]
urlpatterns = [*urlpatterns, path("look", look, name="look")]
