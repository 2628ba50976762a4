"""What is typed about a meeting?"""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from wenxiao.web.people.models import Meeting
from wenxiao.web.uploads import UploadField

# What a scanner writes, known by its first bytes: a name can say anything.
SCANS = {b"%PDF-": "application/pdf", b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n": "image/png"}


class ScanField(UploadField):
    """扫描件: a PDF, JPEG or PNG within the limit, told by its content."""

    def clean(self, data: Any, initial: Any = None) -> UploadedFile[bytes] | None:
        file = super().clean(data, initial)
        if not file:
            return None
        start = file.read(8)
        file.seek(0)
        media_type = next((kind for magic, kind in SCANS.items() if start.startswith(magic)), None)
        if media_type is None:
            raise forms.ValidationError(f"“{PurePath(file.name or '').name}”不是 PDF、JPG 或 PNG：请上传扫描件")
        file.content_type = media_type
        return file


class MeetingForm(forms.Form):
    """会议记录."""

    kind = forms.ChoiceField(label="会议类别", choices=[("", "---------"), *Meeting.Kind.choices])
    number = forms.CharField(label="会议编号", max_length=40, help_text="如 2022年第4次")
    held = forms.DateField(label="日期", widget=forms.DateInput(attrs={"type": "date"}))
    chair = forms.CharField(label="主持人", max_length=40)
    attendees = forms.CharField(label="出席人", widget=forms.Textarea(attrs={"rows": 6}), help_text="每行写一人，包括主持人")
    topics = forms.CharField(label="议题", widget=forms.Textarea(attrs={"rows": 4}))
    conclusions = forms.CharField(label="结论", widget=forms.Textarea(attrs={"rows": 4}))
    scan = ScanField(label="记录扫描件", too_large="请压缩或分次登记", required=False, help_text="PDF、JPG 或 PNG；修改时不选则保留原来的")
