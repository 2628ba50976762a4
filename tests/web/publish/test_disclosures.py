"""Does a document derive itself, stop at whatever is wrong, and go out as what was signed?"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from web.plan.compiling import brought
from web.plan.making import YEAR
from web.publish.publishing import STATES, WAY, begun, taken_to, written
from web.township import Township
from wenxiao.disclosure.bundle import DATA, DOCX, FILES, HTML, XLSX
from wenxiao.disclosure.proof import proved
from wenxiao.web.plan.models import BasicLine, Compilation, Indicator, Profile
from wenxiao.web.plan.queries.terms import terms
from wenxiao.web.publish.models import Disclosure, Snapshot, SnapshotFile, Statement
from wenxiao.web.publish.models.snapshot import APPEND_ONLY
from wenxiao.web.publish.queries.draft import obstacles_of
from wenxiao.web.publish.queries.editions import differences, open_data_of
from wenxiao.web.publish.services.disclosures import (
    Counted,
    Written,
    counted_set,
    disclosure_act,
    disclosure_create,
    reasons_set,
    statements_set,
    warning_explain,
)
from wenxiao.web.trail import triggers
from wenxiao.web.trail.models import Attachment
from wenxiao.web.trail.refusal import NotPermitted, OutOfTurn, Refused

pytestmark = pytest.mark.django_db
State = Disclosure.State
SignIn = Callable[..., Client]


def refusals(disclosure: Disclosure) -> str:
    return "\n".join(each.sentence for each in obstacles_of(disclosure)[1])


def refused_at(township: Township, disclosure: Disclosure, role: str, action: str) -> str:
    """What is said; and that nothing moved."""
    state, snapshots = disclosure.state, Snapshot.objects.count()
    with pytest.raises(Refused) as caught:
        disclosure_act(actor=township.actor(role), disclosure=disclosure, action=action)
    disclosure.refresh_from_db()
    assert (disclosure.state, Snapshot.objects.count()) == (state, snapshots)
    return "\n".join(each.sentence for each in caught.value.refusals)


def test_nothing_begins_before_the_approval(township: Township) -> None:
    brought(township, Compilation.State.SECOND_SENT)
    with pytest.raises(Refused, match="还没有批复"):
        disclosure_create(actor=township.actor("BO"), unit=township.unit, year=YEAR)


def test_what_only_people_know_is_asked_of_them_by_name(township: Township) -> None:
    disclosure = begun(township)
    told = refused_at(township, disclosure, "BO", "build")
    assert "总体绩效目标" in told
    assert township.actor("BO").person in told
    assert "增减的原因" in told


def test_the_whole_way_and_what_went_out(township: Township) -> None:
    disclosure = written(township)
    for (role, action), state in zip(WAY, STATES[1:], strict=True):
        disclosure_act(actor=township.actor(role), disclosure=disclosure, action=action)
        disclosure.refresh_from_db()
        assert disclosure.state == state
    live = disclosure.live
    assert live is not None
    assert live == disclosure.built
    assert live.holds()
    files = {file.name: bytes(file.attachment.content) for file in live.files.select_related("attachment")}
    assert set(files) <= set(FILES)
    for name in (DOCX, HTML, XLSX):
        report = proved(name, files[name])
        assert report.counts()["errors"] == 0, name
        assert report.counts()["facts"] == live.counts["facts"], name
    spent = BasicLine.objects.filter(version__approval__isnull=False)
    data = json.loads(files[DATA])
    figures = {each["id"]: each["value"] for each in data["figures"]}
    whole = sum(line.amount for line in spent) + sum(each.amount for line in spent[:1] for each in line.version.projects.all())
    assert figures["支出/总计"] == whole
    done = terms(Compilation.objects.get(), Compilation.objects.get().approval)
    assert "已经公开" in done[-1].text


@pytest.mark.parametrize(("state", "role", "action"), [(STATES[n], *WAY[n]) for n in range(1, len(WAY))])
def test_a_record_that_changes_on_the_way_stops_every_further_step_and_is_named(
    township: Township, state: str, role: str, action: str
) -> None:
    disclosure = taken_to(township, written(township), state)
    line = BasicLine.objects.filter(version__approval__isnull=False).first()
    assert line is not None
    BasicLine.objects.filter(pk=line.pk).update(basis="stated", headcount=None, standard=None, amount=line.amount + 1)
    told = refused_at(township, disclosure, role, action)
    assert "封存时的摘要不一致" in told
    assert f"{line.function_code} {line.economic_code}" in told


@pytest.mark.parametrize(
    ("what", "change", "named"),
    [
        ("vehicles", lambda d: Profile.objects.filter(unit=d.unit, year=d.year).update(vehicles_held=9), "保有量"),
        ("bands", lambda _d: Indicator.objects.exclude(good="").update(good=""), "没有写标准"),
        ("personal", lambda d: d.statements.update(text="联系人王某，电话 13812345678。"), "手机号 138****5678"),
        ("contradiction", lambda d: d.statements.filter(about="objective").update(text="2024年支出总计1.00万元。"), "支出总计"),
        ("assets", lambda d: Profile.objects.get(unit=d.unit, year=d.year).assets.all().delete(), "固定资产"),
    ],
)  # fmt: skip
def test_one_wrong_record_blocks_what_was_built_and_is_named(township: Township, what: str, change: Any, named: str) -> None:
    disclosure = taken_to(township, written(township), State.SIGNED)
    change(disclosure)
    assert named in refused_at(township, disclosure, "SO", "publish"), what


def test_a_file_that_is_exchanged_in_the_database_does_not_go_out(township: Township) -> None:
    disclosure = taken_to(township, written(township), State.SIGNED)
    assert disclosure.built is not None
    file = disclosure.built.files.get(name=DOCX)
    Attachment.objects.filter(pk=file.attachment_id).update(content=b"another")
    assert "摘要不一致" in refused_at(township, disclosure, "SO", "publish")


def test_neither_a_snapshot_nor_its_files_can_be_changed(township: Township) -> None:
    disclosure = taken_to(township, written(township), State.BUILT)
    for table in APPEND_ONLY:
        # Tests with real transactions may have put the triggers aside before this one.
        triggers.remove(connection, table)
        triggers.install(connection, table)
    for change in (
        lambda: Snapshot.objects.filter(pk=disclosure.built_id).update(hash="0" * 64),
        lambda: SnapshotFile.objects.filter(snapshot=disclosure.built_id).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_nobody_passes_the_own_work(township: Township) -> None:
    disclosure = taken_to(township, written(township), State.BUILT)
    with pytest.raises(NotPermitted):
        disclosure_act(actor=township.actor("BO"), disclosure=disclosure, action="check")


def test_a_correction_keeps_the_old_edition_and_says_what_changed(township: Township) -> None:
    disclosure = taken_to(township, written(township), State.PUBLISHED)
    first = disclosure.live
    assert first is not None
    disclosure_act(actor=township.actor("FH"), disclosure=disclosure, action="correct", reason="保障措施写错了，少了一条")
    disclosure.refresh_from_db()
    assert (disclosure.state, disclosure.live, disclosure.built) == (State.DRAFT, first, None)
    statements_set(
        actor=township.actor("BO"), disclosure=disclosure, edition=disclosure.edition, about=Statement.About.SAFEGUARD,
        written=[Written("按职责办好全年的事。", "办实事"), Written("每季度公布一次进度。", "勤公布")],
    )  # fmt: skip
    taken_to(township, disclosure, State.PUBLISHED)
    disclosure.refresh_from_db()
    second = disclosure.live
    assert second is not None
    assert (second.number, second.correcting) == (2, "保障措施写错了，少了一条")
    assert first.holds()
    told = "\n".join(str(each) for each in differences(open_data_of(first), open_data_of(second)))
    assert "每季度公布一次进度" in told
    assert "按职责办好全年的事" not in told


def test_a_reason_for_a_warning_holds_for_just_that_warning(township: Township) -> None:
    disclosure = written(township)
    note = disclosure.notes.get()
    disclosure.notes.update(of="0" * 64)
    assert "重新确认" in refusals(disclosure)
    warning_explain(
        actor=township.actor("BO"), disclosure=disclosure, edition=disclosure.edition, rule=note.rule, text="由上级统一列支，不在本单位列。"
    )
    assert refusals(disclosure) == ""
    with pytest.raises(Refused, match="没有这一条提醒"):
        warning_explain(actor=township.actor("BO"), disclosure=disclosure, edition=disclosure.edition, rule="R001", text="没有的提醒")


def test_a_reason_of_the_other_direction_is_hinted_at_and_stops_nothing(township: Township, signed_in: SignIn) -> None:
    disclosure = written(township)
    assert "再看一眼" not in signed_in("BO").get(disclosure.get_absolute_url()).content.decode()
    texts = {"基本支出": "人员减少，压减办公费"}
    reasons_set(actor=township.actor("BO"), disclosure=disclosure, edition=disclosure.edition, texts=texts)
    assert "基本支出比上年增加" in signed_in("BO").get(disclosure.get_absolute_url()).content.decode()
    assert refusals(disclosure) == ""


def test_two_colleagues_do_not_overwrite_each_other(township: Township) -> None:
    disclosure = begun(township)
    edition = disclosure.edition
    counted_set(actor=township.actor("BO"), disclosure=disclosure, edition=edition, counted=Counted(0, 0, 1))
    with pytest.raises(OutOfTurn):
        counted_set(actor=township.actor("BO"), disclosure=disclosure, edition=edition, counted=Counted(0, 0, 2))
    disclosure.refresh_from_db()
    assert disclosure.vehicles_bought == 1
    with pytest.raises(Refused, match="团组数和人次"):
        counted_set(actor=township.actor("BO"), disclosure=disclosure, edition=disclosure.edition, counted=Counted(1, 0, 0))
    assert "购置数" in refusals(disclosure)


def test_what_is_on_its_way_is_not_written_in(township: Township) -> None:
    disclosure = taken_to(township, written(township), State.BUILT)
    with pytest.raises(OutOfTurn):
        statements_set(
            actor=township.actor("BO"), disclosure=disclosure, edition=disclosure.edition, about=Statement.About.MATTER, written=[]
        )
    disclosure_act(actor=township.actor("BO"), disclosure=disclosure, action="take_back")
    assert disclosure.built is None
    assert Snapshot.objects.count() == 1
