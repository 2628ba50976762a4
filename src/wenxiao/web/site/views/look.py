"""How do the parts of a page look, all at once? For those who write pages; only there while developing."""

from __future__ import annotations

from types import SimpleNamespace

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from wenxiao.pictures.steps import State, Transition, steps
from wenxiao.vocabulary.finding import Severity
from wenxiao.web.forms import MoneyField
from wenxiao.web.people.acting import OfficeRequest
from wenxiao.web.people.views.access import for_anyone
from wenxiao.web.plan.models import Project
from wenxiao.web.trail.models import Entry
from wenxiao.web.trail.refusal import Refusal


class Sample(forms.Form):
    """One of each field."""

    name = forms.CharField(label="项目名称", help_text="写明做什么，不超过 100 字")
    amount = MoneyField(label="金额（元）", help_text="到分为止")
    kind = forms.ChoiceField(label="项目类别", choices=(("", "请选择"), ("a", "运转类"), ("b", "特定目标类")))
    day = forms.DateField(label="批复日期", widget=forms.DateInput(attrs={"type": "date"}), required=False)
    basis = forms.CharField(label="立项依据", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    form = forms.ChoiceField(label="指标形式", choices=(("n", "一个值"), ("h", "四档")), widget=forms.RadioSelect, required=False)
    rigid = forms.BooleanField(label="刚性支出", required=False, help_text="法律规定必须安排的")
    scan = forms.FileField(label="扫描件", required=False)


@for_anyone
def look(request: OfficeRequest) -> HttpResponse:
    messages.success(request, "项目已经保存。")
    messages.warning(request, "还有 2 条提醒没有说明理由。")
    messages.error(request, "文件读不了：它不是工作簿。")
    story = [
        Entry(
            at="2023-02-18T01:05:00+00:00",
            person="甲",
            post="农业站 经办人",
            action_title="上报",
            from_state="草稿",
            to_state="待所审",
        ),
        Entry(
            at="2023-02-20T07:30:00+00:00",
            person="乙",
            post="农业站 站所负责人",
            action_title="退回",
            from_state="待所审",
            to_state="退回",
            reason="测算没有写单价的来源，请补上询价单。",
        ),
    ]
    chart = steps(
        "示例流程",
        (State("a", "草稿"), State("b", "待所审"), State("c", "已入库")),
        (Transition("上报", "a", "b", "经办人"), Transition("通过", "b", "c", "站所负责人"), Transition("退回", "b", "a", "站所负责人")),
        prefix="look",
    )
    context = {
        "states": [Project(state=state) for state in Project.State],
        "form": Sample({"name": "", "amount": "12.345", "day": "2023-02-20", "kind": "b", "form": "h"}),
        "clean_form": Sample(auto_id="clean_%s"),
        "story": story,
        "page": Paginator(range(1000), 25).page(7),
        "problems": [
            SimpleNamespace(severity=Severity.ERROR, message="“良”与“中”之间缺了 [80, 85)，落在这里的结果没有档次", rule="R132"),
            SimpleNamespace(severity=Severity.WARNING, message="指标值不高于上年值 93%，要写明理由", rule="R138"),
            SimpleNamespace(severity=Severity.INFO, message="与另一项目的指标完全相同", rule="R147"),
        ],
        "refusals": [Refusal("控制数是 100.00 万元，这里列了 112.50 万元，多 12.50 万元：请压减或申请追加", rule="R050")],
        "picture": chart,
        "rows": [("2010301", "行政运行", "13,864,500.00", "1,673,800.00"), ("2120501", "城乡社区环境卫生", "8,992,000.00", "0.00")] * 3,
    }
    return render(request, "site/look.html", context)
