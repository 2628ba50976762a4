"""Does `wenxiao publish` write what is published, say plainly when nothing is, and stop at what was tampered with?"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from web.plan.making import YEAR
from web.publish.publishing import begun, taken_to, written
from web.replay import replayed
from web.township import Township
from wenxiao import cli
from wenxiao.web.publish.models import Disclosure, Statement
from wenxiao.web.publish.public.stored import publication
from wenxiao.web.publish.services.disclosures import Written, disclosure_act, statements_set

pytestmark = pytest.mark.django_db


def published(folder: Path, **options: Any) -> tuple[str, str]:
    """What is said on stdout and on stderr."""
    out, progress = io.StringIO(), io.StringIO()
    call_command("publish", output=str(folder), stdout=out, stderr=progress, **options)
    return out.getvalue(), progress.getvalue()


def out_there(township: Township) -> Disclosure:
    return replayed("published-for-the-site", lambda: taken_to(township, written(township), "published"), township)


def test_what_was_published_is_written_with_progress(township: Township, tmp_path: Path) -> None:
    disclosure = out_there(township)
    told, progress = published(tmp_path / "site")
    folder = tmp_path / "site" / township.unit.code / str(YEAR) / "budget"
    assert "1 份公开" in told
    assert f"[1/1] {township.unit.name} {YEAR} 年部门预算" in progress
    assert disclosure.live is not None
    for file in disclosure.live.files.select_related("attachment"):
        assert (folder / "files" / file.name).read_bytes() == bytes(file.attachment.content)
    notice = (folder / "notice.html").read_text(encoding="utf-8")
    for step in ("生成公开文件", "核对无误", "保密审查通过", "签发", "公开"):
        assert step in notice
    # Posts are told, their holders are not.
    for role in ("BO", "FH", "SO", "ML"):
        assert township.actor(role).person not in notice
    assert "其中 0 个有变化" in published(tmp_path / "site")[0]


def test_nothing_published_is_said_with_what_each_unit_is_at(township: Township, tmp_path: Path) -> None:
    begun(township)
    out = io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("publish", output=str(tmp_path / "site"), stdout=out, stderr=out)
    assert ended.value.code == 1
    assert "还没有公开过的文件" in out.getvalue()
    assert f"{township.unit.name}：{YEAR} 年部门预算公开，编写中" in out.getvalue()
    assert not (tmp_path / "site").exists()


def test_a_unit_or_year_that_has_nothing_is_said_so(township: Township, tmp_path: Path) -> None:
    out_there(township)
    out = io.StringIO()
    for options, told in (({"unit": "没有的"}, "没有编码为 没有的 的单位"), ({"year": YEAR + 7}, f"{YEAR + 7} 年还没有公开过的文件")):
        with pytest.raises(SystemExit):
            call_command("publish", output=str(tmp_path), stdout=out, stderr=out, **options)
        assert told in out.getvalue()
    assert "1 份公开" in published(tmp_path, unit=township.unit.code, year=YEAR)[0]


def test_a_correction_keeps_the_first_edition_at_its_address_and_tells_what_changed(township: Township, tmp_path: Path) -> None:
    disclosure = out_there(township)
    disclosure_act(actor=township.actor("FH"), disclosure=disclosure, action="correct", reason="总体目标漏写了一句，现在补上。")
    disclosure.refresh_from_db()
    # While it is being corrected the public goes on reading what was published.
    assert [each.number for each in publication(disclosure).editions] == [1]
    more = [Written("把民生实事办好办实。", "办实事")]
    compiler = township.actor("BO")
    about = Statement.About.OBJECTIVE
    statements_set(actor=compiler, disclosure=disclosure, edition=disclosure.edition, about=about, written=more)
    taken_to(township, disclosure, "published")
    disclosure.refresh_from_db()
    published(tmp_path)
    folder = tmp_path / township.unit.code / str(YEAR) / "budget"
    notice = (folder / "notice.html").read_text(encoding="utf-8")
    assert "总体目标漏写了一句" in notice
    assert "把民生实事办好办实" in notice
    assert "已经更正" in (folder / "editions/1/index.html").read_text(encoding="utf-8")
    assert "总体目标漏写了一句" in (tmp_path / "feed.xml").read_text(encoding="utf-8")


def test_a_file_changed_in_the_database_does_not_go_out(township: Township, tmp_path: Path) -> None:
    disclosure = out_there(township)
    assert disclosure.live is not None
    kept = disclosure.live.files.get(name="disclosure.json").attachment
    with connection.cursor() as cursor:
        changed = bytes(kept.content).replace("办实事".encode(), "办虚事".encode())
        assert changed != bytes(kept.content)
        cursor.execute(f"UPDATE {kept._meta.db_table} SET content = %s WHERE hash = %s", [changed, kept.pk])
    with pytest.raises(CommandError, match="与签发时的摘要不一致"):
        published(tmp_path / "site")
    assert not (tmp_path / "site" / "index.html").exists()


def test_a_folder_with_other_things_is_refused_in_one_sentence(township: Township, tmp_path: Path) -> None:
    out_there(township)
    (tmp_path / "别的.txt").touch()
    with pytest.raises(CommandError, match="请给一个空文件夹"):
        published(tmp_path)


def test_without_an_office_there_is_nothing_to_publish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    monkeypatch.setenv("WENXIAO_DATA", str(tmp_path / "nowhere"))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    assert cli.main(["publish", "--output", str(tmp_path / "site")]) == cli.UNREADABLE
    assert "没有可公开的" in capsys.readouterr().err
    assert not (tmp_path / "nowhere").exists()
