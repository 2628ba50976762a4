"""Which document is looked at: the draft as the records make it now, or the edition that is on its way or out?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from wenxiao.disclosure.figures import Figure
from wenxiao.disclosure.open_data_read import read_open_data
from wenxiao.disclosure.open_manuscript import Spans
from wenxiao.documents.manuscript import Manuscript
from wenxiao.web.publish.models import Disclosure
from wenxiao.web.publish.queries.draft import Draft
from wenxiao.web.publish.queries.editions import open_data_of


class Shown(NamedTuple):
    """看到的文件: `edition` names the snapshot it is, "" for a draft."""

    edition: str
    manuscript: Manuscript
    spans: Spans
    figures: Mapping[str, Figure]


def shown(disclosure: Disclosure) -> Shown:
    """Whoever checks, reviews or signs sees what was built, not what would be built now. Raises Refused for a draft without records."""
    if disclosure.built is None:
        made = Draft(disclosure).disclosed
        return Shown("", made.manuscript, made.spans, {figure.id: figure for figure in made.figures})
    kept = read_open_data(open_data_of(disclosure.built))
    return Shown(str(disclosure.built), kept.manuscript, kept.spans, kept.figures)
