"""Which documents are handed in to be checked, and whose are they?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet

from wenxiao.documents.read import ENDINGS
from wenxiao.web.people.models import Unit
from wenxiao.web.plan.forms.duties import year_field
from wenxiao.web.publish.models import Reading
from wenxiao.web.publish.services.readings import LARGEST
from wenxiao.web.uploads import UploadField

_TOO_LARGE = "请去掉里面的图片，或分开上传"
_DAY = forms.DateInput(attrs={"type": "date"})


class ReadingForm(forms.Form):
    """上传文件核对."""

    file = UploadField(
        label="文件", help_text="docx、pdf、xlsx、xls、html、txt 或 md，最大 30 兆", accept=",".join(ENDINGS), most=LARGEST,
        too_large=_TOO_LARGE,
    )  # fmt: skip


class _SeveralInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class SeveralField(UploadField):
    """几个文件: each held to the limit of one; refused with the first that is too large."""

    widget = _SeveralInput

    # What several files are cleaned to is not what one is.
    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[bytes]]:  # type: ignore[override]
        given = data if isinstance(data, list) else [data]
        cleaned = [super(SeveralField, self).clean(each, initial) for each in given]
        return [each for each in cleaned if each is not None]


class BringForm(forms.Form):
    """导入各单位的公开文件."""

    documents = SeveralField(
        label="公开文件", help_text="可以一次选很多个，也可以选一个 zip 压缩包；属于哪个单位由文件里写的单位名称认",
        accept=",".join((*ENDINGS, ".zip")), too_large=_TOO_LARGE,
    )  # fmt: skip
    published_on = forms.DateField(
        label="公开日期", required=False, widget=_DAY, help_text="这一批都是这一天公开的才填；各不相同的，核对完了逐份填"
    )
    approved_on = forms.DateField(
        label="批复日期", required=False, widget=_DAY, help_text="单位不用本系统、没有批复记录的，填了才能算是不是按期公开"
    )


class AssignForm(forms.Form):
    """归到单位."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label="单位", empty_label="请选择")
    year = year_field("年度")
    kind = forms.ChoiceField(
        label="类型", choices=[(each.value, each.label) for each in (Reading.Kind.BUDGET, Reading.Kind.FINAL_ACCOUNTS)]
    )
    published_on = forms.DateField(label="公开日期", required=False, widget=_DAY, help_text="在单位或政府网站上公开的那一天")
    approved_on = forms.DateField(label="批复日期", required=False, widget=_DAY, help_text="系统里有批复记录的单位不用填")

    def __init__(self, units: QuerySet[Unit], data: Any = None, *, reading: Reading) -> None:
        days = {"published_on": reading.published_on, "approved_on": reading.approved_on}
        super().__init__(data, initial={"unit": reading.stands_for_id, "year": reading.year, "kind": reading.kind, **days})
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
