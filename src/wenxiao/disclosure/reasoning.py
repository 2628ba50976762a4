"""Does a reason speak of the change it explains? A rise that is explained by nothing but savings is last year's text left standing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

_MORE = re.compile(r"增加|增长|上升|提高|新增|新列|新设|扩大|补充|恢复|上调|晋级|晋升|追加|购置|更新")
_LESS = re.compile(r"减少|压减|压缩|下降|降低|节约|缩减|取消|减员|削减|核减|不再|没有|停止")


def contrary_reasons(data: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with the reasons of an open data's comparisons, as Chinese sentences: one that names only the other direction."""
    values = {figure["id"]: figure["value"] for figure in data["figures"]}
    for each in data["comparisons"]:
        change = values[each["change"]] if each["change"] else 0
        if not change or not each["reason"]:
            continue
        own, other, word = (_MORE, _LESS, "增加") if change > 0 else (_LESS, _MORE, "减少")
        found = other.search(each["reason"])
        if found and not own.search(each["reason"]):
            yield f"{each['name']}比上年{word}，写的原因却只说“{found[0]}”：请核对是不是上年的话，或者写明为什么{word}"
