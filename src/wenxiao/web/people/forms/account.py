"""What is typed about accounts, passwords and tokens?"""

from __future__ import annotations

from typing import Any

from django import forms

from wenxiao.web.people.forms.choices import offer_rows
from wenxiao.web.people.models import Post

_NEW = {"autocomplete": "new-password"}


class AccountForm(forms.Form):
    """新建账号."""

    username = forms.CharField(label="账号", max_length=40, help_text="3 至 40 个小写字母、数字、点或横线，如 zhangsan")
    name = forms.CharField(label="姓名", max_length=40)


class NameForm(forms.Form):
    """改姓名."""

    name = forms.CharField(label="姓名", max_length=40)


class ReasonForm(forms.Form):
    """只要一条理由的事."""

    # It saves nothing of its own: what its refusal says above the errors.
    undone = "没有办成"

    reason = forms.CharField(label="原因", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class PasswordForm(forms.Form):
    """修改自己的密码."""

    old = forms.CharField(label="现在的密码", widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}))
    new = forms.CharField(
        label="新密码", help_text="至少 8 个字符，不全是数字，不是常见密码，也不和账号、姓名相近", widget=forms.PasswordInput(attrs=_NEW)
    )
    again = forms.CharField(label="再输一次新密码", widget=forms.PasswordInput(attrs=_NEW))


class CodeForm(forms.Form):
    """动态口令."""

    undone = "没有办成"

    code = forms.CharField(
        label="六位口令",
        max_length=10,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True}),
    )


class TokenForm(forms.Form):
    """新建接口令牌."""

    post = forms.ModelChoiceField(label="用哪个岗位", queryset=Post.objects.none(), empty_label=None)
    name = forms.CharField(label="用途", max_length=60, help_text="给哪个软件用、做什么，如“财务软件取数”")
    until = forms.DateField(label="有效期至", widget=forms.DateInput(attrs={"type": "date"}), help_text="最长一年")

    def __init__(self, posts: tuple[Post, ...], *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        offer_rows(self, "post", Post.objects.filter(pk__in=[post.pk for post in posts]).select_related("unit", "office"))
