"""PDF to blocks: ruled tables with their merged cells, and everything else as printed lines."""

from __future__ import annotations

from wenxiao.documents.read.pdf.reader import read_pdf

__all__ = ["read_pdf"]
