"""What is asked when last year's document is brought in?"""

from __future__ import annotations

from django import forms

from wenxiao.documents.read import ENDINGS
from wenxiao.web.plan.conditions.prior import SHORTEST
from wenxiao.web.plan.forms.duties import long_text
from wenxiao.web.uploads import UploadField


class PriorUploadForm(forms.Form):
    """上传上年文件."""

    file = UploadField(label="公开文件", help_text="部门预算公开的 docx、pdf、html、xlsx、xls、txt 或 md 文件", accept=",".join(ENDINGS))
    year = forms.IntegerField(label="文件是哪一年的预算", min_value=2000, max_value=2100)


class PriorConfirmForm(forms.Form):
    """采用上年数: why figures are taken over from a document that names another unit."""

    reason = long_text("为什么采用这份文件的数", rows=3, required=False, help_text=f"至少 {SHORTEST} 个字，记入办理记录")
