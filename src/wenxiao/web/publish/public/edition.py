"""What was published, as it goes into the site: values alone, so that any process can make the pages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

BUDGET, FINAL_ACCOUNTS = "budget", "final_accounts"
# Part of the addresses, which never change.
FOLDERS = {BUDGET: "budget", FINAL_ACCOUNTS: "final-accounts"}
TITLES = {BUDGET: "部门预算", FINAL_ACCOUNTS: "部门决算"}
DATA = "disclosure.json"


@dataclass(frozen=True, slots=True)
class Step:
    """办理: what was done with the edition, by which post, on which day. No person is named (个人信息保护法 art. 25)."""

    title: str
    post: str
    on: str


@dataclass(frozen=True, slots=True)
class Note:
    """提醒的说明: why what a rule warns of stays as it is, on how many places."""

    rule: str
    count: int
    text: str


@dataclass(frozen=True, slots=True)
class File:
    """文件, as it was signed."""

    name: str
    title: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Edition:
    """一版: one snapshot that went out. `correcting` is why there is an edition after the first, `changes` in what it differs from the one
    before it; `counts` are those of the check."""

    number: int
    published_on: str
    correcting: str
    changes: tuple[str, ...]
    counts: Mapping[str, Any]
    notes: tuple[Note, ...]
    steps: tuple[Step, ...]
    algorithm: str
    hash: str
    files: tuple[File, ...]

    def content(self, name: str) -> bytes:
        """Raises KeyError."""
        return {file.name: file.content for file in self.files}[name]


@dataclass(frozen=True, slots=True)
class Publication:
    """公开: a document of a unit and year with all its editions, newest first."""

    code: str
    unit: str
    year: int
    document: str
    editions: tuple[Edition, ...]

    @property
    def title(self) -> str:
        return f"{self.year} 年{TITLES[self.document]}"

    @property
    def folder(self) -> str:
        """Its permanent address below the site, where the newest edition is."""
        return f"{slug(self.code)}/{self.year}/{FOLDERS[self.document]}"

    def address(self, edition: Edition) -> str:
        return self.folder if edition is self.editions[0] else f"{self.folder}/editions/{edition.number}"


def slug(code: str) -> str:
    """A code as part of an address: itself, or, where a file server might stumble over it, a digest of it."""
    return code if re.fullmatch(r"[A-Za-z0-9_-]{1,60}", code) else f"x{sha256(code.encode()).hexdigest()[:12]}"
