"""At which address is what?"""

from __future__ import annotations

from django.conf import settings
from django.urls import include, path

from wenxiao.web.site.api import addresses
from wenxiao.web.site.views.api import interface, no_operation, openapi
from wenxiao.web.site.views.desk import desk, pile
from wenxiao.web.site.views.health import health
from wenxiao.web.site.views.look import look
from wenxiao.web.site.views.manual import handbook, manual
from wenxiao.web.site.views.search import search
from wenxiao.web.site.views.setup import setup

urlpatterns = [
    path("", desk, name="desk"),
    path("waiting/<slug:kind>", pile, name="pile"),
    path("search", search, name="search"),
    path("manual", manual, name="manual"),
    path("handbook", handbook, name="handbook"),
    path("health", health, name="health"),
    path("setup", setup, name="setup"),
    path("api", interface, name="interface"),
    path("api/v1/openapi.json", openapi, name="openapi"),
    path("api/v1/", include((addresses(), "api"))),
    path("api/v1/<path:rest>", no_operation, name="no-operation"),
    path("people/", include("wenxiao.web.people.urls")),
    path("trail/", include("wenxiao.web.people.trail_urls")),
    path("plan/", include("wenxiao.web.plan.urls")),
    path("spend/", include("wenxiao.web.spend.urls")),
    path("publish/", include("wenxiao.web.publish.urls")),
    path("", include("wenxiao.web.people.sign_in_urls")),
]
if settings.DEBUG:
    urlpatterns += [path("look", look, name="look")]

handler400 = "wenxiao.web.site.views.errors.bad_request"
handler403 = "wenxiao.web.site.views.errors.forbidden"
handler404 = "wenxiao.web.site.views.errors.missing"
handler500 = "wenxiao.web.site.views.errors.broken"
