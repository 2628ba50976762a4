"""Does a reason speak of the change it explains? A rise that is told as nothing but a fall may be last year's text left standing.

Words alone do not decide: fewer people cost less because more of them retired. What is found is for a person to look at, and stops nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

_MORE = re.compile(r"增加|增长|上升|提高|扩大|上调|追加")
_LESS = re.compile(r"减少|压减|压缩|下降|降低|缩减|削减|核减")


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
            yield f"{each['name']}比上年{word}，写的原因却只说“{found[0]}”，请看看是不是上年的话"
