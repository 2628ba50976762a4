"""What must be so before a document moves on: derived without a fault, unchanged since it was built, and still without a fault."""

from __future__ import annotations

from collections.abc import Iterator

from wenxiao.web.publish.models import Disclosure
from wenxiao.web.publish.queries.draft import obstacles_of, records_of
from wenxiao.web.publish.queries.editions import differences, line_changes, open_data_of
from wenxiao.web.trail.refusal import Refusal
from wenxiao.web.trail.workflow import Act

# How many differences a refusal names; more would not be read.
_NAMED = 20


def fit_to_build(disclosure: Disclosure, act: Act) -> Iterator[Refusal]:
    """没有缺的、错的，提醒都有说明，没有个人信息，预算的封存没有被动过。"""
    draft, obstacles = obstacles_of(disclosure)
    yield from obstacles
    if draft is not None and draft.mark() != act.given.get("mark"):
        yield Refusal("生成文件的时候记录变了，没有生成：请再点一次“生成公开文件”")


def still_stands(disclosure: Disclosure, _act: Act) -> Iterator[Refusal]:
    """文件与生成时一字不差，记录在生成以后没有变过，现在再查一遍还是没有问题。"""
    snapshot = disclosure.built
    if snapshot is None:
        yield Refusal("还没有生成公开文件")
        return
    if not snapshot.holds():
        yield Refusal(
            f"{disclosure}{snapshot}的文件与生成时的摘要不一致：有人改动过数据库，不能公开；请退回重新生成，并查明是谁改的", rule="摘要"
        )
        return
    draft, obstacles = obstacles_of(disclosure)
    yield from obstacles
    signed = open_data_of(snapshot)
    changed = list(differences(signed, draft.open_data) if draft else line_changes(signed, records_of(disclosure)))
    for change in changed[:_NAMED]:
        yield Refusal(f"生成以后记录变了：{change}；请退回，按现在的记录重新生成")
    if len(changed) > _NAMED:
        yield Refusal(f"还有 {len(changed) - _NAMED} 处变化")
