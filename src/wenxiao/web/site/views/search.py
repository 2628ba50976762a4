"""Where is it?"""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.shortcuts import render

from wenxiao.web.people.acting import OfficeRequest
from wenxiao.web.people.views.access import for_signed_in
from wenxiao.web.site.queries.search import LEAST, found


class SearchForm(forms.Form):
    """One word or more, taken as it is."""

    q = forms.CharField(
        label="找什么",
        min_length=LEAST,
        max_length=50,
        help_text="项目名称或编号、职责、指标、用款申请、姓名，至少两个字",
        error_messages={"min_length": f"太短了：请至少输入 {LEAST} 个字", "required": f"请输入要找的字，至少 {LEAST} 个"},
        widget=forms.TextInput({"type": "search", "autocomplete": "off"}),
    )


@for_signed_in
def search(request: OfficeRequest) -> HttpResponse:
    form = SearchForm(request.GET if "q" in request.GET else None)
    groups = found(request.actor, form.cleaned_data["q"]) if form.is_valid() else None
    return render(request, "site/search.html", {"form": form, "groups": groups})
