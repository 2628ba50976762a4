"""Addresses of signing in and out, and of one's own account."""

from __future__ import annotations

from django.urls import path

from wenxiao.web.people.views.sign_in import sign_in, sign_in_code, sign_out, take_post

urlpatterns = [
    path("sign-in", sign_in, name="sign-in"),
    path("sign-in/code", sign_in_code, name="sign-in-code"),
    path("sign-out", sign_out, name="sign-out"),
    path("post", take_post, name="take-post"),
]
