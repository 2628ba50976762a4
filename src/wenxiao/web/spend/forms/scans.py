"""Which file is the picture of a paper?"""

from __future__ import annotations

from django import forms

from wenxiao.web.people.forms.meetings import ScanField


class ScanForm(forms.Form):
    """扫描件."""

    scan = ScanField(label="扫描件", too_large="请压缩后再上传", help_text="PDF、JPG 或 PNG；已有的会被换掉")
