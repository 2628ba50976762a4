"""What is over all units: who published what, where is a project by what it is for, and what went out or was corrected last?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from uuid import NAMESPACE_OID, uuid5

from wenxiao.disclosure.figures import Axis, name_of
from wenxiao.vocabulary.shown import WAN, format_base
from wenxiao.web.publish.public.pages import Page, written
from wenxiao.web.publish.public.publication import Amount, Listed, Summary, Went

STYLE, ICON = "site.css", "icon.svg"
# What the list of changes tells of, newest first.
MOST_ENTRIES = 100
# Rows of an index on one page.
LONGEST = 300


def home_files(summaries: Sequence[Summary]) -> Iterator[tuple[str, bytes]]:
    """Every file that belongs to no single publication, by its path below the site. `summaries` newest year first within a unit."""
    units: dict[str, list[Summary]] = defaultdict(list)
    for each in summaries:
        units[each.unit_folder].append(each)
    rows = [(own[0], _row(own[0]), len(own)) for own in units.values()]
    yield from written(Page("index.html", "home.html", {"units": rows, "count": len(units)}), "", {}).items()
    for folder, own in units.items():
        shown = {"unit": own[0].unit, "years": [(each, _row(each)) for each in own]}
        yield from written(Page("index.html", "unit.html", shown), folder, {}).items()
    yield from _index(summaries)
    yield "feed.xml", feed(summaries)
    for name in (STYLE, ICON):
        yield name, Path(__file__).with_name(name).read_bytes()


def feed(summaries: Sequence[Summary]) -> bytes:
    """公开和更正 as Atom (RFC 4287). Addresses are relative to its own: where the site will stand is not known."""
    entries = [(each, went) for each in summaries for went in each.went]
    entries.sort(key=lambda entry: (entry[1].published_on, entry[0].code, entry[0].year, entry[1].number), reverse=True)
    told = "".join(_entry(each, went) for each, went in entries[:MOST_ENTRIES])
    newest = entries[0][1].published_on if entries else "1970-01-01"
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="zh-CN">\n'
        f"<id>urn:uuid:{uuid5(NAMESPACE_OID, '/'.join(sorted({each.code for each in summaries})))}</id>\n"
        "<title>部门预决算公开和更正</title>\n<author><name>各公开单位</name></author>\n"
        f'<link rel="self" href="feed.xml"/>\n<link rel="alternate" href="index.html"/>\n<updated>{newest}T00:00:00+08:00</updated>\n'
        f"{told}</feed>\n"
    ).encode()


def _entry(each: Summary, went: Went) -> str:
    what = f"更正：{went.correcting}" if went.correcting else "公开"
    title = f"{each.unit} {each.title}，第 {went.number} 版"
    return (
        f"<entry><id>urn:uuid:{uuid5(NAMESPACE_OID, went.hash)}</id><title>{escape(title)}</title>"
        f'<link rel="alternate" href="{went.folder}/index.html"/><updated>{went.published_on}T00:00:00+08:00</updated>'
        f"<summary>{escape(what)}</summary></entry>\n"
    )


def _row(each: Summary) -> dict[str, tuple[str, str] | None]:
    return {"total": _shown(each.total), "three_public": _shown(each.three_public) if each.three_public else None}


def _shown(amount: Amount) -> tuple[str, str]:
    return _wan(amount.value), amount.place


def _index(summaries: Sequence[Summary]) -> Iterator[tuple[str, bytes]]:
    """Projects of the newest year of each unit, by what they are for."""
    by_category: dict[str, list[Listed]] = defaultdict(list)
    seen: set[str] = set()
    for each in summaries:
        if each.code not in seen:
            seen.add(each.code)
            for project in each.projects:
                by_category[project.category].append(project)
    listed = []
    for category, projects in sorted(by_category.items()):
        projects.sort(key=lambda project: (project.name, project.unit))
        sheets = [projects[at : at + LONGEST] for at in range(0, len(projects), LONGEST)]
        stem = category or "none"
        names = [f"find/{stem}.html" if number == 1 else f"find/{stem}-{number}.html" for number in range(1, len(sheets) + 1)]
        title = f"{category} {name_of(Axis.FUNCTION, category)}" if category else "没有安排钱的项目"
        listed.append((title, names[0], len(projects), _wan(sum(project.amount.value for project in projects))))
        others = [(name.removeprefix("find/"), sheet[0].name, sheet[-1].name) for name, sheet in zip(names, sheets, strict=True)]
        for number, (name, sheet) in enumerate(zip(names, sheets, strict=True), 1):
            shown = {"title": title, "number": number, "sheets": others, "projects": [(each, *_shown(each.amount)) for each in sheet]}
            yield from written(Page(name, "find_category.html", shown), "", {}).items()
    yield from written(Page("find.html", "find.html", {"listed": listed}), "", {}).items()


def _wan(value: int) -> str:
    return format_base(value, WAN, 2, grouped=True)
