"""How do the blocks of a document look in a test? Texts as strings, tables as rows of strings."""

from __future__ import annotations

from wenxiao.documents.blocks import Document, Table, Text


def rows(table: Table) -> list[list[str]]:
    """The grid as read by a person: a merged cell's text stands in every place it covers; None-places are `"∅"`."""
    return [[table.cells[index].text if index >= 0 else "∅" for index in row] for row in table.grid()]


def shown(document: Document) -> list[str | list[list[str]]]:
    return [block.text if isinstance(block, Text) else rows(block) for block in document.blocks]


def tables(document: Document) -> list[Table]:
    return [block for block in document.blocks if isinstance(block, Table)]


def texts(document: Document) -> list[Text]:
    return [block for block in document.blocks if isinstance(block, Text)]
