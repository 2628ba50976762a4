"""The verbs of units and people: one transaction each, permission asked again, everything in the trail."""

from wenxiao.web.people.services.accounts import (
    Issued,
    account_create,
    account_disable,
    account_edit,
    account_enable,
    password_change,
    password_reset,
)
from wenxiao.web.people.services.concentrations import concentration_decide, concentration_end
from wenxiao.web.people.services.meetings import meeting_edit, meeting_record
from wenxiao.web.people.services.offices import office_close, office_create, office_edit
from wenxiao.web.people.services.posts import post_assign, post_confirm, post_decline, post_end, substitute_appoint
from wenxiao.web.people.services.second_factor import (
    second_factor_begin,
    second_factor_clear,
    second_factor_confirm,
    second_factor_remove,
)
from wenxiao.web.people.services.tokens import token_issue, token_revoke
from wenxiao.web.people.services.units import unit_create, unit_edit, unit_set_up

__all__ = [
    "Issued",
    "account_create",
    "account_disable",
    "account_edit",
    "account_enable",
    "concentration_decide",
    "concentration_end",
    "meeting_edit",
    "meeting_record",
    "office_close",
    "office_create",
    "office_edit",
    "password_change",
    "password_reset",
    "post_assign",
    "post_confirm",
    "post_decline",
    "post_end",
    "second_factor_begin",
    "second_factor_clear",
    "second_factor_confirm",
    "second_factor_remove",
    "substitute_appoint",
    "token_issue",
    "token_revoke",
    "unit_create",
    "unit_edit",
    "unit_set_up",
]
