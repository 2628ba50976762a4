"""How do the approved figures stand beside the draft's, line by line?"""

from __future__ import annotations

from typing import NamedTuple

from wenxiao.web.plan.elements import Stage
from wenxiao.web.plan.models import BasicLine, ProjectLine, RevenueLine, Version
from wenxiao.web.plan.queries.compilation import latest_version
from wenxiao.web.plan.queries.differences import TITLES, explained, lines

MODELS = {"revenue": RevenueLine, "basic": BasicLine, "project": ProjectLine}


class Approved(NamedTuple):
    """批复数的一行: how it reads, what the draft (二上) had (None: no such line), what stands now, and the reason given, 分."""

    line: int
    label: str
    draft: int | None
    amount: int
    reason: str

    @property
    def change(self) -> int:
        return self.amount - (self.draft or 0)


class Kind(NamedTuple):
    """收入、基本支出或项目支出: what it sums to in the draft and in the approval, 分."""

    id: str
    title: str
    draft: int
    amount: int

    @property
    def change(self) -> int:
        return self.amount - self.draft


def approved_lines(version: Version) -> dict[str, list[Approved]]:
    """Every line of the approval by kind, beside the draft's; the same number of queries however many lines."""
    draft = latest_version(version.compilation, Stage.SECOND)
    before = {line.key: line.amount for line in lines(draft)} if draft is not None else {}
    reasons, keys = explained(version), line_keys(version)
    found: dict[str, list[Approved]] = {kind: [] for kind in MODELS}
    for kind, model in MODELS.items():
        for pk, amount in model._default_manager.filter(version=version).values_list("pk", "amount"):
            key, label = keys[kind, pk]
            found[kind].append(Approved(pk, label, before.get(key), amount, reasons.get(key, "")))
    return found


def approved_sums(every: dict[str, list[Approved]], version: Version) -> list[Kind]:
    draft = latest_version(version.compilation, Stage.SECOND)
    sums = dict.fromkeys(MODELS, 0)
    for line in lines(draft) if draft is not None else ():
        if line.kind in sums:
            sums[line.kind] += line.amount
    return [Kind(kind, TITLES[kind], sums[kind], sum(each.amount for each in found)) for kind, found in every.items()]


def line_keys(version: Version) -> dict[tuple[str, int], tuple[str, str]]:
    """The key and label of each line by kind and row."""
    found: dict[tuple[str, int], tuple[str, str]] = {}
    by_kind: dict[str, list[tuple[str, str]]] = {}
    for line in lines(version):
        by_kind.setdefault(line.kind, []).append((line.key, line.label))
    for kind, model in MODELS.items():
        rows = model._default_manager.filter(version=version).values_list("pk", flat=True)
        for pk, told in zip(rows, by_kind.get(kind, ()), strict=True):
            found[kind, pk] = told
    return found
