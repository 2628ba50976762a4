"""What is asked when last year's document is brought in?"""

from __future__ import annotations

from django import forms

from wenxiao.documents.read import ENDINGS
from wenxiao.web.uploads import UploadField


class PriorUploadForm(forms.Form):
    """上传上年文件."""

    file = UploadField(label="公开文件", help_text="部门预算公开的 docx、pdf、html、xlsx、xls、txt 或 md 文件", accept=",".join(ENDINGS))
    year = forms.IntegerField(label="文件是哪一年的预算", min_value=2000, max_value=2100)
