"""Whose workbook is it, and on which editions of which projects was it made? What the hidden sheet says, sealed against tampering."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from typing import NamedTuple

from wenxiao.control.chain import canonical
from wenxiao.web.plan.workbook.form import EDITION

SEAL = "校验"


class Handed(NamedTuple):
    """下发时的项目: its code, the edition it had, and the digest of what the workbook said of it then."""

    code: str
    edition: int
    digest: str


@dataclass(frozen=True, slots=True)
class Keys:
    """标识. `unit` and `office` are codes; `made` says by whom and when, in words."""

    unit: str
    office: str
    year: int
    made: str
    projects: tuple[Handed, ...]
    form: int = EDITION

    def rows(self, secret: bytes) -> list[tuple[str, ...]]:
        """As they stand on the hidden sheet, the seal last."""
        content: list[tuple[str, ...]] = [
            ("版式", str(self.form)),
            ("单位", self.unit),
            ("站所", self.office),
            ("年度", str(self.year)),
            ("下载", self.made),
        ]
        content += [("项目", code, str(edition), digest) for code, edition, digest in self.projects]
        return [*content, (SEAL, _seal(content, secret))]


class KeysError(ValueError):
    """What stands on the hidden sheet is not what was written there. The message is one Chinese sentence."""

    def __init__(self) -> None:
        super().__init__("工作簿的标识缺失或被改过，不能确认它是从这里下载的：请重新下载一份，把填好的内容粘贴过去")


def keys_from(rows: list[tuple[str, ...]], secret: bytes) -> Keys:
    """Raises KeysError unless the rows are exactly what `Keys.rows` made with the same secret."""
    *content, last = rows or [("",)]
    if len(last) != 2 or last[0] != SEAL or not hmac.compare_digest(last[1].encode(), _seal(content, secret).encode()):
        raise KeysError
    heads = {row[0]: row[1] for row in content if len(row) == 2}
    projects = tuple(Handed(row[1], int(row[2]), row[3]) for row in content if row[0] == "项目")
    return Keys(heads["单位"], heads["站所"], int(heads["年度"]), heads["下载"], projects, int(heads["版式"]))


def _seal(rows: list[tuple[str, ...]], secret: bytes) -> str:
    return hmac.new(secret, canonical({"rows": [list(row) for row in rows]}), "sha256").hexdigest()
