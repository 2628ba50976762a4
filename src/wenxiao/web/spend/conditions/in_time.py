"""May a request be sent up now: is the budget approved, the year not frozen, the project not held back?"""

from __future__ import annotations

from wenxiao.web.spend.conditions.before_approval import lawful_before_approval
from wenxiao.web.spend.conditions.freeze import before_freeze
from wenxiao.web.spend.conditions.standing import may_be_asked, may_be_paid

TO_SUBMIT = (lawful_before_approval, before_freeze, may_be_asked)
TO_SEND = (may_be_paid,)
