"""Is everything there that is published, with hashes that hold, and is what is not there said?"""

from __future__ import annotations

import hashlib
import io
import json
import os
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import pytest

from generated.unit_years import Shape, unit_year
from wenxiao.catalogue.profiles import profile
from wenxiao.control.chain import digest
from wenxiao.disclosure.budget import budget_manuscript
from wenxiao.disclosure.bundle import DATA, DOCX, FILES, FISCAL, HTML, MANIFEST, PDF, PROCUREMENT, XLSX, bundle
from wenxiao.disclosure.open_data_read import read_open_data
from wenxiao.documents.read import read
from wenxiao.documents.write import pdf
from wenxiao.documents.write.pdf import NoTypesetterError

OPENING = {DOCX: b"PK", XLSX: b"PK", FISCAL: b"PK", PDF: b"%PDF-", HTML: b"<!DOCTYPE html>", DATA: b"{", PROCUREMENT: b"{", MANIFEST: b"{"}


def made(shape: Shape, *without: str, published_on: date | None = None) -> dict[str, bytes]:
    records, template = unit_year(shape), profile(f"hebei-{shape.year}")
    return bundle(budget_manuscript(records, template), records, template, published_on=published_on, without=without)


def test_every_file_is_there_and_the_manifest_tells_its_size_and_hashes(tmp_path: Path) -> None:
    files = made(Shape(5))
    assert list(files) == list(FILES)
    assert OPENING.keys() == files.keys()
    manifest = json.loads(files[MANIFEST])
    assert manifest["schema"] == "wenxiao.bundle/1"
    assert (manifest["year"], manifest["kind"], manifest["profile"], manifest["absent"]) == (2025, "budget", "hebei-2025", [])
    assert {each["name"] for each in manifest["files"]} == files.keys() - {MANIFEST}
    for each in manifest["files"]:
        content = files[each["name"]]
        assert content.startswith(OPENING[each["name"]])
        assert each["size"] == len(content)
        assert each["sha256"] == hashlib.sha256(content).hexdigest()
        assert each["sm3"] == digest(content, "sm3")
        assert (each["title"], each["media_type"]) == (FILES[each["name"]].title, FILES[each["name"]].media_type)
    # Each is what its name says, by our own readers.
    for name in (DOCX, PDF, HTML, XLSX):
        (tmp_path / name).write_bytes(files[name])
        assert read(str(tmp_path / name)).format == name.partition(".")[2]
    data = read_open_data(json.loads(files[DATA]))
    assert data.manuscript.title == manifest["title"]
    assert json.loads(files[PROCUREMENT])["version"] == "1.1"
    with zipfile.ZipFile(io.BytesIO(files[FISCAL])) as package:
        assert package.testzip() is None


def test_the_same_records_make_the_same_bytes() -> None:
    first, second = made(Shape(2), PDF), made(Shape(2), PDF)
    assert first == second
    other = made(Shape(2, grain=1), PDF)
    assert {name for name in first if first[name] == other[name]} == set()


def test_another_process_with_other_hash_seeds_makes_the_same_bytes() -> None:
    # Sets are walked in another order there; nothing that is published may follow it.
    program = "import test_bundle; print(*sorted(test_bundle.hashes()), sep='\\n')"
    paths = os.pathsep.join(sys.path)
    told = {
        subprocess.run(
            [sys.executable, "-c", program],
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": paths},
            cwd=Path(__file__).parent,
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }
    (both,) = told
    assert both.count("\n") == len(FILES) - 1


def hashes() -> list[str]:
    """Name and SHA-256 of each file, as another process asks for them."""
    return [f"{name} {hashlib.sha256(content).hexdigest()}" for name, content in made(Shape(2), PDF).items()]


def test_the_day_of_publication_changes_what_names_it_alone() -> None:
    approved, later = made(Shape(5), PDF), made(Shape(5), PDF, published_on=date(2025, 3, 1))
    assert {name for name in approved if approved[name] != later[name]} == {PROCUREMENT, MANIFEST}
    assert json.loads(approved[PROCUREMENT])["publishedDate"].startswith("2025-02-10")


def test_what_is_left_out_is_said_with_its_reason() -> None:
    files = made(Shape(5, procurement=False), PDF)
    assert files.keys() == FILES.keys() - {PDF, PROCUREMENT}
    absent = {each["name"]: each["reason"] for each in json.loads(files[MANIFEST])["absent"]}
    assert absent.keys() == {PDF, PROCUREMENT}
    assert absent[PROCUREMENT] == "2025年没有政府采购预算，没有可以公开的采购计划"
    assert absent[PDF]


def test_without_the_typesetter_it_says_what_to_install_and_the_rest_can_be_had(monkeypatch: pytest.MonkeyPatch) -> None:
    pdf._fonts.cache_clear()
    monkeypatch.setitem(sys.modules, "typst", None)
    try:
        with pytest.raises(NoTypesetterError, match=r"pip install 'wenxiao\[publish\]'"):
            made(Shape(5))
        assert made(Shape(5), PDF).keys() == FILES.keys() - {PDF}
    finally:
        pdf._fonts.cache_clear()


def test_a_name_that_is_no_file_of_the_bundle_cannot_be_left_out() -> None:
    with pytest.raises(KeyError, match=r"disclosure\.odt"):
        made(Shape(5), "disclosure.odt")


def test_titles_fit_a_list() -> None:
    assert all(len(kind.title) <= 60 and len(kind.media_type) <= 100 for kind in FILES.values())
    assert all(name.isascii() and "/" not in name for name in FILES)
