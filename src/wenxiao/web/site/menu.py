"""What can be gone to from everywhere? Each entry is offered to the posts that could do anything there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from django.urls import NoReverseMatch, reverse

from wenxiao.web.people.acting import PostActor
from wenxiao.web.people.matrix import OWN, roles


class Place(NamedTuple):
    """菜单项: its title, the name of its page, and the function of the matrix it belongs to ("" for everybody).

    `of` narrows it to the posts whose part of the function is of that kind: of the unit as a whole, of the own office only, or of the
    units below a bureau.
    """

    title: str
    page: str
    function: str
    of: Literal["", "unit", "office", "bureau"] = ""

    def is_for(self, actor: PostActor) -> bool:
        if not self.function:
            return True
        if not actor.may_somewhere(self.function):
            return False
        if self.of == "bureau":
            return roles()[actor.role].place == "bureau"
        return not self.of or (self.of == "office") == (actor.permission(self.function).scope == OWN)


class Entry(NamedTuple):
    title: str
    url: str
    current: bool


class Group(NamedTuple):
    title: str
    entries: tuple[Entry, ...]


PLACES: tuple[tuple[str, tuple[Place, ...]], ...] = (
    ("办公", (Place("待办", "desk", ""), Place("搜索", "search", ""))),
    (
        "计划",
        (
            Place("单位情况", "plan:profile", "master_data"),
            Place("职责和活动", "plan:duties", "project_library"),
            Place("项目库", "plan:projects", "project_library"),
            Place("站所工作簿", "plan:workbook", "project_library"),
            Place("指标库", "plan:indicator-library", "indicators"),
            Place("站所预算", "plan:office-budget", "compilation", of="office"),
            Place("预算编制", "plan:compilations", "compilation", of="unit"),
            Place("支出标准", "plan:standards", "rules"),
            Place("上年数", "plan:prior", "compilation"),
            Place("图示", "plan:pictures", "compilation", of="unit"),
        ),
    ),
    (
        "支付",
        (
            Place("执行总览", "spend:overview", "allotment"),
            Place("用款申请", "spend:requests", "payment"),
            Place("银行支付", "spend:bank", "payment", of="unit"),
            Place("退款", "spend:refunds", "payment"),
            Place("借款台账", "spend:advances", "payment"),
            Place("收入执行", "spend:revenue", "bookkeeping"),
            Place("旧账导入", "spend:imports", "bookkeeping"),
        ),
    ),
    (
        "指标账",
        (
            Place("指标执行", "spend:books", "allotment"),
            Place("指标文", "spend:allotments", "allotment"),
            Place("用款计划", "spend:cash-plans", "allotment", of="unit"),
            Place("预算变动", "spend:changes", "virement"),
            Place("预算调剂", "spend:virements", "virement"),
            Place("预算调整", "spend:adjustments", "virement", of="unit"),
            Place("项目用款状态", "spend:standings", "allotment"),
            Place("年终关账", "spend:year-ends", "year_end"),
        ),
    ),
    (
        "公开",
        (
            Place("信息公开", "publish:disclosures", "disclosure"),
            Place("核对文件", "publish:readings", "disclosure"),
            Place("各单位公开情况", "publish:county", "disclosure", of="bureau"),
        ),
    ),
    (
        "管理",
        (
            Place("会议记录", "people:meetings", "meetings"),
            Place("单位设置", "people:unit", "duties"),
            Place("站所", "people:offices", "duties"),
            Place("岗位", "people:posts", "duties"),
            Place("兼岗报告", "people:concentrations", "duties"),
            Place("账号", "people:accounts", "accounts"),
            Place("留痕", "trail:log", "trail"),
            Place("权限表", "people:matrix", ""),
            Place("流程说明", "manual", ""),
            Place("使用手册", "handbook", ""),
        ),
    ),
)


def menu(actor: PostActor, path: str) -> tuple[Group, ...]:
    groups = [Group(title, tuple(_entries(places, actor, path))) for title, places in PLACES]
    # Of places one within the other, such as /publish/ and /publish/county, one is in the inner one.
    here = max((entry.url for group in groups for entry in group.entries if entry.current), key=len, default="")
    return tuple(
        Group(title, tuple(entry._replace(current=entry.url == here) for entry in entries)) for title, entries in groups if entries
    )


def _entries(places: tuple[Place, ...], actor: PostActor, path: str) -> Iterator[Entry]:
    for place in places:
        if not place.is_for(actor):
            continue
        try:
            url = reverse(place.page)
        except NoReverseMatch:
            continue
        yield Entry(place.title, url, path == url or (url != "/" and path.startswith(f"{url.rstrip('/')}/")))
