"""A manuscript as a Word file by GB/T 9704-2012 that an office can go on working with: real headings, captions, tables and sections.

Written as XML by hand rather than through python-docx, which takes seconds for a long table. The same manuscript gives the same bytes.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from wenxiao.documents.manuscript import Heading, Manuscript, Paragraph, Part
from wenxiao.documents.write.docx_look import (
    CHARACTER,
    LYING,
    UPRIGHT,
    Page,
    R,
    W,
    font_table,
    footer,
    section,
    settings,
    styles,
)
from wenxiao.documents.write.docx_table import run, table_xml
from wenxiao.documents.write.length import characters
from wenxiao.documents.write.lying import lying
from wenxiao.documents.write.markup import escaped
from wenxiao.documents.write.title import broken_title

LANGUAGE = "zh-CN"

_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def write_docx(manuscript: Manuscript) -> bytes:
    """The file. Raises ValueError where a row of a table does not fill its columns."""
    parts = {
        "word/document.xml": _document(manuscript),
        "word/styles.xml": styles(LANGUAGE),
        "word/settings.xml": settings(LANGUAGE),
        "word/fontTable.xml": font_table(),
        **{f"word/{name}.xml": footer(page, odd=odd) for name, (page, odd) in _FOOTERS.items()},
        "docProps/core.xml": _core_properties(manuscript),
        "docProps/app.xml": '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>',
    }
    return _package({"[Content_Types].xml": _content_types(parts), "_rels/.rels": _package_relations(), _RELATIONS: _relations(), **parts})


@dataclass(frozen=True, slots=True)
class _Words:
    """A paragraph of the file that waits for its section to end: the section's last paragraph bears its properties."""

    style: str
    text: str = ""
    properties: str = ""

    def xml(self, section_properties: str = "") -> str:
        text = run(self.text) if self.text else ""
        return f'<w:p><w:pPr><w:pStyle w:val="{self.style}"/>{self.properties}{section_properties}</w:pPr>{text}</w:p>'


_Title = str
_AFTER_TABLE = _Words("TableEnd")


def _document(manuscript: Manuscript) -> str:
    sections = [(page, list(parts)) for page, parts in _sections(manuscript)]
    body: list[str] = []
    for number, (page, parts) in enumerate(sections, 1):
        is_last = number == len(sections)
        items = [item for part in parts for item in _items(part, page)]
        if is_last:
            items += _signature(manuscript)
        last = items.pop()
        assert isinstance(last, _Words), "a table is followed by a paragraph"
        properties = section(page, odd=_footer_relation(page, odd=True), even=_footer_relation(page, odd=False))
        body += [item.xml() if isinstance(item, _Words) else item for item in items]
        body += [last.xml(), properties] if is_last else [last.xml(properties)]
    return f'<w:document xmlns:w="{W}" xmlns:r="{R}"><w:body>{"".join(body)}</w:body></w:document>'


def _sections(manuscript: Manuscript) -> Iterator[tuple[Page, Iterator[Part | _Title]]]:
    """Runs of parts on one kind of page, the title as the heading above them all."""
    lies = lying(manuscript.parts)
    both = zip([any(lies[:1]), *lies], (broken_title(manuscript), *manuscript.parts), strict=True)
    for turned, parts in groupby(both, key=lambda one: one[0]):
        yield LYING if turned else UPRIGHT, (part for _, part in parts)


def _items(part: Part | _Title, page: Page) -> list[_Words | str]:
    if isinstance(part, _Title):
        return [_Words("Title", part)]
    if isinstance(part, Heading):
        return [_Words(f"Heading{part.level}", part.text)]
    if isinstance(part, Paragraph):
        return [_Words("BodyText", part.text)]
    above = [_Words(style, text) for style, text in (("Caption", part.title), ("TableUnit", part.unit_line())) if text]
    # Word calls a file broken that has a table without rows.
    table = [table_xml(part, page.text_width)] if part.head or part.body else []
    return [*above, *table, _Words("TableNote", part.note) if part.note else _AFTER_TABLE]


def _signature(manuscript: Manuscript) -> list[_Words]:
    """署名和成文日期 (§7.3.5.2): a line below the text, the date beginning two characters to the right of the name; neither nearer
    to the edge than two characters."""
    if not manuscript.dated:
        return []
    name, date = (characters(text, narrow=0.5) for text in (manuscript.author, manuscript.dated))
    date_right = max(name - date, 2.0)
    name_right = date_right + date + 2 - name

    def indent(characters: float) -> str:
        return f'<w:ind w:rightChars="{round(characters * 100)}" w:right="{round(characters * CHARACTER)}"/>'

    above = '<w:keepNext/><w:spacing w:beforeLines="100" w:before="579"/>'
    found = [_Words("Signature", manuscript.author, above + indent(name_right))] if manuscript.author else []
    return [*found, _Words("Signature", manuscript.dated, indent(date_right))]


_FOOTERS = {"footer1": (UPRIGHT, True), "footer2": (UPRIGHT, False), "footer3": (LYING, True), "footer4": (LYING, False)}
_RELATIONS = "word/_rels/document.xml.rels"


def _footer_relation(page: Page, *, odd: bool) -> str:
    return next(f"rId_{name}" for name, place in _FOOTERS.items() if place == (page, odd))


def _relations() -> str:
    targets = {"styles": "styles", "settings": "settings", "fontTable": "fontTable"} | dict.fromkeys(_FOOTERS, "footer")
    inner = "".join(f'<Relationship Id="rId_{name}" Type="{_OFFICE}/{kind}" Target="{name}.xml"/>' for name, kind in targets.items())
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{inner}</Relationships>'


def _package_relations() -> str:
    return (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
        f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>'
        f'<Relationship Id="rId3" Type="{_OFFICE}/extended-properties" Target="docProps/app.xml"/></Relationships>'
    )


def _content_types(parts: dict[str, str]) -> str:
    types = {
        "document": f"{_MAIN}.document.main+xml",
        "core": "application/vnd.openxmlformats-package.core-properties+xml",
        "app": "application/vnd.openxmlformats-officedocument.extended-properties+xml",
    }
    overrides = ""
    for part in parts:
        name = part.rpartition("/")[2].removesuffix(".xml")
        kind = types.get(name, f"{_MAIN}.{name.rstrip('0123456789')}+xml")
        overrides += f'<Override PartName="/{part}" ContentType="{kind}"/>'
    return (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{overrides}</Types>'
    )


def _core_properties(manuscript: Manuscript) -> str:
    """No time of writing: the same manuscript gives the same file."""
    return (
        f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{escaped(' '.join(manuscript.title.split()))}</dc:title><dc:creator>{escaped(manuscript.author)}</dc:creator>"
        f"<dc:language>{LANGUAGE}</dc:language></cp:coreProperties>"
    )


def _package(parts: dict[str, str]) -> bytes:
    result = io.BytesIO()
    with zipfile.ZipFile(result, "w") as archive:
        for name, content in parts.items():
            # A zip cannot tell a time before 1980; this one is the same on every machine and day.
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            archive.writestr(entry, f"{_DECLARATION}{content}".encode())
    return result.getvalue()
