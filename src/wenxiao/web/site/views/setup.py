"""How does the first person get in? The unit, its finance bureau and the first administrator, once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from wenxiao.web.forms import place
from wenxiao.web.people.models import Account, Unit
from wenxiao.web.people.services import unit_set_up
from wenxiao.web.people.views.access import for_anyone
from wenxiao.web.site.first_run import code_is_right, forget_code, is_this_machine
from wenxiao.web.trail.refusal import Refused

NEW_PASSWORD = {"autocomplete": "new-password"}


class SetUpForm(forms.Form):
    """The unit, the bureau that approves its budget, and who looks after the accounts. Field names are those of `unit_set_up`."""

    setup_code = forms.CharField(label="一次性代码", help_text="启动时在服务器的窗口里显示，形如 ABCD-EFGH-JKLM-NPQR", max_length=40)
    code = forms.CharField(label="单位编码", max_length=20, help_text="预算单位编码，财政部门给的")
    name = forms.CharField(label="单位全称", max_length=100, help_text="与公章一致，如 某县某镇人民政府")
    short_name = forms.CharField(label="简称", max_length=40, help_text="页面和岗位名称里用，如 某镇")
    mode = forms.ChoiceField(label="预算由谁批", choices=Unit.Mode.choices, widget=forms.RadioSelect)
    small_office = forms.BooleanField(
        label="人手少的小单位", required=False, help_text="除会计与出纳、自批自办、审批与支付外，凭有日期的决定可以兼岗"
    )
    bureau_code = forms.CharField(label="主管财政部门编码", max_length=20)
    bureau_name = forms.CharField(label="主管财政部门全称", max_length=100, help_text="如 某县财政局")
    bureau_short_name = forms.CharField(label="主管财政部门简称", max_length=40, help_text="如 财政局")
    person = forms.CharField(label="管理员姓名", max_length=40)
    username = forms.CharField(
        label="管理员账号",
        max_length=40,
        help_text="登录时用；管理员只管账号和岗位，看不到业务数据",
        widget=forms.TextInput({"autocomplete": "username"}),
    )
    password = forms.CharField(
        label="密码",
        strip=False,
        help_text="至少 8 位，不能全是数字，不能是常见密码",
        widget=forms.PasswordInput(NEW_PASSWORD),
    )
    password_again = forms.CharField(label="再输一遍密码", strip=False, widget=forms.PasswordInput(NEW_PASSWORD))

    def __init__(self, *arguments: Any, with_code: bool, **named: Any) -> None:
        super().__init__(*arguments, **named)
        if not with_code:
            del self.fields["setup_code"]

    def clean_setup_code(self) -> str:
        typed = str(self.cleaned_data["setup_code"])
        if not code_is_right(typed):
            raise forms.ValidationError("一次性代码不对：请照服务器窗口里最近一次启动时显示的填；在服务器本机上打开则不用填")
        return typed

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given.get("password") and given.get("password_again") and given["password"] != given["password_again"]:
            self.add_error("password_again", "两遍密码不一样，请重新输入")
        return given


GROUPS = (
    ("凭证", ("setup_code",)),
    ("单位", ("code", "name", "short_name", "mode", "small_office")),
    ("主管财政部门", ("bureau_code", "bureau_name", "bureau_short_name")),
    ("第一个管理员", ("person", "username", "password", "password_again")),
)


@for_anyone
@never_cache
@sensitive_post_parameters("password", "password_again", "setup_code")
def setup(request: HttpRequest) -> HttpResponse:
    if Account.objects.exists():
        if request.method == "POST":
            return redirect("sign-in")
        raise Http404
    form = SetUpForm(request.POST or None, with_code=not is_this_machine(request), initial={"mode": Unit.Mode.DEPARTMENT})
    if request.method == "POST" and form.is_valid() and _done(form):
        forget_code()
        return redirect("sign-in")
    groups = [(title, [form[name] for name in names if name in form.fields]) for title, names in GROUPS]
    return render(
        request,
        "site/setup.html",
        {"form": form, "groups": [group for group in groups if group[1]]},
        status=422 if form.is_bound else 200,
    )


def _done(form: SetUpForm) -> bool:
    given = {name: value for name, value in form.cleaned_data.items() if name not in ("setup_code", "password_again")}
    try:
        unit_set_up(**given)
    except Refused as refused:
        place(form, refused)
        return False
    return True
