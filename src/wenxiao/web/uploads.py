"""May a file of this size be handed in? Asked of what has arrived before anybody reads it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

MEGABYTE = 1024 * 1024


class UploadField(forms.FileField):
    """上传文件: no larger than the installation takes (WENXIAO_UPLOAD_MEGABYTES), nor than its kind needs (`most`, bytes).

    `accept` are the endings that the browser offers; `too_large` is what to do about a file that is.
    """

    def __init__(self, *, most: int | None = None, accept: str = "", too_large: str = "请压缩后再上传", **options: Any) -> None:
        super().__init__(**options)
        self.most, self.too_large = most, too_large
        if accept:
            self.widget.attrs["accept"] = accept

    def clean(self, data: Any, initial: Any = None) -> UploadedFile[bytes] | None:
        file: UploadedFile[bytes] | None = super().clean(data, initial)
        limit = min(settings.UPLOAD_BYTES, self.most or settings.UPLOAD_BYTES)
        if file and (file.size or 0) > limit:
            size, most = (file.size or 0) / MEGABYTE, limit // MEGABYTE
            raise forms.ValidationError(f"文件有 {size:.1f} 兆，最大 {most} 兆：{self.too_large}")
        return file
