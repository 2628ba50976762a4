"""What is asked when an office's workbook comes back?"""

from __future__ import annotations

from django import forms


class WorkbookUploadForm(forms.Form):
    """上传站所工作簿."""

    file = forms.FileField(
        label="填好的工作簿",
        help_text="从本页下载的 xlsx 文件，最大 5 兆",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
    )
