from __future__ import annotations

import io
import os
import random
import shutil
import stat
import struct
import subprocess
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from documents.blocks_in_words import shown
from documents.seeds import repacked, seeds
from wenxiao.documents.blocks import Document, UnreadableError
from wenxiao.documents.read import read

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def refusal(folder: Path, content: bytes, name: str = "文件.docx") -> str:
    file = folder / name
    file.write_bytes(content)
    return refusal_of(file)


def refusal_of(file: Path) -> str:
    """The reason for which a file is refused: one plain Chinese sentence, without a traceback's or a library's words."""
    with pytest.raises(UnreadableError) as caught:
        read(file)
    reason = caught.value.reason
    assert str(caught.value) == f"{file}：{reason}"
    assert "\n" not in reason
    assert not reason.endswith("。")
    assert "Error" not in reason
    assert sum("一" <= letter <= "鿿" for letter in reason) > 8
    return reason


def ole(*streams: str) -> bytes:
    """The bare bones of an OLE container: a header and a directory."""
    directory = b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in ("Root Entry", *streams))
    return OLE.ljust(512, b"\0") + directory.ljust(1024, b"\0")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert "找不到" in refusal_of(tmp_path / "没有.docx")
    (tmp_path / "a.txt").write_text("x")
    assert "找不到" in refusal_of(tmp_path / "a.txt" / "b.txt")


def test_a_folder_and_a_pipe_are_no_files(tmp_path: Path) -> None:
    assert "文件夹" in refusal_of(tmp_path)
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        assert "不是普通文件" in refusal_of(tmp_path / "pipe")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_nobody_may_read(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("收入")
    file.chmod(stat.S_IWUSR)
    assert "权限" in refusal_of(file)


def test_a_name_the_system_cannot_have(tmp_path: Path) -> None:
    assert refusal_of(tmp_path / ("长" * 500))
    with pytest.raises(UnreadableError):
        read("a\0b")


@pytest.mark.parametrize("name", ["a.txt", "a.docx", "a.pdf"])
def test_an_empty_file(tmp_path: Path, name: str) -> None:
    assert "空的" in refusal(tmp_path, b"", name)


def test_a_file_without_a_word_in_it(tmp_path: Path) -> None:
    assert "没有文字" in refusal(tmp_path, b" \n\t\n\n", "a.txt")
    import docx

    content = io.BytesIO()
    docx.Document().save(content)
    assert "没有文字" in refusal(tmp_path, content.getvalue())


@pytest.mark.parametrize("suffix", ["docx", "xlsx", "xls"])
@pytest.mark.parametrize("part", [0.05, 0.3, 0.6, 0.97])
def test_a_truncated_office_file(tmp_path: Path, suffix: str, part: float) -> None:
    content = seeds()[suffix]
    assert "损坏" in refusal(tmp_path, content[: int(len(content) * part)], f"a.{suffix}")


def test_a_text_cut_in_the_middle_of_a_character_is_not_read_as_other_characters(tmp_path: Path) -> None:
    content = "二〇二三年预算收入三千四百零七万元".encode()
    assert "断开" in refusal(tmp_path, content[:-1], "a.txt")
    assert "断开" in refusal(tmp_path, "收入合计".encode("gb18030")[:-1], "a.txt")


def test_a_text_with_a_damaged_byte_says_in_which_line(tmp_path: Path) -> None:
    content = ("收入合计\n" * 30).encode()
    damaged = content[:100] + b"\xff" + content[101:]
    assert f"第 {content[:100].count(10) + 1} 行" in refusal(tmp_path, damaged, "a.txt")


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    assert "不是文字文件" in refusal(tmp_path, "收入".encode() + b"\0" * 3 + b"x", "a.txt")
    assert "不是文字文件" in refusal(tmp_path, bytes(range(1, 32)) * 20, "a.txt")
    assert refusal(tmp_path, random.Random(7).randbytes(5000), "a.txt")


def test_files_with_a_password(tmp_path: Path) -> None:
    assert "密码" in refusal(tmp_path, ole("EncryptionInfo", "EncryptedPackage"))
    locked = ole("WordDocument").ljust(2048, b"\0") + b"\xec\xa5" + struct.pack("<8xH", 0x0100).ljust(510, b"\0")
    assert "密码" in refusal(tmp_path, locked, "a.doc")
    content = bytearray(seeds()["docx"])
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = content.find(mark)
        while place >= 0:
            content[place + at] |= 1
            place = content.find(mark, place + 1)
    assert "密码" in refusal(tmp_path, bytes(content))


def test_an_old_workbook_with_a_password(tmp_path: Path) -> None:
    # FILEPASS where the first record after the workbook's BOF stands; the rest no longer matters.
    content = bytearray(seeds()["xls"])
    place = content.find(b"\x09\x08\x10\x00\x00\x06\x05\x00") + 20
    content[place : place + 10] = struct.pack("<HHHHH", 0x002F, 6, 0, 1, 1)
    assert "密码" in refusal(tmp_path, bytes(content), "a.xls")


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "图片"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF\0", "图片"),
        (b"GIF89a\1\0\1\0", "图片"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "图片"),
        (b"BM\x46\0\0\0\0\0", "图片"),
        (b"MZ\x90\0\3\0\0\0", "程序"),
        (b"\x7fELF\2\1\1\0\0\0", "程序"),
        (b"Rar!\x1a\7\1\0", "压缩包"),
        (b"7z\xbc\xaf\x27\x1c\0\4", "压缩包"),
        (b"\x1f\x8b\x08\0\0\0\0\0", "压缩包"),
        (b'<?xml version="1.0"?><data><a/></data>', "XML"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n", "网页归档"),
        (ole("PowerPoint Document"), "演示文稿"),
        (ole("Catalog"), "损坏"),
    ],
)
def test_content_of_another_kind_is_named_whatever_the_name_says(tmp_path: Path, content: bytes, word: str) -> None:
    assert word in refusal(tmp_path, content, "预算.docx")


