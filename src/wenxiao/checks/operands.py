"""How is a figure that a formula speaks of named to a reader who has never seen a formula?"""

from __future__ import annotations

from wenxiao.catalogue.codes import economic_name, function_name, government_name
from wenxiao.checks.formula import Operand

# 政府采购品目 of a row stand in brackets behind its name: 办公桌[A05010201].
_PROCURED = {"[A": "货物", "[B": "工程", "[C": "服务"}


def in_words(operand: Operand, year: int | None = None) -> str:
    """`变动(收支总计)` → 收支总计的增减额. `year` is the one whose names of codes are meant."""
    text = operand.concept
    if operand.member:
        text += "中" + _member(operand.member, year)
    for function in reversed(operand.functions):
        text = _seen_through(function, text)
    return text


def _seen_through(function: str, text: str) -> str:
    if function == "求和":
        return f"{text}各项之和"
    if function == "变动":
        return f"{text}的增减额"
    if function == "上年":
        return f"上年的{text}"
    return text


def _member(member: str, year: int | None) -> str:
    if not member.isdigit():
        return _PROCURED.get(member, f"名称带“{member}”的")
    name = function_name(member, year) or economic_name(member, year) or government_name(member, year)
    return f"的{name}（{member}）" if name else f"编码为 {member} 的部分"
