"""Which file of old payments is handed in, and of which year?"""

from __future__ import annotations

from django import forms

from wenxiao.web.plan.workbook.reading import LARGEST
from wenxiao.web.uploads import UploadField


class ImportForm(forms.Form):
    """旧账导入."""

    year = forms.IntegerField(label="年度", min_value=2000, max_value=2100)
    file = UploadField(label="文件（xlsx 或 CSV）", accept=".xlsx,.csv", most=LARGEST, too_large="请分成几份上传")
