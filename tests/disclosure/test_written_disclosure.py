"""What our writers write of a disclosure: do our readers read the same facts back, whatever the format, and no error?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

from as_read import errors

from generated.unit_years import Shape, unit_year
from wenxiao.catalogue.profiles import profile
from wenxiao.checks.engine import check
from wenxiao.disclosure.budget import budget_manuscript
from wenxiao.documents.manuscript import Manuscript
from wenxiao.documents.read import read
from wenxiao.documents.write.docx import write_docx
from wenxiao.documents.write.html import write_html
from wenxiao.documents.write.pdf import write_pdf
from wenxiao.documents.write.xlsx import write_xlsx
from wenxiao.facts.extract import extract
from wenxiao.facts.model import FactSet

WRITERS: dict[str, Callable[[Manuscript], bytes]] = {"html": write_html, "docx": write_docx, "xlsx": write_xlsx, "pdf": write_pdf}


def said(facts: FactSet) -> Counter[object]:
    return Counter((fact.key, fact.value, fact.state) for fact in facts.facts)


def test_every_format_says_the_same_facts_and_contradicts_nothing(tmp_path: Path) -> None:
    shape = Shape(5, year=2023, grain=1)
    manuscript = budget_manuscript(unit_year(shape), profile(f"hebei-{shape.year}")).manuscript
    found = {}
    for name, write in WRITERS.items():
        path = tmp_path / f"disclosure.{name}"
        path.write_bytes(write(manuscript))
        document = read(str(path))
        facts = extract(document)
        assert errors(check(facts, reread=document.reread)) == [], name
        found[name] = said(facts)
    assert sum(found["html"].values()) > 400
    assert found["docx"] == found["xlsx"] == found["html"]
    # A page's lines are broken by the fonts of the machine: a mention may be cut so that it is not read, but none is read otherwise.
    assert set(found["pdf"]) <= set(found["html"]), set(found["pdf"]) - set(found["html"])
    assert sum(found["pdf"].values()) > 400
