"""How are notes put at the wrong figures of the reader's own docx?

Word comments: the body gets range marks around exactly the figure, the package gets a comments part. Every other part is copied byte
for byte, and comments that are there already stay.
"""

from __future__ import annotations

import io
import posixpath
from collections.abc import Iterator, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any, NamedTuple

from wenxiao.checks.report import CheckReport
from wenxiao.documents.blocks import Document, Table, UnreadableError
from wenxiao.documents.read.archive import Archive
from wenxiao.report.notes import AUTHOR, INITIALS, Note, notes, opening_note
from wenxiao.report.places import NO_CELL, body_of
from wenxiao.report.target import NotAnnotatableError, refuse_unsafe_target, write_whole

_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_STRICT_KIND = "http://purl.oclc.org/ooxml/officeDocument/relationships/comments"
_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"

# What a run's child prints where it is no text; what a paragraph holds that is not printed in it.
_SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_NOT_PRINTED = frozenset(["pPr", "rPr", "del", "moveFrom", "txbxContent", "rt", "rubyPr", "sdtPr", "sdtEndPr", "instrText", "fldData", "p"])


class _Letter(NamedTuple):
    """A printed character, the run's child that holds it (None between paragraphs) and its offset there."""

    sign: str
    holder: Any
    offset: int


def annotate_docx(source: Path, report: CheckReport, document: Document, target: Path) -> None:
    """Write a copy of `source` to `target` with a comment at each wrong figure, and one at the head of the document.

    Raises SameFileError, ChangedSourceError, NotAnnotatableError, UnwritableTargetError.
    """
    if document.format != "docx":
        raise NotAnnotatableError(source, "原文件不是 docx，请改用网页报告（--format html）")
    refuse_unsafe_target(source, target, document.sha256)
    try:
        package = _Package(source)
    except UnreadableError as error:
        raise NotAnnotatableError(source, error.reason) from None
    wanted = notes(report, document)
    package.comment_at_head(opening_note(report, wanted))
    for note in wanted:
        package.comment(_paragraph_indexes(document, note), body_of(document, note.place.block, note.place.cell), note)
    write_whole(target, package.saved())


def _paragraph_indexes(document: Document, note: Note) -> Sequence[int]:
    block = document.blocks[note.place.block]
    if not isinstance(block, Table):
        return block.origin
    if note.place.cell != NO_CELL:
        return block.cells[note.place.cell].origin
    return next((cell.origin for cell in block.cells if cell.text.strip()), ())


