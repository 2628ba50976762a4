"""What a short text states, for tests that put their input in themselves."""

from __future__ import annotations

from wenxiao.documents.read.text import read_text
from wenxiao.facts.extract import extract
from wenxiao.facts.model import Fact, FactSet, Measure

TITLE = "云溪县青石镇人民政府2025年部门预算信息公开\n\n"
OUTTURN = "云溪县青石镇人民政府\n2024年度部门决算\n\n"


def stated(text: str, title: str = TITLE) -> FactSet:
    return extract(read_text("样例.txt", (title + text).encode()))


def amounts(facts: FactSet, measure: Measure = Measure.AMOUNT) -> dict[str, str]:
    """Printed figure by concept (or label where no concept is known), of this year's prose and tables."""
    return {name(fact): fact.shown.text for fact in facts.facts if fact.measure is measure and fact.shown is not None}


def name(fact: Fact) -> str:
    members = "".join(f"[{member}]" for _, member in fact.members)
    return (fact.concept or fact.label) + members