@pytest.mark.parametrize(
    ("part", "word"), [("OFD.xml", "OFD"), ("ppt/presentation.xml", "演示文稿"), ("a.txt", "压缩包"), ("_rels/.rels", "损坏")]
)
def test_packages_of_another_kind(tmp_path: Path, part: str, word: str) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as package:
        package.writestr(part, b"<x/>")
    assert word in refusal(tmp_path, content.getvalue())


def test_an_empty_package(tmp_path: Path) -> None:
    content = io.BytesIO()
    zipfile.ZipFile(content, "w").close()
    assert refusal(tmp_path, content.getvalue())


@pytest.mark.parametrize("suffix", ["docx", "xlsx"])
def test_a_zip_bomb_is_refused_by_its_declared_size(tmp_path: Path, suffix: str) -> None:
    part = {"docx": "word/document.xml", "xlsx": "xl/worksheets/sheet1.xml"}[suffix]
    bomb = repacked(seeds()[suffix], {part: b" " * (201 << 20)})
    assert "大得不正常" in refusal(tmp_path, bomb, f"a.{suffix}")


def test_a_zip_bomb_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    part = "word/document.xml"
    bomb = bytearray(repacked(seeds()["docx"], {part: b"<w>" + b" " * (64 << 20) + b"</w>"}))
    for mark, name_at, size_at in ((b"PK\x03\x04", 30, 22), (b"PK\x01\x02", 46, 24)):
        place = bomb.find(mark)
        while bomb[place + name_at : place + name_at + len(part)] != part.encode():
            place = bomb.find(mark, place + 1)
        bomb[place + size_at : place + size_at + 4] = struct.pack("<I", 1000)
    assert refusal(tmp_path, bytes(bomb))


def test_compression_that_no_office_program_uses_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path, repacked(seeds()["docx"], {}, zipfile.ZIP_BZIP2))


def test_an_entity_bomb_is_refused(tmp_path: Path) -> None:
    lol = '<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    w = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    document = f'<!DOCTYPE d [{lol}]><w:document xmlns:w="{w}"><w:body><w:p><w:r><w:t>&a11;</w:t></w:r></w:p></w:body></w:document>'
    assert refusal(tmp_path, repacked(seeds()["docx"], {"word/document.xml": document.encode()}))


def test_old_word_files_without_libreoffice_are_told_how_to_be_saved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    for content, name in ((ole("WordDocument"), "a.doc"), (ole("WordDocument"), "a.wps"), (b"{\\rtf1 x}", "a.rtf")):
        assert "另存为 docx" in refusal(tmp_path, content, name)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed")
