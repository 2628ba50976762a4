"""Which parts of a manuscript stand on pages that lie across, for the sake of wide tables?"""

from __future__ import annotations

from collections.abc import Sequence

from wenxiao.documents.manuscript import Paragraph, Part, Table


def lying(parts: Sequence[Part]) -> list[bool]:
    """For each part. Headings right above a wide table go with it: they would stand alone at the end of the page before."""
    found: list[bool] = []
    lies = False
    for part in reversed(parts):
        if isinstance(part, Table):
            lies = part.landscape
        elif isinstance(part, Paragraph):
            lies = False
        found.append(lies)
    return found[::-1]
