"""Addresses of the trail. They stand here because its pages ask who may look, and the app `trail` knows nobody."""

from __future__ import annotations

from django.urls import path

from wenxiao.web.people.views import trail

app_name = "trail"
urlpatterns = [
    path("", trail.log, name="log"),
    path("verify", trail.verify, name="verify"),
    path("entry/<int:pk>", trail.entry, name="entry"),
    path("<slug:kind>/<str:pk>", trail.object_story, name="story"),
]
