"""Which characters do these bytes stand for? UTF-8, GB18030, or UTF-16 with a byte order mark; a guess that garbles is refused."""

from __future__ import annotations

import re

from wenxiao.documents.blocks import UnreadableError

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_NOT_TEXT = "这不是文字文件，也不是认得的文档格式；请在 Word 或 WPS 中打开，另存为 docx 或 xlsx 再读"


def decode(name: str, data: bytes, declared: str = "") -> str:
    """The text of `data`. `declared` is an encoding the file itself names (html). Raises UnreadableError."""
    text = _decode(name, data, declared)
    if "\0" in text or len(_CONTROL.findall(text)) * 100 > len(text):
        raise UnreadableError(name, _NOT_TEXT)
    return text


def _decode(name: str, data: bytes, declared: str) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _strictly(name, data, "utf-16")
    if b"\0" in data:
        raise UnreadableError(name, _NOT_TEXT)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # A mark at the start says UTF-8; so does a body whose only fault is a tail cut short, or a stray byte: read as GB18030
        # either would come out as other characters, and nobody would be told.
        if data.startswith(b"\xef\xbb\xbf") or _mostly_utf8(data):
            raise _undecodable(name, data, error.start) from None
    if declared in ("big5", "big5-hkscs"):
        return _strictly(name, data, "big5hkscs")
    return _strictly(name, data, "gb18030")


def _mostly_utf8(data: bytes) -> bool:
    """Text of another encoding yields about one error for every character; damaged UTF-8 yields few errors among many characters."""
    lenient = data.decode("utf-8", errors="replace")
    errors = lenient.count("\ufffd")
    foreign = len(lenient) - sum(map(lenient.count, map(chr, range(128)))) - errors
    return foreign > 10 * errors


def _strictly(name: str, data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise _undecodable(name, data, error.start) from None


def _undecodable(name: str, data: bytes, place: int) -> UnreadableError:
    if sum(byte < 9 or 13 < byte < 32 for byte in data[:4096]) * 50 > len(data[:4096]):
        return UnreadableError(name, _NOT_TEXT)
    if place >= len(data) - 4:
        return UnreadableError(name, "文件在末尾处断开了，没有存完整，请重新导出或重新下载")
    line = data.count(b"\n", 0, place) + 1
    return UnreadableError(name, f"第 {line} 行有认不出的字符，请在记事本中打开，另存为 UTF-8 编码再读")