class _Package:
    """The parts of one docx: its main part and its comments are changed, all else is kept as it is."""

    def __init__(self, source: Path) -> None:
        self._content = source.read_bytes()
        archive = Archive(str(source), self._content)
        self._main = archive.main_part()
        self._root = _parsed(source, archive.part(self._main))
        body = next((node for node in self._root if _local(node) == "body"), None)
        if body is None:
            raise NotAnnotatableError(source, "里面没有正文")
        self._w: str = body.tag[: body.tag.index("}") + 1]
        self._paragraphs = list(body.iter(f"{self._w}p"))
        self._changed: dict[str, Any] = {self._main: self._root}
        self._open_comments(source, archive)

    def comment(self, indexes: Sequence[int], text: str, note: Note) -> None:
        """Put a comment around the characters of `note.place`, which count in `text`, printed by the paragraphs `indexes`."""
        paragraphs = [self._paragraphs[index] for index in indexes if 0 <= index < len(self._paragraphs)]
        letters = _printed(paragraphs)
        span = (0, len(letters)) if note.place.whole else _span(text, note.place.start, note.place.end, letters)
        held = [letter for letter in letters[slice(*span)] if letter.holder is not None]
        number = self._write(note.text)
        if held:
            first, last = held[0], held[-1]
            _split_run(last.holder, last.offset + 1)
            opening = _split_run(first.holder, first.offset)
            closing = opening if last.holder is first.holder else last.holder.getparent()
            opening.addprevious(self._element("commentRangeStart", number))
            self._close(closing, number)
        else:
            self._comment_point(paragraphs[0] if paragraphs else self._paragraphs[0], number)

    def comment_at_head(self, text: str) -> None:
        """Put a comment at the beginning of the document."""
        if self._paragraphs:
            self._comment_point(self._paragraphs[0], self._write(text))

    def saved(self) -> bytes:
        """The whole package, parts in their order, new ones last."""
        import zipfile

        from lxml import etree

        written = {
            name: etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8", standalone=True)
            for name, root in self._changed.items()
        }
        result = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(self._content)) as old, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as new:
            for member in old.infolist():
                content = written.pop(member.filename, None)
                new.writestr(member, old.read(member) if content is None else content)
            for name, content in written.items():
                part = zipfile.ZipInfo(name)
                part.compress_type = zipfile.ZIP_DEFLATED
                new.writestr(part, content)
        return result.getvalue()

    def _open_comments(self, source: Path, archive: Archive) -> None:
        """Find the comments part, or make one and tell the package of it."""
        for kind, part in archive.relations(self._main).values():
            if kind == "comments" and part in archive.names:
                self._comments = self._changed[part] = _parsed(source, archive.part(part))
                break
        else:
            self._comments = self._new_comments(source, archive)
        used = [node.get(f"{self._w}id", "") for node in [*self._comments, *self._root.iter(f"{self._w}commentRangeStart")]]
        self._next = 1 + max((int(number) for number in used if number.isascii() and number.isdigit()), default=-1)

    def _new_comments(self, source: Path, archive: Archive) -> Any:
        from lxml import etree

        folder, base = posixpath.split(self._main)
        part = next(name for name in _names(posixpath.join(folder, "comments")) if name not in archive.names)
        comments = etree.Element(f"{self._w}comments", nsmap={"w": self._w.strip("{}")})
        relations_part = posixpath.join(folder, "_rels", f"{base}.rels")
        if relations_part in archive.names:
            relations = _parsed(source, archive.part(relations_part))
        else:
            relations = etree.fromstring(f'<Relationships xmlns="{_RELATIONSHIPS}"/>')
        ids = {relation.get("Id") for relation in relations}
        relation = etree.SubElement(relations, f"{{{_RELATIONSHIPS}}}Relationship")
        relation.set("Id", next(f"rId{number}" for number in range(1, len(ids) + 2) if f"rId{number}" not in ids))
        relation.set("Type", _STRICT_KIND if self._w == _STRICT else _KIND)
        relation.set("Target", f"/{part}")
        types = _parsed(source, archive.part("[Content_Types].xml"))
        override = etree.SubElement(types, f"{{{_CONTENT_TYPES}}}Override")
        override.set("PartName", f"/{part}")
        override.set("ContentType", _COMMENTS_TYPE)
        self._changed |= {relations_part: relations, "[Content_Types].xml": types, part: comments}
        return comments

    def _write(self, text: str) -> int:
        """Add a comment of a paragraph a line; gives its number. It bears no date, so that the same check writes the same file."""
        from lxml import etree

        number, self._next = self._next, self._next + 1
        comment = etree.SubElement(self._comments, f"{self._w}comment")
        for name, value in (("id", str(number)), ("author", AUTHOR), ("initials", INITIALS)):
            comment.set(f"{self._w}{name}", value)
        for index, line in enumerate(text.split("\n")):
            paragraph = etree.SubElement(comment, f"{self._w}p")
            if index == 0:
                etree.SubElement(etree.SubElement(paragraph, f"{self._w}r"), f"{self._w}annotationRef")
            words = etree.SubElement(etree.SubElement(paragraph, f"{self._w}r"), f"{self._w}t")
            words.text = _as_xml(line)
            words.set(_XML_SPACE, "preserve")
        return number

    def _comment_point(self, paragraph: Any, number: int) -> None:
        """A comment on a paragraph as a whole, where there are no characters to put it around."""
        start = self._element("commentRangeStart", number)
        properties = next((child for child in paragraph if _local(child) == "pPr"), None)
        if properties is None:
            paragraph.insert(0, start)
        else:
            properties.addnext(start)
        self._close(start, number)

    def _close(self, last: Any, number: int) -> None:
        end = self._element("commentRangeEnd", number)
        last.addnext(end)
        run = end.makeelement(f"{self._w}r")
        run.append(self._element("commentReference", number))
        end.addnext(run)

    def _element(self, name: str, number: int) -> Any:
        element = self._root.makeelement(f"{self._w}{name}")
        element.set(f"{self._w}id", str(number))
        return element


