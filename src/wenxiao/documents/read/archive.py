"""What is inside a zip package, and is it safe to unpack? A package may be broken, locked, or made to burst.

Every size is checked twice: as declared, before anything is inflated, and as it comes out of the decompressor.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from typing import Any

from wenxiao.documents.blocks import UnreadableError

LARGEST_TOTAL = 200 * 1024 * 1024
LARGEST_RATIO = 400  # Deflate's limit is 1032; sheets of repeated rows reach about 100.
RATIO_FROM = 16 * 1024 * 1024  # A small part may well be all one character.
MOST_PARTS = 20_000

_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_BROKEN = "文件损坏或不完整，请重新下载，或在 Word、WPS 中打开后另存为 docx 或 xlsx"
_BURSTING = "文件展开后大得不正常，为安全起见没有读；请在 Word 或 WPS 中打开，另存为新的 docx 或 xlsx 再读"


class Archive:
    """压缩包: the parts of a zip package, read whole and within bounds. All its troubles are UnreadableErrors."""

    def __init__(self, name: str, data: bytes) -> None:
        self._name = name
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            members = self._zip.infolist()
        except (zipfile.BadZipFile, zipfile.LargeZipFile, ValueError, OSError, EOFError, NotImplementedError, OverflowError) as error:
            raise UnreadableError(name, _BROKEN) from error
        if len(members) > MOST_PARTS:
            raise UnreadableError(name, _BURSTING)
        declared = sum(member.file_size for member in members)
        if declared > LARGEST_TOTAL or (declared > RATIO_FROM and declared > LARGEST_RATIO * len(data)):
            raise UnreadableError(name, _BURSTING)
        if any(member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for member in members):
            # Office programs write nothing else, and only deflate is inflated in bounded steps.
            raise UnreadableError(name, _BROKEN)
        if any(member.flag_bits & 0x1 for member in members):
            raise UnreadableError(name, "文件有打开密码，请去掉密码后另存为 docx 或 xlsx 再读")
        self.names = {member.filename for member in members}
        self._left = LARGEST_TOTAL

    def part(self, part: str) -> bytes:
        """The content of one part, checked against its CRC. A part that is not there means that the file is broken."""
        import struct

        try:
            with self._zip.open(part) as stream:
                content = stream.read(self._left + 1)
        except (
            KeyError,
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            struct.error,
            NotImplementedError,
            RuntimeError,
            OSError,
            ValueError,
            OverflowError,
        ) as error:
            # zipfile has no one error for a broken part: each layer below it speaks for itself.
            raise UnreadableError(self._name, _BROKEN) from error
        self._left -= len(content)
        if self._left < 0:
            raise UnreadableError(self._name, _BURSTING)
        return content

    def xml(self, part: str) -> Any:
        """The root element of a part, without entities, DTDs or outside sources."""
        return parse_xml(self._name, self.part(part))

    def main_part(self) -> str:
        """The part that the package says is its document. Raises UnreadableError where it names none."""
        for kind, target in self.relations("").values():
            if kind == "officeDocument" and target in self.names:
                return target
        raise UnreadableError(self._name, _BROKEN)

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """id → (kind, name of the part it points to) of a part's inner relations."""
        folder, base = posixpath.split(part)
        relations_part = posixpath.join(folder, "_rels", f"{base}.rels")
        if relations_part not in self.names:
            return {}
        found: dict[str, tuple[str, str]] = {}
        for relation in self.xml(relations_part).iter(_RELATION):
            if relation.get("TargetMode") == "External":
                continue
            target = posixpath.normpath(posixpath.join("/", folder, relation.get("Target", ""))).lstrip("/")
            found[relation.get("Id", "")] = (relation.get("Type", "").rpartition("/")[2], target)
        return found


def xml_parser() -> Any:
    """An XML parser for files of strangers: no entities, no network, no DTD, libxml2's own limits on depth and size."""
    from lxml import etree

    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True)


def parse_xml(name: str, content: bytes) -> Any:
    from lxml import etree

    try:
        root = etree.fromstring(content, xml_parser())
    except (etree.LxmlError, ValueError) as error:
        raise UnreadableError(name, _BROKEN) from error
    if root.getroottree().docinfo.internalDTD is not None:
        # No office program writes a DTD; entity bombs need one.
        raise UnreadableError(name, _BURSTING)
    return root


def broken(name: str) -> UnreadableError:
    return UnreadableError(name, _BROKEN)
