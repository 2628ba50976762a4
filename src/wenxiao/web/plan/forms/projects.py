"""What is typed about a project, and about each step it takes through the library?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from wenxiao.web.forms import CodeField
from wenxiao.web.people.forms.choices import offer_rows
from wenxiao.web.people.models import Meeting, Unit
from wenxiao.web.people.queries.meetings import minutes_of
from wenxiao.web.plan.elements import Fund, ProjectCategory
from wenxiao.web.plan.forms.duties import long_text, year_field
from wenxiao.web.plan.models import Activity
from wenxiao.web.trail.workflow import Transition

if TYPE_CHECKING:
    _ActivityChoice = forms.ModelChoiceField[Activity]
else:
    _ActivityChoice = forms.ModelChoiceField


class ActivityField(_ActivityChoice):
    """工作活动, with the duty it belongs to."""

    def label_from_instance(self, obj: Activity) -> str:
        return f"{obj.duty.number}.{obj.number} {obj.name}（{obj.duty.name}）"


class ProjectForm(forms.Form):
    """项目."""

    name = forms.CharField(label="项目名称", max_length=100, help_text="写明做什么、对谁做，不用“其他”“专项经费”一类笼统的说法")
    activity = ActivityField(
        label="工作活动", queryset=Activity.objects.none(), empty_label="请选择", help_text="没有合适的，请财政所先建工作活动"
    )
    start_year = year_field("开始年度")
    end_year = year_field("结束年度", help_text="一个项目最多 5 年")
    function_code = CodeField(
        label="功能科目（项）",
        max_length=7,
        help_text="输入名称或编码里的几个字，从列表里选；七位数字",
        widget=forms.TextInput(attrs={"list": "function-codes", "autocomplete": "off", "inputmode": "numeric"}),
    )
    fund = forms.ChoiceField(label="资金性质", choices=Fund.choices)
    category = forms.ChoiceField(label="项目类别", choices=ProjectCategory.choices)
    rigid = forms.BooleanField(label="刚性支出", required=False, help_text="法律或上级文件规定必须安排的支出，压减时最后考虑")
    unfunded = forms.BooleanField(label="不单独安排资金", required=False, help_text="工作由日常公用经费保障，只定目标和指标")
    basis = long_text("立项依据", required=False, help_text="文件名称、文号和要求；可以先不写，报送前要写上")
    necessity = long_text("必要性", required=False, help_text="不做会怎样，为什么要财政出钱")
    content = long_text("项目内容", required=False, help_text="做哪些事，做多少，在哪里做，什么时候做完")
    objective = long_text("绩效目标", required=False, help_text="花这笔钱要得到的结果，写出数量和程度")
    appraisal = long_text("事前评估结论", rows=3, required=False, help_text="新设而且金额大的项目要写：谁评估的，结论是什么")

    def __init__(self, unit: Unit, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        # One that has ended may still be chosen for a project of its years: the service says where the years do not fit.
        offer_rows(self, "activity", Activity.objects.filter(duty__unit=unit).select_related("duty").order_by("duty__number", "number"))


class ProjectEditForm(ProjectForm):
    """修改项目: knows the edition it was opened on."""

    edition = forms.IntegerField(widget=forms.HiddenInput)


class WarningForm(forms.Form):
    """提醒事项的说明."""

    warning_reason = long_text(
        "提醒事项的说明", rows=3, required=False, help_text="提醒可以不改，但要逐条说明为什么不改，至少 10 个字；随项目一起上报"
    )
    edition = forms.IntegerField(widget=forms.HiddenInput)


class StepForm(forms.Form):
    """办理: why, and on which minutes."""

    # A step saves nothing of its own: what its refusal says above the errors.
    undone = "没有办成"

    reason = long_text("意见或理由", rows=3, required=False)
    minutes = forms.ModelChoiceField(
        label="会议记录", queryset=Meeting.objects.none(), required=False, empty_label="请选择", help_text="没有的，先在“会议记录”里登记"
    )

    def __init__(self, unit: Unit, *arguments: Any, least: int = 0, minutes: bool = False, **named: Any) -> None:
        super().__init__(*arguments, **named)
        if least:
            self.fields["reason"].help_text = f"至少 {least} 个字，申报的人会看到"
        else:
            self.fields["reason"].help_text = "可以不写；名称相近或要购置资产的，要写明核对的结论"
        if minutes:
            offer_rows(self, "minutes", minutes_of(unit))
        else:
            del self.fields["minutes"]

    @classmethod
    def of(cls, transition: Transition, unit: Unit, data: Any = None) -> StepForm:
        return cls(unit, data, least=transition.reason, minutes=transition.minutes, auto_id=f"{transition.action}-%s")
