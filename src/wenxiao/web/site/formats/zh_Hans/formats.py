"""Dates in forms: ISO first, because a browser's date field reads and sends nothing else; what people type is understood too."""

DATE_INPUT_FORMATS = ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日"]