def _printed(paragraphs: Sequence[Any]) -> list[_Letter]:
    """The characters of paragraphs as a reader sees them: each without white space at its ends, empty ones left out."""
    letters: list[_Letter] = []
    for paragraph in paragraphs:
        own = list(_letters(paragraph))
        while own and own[-1].sign.isspace():
            own.pop()
        start = next((index for index, letter in enumerate(own) if not letter.sign.isspace()), len(own))
        if letters and start < len(own):
            letters.append(_Letter("\n", None, 0))
        letters += own[start:]
    return letters


def _letters(node: Any) -> Iterator[_Letter]:
    for child in node:
        local = _local(child)
        if local in _NOT_PRINTED or (local == "r" and _is_hidden(child)):
            continue
        in_run = _local(node) == "r"
        if local == "t":
            # A formula's run is of another kind and cannot be split.
            holder = child if in_run and not child.tag.startswith(_MATH) else None
            yield from (_Letter(sign, holder, offset) for offset, sign in enumerate(child.text or ""))
        elif in_run and local in _SIGNS:
            yield _Letter(_SIGNS[local], child, 0)
        elif local == "AlternateContent":
            choice = next((one for one in child if _local(one) == "Choice" and len(one)), None)
            fallback = next((one for one in child if _local(one) == "Fallback"), None)
            if choice is not None or fallback is not None:
                yield from _letters(fallback if choice is None else choice)
        else:
            yield from _letters(child)


def _is_hidden(run: Any) -> bool:
    for properties in run:
        if _local(properties) == "rPr":
            for one in properties:
                if _local(one) == "vanish":
                    return not any(value in ("0", "false", "off") for value in one.attrib.values())
    return False


def _span(text: str, start: int, end: int, letters: Sequence[_Letter]) -> tuple[int, int]:
    """Where among `letters` the characters `start` to `end` of `text` stand.

    Where the reader's text is not letter for letter what is printed here, the figure's same occurrence; else everything.
    """
    printed = "".join(letter.sign for letter in letters)
    if printed == text:
        return start, end
    figure = text[start:end]
    at = -1
    for _ in range(text[:start].count(figure) + 1 if figure else 0):
        at = printed.find(figure, at + 1)
        if at < 0:
            return 0, len(letters)
    return (at, at + len(figure)) if figure else (0, len(letters))


def _split_run(holder: Any, offset: int) -> Any:
    """Cut the run before character `offset` of its child `holder`; gives the run that begins there, or the one that holds it."""
    run = holder.getparent()
    if _local(holder) == "t":
        text = holder.text or ""
        if offset >= len(text):
            holder_after = holder.getnext()
        elif offset == 0:
            holder_after = holder
        else:
            holder_after = deepcopy(holder)
            holder.text, holder_after.text = text[:offset], text[offset:]
            for part in (holder, holder_after):
                part.set(_XML_SPACE, "preserve")
            holder.addnext(holder_after)
    else:
        holder_after = holder if offset == 0 else holder.getnext()
    before = [child for child in run if _local(child) != "rPr"]
    if holder_after is None or before[0] is holder_after:
        return run
    rest = run.makeelement(run.tag, run.attrib)
    for child in run:
        if _local(child) == "rPr":
            rest.append(deepcopy(child))
    for child in before[before.index(holder_after) :]:
        rest.append(child)
    run.addnext(rest)
    return rest


def _parsed(source: Path, content: bytes) -> Any:
    """The root of a part that is to be written back: comments and processing instructions stay, entities are not resolved."""
    from lxml import etree

    try:
        return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False))
    except (etree.LxmlError, ValueError):
        raise NotAnnotatableError(source, "文件损坏或不完整") from None


def _names(stem: str) -> Iterator[str]:
    yield f"{stem}.xml"
    number = 2
    while True:
        yield f"{stem}{number}.xml"
        number += 1


def _as_xml(text: str) -> str:
    """`text` without the characters that XML cannot hold."""
    return "".join(sign if sign.isprintable() or sign in "\t\u3000\u00a0" else "□" for sign in text)


def _local(node: Any) -> str:
    tag = node.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
