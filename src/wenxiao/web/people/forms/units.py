"""What is typed about units and their offices?"""

from __future__ import annotations

from django import forms

from wenxiao.web.forms import MoneyField
from wenxiao.web.people.models import Unit

_SMALL = "除会计–出纳、审批–支付和自批自办外，凭有日期的决定可以兼岗，兼岗都列入兼岗报告"


class UnitForm(forms.Form):
    """单位设置."""

    name = forms.CharField(label="单位全称", max_length=100, help_text="与公章一致")
    short_name = forms.CharField(label="简称", max_length=40)
    mode = forms.ChoiceField(label="运行方式", choices=Unit.Mode, widget=forms.RadioSelect, help_text="谁的一级预算，就由谁批（预算法）")
    small_office = forms.BooleanField(label="人手少的小单位", required=False, help_text=_SMALL)
    leader_limit = MoneyField(label="分管领导审批上限（元）", help_text="一笔支出达到此数，由镇长批准")
    mayor_limit = MoneyField(label="镇长审批上限（元）", help_text="一笔支出或一个项目达到此数，由集体决定")


class NewUnitForm(forms.Form):
    """新建所辖单位."""

    code = forms.CharField(label="单位编码", max_length=20)
    name = forms.CharField(label="单位全称", max_length=100, help_text="与公章一致")
    short_name = forms.CharField(label="简称", max_length=40)
    mode = forms.ChoiceField(label="运行方式", choices=Unit.Mode, widget=forms.RadioSelect, initial=Unit.Mode.DEPARTMENT)
    small_office = forms.BooleanField(label="人手少的小单位", required=False, help_text=_SMALL)
    username = forms.CharField(label="第一位系统管理员的账号", max_length=40, help_text="3 至 40 个小写字母、数字、点或横线")
    person = forms.CharField(label="第一位系统管理员的姓名", max_length=40)


class OfficeForm(forms.Form):
    """站所."""

    code = forms.CharField(label="编号", max_length=10)
    name = forms.CharField(label="名称", max_length=60)


class CloseForm(forms.Form):
    """撤销站所."""

    undone = "没有办成"

    closed = forms.DateField(label="撤销日期", widget=forms.DateInput(attrs={"type": "date"}), help_text="从这一天起不再有这个站所")
    reason = forms.CharField(label="依据", max_length=500, widget=forms.Textarea(attrs={"rows": 3}), help_text="如机构改革文号")
