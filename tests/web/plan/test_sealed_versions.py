"""Somebody changes a sealed budget behind the office's back: does `wenxiao verify` find it, and say which line?"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models import F

from postgresql import address
from web.plan.compiling import approve, brought
from web.township import Township
from wenxiao.control.sealed import verify_sealed
from wenxiao.control.verify import verify
from wenxiao.web.plan.models import Compilation, RevenueLine, Version
from wenxiao.web.plan.services.versions import version_digest

pytestmark = pytest.mark.django_db(transaction=True)
POSTGRESQL = os.environ.get("WENXIAO_TEST_DATABASE") == "postgresql"


def source() -> str:
    """The database of this test, as `wenxiao verify` is told of it."""
    name = str(connection.settings_dict["NAME"])
    if not POSTGRESQL:
        return name
    before, question, options = address().partition("?")
    return f"{before.rpartition('/')[0]}/{name}{question}{options}"


def told(of: str = "") -> list[str]:
    return [each.sentence for each in verify_sealed(of or source()) if not each.holds]


def test_what_is_touched_after_sealing_is_found_and_named(township: Township, tmp_path: Path) -> None:
    """In one test: an approved budget takes a second to make, and each tampering is undone before the next."""
    compilation = brought(township, "second_sent")
    approve(township, compilation)
    assert [each.sentence for each in verify_sealed(source())] == [
        "T01 2024 年预算一上：与封存时一致", "T01 2024 年预算二上：与封存时一致", "T01 2024 年预算批复：与封存时一致",
    ]  # fmt: skip
    version = Version.objects.get(stage="approved")
    rows = Version.objects.filter(pk=version.pk)
    sealed, hashed = version.sealed, version.hash

    version.projects.update(requested=F("requested") + 100)
    (found,) = told()
    assert found.startswith("T01 2024 年预算批复：与封存时不一致：项目支出有 ")
    assert " 行被改动过，现在是 “T01-2024-001 " in found
    rows.update(hash=version_digest(version))
    (found,) = told()
    assert "版本上所记的摘要与留痕里的不符" in found
    assert "被改动过，现在是" in found
    call_command("backup", str(tmp_path / "tampered.zip"), verbosity=0)
    assert told(str(tmp_path / "tampered.zip")) == [found]
    version.projects.update(requested=F("requested") - 100)
    rows.update(hash=hashed)
    assert told() == []

    line = version.revenue.first()
    assert line is not None
    count, pk = version.revenue.count(), line.pk
    line.delete()
    assert told() == [f"T01 2024 年预算批复：与封存时不一致：收入预算少了 1 行：封存时 {count} 行，现有 {count - 1} 行"]
    line.pk = pk
    line.save(force_insert=True)
    assert told() == []

    added = RevenueLine.objects.create(version=version, fund="general", source="没有这笔", amount=123456)
    assert told() == ["T01 2024 年预算批复：与封存时不一致：收入预算有 1 行是封存时没有的：“general 没有这笔 1234.56 元”"]
    added.delete()

    rows.update(sealed=None, hash="")
    assert told() == ["T01 2024 年预算批复：与封存时不一致：封存标记被撤掉了"]
    rows.update(sealed=sealed, hash=hashed)
    Version.objects.filter(pk=version.pk).update(number=7)
    assert any("整个版本不见了" in each for each in told())
    assert any("留痕里没有封存它的记录" in each for each in told())
    rows.update(number=version.number)

    assert told() == []
    assert all(each.holds for each in verify(source()))
    call_command("backup", str(tmp_path / "sound.zip"), verbosity=0)
    assert told(str(tmp_path / "sound.zip")) == []
    assert Compilation.objects.get().state == Compilation.State.APPROVED
