"""What lies beside each other where a disclosure is published? The document in every format, its data, and a list of them with hashes.

The list (`manifest.json`) names each file with its size, SHA-256 and SM3 (GB/T 32905), and says of a file that is not there why. Nothing
is left out in silence: what cannot be written raises, unless the caller names it in `without`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date

from wenxiao.catalogue.profiles import Profile
from wenxiao.control.chain import canonical, digest
from wenxiao.disclosure.budget import Disclosed
from wenxiao.disclosure.fiscal_package import fiscal_package
from wenxiao.disclosure.ocds import NothingPlannedError, ocds
from wenxiao.disclosure.open_data import Year, open_data, open_data_bytes

SCHEMA = "wenxiao.bundle/1"
DOCX, PDF, HTML, XLSX = "disclosure.docx", "disclosure.pdf", "disclosure.html", "disclosure.xlsx"
DATA, FISCAL, PROCUREMENT, MANIFEST = "disclosure.json", "fiscal-data-package.zip", "procurement-ocds.json", "manifest.json"


@dataclass(frozen=True, slots=True)
class Kind:
    """文件种类: what the file is called on a page, and as what a server sends it."""

    title: str
    media_type: str


FILES: Mapping[str, Kind] = {
    DOCX: Kind("公开文本（Word）", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    PDF: Kind("公开文本（PDF）", "application/pdf"),
    HTML: Kind("公开文本（网页）", "text/html; charset=utf-8"),
    XLSX: Kind("公开表格（Excel，合计为公式）", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    DATA: Kind("公开数据（JSON）", "application/json"),
    FISCAL: Kind("收支明细（Fiscal Data Package）", "application/zip"),
    PROCUREMENT: Kind("政府采购计划（OCDS）", "application/json"),
    MANIFEST: Kind("文件清单和摘要值", "application/json"),
}


def bundle(
    disclosed: Disclosed,
    records: Year,
    profile: Profile,
    *,
    published_on: date | None = None,
    correction: bool = False,
    without: Collection[str] = (),
) -> dict[str, bytes]:
    """Every file by its name of FILES, the same bytes for the same arguments on machines with the same fonts.

    `published_on` is by default the day of the approval; `correction` marks what updates an earlier bundle. Raises PdfError, in plain
    words, where this machine cannot make a PDF (`pip install 'wenxiao[publish]'`): whoever publishes without it says `without=(PDF,)`.
    Raises KeyError for a name in `without` that no file has.
    """
    # Heavy: only who writes files pays for them.
    from wenxiao.documents.write.docx import write_docx
    from wenxiao.documents.write.html import write_html
    from wenxiao.documents.write.pdf import write_pdf
    from wenxiao.documents.write.xlsx import write_xlsx

    manuscript = disclosed.manuscript
    day = published_on or (records.approval.approved_on if records.approval else date(records.year, 1, 1))
    writers: dict[str, Callable[[], bytes]] = {
        PDF: lambda: write_pdf(manuscript),
        DOCX: lambda: write_docx(manuscript),
        HTML: lambda: write_html(manuscript),
        XLSX: lambda: write_xlsx(manuscript),
        DATA: lambda: open_data_bytes(open_data(disclosed, records, profile)),
        FISCAL: lambda: fiscal_package(records, profile),
        PROCUREMENT: lambda: canonical(ocds(records, day, correction=correction)),
    }
    unknown = set(without) - writers.keys()
    if unknown:
        raise KeyError(f"not of this bundle: {'、'.join(sorted(unknown))}")
    files: dict[str, bytes] = {}
    absent = {name: "本次没有生成这种格式" for name in writers if name in without}
    # The typesetter lets other threads run: the rest is written while it works, and the whole takes hardly longer than the PDF.
    with ThreadPoolExecutor(1) as beside:
        setting = beside.submit(writers[PDF]) if PDF not in absent else None
        for name in writers.keys() - absent.keys() - {PDF}:
            try:
                files[name] = writers[name]()
            except NothingPlannedError as nothing:
                absent[name] = str(nothing)
        if setting is not None:
            files[PDF] = setting.result()
    files[MANIFEST] = canonical(_manifest(disclosed, records, profile, files, absent))
    return {name: files[name] for name in FILES if name in files}


def _manifest(
    disclosed: Disclosed, records: Year, profile: Profile, files: Mapping[str, bytes], absent: Mapping[str, str]
) -> dict[str, object]:
    return {
        "schema": SCHEMA,
        "title": disclosed.manuscript.title,
        "unit": {"code": records.unit.code, "name": records.unit.name},
        "year": records.year,
        "kind": profile.kind,
        "profile": profile.id,
        "files": [
            {
                "name": name,
                "title": FILES[name].title,
                "media_type": FILES[name].media_type,
                "size": len(content),
                "sha256": digest(content, "sha256"),
                "sm3": digest(content, "sm3"),
            }
            for name, content in sorted(files.items())
        ],
        "absent": [{"name": name, "title": FILES[name].title, "reason": reason} for name, reason in sorted(absent.items())],
    }
