"""Where is a title broken that is too long for a line?"""

from __future__ import annotations

from wenxiao.documents.manuscript import Manuscript
from wenxiao.documents.write.length import characters

ON_A_LINE = 20
"""So many characters of a title (2号, 22 pt) fill a line of 156 mm."""


def broken_title(manuscript: Manuscript) -> str:
    """After the unit's name, where words stay whole (GB/T 9704-2012 §7.3.1)."""
    title, author = manuscript.title, manuscript.author
    if characters(title) > ON_A_LINE and author and title.startswith(author) and title[len(author) :].strip():
        return f"{author}\n{title[len(author) :].strip()}"
    return title
