"""Is the public site whole: every link leads somewhere, every figure is the published one and opens, every page is sound HTML?"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path, PurePosixPath

import pytest
from lxml import etree, html

from generated.unit_years import Shape
from web.publish.public.markup import faults
from web.publish.public.published_years import final_accounts, of_editions, publication, unit_records, with_data
from wenxiao.disclosure.figures import Figure
from wenxiao.disclosure.open_data_read import NotOpenDataError, read_open_data
from wenxiao.web.publish.public.book import ContradictedError, anchor, short, text
from wenxiao.web.publish.public.edition import DATA, Publication
from wenxiao.web.publish.public.folder import ForeignFolderError, prepared
from wenxiao.web.publish.public.home import feed
from wenxiao.web.publish.public.pages import LARGE
from wenxiao.web.publish.public.publication import publication_files, summary
from wenxiao.web.publish.public.site import Work, site_write

# Every page of a phone is there at once: so many bytes, before any compression.
LARGEST_PAGE, LARGEST_STYLE = 100_000, 20_000
ATOM = "{http://www.w3.org/2005/Atom}"


def publications() -> list[Publication]:
    """Of units of several kinds, one corrected, one with final accounts beside its budget."""
    lean = Shape(9, one_duty=True, last_year=False, procurement=False, vehicles=False)
    corrected = of_editions(
        unit_records(Shape(7), "307", "南山街道办事处"),
        unit_records(Shape(8), "307", "南山街道办事处"),
        changes=("“支出总计”由“1.00 元”变为“2.00 元”",),
    )
    return [
        publication(Shape(3)),
        publication(Shape(3, year=2023)),
        final_accounts(Shape(3)),
        publication(lean, "306", "东风镇人民政府"),
        corrected,
        publication(Shape(5, capital=True, grain=1, times=100), "308（新）", "绿水镇人民政府"),
    ]


def write(folder: Path, *made: Publication, told: Callable[[int, str], None] = lambda *_: None) -> int:
    """How many files changed."""
    return site_write([Work(each, prepared(folder), True) for each in made], folder, 1, told).written


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("public-site")
    write(folder, *publications())
    return folder


def pages(site: Path, pattern: str = "*.html") -> Iterator[Path]:
    return (path for path in sorted(site.rglob(pattern)) if "files" not in path.parts)


def read(path: Path) -> html.HtmlElement:
    return html.fromstring(path.read_bytes().decode())


@pytest.fixture(scope="module")
def links(site: Path) -> dict[str, list[tuple[str, str, str]]]:
    """Of each page: every address as it stands, what it leads to, and the place there."""
    found = {}
    for path in map(str, pages(site)):
        hrefs = set(re.findall(r' href="([^"]+)"', Path(path).read_text(encoding="utf-8")))
        apart = ((href, *href.partition("#")[::2]) for href in hrefs)
        found[path] = [(href, os.path.normpath(os.path.join(path, "..", address)) if address else path, at) for href, address, at in apart]
    return found


def test_every_link_leads_to_a_page_and_a_place_that_are_there(site: Path, links: dict[str, list[tuple[str, str, str]]]) -> None:
    ids = {path: set(re.findall(r' id="([^"]+)"', Path(path).read_text(encoding="utf-8"))) for path in links}
    files = {str(path) for path in site.rglob("*") if path.is_file()}
    every = [link for found in links.values() for link in found]
    assert {href for href, target, place in every if target not in files or (place and place not in ids[target])} == set()
    # None out of the site, none that knows where it stands.
    assert {href for href, _, _ in every if ":" in href or href.startswith("/")} == set()
    assert len(every) > 10_000


def test_every_page_is_reached_from_the_first_one(site: Path, links: dict[str, list[tuple[str, str, str]]]) -> None:
    reached, waiting = set[str](), [str(site / "index.html")]
    while waiting:
        path = waiting.pop()
        if path not in reached:
            reached.add(path)
            waiting += [target for _, target, _ in links.get(path, ())]
    # The address of an edition that is still the newest is for those who will come back to it.
    forwards = {str(path) for path in site.rglob("editions/*/*.html") if "打开</a>。以后有更正" in path.read_text(encoding="utf-8")}
    assert {str(path) for path in site.rglob("*") if path.is_file()} - reached == forwards
    assert len(forwards) == 2 * len(publications())


def test_every_page_is_sound_html_and_says_what_it_is(site: Path) -> None:
    found = [f"{path.relative_to(site)}: {fault}" for path in pages(site) for fault in faults(path.read_bytes())]
    assert found == []


def test_the_faults_of_a_page_are_found() -> None:
    page = (
        '<!DOCTYPE html>\n<html lang="zh-CN"><head><title>一</title><meta name="description" content="二"></head><body><main><h1>三</h1>'
        '<table><caption>表</caption><thead><tr><th scope="col">甲</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>'
        "</main></body></html>"
    )
    assert list(faults(page.encode())) == []
    broken = (
        ("<h1>三</h1>", "<h1>三"),
        ("<h1>三</h1>", ""),
        ("<h1>三</h1>", "<h1><div>三</div></h1>"),
        ("<td>1</td>", "<td>1</td><td>2</td>"),
        ("<caption>表</caption>", ""),
        ("<main>", '<main id="a"><p id="a">四</p>'),
        ("<main>", '<main aria-labelledby="b">'),
        ("<table>", "<h3>五</h3><table>"),
        ('content="二"', 'content=""'),
    )
    for old, new in broken:
        assert list(faults(page.replace(old, new).encode())), new


def test_a_page_of_the_document_that_begins_within_a_chapter_skips_no_level(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wenxiao.web.publish.public.paper.MOST_CELLS", 5)
    cut = {path: content for path, content in publication_files(publication(Shape(3))) if "/document-" in path}
    assert len(cut) > 60
    assert [(path, fault) for path, content in cut.items() for fault in faults(content)] == []


def test_a_long_table_goes_on_on_the_next_page_with_its_head_and_every_row(site: Path) -> None:
    found = [path for path in pages(site) if "（续）</caption>" in re.sub(r" <span.*?</span>", "", path.read_text(encoding="utf-8"))]
    assert found
    for path in found:
        for table in read(path).xpath("//table[contains(caption, '（续）')]"):
            assert table.xpath("./thead/tr/th")
            assert table.xpath("./tbody/tr")


def test_no_page_has_a_script_or_is_heavy(site: Path) -> None:
    for path in pages(site):
        content = path.read_bytes()
        assert b"<script" not in content
        assert not re.search(rb' (style|on[a-z]+)="', content)
        assert len(content) < LARGEST_PAGE, path
    assert (site / "site.css").stat().st_size < LARGEST_STYLE


def editions(site: Path) -> Iterator[tuple[Path, dict[str, Figure]]]:
    """The folder of each edition and the figures it was published with."""
    for data in sorted(site.rglob(f"files/{DATA}")):
        yield data.parents[1], dict(read_open_data(json.loads(data.read_bytes())).figures)


def test_every_figure_on_a_page_is_the_published_one_and_opens(site: Path) -> None:
    seen = 0
    for folder, figures in editions(site):
        by_anchor = {anchor(id): figure for id, figure in figures.items()}
        for path in pages(folder):
            if path.name.startswith("document-") or "editions" in path.relative_to(folder).parts:
                continue
            for link in read(path).xpath("//a[@class='f']"):
                figure = by_anchor.get(link.get("href").partition("#")[2])
                if figure is not None:
                    seen += 1
                    size = replace(figure, value=abs(figure.value))
                    told = {f(each) for f in (short, text) for each in (figure, size)}
                    assert link.text in {*told, *(f"{each} 万元" for each in told), text(size, unit=False)}, (path, link.text)
    assert seen > 3_000


def test_the_document_is_told_word_for_word(site: Path) -> None:
    for data in sorted(site.rglob(f"files/{DATA}")):
        manuscript = json.loads(data.read_bytes())["manuscript"]
        number, told = 1, ""
        while (path := data.parents[1] / f"document-{number}.html").is_file():
            told += "".join("".join(element.itertext()) for element in read(path).xpath("//main"))
            number += 1
        told = "".join(told.split())
        for part in manuscript["parts"]:
            cells = [cell.get("text", "") for row in (*part.get("head", ()), *part.get("body", ())) for cell in row]
            for said in (part.get("text", ""), part.get("note", ""), *cells):
                assert "".join(said.split()) in told


def test_every_derivation_adds_up_as_it_is_shown(site: Path) -> None:
    added = 0
    for path in (path for path in pages(site) if path.parent.name == "figures" and LARGE not in path.name):
        for row in read(path).xpath("//tbody/tr"):
            value, way = row.xpath("./td[1]")[0].text, "".join(row.xpath("./td[2]")[0].itertext())
            parts = [Decimal(each.replace(",", "")) for each in re.findall(r" (-?[\d,]+(?:\.\d+)?)(?= 元| [＋－]|$)", way)]
            if " ＋ " in way:
                added += 1
                assert sum(parts) == Decimal(value.replace(",", "").replace(" 元", "")), way
            elif " － " in way:
                assert parts[0] - parts[1] == Decimal(value.replace(",", "").replace(" 元", "")), way
            else:
                assert parts or "记录" in way or "÷" in way or "×" in way, way
    assert added > 300


def test_spending_by_code_is_the_sum_of_the_lines(site: Path) -> None:
    for data in sorted(site.rglob(f"files/{DATA}")):
        lines = json.loads(data.read_bytes())["lines"]
        for page, axis, parts in (
            ("function.html", "function_code", (("personnel", "operating"), ("project",))),
            ("economic.html", "economic_code", (("personnel",), ("operating",), ("project",))),
        ):
            rows = read(data.parents[1] / page).xpath("//tbody/tr")
            for row in rows:
                code = row.findtext("th").replace("合计", "")
                below = [line for line in lines if line[axis].startswith(code)]
                wanted = [sum(line["amount"] for line in below if line["part"] in own) for own in parts]
                shown = [int(Decimal(cell.text_content().replace(",", "")) * 1_000_000) for cell in row.xpath("./td")[1:]]
                assert shown == [sum(wanted), *wanted], (data, code)
            assert {line[axis][:3] for line in lines if line["amount"]} == {
                row.findtext("th") for row in rows if len(row.findtext("th")) == 3
            }


def test_every_indicator_is_shown_with_its_four_bands(site: Path) -> None:
    seen = 0
    for data in sorted(site.rglob(f"files/{DATA}")):
        for duty in json.loads(data.read_bytes()).get("programme", ()):
            for project in (project for activity in duty["activities"] for project in activity["projects"]):
                page = read(data.parents[1] / "projects" / f"{project['code']}.html").xpath("//table")[0]
                rows = {row.findtext("th"): [cell.text for cell in row.findall("td")] for row in page.xpath(".//tbody/tr")}
                for indicator in project["indicators"]:
                    seen += 1
                    assert rows[indicator["name"]][3:7] == [indicator["standards"][grade] for grade in "优良中差"]
    assert seen > 100


def test_nobody_is_named(site: Path) -> None:
    # Who gave the reasons of the generated years.
    assert not any("王一" in path.read_text(encoding="utf-8") for path in pages(site))


def test_what_can_be_downloaded_is_what_was_signed(site: Path) -> None:
    from hashlib import sha256

    for made in publications():
        for edition in made.editions:
            folder = site / made.address(edition)
            page = (folder / "downloads.html").read_text(encoding="utf-8")
            for file in edition.files:
                assert (folder / "files" / file.name).read_bytes() == file.content
                assert sha256(file.content).hexdigest() in page


def test_an_edition_that_was_corrected_stays_and_says_so(site: Path) -> None:
    first, now = (read(site / f"307/2025/budget/{path}index.html").text_content() for path in ("editions/1/", ""))
    assert "这是第 1 版，已经更正" in first
    assert "项目金额登记有误，按批复更正" in now
    told = read(site / "307/2025/budget/notice.html").text_content()
    assert "“支出总计”由“1.00 元”变为“2.00 元”" in told
    assert "打开" in read(site / "307/2025/budget/editions/2/index.html").text_content()


def test_large_type_leads_on_to_large_type_and_back(site: Path) -> None:
    for path in pages(site, f"*{LARGE}"):
        page = read(path)
        assert page.get("class") == "large"
        links = [link for link in page.xpath("//body//a/@href") if ".html" in link and "files/" not in link]
        back = path.name.replace(LARGE, ".html")
        assert [link for link in links if LARGE not in link] == [back]
        assert read(path.with_name(back)).text_content().replace("大字版", "标准字号") == page.text_content()


def test_the_feed_tells_of_every_edition_newest_first(site: Path) -> None:
    root = etree.fromstring((site / "feed.xml").read_bytes())
    entries = root.findall(f"{ATOM}entry")
    assert len(entries) == sum(len(made.editions) for made in publications())
    days = [entry.findtext(f"{ATOM}updated", "") for entry in entries]
    assert days == sorted(days, reverse=True)
    assert root.findtext(f"{ATOM}updated") == days[0]
    assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == len(entries)
    assert all((site / link.get("href", "")).is_file() for entry in entries for link in entry.findall(f"{ATOM}link"))
    assert any("更正：项目金额登记有误" in (entry.findtext(f"{ATOM}summary") or "") for entry in entries)


def test_a_reason_with_signs_of_markup_harms_neither_page_nor_feed() -> None:
    made = publication(Shape(2), name="<甲>&乙镇人民政府")
    told = feed([summary(made)])
    assert "<甲>&乙镇人民政府" in str(etree.fromstring(told).findtext(f"{ATOM}entry/{ATOM}title"))
    for path, content in publication_files(made):
        if PurePosixPath(path).suffix == ".html" and "/files/" not in path:
            assert not list(faults(content)), path


def test_only_what_changed_is_written_again(tmp_path: Path) -> None:
    first, other = publication(Shape(3)), publication(Shape(4), "309", "另一镇人民政府")
    count = write(tmp_path, first)
    assert count > 50
    assert write(tmp_path, first) == 0
    write(tmp_path, first, other)
    kept = (tmp_path / "305/2025/budget/index.html").stat().st_mtime_ns
    # Another year of another unit: the home page and its own, nothing of the first.
    assert 0 < write(tmp_path, first, publication(Shape(5), "309", "另一镇人民政府")) < 2 * count
    assert (tmp_path / "305/2025/budget/index.html").stat().st_mtime_ns == kept


def test_a_page_of_a_project_that_is_no_more_goes(tmp_path: Path) -> None:
    write(tmp_path, publication(Shape(3)))
    before = {path.name for path in tmp_path.glob("305/2025/budget/projects/*")}
    write(tmp_path, publication(Shape(4)))
    after = {path.name for path in tmp_path.glob("305/2025/budget/projects/*")}
    assert before - after
    other = publication(Shape(4))
    wanted = {PurePosixPath(path).name for path, _ in publication_files(other) if "/projects/" in path}
    assert after == wanted


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "家信.txt").write_text("在此", encoding="utf-8")
    with pytest.raises(ForeignFolderError, match="里有别的文件"):
        prepared(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["家信.txt"]


def test_two_processes_write_what_one_writes(site: Path, tmp_path: Path) -> None:
    made = publications()
    seen: list[int] = []
    total = site_write([Work(each, prepared(tmp_path), True) for each in made], tmp_path, len(made), lambda done, _: seen.append(done))
    assert seen == list(range(1, len(made) + 1))
    files = {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert files == {path.relative_to(site): path.read_bytes() for path in site.rglob("*") if path.is_file()}
    assert total.files == total.written == len(files)


def test_a_figure_that_its_records_contradict_stops_the_writing() -> None:
    made = publication(Shape(3))
    data = json.loads(made.editions[0].content(DATA))
    figures = [each | ({"value": each["value"] + 1} if each["id"] == "支出/按功能科目/201" else {}) for each in data["figures"]]
    with pytest.raises(ContradictedError, match="201 一般公共服务支出"):
        list(publication_files(with_data(made, figures=figures)))


def test_data_of_another_kind_stop_the_writing() -> None:
    with pytest.raises(NotOpenDataError):
        list(publication_files(with_data(publication(Shape(3)), schema="别的/1")))
