"""Addresses of units and people."""

from __future__ import annotations

from django.urls import path

from wenxiao.web.people.views import accounts, concentrations, matrix, meetings, own_account, posts, units

app_name = "people"
urlpatterns = [
    path("unit", units.unit, name="unit"),
    path("unit/<int:pk>/edit", units.unit_edit, name="unit-edit"),
    path("units", units.units, name="units"),
    path("units/new", units.unit_new, name="unit-new"),
    path("offices", units.offices, name="offices"),
    path("offices/new", units.office_new, name="office-new"),
    path("offices/<int:pk>/edit", units.office_edit, name="office-edit"),
    path("offices/<int:pk>/close", units.office_close, name="office-close"),
    path("accounts", accounts.accounts, name="accounts"),
    path("accounts/new", accounts.account_new, name="account-new"),
    path("accounts/<int:pk>", accounts.account, name="account"),
    path("accounts/<int:pk>/edit", accounts.account_edit, name="account-edit"),
    path("accounts/<int:pk>/disable", accounts.account_disable, name="account-disable"),
    path("accounts/<int:pk>/enable", accounts.account_enable, name="account-enable"),
    path("accounts/<int:pk>/password", accounts.password_reset, name="password-reset"),
    path("accounts/<int:pk>/second-factor", accounts.second_factor_clear, name="second-factor-clear"),
    path("posts", posts.posts, name="posts"),
    path("posts/new", posts.post_new, name="post-new"),
    path("posts/<int:pk>", posts.post, name="post"),
    path("posts/<int:pk>/confirm", posts.post_confirm, name="post-confirm"),
    path("posts/<int:pk>/decline", posts.post_decline, name="post-decline"),
    path("posts/<int:pk>/end", posts.post_end, name="post-end"),
    path("posts/<int:pk>/substitute", posts.post_substitute, name="post-substitute"),
    path("concentrations", concentrations.concentrations, name="concentrations"),
    path("concentrations/new", concentrations.concentration_new, name="concentration-new"),
    path("concentrations/<int:pk>/end", concentrations.concentration_end, name="concentration-end"),
    path("meetings", meetings.meetings, name="meetings"),
    path("meetings/new", meetings.meeting_new, name="meeting-new"),
    path("meetings/<int:pk>", meetings.meeting, name="meeting"),
    path("meetings/<int:pk>/edit", meetings.meeting_edit, name="meeting-edit"),
    path("meetings/<int:pk>/scan", meetings.meeting_scan, name="meeting-scan"),
    path("matrix", matrix.matrix, name="matrix"),
    path("me", own_account.own_account, name="own-account"),
    path("me/password", own_account.password, name="password"),
    path("me/second-factor", own_account.second_factor_set, name="second-factor"),
    path("me/second-factor/remove", own_account.second_factor_unset, name="second-factor-remove"),
    path("me/sessions/<int:pk>/end", own_account.session_end, name="session-end"),
    path("me/tokens/new", own_account.token_new, name="token-new"),
    path("tokens/<int:pk>/revoke", own_account.token_revoke, name="token-revoke"),
]
