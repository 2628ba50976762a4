"""What is typed when one project's money is cut by hand?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from wenxiao.catalogue.codes import economic_name
from wenxiao.web.forms import MoneyField
from wenxiao.web.plan.forms.duties import long_text
from wenxiao.web.plan.forms.seen import SeenForm
from wenxiao.web.plan.models import ProjectLine


class CutForm(SeenForm):
    """压减: how much, by which rule, and what would restore it; 0 gives everything back. `seen` marks what stood there before."""

    amount = MoneyField(label="压减金额（元）", help_text="从申请数里减去多少；填 0 是恢复申请数，不再压减")
    economic_code = forms.ChoiceField(
        label="先压哪一款", required=False, help_text="不选的，从金额最大的一款压起；一款不够压的，接着压下一款"
    )
    rule = long_text("压减依据", rows=2)
    restore = long_text("恢复条件", rows=2)

    def __init__(self, *arguments: Any, lines: Sequence[ProjectLine], **named: Any) -> None:
        super().__init__(*arguments, **named)
        codes = dict.fromkeys(line.economic_code for line in lines)
        choices = [(code, f"{code} {economic_name(code) or ''}".rstrip()) for code in codes]
        field = self.fields["economic_code"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "不指定"), *choices]
        self.fields["rule"].required = self.fields["restore"].required = False
        self.fields["rule"].help_text = "按哪个文件、哪条办法压减，如 控制数文件的文号；5 到 200 个字"
        self.fields["restore"].help_text = "有了什么条件可以恢复，站所的人会看到；5 到 200 个字"
