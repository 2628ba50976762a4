"""Does a form say what is wrong in a clerk's words, and understand a code that stands with its name?"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile

import wenxiao.web
from wenxiao.web.forms import CodeField
from wenxiao.web.people.models import Unit
from wenxiao.web.plan.forms.compilation_basic import BasicForm, StandardsForm
from wenxiao.web.plan.forms.compilation_procurement import ProcurementForm
from wenxiao.web.plan.forms.estimate import EstimateRow
from wenxiao.web.plan.forms.prior import PriorUploadForm
from wenxiao.web.plan.forms.projects import ProjectForm
from wenxiao.web.spend.forms.allotments import AllotmentRow
from wenxiao.web.trail.refusal import Refusal


def told(field: forms.Field, value: Any) -> list[str]:
    with pytest.raises(forms.ValidationError) as wrong:
        field.clean(value)
    return list(wrong.value.messages)


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        (forms.CharField(max_length=5), "30218 专用材料费", "最多 5 个字，现有 11 个"),
        (forms.CharField(min_length=8), "太短", "最少 8 个字，现有 2 个"),
        (forms.CharField(), "", "请填写"),
        (forms.CharField(), "看\0见", "里面有看不见的字符，请重新输入"),
        (forms.IntegerField(max_value=2100), "2200", "最大 2100"),
        (forms.IntegerField(min_value=2000), "22", "最小 2000"),
        (forms.IntegerField(), "二十", "请填整数"),
        (forms.DateField(), "下周一", "请填日期，如 2026-02-20"),
        (forms.ChoiceField(choices=[("a", "甲")]), "b", "请从清单里选，没有“b”"),
        (forms.TypedChoiceField(choices=[(1, "甲")], coerce=int), "2", "请从清单里选，没有“2”"),
        (forms.MultipleChoiceField(choices=[("a", "甲")]), ["b"], "请从清单里选，没有“b”"),
        (forms.ModelChoiceField(queryset=Unit.objects.none()), "1", "请从清单里选"),
        (forms.ModelMultipleChoiceField(queryset=Unit.objects.none()), ["一"], "请从清单里选"),
        (forms.FileField(), SimpleUploadedFile("a.txt", b""), "文件是空的"),
        (forms.FileField(), None, "请选择文件"),
    ],
)
@pytest.mark.django_db
def test_what_is_wrong_is_said_in_plain_words(field: forms.Field, value: Any, sentence: str) -> None:
    assert told(field, value) == [sentence]


def test_a_refusal_cites_the_law_and_not_our_number_for_it() -> None:
    sources = "".join(path.read_text("utf-8") for path in Path(wenxiao.web.__file__).parent.rglob("*.py"))
    used = set(re.findall(r'(?:rule|RULE) ?= ?"(LAW\d+)"', sources))
    assert used
    for rule in used:
        assert re.search(r"（预算法(实施条例)?第.+条）$", Refusal("不行", rule=rule).sentence), rule


def test_a_form_of_the_office_says_it_so() -> None:
    form = PriorUploadForm({"year": "2200"})
    assert form.errors["year"] == ["最大 2100"]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("30218 专用材料费", "30218"),
        ("30218专用材料费", "30218"),
        ("30218　专用材料费", "30218"),
        (" 30218（专用材料费） ", "30218"),
        ("2130126-农村社会事业", "2130126"),
        ("A02010105 台式计算机", "A02010105"),
        ("30218", "30218"),
        ("专用材料费", "专用材料费"),
        ("302 18", "302 18"),
    ],
)
def test_a_code_is_understood_with_its_name_behind_it(typed: str, code: str) -> None:
    assert CodeField(max_length=12).clean(typed) == code


def test_a_code_that_is_too_long_is_still_refused() -> None:
    assert told(CodeField(max_length=5), "3021801 专用材料费") == ["最多 5 个字，现有 7 个"]


def test_every_field_for_a_code_understands_its_name_and_lets_it_be_typed() -> None:
    found = [
        (form.__name__, name, field)
        for form in (EstimateRow, BasicForm, StandardsForm, ProcurementForm, ProjectForm, AllotmentRow)
        for name, field in form.base_fields.items()
        if name in ("economic_code", "function_code", "catalogue_code")
    ]
    assert len(found) == 10
    for form, name, field in found:
        assert isinstance(field, CodeField), (form, name)
        assert "maxlength" not in field.widget.attrs
