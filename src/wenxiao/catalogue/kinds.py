"""Which kinds of indicators are there, first and second level (财预〔2021〕101号)?"""

from __future__ import annotations

# 二级指标 by 一级指标, in the order of the form. 可持续影响 stands in older forms that are still in use.
KINDS: dict[str, tuple[str, ...]] = {
    "成本": ("经济", "社会", "生态环境"),
    "产出": ("数量", "质量", "时效"),
    "效益": ("经济", "社会", "生态", "可持续影响"),
    "满意度": ("服务对象",),
}


def kinds() -> tuple[str, ...]:
    """Every kind as `一级/二级`: `产出/数量`."""
    return tuple(f"{first}/{second}" for first, seconds in KINDS.items() for second in seconds)
