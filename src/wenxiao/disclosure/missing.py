"""What does a document still lack, and who knows it?"""

from __future__ import annotations

from dataclasses import dataclass

from wenxiao.disclosure.records import YearRecords
from wenxiao.disclosure.sentences import Sentences


@dataclass(frozen=True, slots=True)
class Missing:
    """缺什么: `what` is asked of the holder of `post`, by name where the records say who that is; `why` it cannot be left out.

    Nothing stands for it in the document: a placeholder could be published.
    """

    what: str
    post: str
    person: str
    why: str

    def __str__(self) -> str:
        return f"请{self.post}{self.person}补充：{self.what}（{self.why}）"


class Questions:
    """What was missed while a document was made, each asked once."""

    def __init__(self, records: YearRecords, sentences: Sentences) -> None:
        self._people = dict(records.people)
        self._posts = sentences.asks
        self._asked: dict[Missing, None] = {}

    def ask(self, post: str, what: str, why: str) -> None:
        title = self._posts[post]
        self._asked.setdefault(Missing(what, title, self._people.get(title, ""), why))

    def asked(self) -> tuple[Missing, ...]:
        return tuple(self._asked)
