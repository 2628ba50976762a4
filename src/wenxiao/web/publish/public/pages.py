"""What is a page before it is written, and how is it written: normally, and once more in large type?

Without script nothing can remember what a reader chose: large type is a second set of pages beside the first, each linking to the
other and to its own kind.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from django.template import Context, Engine

TEMPLATES = Path(__file__).resolve().parents[1] / "templates"
LARGE = ".large.html"
_LINK = re.compile(r' href="([^":#?]*)\.html(#[^"]*)?"')
# What was published as a file stays one file.
_FILES = re.compile(r"(^|/)files/")
_NORMAL_SIZE, _LARGE_SIZE = "标准字号", "大字版"


class Page(NamedTuple):
    """页面: `path` below the folder it belongs to."""

    path: str
    template: str
    context: dict[str, Any]


@cache
def engine() -> Engine:
    """Of its own, without settings: pages are made in processes that know no database."""
    tags = "wenxiao.web.publish.public.tags"
    return Engine(dirs=[str(TEMPLATES)], libraries={"public": tags}, builtins=[tags])


def written(page: Page, folder: str, shared: dict[str, Any]) -> dict[str, bytes]:
    """The page and its twin in large type by their paths below the site. `folder` is the address of what the page belongs to.

    Templates know `up`, from the page to that folder, `root`, from the page to the site, `own` and `here`, its path and name.
    """
    path = PurePosixPath(page.path)
    up = "../" * (len(path.parts) - 1)
    root = up + "../" * len(PurePosixPath(folder).parts)
    places = {"up": up, "root": root, "own": page.path, "twin": f"{path.stem}{LARGE}"}
    context = Context({**shared, **page.context, **places}, use_l10n=False, use_tz=False)
    normal = engine().get_template(f"public/{page.template}").render(context)
    below = PurePosixPath(folder)
    return {str(below / path): normal.encode(), str(below / path.with_name(places["twin"])): large(normal, path.name).encode()}


def large(page: str, name: str) -> str:
    """The same page in large type: it leads to pages in large type, and back to the normal one by the switch."""
    page = page.replace('<html lang="zh-CN">', '<html lang="zh-CN" class="large">', 1)
    switch = f'href="{name.removesuffix(".html")}{LARGE}">{_LARGE_SIZE}'
    if page.count(switch) != 1:
        raise ValueError(f"{name}: a page has one switch to large type, this one {page.count(switch)}")
    before, after = page.split(switch)
    return f'{_turned(before)}href="{name}">{_NORMAL_SIZE}{_turned(after)}'


def _turned(page: str) -> str:
    return _LINK.sub(lambda found: found[0] if _FILES.search(found[1]) else f' href="{found[1]}{LARGE}{found[2] or ""}"', page)
