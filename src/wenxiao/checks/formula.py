"""What does a rule's formula mean?

A formula is one comparison between sums of concepts, written as a Python expression over Chinese names:

    支出总计 == 基本支出 + 项目支出 + 可无(经营支出)
    上年(三公经费) == 上年(因公出国境费) + 上年(公务用车费) + 上年(公务接待费)
    公务接待费 >= 一般公共预算基本支出[30217]
    拟购置固定资产总额 == 求和(政府采购预算["[A"])

Square brackets choose a member: the code of a 科目, or, within 求和, every member whose name contains the words.

It is parsed with `ast` against a whitelist and has one meaning: `left - right` compared with zero, on integers. Two forms are
generated from it: Python code for one document, and an equation (coefficients) for locating; a test holds them equal. The SQL
form for bulk checking is generated from the same tree.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

FUNCTIONS = {
    "上年": "the amount of the year before",
    "变动": "the change from the year before",
    "可无": "zero where the document does not speak of it",
    "求和": "the sum over all members, at their topmost level",
}
_COMPARISONS = {ast.Eq: "==", ast.LtE: "<=", ast.GtE: ">="}


class FormulaError(ValueError):
    """A formula that is not of the language."""

    def __init__(self, formula: str, why: str) -> None:
        super().__init__(f"公式“{formula}”：{why}")


class Operand(NamedTuple):
    """One figure of a formula: a concept, seen through the functions around it (outermost first)."""

    concept: str
    functions: tuple[str, ...] = ()
    member: str = ""

    @property
    def optional(self) -> bool:
        return "可无" in self.functions

    def __str__(self) -> str:
        text = f"{self.concept}[{self.member}]" if self.member else self.concept
        for function in reversed(self.functions):
            text = f"{function}({text})"
        return text


@dataclass(frozen=True)
class Formula:
    """公式: `terms` is left minus right; `comparison` is ==, <= or >= against zero."""

    text: str
    terms: tuple[tuple[int, Operand], ...]
    comparison: str
    left: tuple[Operand, ...] = ()

    @classmethod
    def parse(cls, text: str) -> Formula:
        """Raises FormulaError for anything outside the language."""
        try:
            tree = ast.parse(text, mode="eval").body
        except SyntaxError as error:
            raise FormulaError(text, "不是一个算式") from error
        if not isinstance(tree, ast.Compare) or len(tree.ops) != 1:
            raise FormulaError(text, "要有且只有一个比较：==、<= 或 >=")
        comparison = _COMPARISONS.get(type(tree.ops[0]))
        if comparison is None:
            raise FormulaError(text, "比较只能是 ==、<= 或 >=")
        terms: dict[Operand, int] = {}
        left: dict[Operand, int] = {}
        _collect(text, tree.left, 1, left)
        _collect(text, tree.left, 1, terms)
        _collect(text, tree.comparators[0], -1, terms)
        kept = tuple((factor, operand) for operand, factor in terms.items() if factor)
        if not kept:
            raise FormulaError(text, "两边相同，什么也没有说")
        return cls(text, kept, comparison, tuple(left))

    @property
    def operands(self) -> tuple[Operand, ...]:
        return tuple(operand for _, operand in self.terms)

    @property
    def coefficients(self) -> tuple[int, ...]:
        """The equation form: one factor for each operand."""
        return tuple(factor for factor, _ in self.terms)

    @cached_property
    def residual(self) -> Callable[[tuple[int, ...]], int]:
        """The Python form: left minus right for values (base units) in the order of `operands`."""
        names = [f"x{index}" for index in range(len(self.terms))]
        body = " + ".join(f"{factor} * {name}" for name, factor in zip(names, self.coefficients, strict=True))
        source = f"def residual(values):\n    {', '.join(names)}, = values\n    return {body}\n"
        space: dict[str, Callable[[tuple[int, ...]], int]] = {}
        exec(compile(source, f"<formula {self.text}>", "exec"), {"__builtins__": {}}, space)
        return space["residual"]


def _collect(text: str, node: ast.expr, factor: int, into: dict[Operand, int]) -> None:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        _collect(text, node.left, factor, into)
        _collect(text, node.right, factor if isinstance(node.op, ast.Add) else -factor, into)
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult) and _whole(node.left) is not None:
        _collect(text, node.right, factor * (_whole(node.left) or 0), into)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        _collect(text, node.operand, -factor, into)
    elif isinstance(node, ast.Name | ast.Call | ast.Subscript):
        operand = _operand(text, node)
        into[operand] = into.get(operand, 0) + factor
    else:
        raise FormulaError(text, f"不认识“{ast.unparse(node)}”；只能用概念名、+、-、整数倍和{'、'.join(FUNCTIONS)}")


def _whole(node: ast.expr) -> int | None:
    return node.value if isinstance(node, ast.Constant) and type(node.value) is int else None


def _operand(text: str, node: ast.expr) -> Operand:
    functions: list[str] = []
    while isinstance(node, ast.Call):
        if not isinstance(node.func, ast.Name) or node.func.id not in FUNCTIONS or len(node.args) != 1 or node.keywords:
            raise FormulaError(text, f"不认识“{ast.unparse(node)}”；函数只有{'、'.join(FUNCTIONS)}，各带一个概念")
        functions.append(node.func.id)
        node = node.args[0]
    member = ""
    if isinstance(node, ast.Subscript):
        member = _member(text, node, "求和" in functions)
        node = node.value
    if not isinstance(node, ast.Name):
        raise FormulaError(text, f"“{ast.unparse(node)}”不是概念名")
    return Operand(node.id, tuple(functions), member)


def _member(text: str, node: ast.Subscript, summed: bool) -> str:
    chosen = node.slice.value if isinstance(node.slice, ast.Constant) else None
    if type(chosen) is int and not summed:
        return str(chosen)
    if isinstance(chosen, str) and chosen and summed:
        return chosen
    raise FormulaError(text, f"“{ast.unparse(node)}”方括号里只能是科目编码，或者在求和里是名称中的字")
