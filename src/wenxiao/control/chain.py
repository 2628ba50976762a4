"""How are rows chained, so that nobody can change, drop or slip in one later without it showing?

Each link's hash covers its own content and the hash before it. The content is hashed as canonical JSON (keys sorted, no blanks,
UTF-8), so that any program in any language can recompute it. SM3 (GB/T 32905) is the default; the algorithm is kept with each
link, so that it can be changed without rewriting the past.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import NamedTuple

ALGORITHM = "sm3"
GENESIS = "0" * 64


class UnknownAlgorithmError(ValueError):
    """A hash algorithm this machine cannot compute."""

    def __init__(self, name: str) -> None:
        super().__init__(f"本机算不了摘要算法“{name}”：可用 sm3、sha256")


class Link(NamedTuple):
    """链上的一环: its place, what it says, and the two hashes that hold it there."""

    sequence: int
    content: Mapping[str, object]
    algorithm: str
    previous: str
    hash: str


class Break(NamedTuple):
    """断点: the first place where a chain does not hold, and why, in one Chinese sentence."""

    sequence: int
    reason: str


def canonical(content: Mapping[str, object]) -> bytes:
    """The bytes that are hashed. Values are text, whole numbers, booleans, None, and lists and mappings of them: no floats."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def digest(data: bytes, algorithm: str = ALGORITHM) -> str:
    """Lower-case hexadecimal. Raises UnknownAlgorithmError."""
    return _algorithm(algorithm)(data)


def link_hash(sequence: int, content: Mapping[str, object], previous: str, algorithm: str = ALGORITHM) -> str:
    """The hash of one link: of the hash before it, its number and its content, each on a line of its own."""
    return digest(b"\n".join((previous.encode(), str(sequence).encode(), canonical(content))), algorithm)


def first_break(links: Iterable[Link]) -> Break | None:
    """Walk a whole chain in order of sequence from 1; None where it holds."""
    previous, expected = GENESIS, 1
    for link in links:
        if link.sequence != expected:
            return Break(expected, f"第 {expected} 条不见了：后面紧接着的是第 {link.sequence} 条")
        if link.previous != previous:
            return Break(link.sequence, f"第 {link.sequence} 条所记的前一条摘要与前一条不符：前面有记录被改动或替换")
        if link_hash(link.sequence, link.content, link.previous, link.algorithm) != link.hash:
            return Break(link.sequence, f"第 {link.sequence} 条的内容与它的摘要不符：内容被改动过")
        previous, expected = link.hash, expected + 1
    return None


@cache
def _algorithm(name: str) -> Callable[[bytes], str]:
    if name not in ("sm3", "sha256"):
        raise UnknownAlgorithmError(name)
    try:
        empty = hashlib.new(name)
    except ValueError:
        # OpenSSL builds without the SM algorithms exist; cryptography brings its own.
        return _by_cryptography

    def by_openssl(data: bytes) -> str:
        # Looking the algorithm up takes longer than a copy of what was found.
        hasher = empty.copy()
        hasher.update(data)
        return hasher.hexdigest()

    return by_openssl


def _by_cryptography(data: bytes) -> str:
    from cryptography.hazmat.primitives import hashes

    hasher = hashes.Hash(hashes.SM3())
    hasher.update(data)
    return hasher.finalize().hex()
