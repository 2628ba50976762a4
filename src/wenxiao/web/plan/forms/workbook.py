"""What is asked when an office's workbook comes back?"""

from __future__ import annotations

from django import forms

from wenxiao.web.plan.workbook.reading import LARGEST
from wenxiao.web.uploads import MEGABYTE, UploadField


class WorkbookUploadForm(forms.Form):
    """上传站所工作簿."""

    file = UploadField(
        label="填好的工作簿",
        help_text=f"从本页下载的 xlsx 文件，最大 {LARGEST // MEGABYTE} 兆",
        accept=".xlsx",
        most=LARGEST,
        too_large="请不要在工作簿里插图片",
    )
