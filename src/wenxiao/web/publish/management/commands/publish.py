"""`wenxiao publish`: the site for the public, of everything that was published, for any plain file server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from wenxiao.disclosure.open_data_read import NotOpenDataError
from wenxiao.report.target import ReportError
from wenxiao.web.people.models import Unit
from wenxiao.web.publish.models import Disclosure
from wenxiao.web.publish.public.book import ContradictedError
from wenxiao.web.publish.public.folder import ForeignFolderError, prepared
from wenxiao.web.publish.public.site import Total, Work, site_write
from wenxiao.web.publish.public.stored import SnapshotBrokenError, publication, published

NOTHING_PUBLISHED = 1


class Command(BaseCommand):
    help = "写出公开网站"
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--output", required=True)
        parser.add_argument("--unit", default="")
        parser.add_argument("--year", type=int)

    def handle(self, *, output: str, unit: str = "", year: int | None = None, **_: Any) -> None:
        found = list(published())
        wanted = {each.pk for each in found if (not unit or each.unit.code == unit) and (year is None or each.year == year)}
        if not wanted:
            for line in _nothing(unit, year):
                self.stderr.write(line)
            raise SystemExit(NOTHING_PUBLISHED)
        try:
            total = self._write(found, wanted, prepared(Path(output)))
        except (ForeignFolderError, SnapshotBrokenError, ContradictedError, NotOpenDataError, ReportError) as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{output} 写不进去：{error.strerror or error}") from error
        self.stdout.write(
            f"公开网站写在 {output}：{len(wanted)} 份公开，{total.files} 个文件，其中 {total.written} 个有变化。"
            f"打开 {Path(output) / 'index.html'} 就能看；把整个文件夹放到公开的网站服务器上即可。"
        )

    def _write(self, found: list[Disclosure], wanted: set[int], folder: Path) -> Total:
        def told(done: int, name: str) -> None:
            self.stderr.write(f"[{done}/{len(found)}] {name}")

        works = (Work(publication(each), folder, each.pk in wanted) for each in found)
        return site_write(works, folder, len(found), told)


def _nothing(unit: str, year: int | None) -> Iterator[str]:
    """What there is instead, and at which step it is."""
    asked = "".join((f"单位 {unit} " if unit else "", f"{year} 年" if year is not None else ""))
    yield f"{asked}还没有公开过的文件，没有写出网站。签发并公开以后再运行。"
    on_their_way = Disclosure.objects.select_related("unit").order_by("unit__code", "-year", "document")
    if unit:
        on_their_way = on_their_way.filter(unit__code=unit)
        if not Unit.objects.filter(code=unit).exists():
            yield f"没有编码为 {unit} 的单位。"
    if year is not None:
        on_their_way = on_their_way.filter(year=year)
    for each in on_their_way:
        yield f"  {each.unit.code} {each.unit.name}：{each}，{each.get_state_display()}"
    begun = on_their_way.values("unit")
    for left in Unit.objects.exclude(pk__in=begun).filter(**({"code": unit} if unit else {})).order_by("code"):
        yield f"  {left.code} {left.name}：还没有开始编写"
