"""Is a change from the year before told as it should be: with a reason, on a base, and with the counts behind it?"""

from __future__ import annotations

import re

from wenxiao.catalogue.limits import limit
from wenxiao.checks.named_tests.stated import cannot_tell, judged, places
from wenxiao.facts.model import Claim, Fact, FactSet
from wenxiao.vocabulary.finding import Problem, Severity, Verdict

_REASON = re.compile(r"原因|因为|由于|主要是|主要系|所致|主要用于|[，,；;]系|是因")
_TOTALS = frozenset(("收支总计", "收入总计", "支出总计", "基本支出", "项目支出", "财政拨款收支总计"))
_THREE = {
    "三公经费": "三公",
    "因公出国境费": "出国",
    "公务用车费": "用车",
    "公务用车购置费": "用车",
    "公务用车运行费": "用车",
    "公务接待费": "接待",
}
_GROUPS = re.compile(r"团组|批次|(?:出国|境\)|出境)[^。；]{0,12}(?:团|人次)|没有[^。；]{0,10}出国")
_PEOPLE = re.compile(r"人次|人数|\d+人|和人员|团组和人")
_BOUGHT = re.compile(r"购置[^。；]{0,16}\d+辆|购置车辆\d+|不?购置(?:公务用车|车辆)")
_HELD = re.compile(r"保有量[^。；]{0,12}\d|保有(?:公务用车|车辆)[^。；]{0,6}\d|共有车辆\d")


def no_rate_on_zero_base(facts: FactSet) -> Verdict:
    """R084: a percentage of nothing is no percentage; nothing after nothing is 持平."""
    problems = []
    rated = [(claim, claim.rate) for claim in facts.claims if claim.rate is not None]
    bases = [_previous(claim) for claim, _ in rated]
    if all(base is None for base in bases):
        return cannot_tell("文中没有写出增减百分比的基数" if rated else "文中没有写增减百分比")
    for (claim, rate), base in zip(rated, bases, strict=True):
        if base == 0 and rate.value:
            message = f"“{claim.label}”上年为零，却写{rate.source.where()}的 {rate.source.figure}%。"
            problems.append(Problem(message, (rate.source,), severity=Severity.WARNING))
        elif rate.value == 0 and claim.current is not None and claim.current.value == 0 and claim.change is None:
            message = f"“{claim.label}”为零，写“{rate.source.figure}%”没有意义，应写“与上年持平”。"
            problems.append(Problem(message, (rate.source,), severity=Severity.INFO))
    return judged(problems)


def changes_have_reasons(facts: FactSet) -> Verdict:
    """R085: totals, any 三公 item, and whatever changes a lot owe a reason."""
    written = [(claim, told) for claim in facts.claims if (told := _told(claim)) is not None and told.source.table is None]
    if not written:
        return cannot_tell("文中没有写比上年的增减")
    unexplained = [(claim, told) for claim, told in written if _owes_reason(claim) and not _explained(facts, claim, told)]
    if not unexplained:
        return judged(())
    listed = "、".join(dict.fromkeys(f"“{claim.label}”" for claim, _ in unexplained[:8]))
    more = f"等 {len(unexplained)} 项" if len(unexplained) > 8 else ""
    sources = tuple(told.source for _, told in unexplained)
    return judged([Problem(f"没有说明增减原因：{listed}{more}（{places(sources)}）。", sources)])


def three_public_counts_told(facts: FactSet) -> Verdict:
    """R091: trips and people abroad, vehicles bought and held, whatever they are."""
    spoken = [passage for passage in facts.passages if not passage.in_table and re.search(r"三公|公务用车|因公出国", passage.text)]
    if not any(any(character.isdigit() for character in passage.text) for passage in spoken):
        return cannot_tell("文中没有说明“三公”经费")
    text = "。".join(passage.text for passage in spoken)
    missing = [
        name
        for name, pattern in (("出国团组数", _GROUPS), ("出国人数", _PEOPLE), ("公务用车购置数", _BOUGHT), ("公务用车保有量", _HELD))
        if not pattern.search(text)
    ]
    where = next((passage.place() for passage in spoken if re.search(r"\d", passage.text)), spoken[0].place())
    return judged([Problem(f"没有写{'、'.join(missing)}。", (where,))] if missing else [])


def _previous(claim: Claim) -> int | None:
    if claim.previous is not None:
        return claim.previous.value
    if claim.current is not None and claim.change is not None and claim.change.shown is not None:
        return claim.current.value - claim.change.value
    return None


def _told(claim: Claim) -> Fact | None:
    """The figure that tells a change that is one."""
    for fact in (claim.change, claim.rate):
        if fact is not None and fact.shown is not None and fact.value:
            return fact
    return None


def _owes_reason(claim: Claim) -> bool:
    if claim.concept in _THREE or (claim.concept in _TOTALS and not _members(claim)):
        return claim.change is not None
    rate = claim.rate
    return rate is not None and abs(rate.value) >= limit("重大增减") * 10_000 and claim.change is not None


def _members(claim: Claim) -> bool:
    return any(fact is not None and fact.members for fact in (claim.current, claim.change, claim.rate))


def _explained(facts: FactSet, claim: Claim, told: Fact) -> bool:
    text, at = _spoken(facts, told)
    if claim.concept == "三公经费" or claim.concept in _TOTALS:
        # A total is explained by its own reason or by those of its parts, up to the end of the paragraph.
        return bool(_REASON.search(text, at))
    next_figure = next((_spoken(facts, other)[1] for other in _later_changes(facts, claim, told)), len(text))
    if _REASON.search(text, at, next_figure):
        return True
    word = _THREE.get(claim.concept, "")
    return bool(word) and any(word in _clause(text, match.end()) for match in _REASON.finditer(text))


def _clause(text: str, start: int) -> str:
    end = text.find("。", start)
    return text[start : end if end >= 0 else len(text)]


def _spoken(facts: FactSet, fact: Fact) -> tuple[str, int]:
    """The paragraph that states a figure, and where in it the figure stands."""
    for passage in facts.passages:
        at = passage.offset(fact.source)
        if at is not None:
            return passage.text, at
    raise LookupError(f"no passage states {fact.label} ({fact.source.where()})")


def _later_changes(facts: FactSet, claim: Claim, told: Fact) -> list[Fact]:
    """The changes told after this one in the same block of text."""
    later = []
    seen = False
    for other in facts.claims:
        if other is claim:
            seen = True
        elif seen and (fact := other.current or _told(other)) is not None and fact.source.block == told.source.block:
            later.append(fact)
    return later