def test_libreoffice_reads_what_only_it_can(tmp_path: Path) -> None:
    file = tmp_path / "a.rtf"
    file.write_bytes(rb"{\rtf1\ansi Income 3407.18\par}")
    document = read(file)
    assert (document.format, shown(document)) == ("rtf", ["Income 3407.18"])


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed")
def test_an_old_word_file_says_what_its_docx_says(tmp_path: Path) -> None:
    import docx

    document = docx.Document()
    document.add_paragraph("收入 3407.18 万元")
    table = document.add_table(3, 3)
    for index in range(9):
        table.cell(index // 3, index % 3).text = str(index)
    table.cell(0, 1).merge(table.cell(0, 2))
    document.add_paragraph("尾")
    new = tmp_path / "a.docx"
    document.save(str(new))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run(["soffice", profile, "--headless", "--convert-to", "doc", "--outdir", tmp_path, new], check=True, capture_output=True)
    old = read(tmp_path / "a.doc")
    assert (old.format, shown(old)) == ("doc", shown(read(new)))


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed")
def test_an_old_word_file_that_libreoffice_cannot_read_is_refused(tmp_path: Path) -> None:
    assert "转换没有成功" in refusal(tmp_path, ole("WordDocument"), "a.doc")


@pytest.mark.parametrize("suffix", ["txt", "html", "docx", "xlsx", "xls"])
@pytest.mark.parametrize("name", ["a.pdf", "a.doc", "没有后缀", "a.xlsx"])
def test_a_wrong_or_missing_suffix_does_not_matter(tmp_path: Path, suffix: str, name: str) -> None:
    (tmp_path / name).write_bytes(seeds()[suffix])
    document = read(tmp_path / name)
    assert document.format == suffix
    assert document.blocks


def reads_or_refuses(file: Path, content: bytes) -> None:
    # RTF goes to LibreOffice, which takes seconds.
    assume(not content.startswith(b"{\\rtf"))
    file.write_bytes(content)
    try:
        document = read(file)
    except UnreadableError:
        return
    assert isinstance(document, Document)
    assert document.blocks


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzz") / "a.bin"


@settings(deadline=None)
@given(content=st.binary(min_size=1, max_size=400))
def test_random_bytes_are_read_or_refused(scratch: Path, content: bytes) -> None:
    reads_or_refuses(scratch, content)


MARKS = (b"PK\x03\x04", b"%PDF-1.4\n", b"<html>", b"<table>", b"\xff\xfe", b"\xef\xbb\xbf", OLE)


@settings(deadline=None)
@given(mark=st.sampled_from(MARKS), content=st.binary(max_size=400))
def test_random_bytes_behind_the_mark_of_a_format_are_read_or_refused(scratch: Path, mark: bytes, content: bytes) -> None:
    reads_or_refuses(scratch, mark + content)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(data=st.data())
@pytest.mark.parametrize("suffix", ["txt", "gbk.txt", "md", "html", "docx", "xlsx", "xls", "pdf"])
def test_damaged_files_are_read_or_refused(scratch: Path, suffix: str, data: st.DataObject) -> None:
    content = bytearray(seeds()[suffix])
    for place in data.draw(st.lists(st.integers(0, len(content) - 1), max_size=6), label="places"):
        content[place] ^= 1 << data.draw(st.integers(0, 7), label="bit")
    end = data.draw(st.one_of(st.just(len(content)), st.integers(1, len(content))), label="end")
    reads_or_refuses(scratch, bytes(content[:end]))


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(data=st.data())
@pytest.mark.parametrize(
    ("suffix", "part"),
    [
        ("docx", "word/document.xml"),
        ("docx", "_rels/.rels"),
        ("xlsx", "xl/worksheets/sheet1.xml"),
        ("xlsx", "xl/styles.xml"),
        ("xlsx", "xl/workbook.xml"),
        ("xlsx", "xl/sharedStrings.xml"),
    ],
)
def test_packages_that_are_whole_around_a_damaged_part_are_read_or_refused(
    scratch: Path, suffix: str, part: str, data: st.DataObject
) -> None:
    """Damage that the CRC would give away is made before packing."""
    with zipfile.ZipFile(io.BytesIO(seeds()[suffix])) as package:
        content = bytearray(package.read(part))
    for place in data.draw(st.lists(st.integers(0, len(content) - 1), min_size=1, max_size=3), label="places"):
        content[place] = data.draw(st.sampled_from(b'09A-<>"&/ \xff'), label="byte")
    reads_or_refuses(scratch, repacked(seeds()[suffix], {part: bytes(content)}))
