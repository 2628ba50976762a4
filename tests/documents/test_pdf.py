"""Does a PDF give the tables, cells and lines that are printed in it, and a plain sentence where it cannot be read?"""

from __future__ import annotations

import io
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from documents.pdf_files import HEADED_ROWS, HEADED_TABLE, drawn, printed, read, rows, spans, tables, texts, words
from wenxiao.documents.blocks import Document, Table, Text, UnreadableError
from wenxiao.documents.pdf_places import char_boxes

DISCLOSURES = Path(__file__).parents[3] / "shared" / "data" / "disclosures"

GRID = "0.5 w 50 50 m 350 50 l 50 100 m 350 100 l 50 150 m 350 150 l 50 50 m 50 150 l 150 50 m 150 150 l 350 50 m 350 150 l S\n"
GRID_WORDS = words((60, 120, "a"), (160, 120, "1,234.50"), (60, 70, "b"), (160, 70, "2"))
GRID_ROWS = [["a", "1,234.50"], ["b", "2"]]

_NUMBERS = st.one_of(st.integers(0, 1000), st.sampled_from([50, 100, 150, 200, 250, 300, 350, 400]))
_STROKES = st.builds("{} {} m {} {} l S".format, _NUMBERS, _NUMBERS, _NUMBERS, _NUMBERS) | st.builds(
    lambda x, y, length, across: f"{x} {y} m {x + length if across else x} {y if across else y + length} l S",
    *(st.sampled_from([50, 100, 150, 200]), st.sampled_from([50, 100, 150, 200]), st.sampled_from([50, 100, 150]), st.booleans()),
)
_PLACES = st.integers(0, 8)
_FIGURES = st.text("0123456789.", min_size=1, max_size=9)
_TEXTS = st.builds(lambda column, row, text: words((column * 60, row * 20 + 25, text)), _PLACES, _PLACES, _FIGURES)


def saved(pdf: pypdfium2.PdfDocument) -> bytes:
    buffer = io.BytesIO()
    pdf.save(buffer)
    return buffer.getvalue()


def only_table(data: bytes) -> Table:
    [table] = tables(read(data))
    return table


def assert_origins_fit(document: Document) -> None:
    for block in document.blocks:
        for part in block.cells if isinstance(block, Table) else [block]:
            assert len(part.origin) == len(part.text)
            assert all(origin == -1 for origin, character in zip(part.origin, part.text, strict=True) if character in "\n\t")


class TestRuledTables:
    def test_merged_cells_keep_their_spans(self) -> None:
        table = only_table(printed(HEADED_TABLE))
        assert rows(table) == HEADED_ROWS
        assert spans(table) == {"科目": (1, 1, 2, 1), "本年": (1, 2, 1, 2), "上年": (1, 4, 1, 2), "合计": (4, 1, 1, 3)}
        assert (table.height, table.width, table.page, table.number) == (4, 5, 1, 1)

    def test_a_wrapped_name_keeps_its_printed_lines(self) -> None:
        table = only_table(printed("#table(columns: (4em, 4em), [农村道路养护支出], [12])"))
        assert rows(table, joined=False) == [["农村道\n路养护\n支出", "12"]]

    def test_lines_around_a_table_stand_in_reading_order(self) -> None:
        document = read(printed("附表一\n\n编制单位：某镇 #h(1fr) 单位：万元\n" + HEADED_TABLE + "\n注：含 12.3 万元结转。"))
        assert [block.text if isinstance(block, Text) else "table" for block in document.blocks] == [
            "附表一",
            "编制单位：某镇\t单位：万元",
            "table",
            "注：含 12.3 万元结转。",
        ]
        assert_origins_fit(document)

    def test_several_tables_on_a_page_are_numbered_over_the_document(self) -> None:
        two = "#grid(columns: 2, gutter: 20pt, table(columns: 2, [a], [1]), table(columns: 2, [c], [3]))\n#v(2pt)\n"
        two += "#table(columns: 2, [e], [5])"
        document = read(printed(two + "\n#pagebreak()\n#table(columns: 2, [g], [7])"))
        assert [(table.number, table.page, rows(table)) for table in tables(document)] == [
            (1, 1, [["a", "1"]]),
            (2, 1, [["c", "3"]]),
            (3, 1, [["e", "5"]]),
            (4, 2, [["g", "7"]]),
        ]

    def test_a_table_over_pages_is_one_table_a_page(self) -> None:
        body = "#table(columns: 3, table.header([编码], [名称], [金额]), ..range(90).map(n => ([#n], [项目#n], [#(n * 3).00])).flatten())"
        document = read(printed(body))
        found = tables(document)
        assert [table.page for table in found] == list(range(1, len(found) + 1))
        assert len(found) > 1
        assert all(rows(table)[0] == ["编码", "名称", "金额"] for table in found)
        numbers = [row[0] for table in found for row in rows(table)[1:]]
        assert numbers == [str(number) for number in range(90)]

    def test_a_cell_cut_by_a_page_is_closed_where_the_table_ends(self) -> None:
        body = '#table(columns: (4em, 1fr), [甲], [1], [乙], [#("道路养护支出，" * 60)], [丙], [3])'
        document = read(printed(body, page="width: 10cm, height: 8cm, margin: 1cm"))
        found = tables(document)
        assert len(found) > 1
        assert rows(found[0])[-1][0] == "乙"
        cut = "".join(row[1] for table in found for row in rows(table)[: None if table is not found[-1] else -1] if row[1] != "1")
        assert cut == "道路养护支出，" * 60
        assert rows(found[-1])[-1] == ["丙", "3"]

    def test_a_table_inside_a_cell_is_a_table_of_its_own(self) -> None:
        document = read(printed("#table(columns: 2, [外一], table(columns: 2, [内], [1]), [外二], [9])"))
        assert [rows(table) for table in tables(document)] == [[["外一", ""], ["外二", "9"]], [["内", "1"]]]

    def test_a_frame_around_text_is_no_table(self) -> None:
        document = read(printed("#rect(stroke: 0.5pt)[公开说明]"))
        assert tables(document) == []
        assert texts(document) == ["公开说明"]

    def test_text_set_in_columns_without_rules_is_parted_by_tabs(self) -> None:
        document = read(printed("#table(columns: (1fr, 1fr, 1fr), stroke: none, [基本支出], [12.00], [3.50])"))
        assert texts(document) == ["基本支出\t12.00\t3.50"]


class TestWaysOfDrawing:
    @pytest.mark.parametrize(
        "stroke",
        [
            "2pt",
            '(dash: "dashed")',
            '(dash: "dotted")',
            "(x, y) => (left: if x > 0 { 0.5pt }, top: 0.5pt, bottom: 0.5pt)",
            "(x, y) => (left: 0.5pt, right: 0.5pt, top: if y > 0 { 0.5pt })",
        ],
        ids=["thick", "dashed", "dotted", "open at the sides", "open at the top and bottom"],
    )
    def test_borders_of_every_stroke(self, stroke: str) -> None:
        assert rows(only_table(printed(f"#set table(stroke: {stroke})\n" + HEADED_TABLE))) == HEADED_ROWS

    def test_shaded_cells(self) -> None:
        shaded = "#set table(fill: (x, y) => if y == 0 { luma(220) })\n" + HEADED_TABLE
        assert rows(only_table(printed(shaded))) == HEADED_ROWS

    def test_lines_in_one_path(self) -> None:
        assert rows(only_table(drawn(GRID + GRID_WORDS))) == GRID_ROWS

    def test_lines_as_thin_filled_rectangles(self) -> None:
        across = [f"50 {y} 300 0.6 re f" for y in (50, 100, 150)]
        down = [f"{x} 50 0.6 100.6 re f" for x in (50, 150, 350)]
        assert rows(only_table(drawn("\n".join(across + down) + "\n" + GRID_WORDS))) == GRID_ROWS
        assert rows(only_table(drawn(" ".join(across + down).replace("re f", "re") + " f\n" + GRID_WORDS))) == GRID_ROWS

    def test_a_rectangle_for_each_cell(self) -> None:
        boxes = "0.5 w " + " ".join(f"{x} {y} {w} 48.5 re S" for y in (50, 100) for x, w in ((50, 98.5), (150, 200)))
        assert rows(only_table(drawn(boxes + "\n" + GRID_WORDS))) == GRID_ROWS

    def test_a_scaled_page(self) -> None:
        assert rows(only_table(drawn("q 0.5 0 0 0.5 20 20 cm\n" + GRID + GRID_WORDS + "\nQ"))) == GRID_ROWS

    def test_a_slanted_line_divides_no_cell(self) -> None:
        assert rows(only_table(drawn(GRID + "50 150 m 150 100 l S\n" + GRID_WORDS))) == GRID_ROWS

    def test_white_lines_are_not_seen(self) -> None:
        assert rows(only_table(drawn(GRID + "1 1 1 rg 250 50 0.6 100 re f 0 g\n" + GRID_WORDS))) == GRID_ROWS

    @pytest.mark.parametrize("turn", [90, 180, 270])
    def test_pages_that_carry_a_rotation(self, turn: int) -> None:
        pdf = pypdfium2.PdfDocument(printed(f"#rotate({-turn}deg, reflow: true, box(width: 15cm)[{HEADED_TABLE}])"))
        pdf[0].set_rotation(turn)
        assert rows(only_table(saved(pdf))) == HEADED_ROWS

    @pytest.mark.parametrize("turn", [90, -90, 180])
    def test_content_drawn_sideways(self, turn: int) -> None:
        document = read(printed(f"#rotate({turn}deg, reflow: true, box(width: 15cm)[附表一\n{HEADED_TABLE}注：无])"))
        assert texts(document) == ["附表一", "注：无"]
        assert rows(tables(document)[0]) == HEADED_ROWS

    def test_forms_within_forms(self) -> None:
        pdf = pypdfium2.PdfDocument(printed("第一页\n" + HEADED_TABLE + "#pagebreak()\n第二页\n" + HEADED_TABLE))
        for width, height, across, down in ((842, 595, 2, 1), (595, 842, 1, 2)):
            pdf = pypdfium2.PdfDocument(pypdfium2.raw.FPDF_ImportNPagesToOne(pdf, width, height, across, down))
        document = read(saved(pdf))
        assert [rows(table) for table in tables(document)] == [HEADED_ROWS, HEADED_ROWS]


class TestFigures:
    def test_figures_that_touch_across_a_border_are_two(self) -> None:
        content = GRID + words((60, 120, "a"), (160, 120, "1"), (116.6, 70, "111.11"), (150, 70, "222.22"))
        assert rows(only_table(drawn(content))) == [["a", "1"], ["111.11", "222.22"]]

    def test_figures_of_one_text_are_parted_at_the_border(self) -> None:
        content = GRID + words((60, 120, "a"), (160, 120, "1"), (121, 70, "111.11222.22"))
        assert rows(only_table(drawn(content))) == [["a", "1"], ["111.11", "222.22"]]

    def test_a_figure_too_wide_for_its_cell_stays_whole(self) -> None:
        content = GRID + words((60, 120, "a"), (160, 120, "1"), (60, 70, "b"), (142, 70, "12,345,678.90"))
        assert rows(only_table(drawn(content))) == [["a", "1"], ["b", "12,345,678.90"]]

    def test_a_gap_between_figures_of_a_cell_is_a_space(self) -> None:
        content = GRID + words((60, 120, "12"), (80, 120, "34"), (160, 120, "1"), (160, 70, "56"), (60, 70, "b"))
        assert rows(only_table(drawn(content))) == [["12 34", "1"], ["b", "56"]]

    def test_characters_drawn_twice_count_once(self) -> None:
        twice = words((160, 120, "1,100.55"), (160.3, 120, "1,100.55"))
        each = words(*((160 + 5.56 * n + shift, 70, d) for n, d in enumerate("2211") for shift in (0, 0.3)))
        content = GRID + words((60, 120, "a"), (60, 70, "b")) + "\n" + twice + "\n" + each
        assert rows(only_table(drawn(content))) == [["a", "1,100.55"], ["b", "2211"]]

    def test_a_string_drawn_again_in_pieces_counts_once(self) -> None:
        content = words((50, 100, "1234567"), (50.2, 100, "123"), (66.88, 100, "4567"))
        assert texts(read(drawn(content))) == ["1234567"]

    def test_a_watermark_does_not_get_into_the_figures(self) -> None:
        mark = "#set page(background: rotate(30deg, text(60pt, fill: luma(220))[内部 2024]))\n#set par(leading: 4pt)\n"
        document = read(printed(mark + HEADED_TABLE * 4))
        assert all(rows(table) == HEADED_ROWS for table in tables(document))
        assert texts(document) == ["内部2024"]

    @pytest.mark.parametrize("quarters", [90, -90])
    def test_a_page_number_turned_on_a_lying_page_gets_into_no_line(self, quarters: int) -> None:
        number = f"#set page(background: place(left + top, dx: 6mm, dy: 17mm, rotate({quarters}deg, reflow: true)[— 12 —]))\n"
        document = read(printed(number + "支出预算\n\n单位：万元\n" + HEADED_TABLE))
        assert texts(document) == ["支出预算", "单位：万元", "—12—"]
        assert rows(tables(document)[0]) == HEADED_ROWS

    def test_turned_text_in_a_cell_stays_in_its_cell(self) -> None:
        table = only_table(printed("#table(columns: 2, rotate(90deg, reflow: true)[合计], [12.30], [甲], [4.00])"))
        assert [row[1] for row in rows(table)] == ["12.30", "4.00"]
        assert sorted(rows(table)[0][0]) == ["合", "计"]

    def test_full_width_signs_stay_as_printed(self) -> None:
        assert texts(read(printed("４．本年（万元）：１２．５０％"))) == ["４．本年（万元）：１２．５０％"]

    def test_what_stands_beside_the_page_is_not_printed(self) -> None:
        assert texts(read(drawn(words((50, 100, "seen"), (450, 100, "beside"), (50, -50, "below"))))) == ["seen"]


class TestPlaces:
    def test_every_place_can_be_read_again_by_another_way(self) -> None:
        document = read(printed("附表一 12.50 万元\n" + HEADED_TABLE))
        assert document.reread is not None
        for index, block in enumerate(document.blocks):
            if isinstance(block, Table):
                for number, cell in enumerate(block.cells):
                    assert _bare(document.reread(index, number)) == _bare(cell.text)
            else:
                assert _bare(document.reread(index, None)) == _bare(block.text)

    def test_character_boxes_cover_the_text_line_by_line(self) -> None:
        data = printed("#table(columns: (4em, 4em), [农村道路养护支出], [12])")
        table = only_table(data)
        names, figure = char_boxes(data, [(1, table.cells[0].origin), (1, table.cells[1].origin)])
        assert len(names) == table.cells[0].text.count("\n") + 1
        assert len(figure) == 1
        assert all(one.bottom > other.bottom for one, other in pairwise(names))
        assert figure[0].left > max(box.right for box in names)

    def test_boxes_fit_the_drawing(self) -> None:
        data = drawn(words((50, 100, "ab12")))
        [text] = read(data).blocks
        assert isinstance(text, Text)
        [[box]] = char_boxes(data, [(1, text.origin[2:])])
        assert box.left == pytest.approx(50 + 11.12, abs=0.5)
        assert box.right == pytest.approx(50 + 22.24, abs=0.5)
        assert box.bottom < 100 < box.top


class TestRefusals:
    def refusal(self, data: bytes) -> str:
        with pytest.raises(UnreadableError) as caught:
            read(data)
        return caught.value.reason

    def test_a_password_is_named(self) -> None:
        reason = self.refusal(drawn(words((50, 100, "secret")), locked=True))
        assert "密码" in reason

    def test_a_scan_is_named(self) -> None:
        image = "q 400 0 0 300 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x80 EI Q"
        assert "扫描" in self.refusal(drawn(image))
        assert "多数页是扫描" in self.refusal(drawn(words((50, 100, "cover")), image, image))

    def test_a_scanned_page_among_others_is_passed_over(self) -> None:
        image = "q 400 0 0 300 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x80 EI Q"
        document = read(drawn(words((50, 100, "one")), image, words((50, 100, "three"))))
        assert [(block.page, block.text) for block in document.blocks if isinstance(block, Text)] == [(1, "one"), (3, "three")]
        assert document.pages == 3

    def test_an_empty_page_is_named(self) -> None:
        assert "没有文字" in self.refusal(drawn(""))

    @pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n", b"PK\x03\x04", b"%PDF-1.4\n%%EOF"])
    def test_what_is_no_pdf_is_named(self, data: bytes) -> None:
        assert "打不开" in self.refusal(data)

    @pytest.mark.parametrize("part", [0.2, 0.5, 0.9, 0.97, 0.99, 0.999])
    def test_a_file_cut_off_is_refused_and_never_read_in_part(self, part: float) -> None:
        whole = printed(HEADED_TABLE + "#pagebreak()" + HEADED_TABLE)
        assert re.search("损坏|下载不全", self.refusal(whole[: int(len(whole) * part)]))

    def test_too_many_pages_are_refused(self) -> None:
        assert "3001 页" in self.refusal(drawn(*[""] * 3001))

    def test_too_many_characters_are_refused(self) -> None:
        assert "字数太多" in self.refusal(drawn(words(*[(10, 12 * n, "1" * 500) for n in range(201)]), size=(3000, 3000)))

    def test_a_hatched_area_is_no_table(self) -> None:
        hatch = " ".join(f"{n * 3} 0 m {n * 3} 300 l 0 {n * 3} m 300 {n * 3} l" for n in range(100))
        document = read(drawn(f"0.2 w {hatch} S\n" + words((50, 100, "text"))))
        assert tables(document) == []

    def test_a_drawing_of_very_many_lines_is_no_table(self) -> None:
        lines = [f"{n * 7} 0 m {n * 7} 8000 l 0 {n * 7} m 8000 {n * 7} l" for n in range(1100)]
        document = read(drawn(" ".join(lines) + " S\n" + words((50, 100, "text")), size=(8000, 8000)))
        assert tables(document) == []
        assert texts(document) == ["text"]

    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.data())
    def test_damaged_files_are_read_or_refused(self, data: st.DataObject) -> None:
        whole = printed("附表一\n" + HEADED_TABLE)
        damaged = bytearray(whole[: data.draw(st.integers(0, len(whole)))] if data.draw(st.booleans()) else whole)
        for _ in range(data.draw(st.integers(0, 12))):
            if damaged:
                damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
        try:
            document = read(bytes(damaged))
        except UnreadableError:
            return
        assert_origins_fit(document)

    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.lists(st.one_of(_STROKES, _TEXTS), max_size=50, unique_by=lambda operator: operator.split("(")[0]))
    def test_whatever_is_drawn_no_place_belongs_to_two_cells_and_no_text_is_lost(self, operators: list[str]) -> None:
        shown = "".join(operator.split("(")[1].split(")")[0] for operator in operators if "(" in operator)
        try:
            document = read(drawn("\n".join(operators), size=(1000, 1000)))
        except UnreadableError:
            assert not shown
            return
        assert_origins_fit(document)
        for table in tables(document):
            taken = [
                (row, column)
                for cell in table.cells
                for row in range(cell.row, cell.row + cell.row_span)
                for column in range(cell.column, cell.column + cell.column_span)
            ]
            assert len(taken) == len(set(taken))
            assert all(row <= table.height and column <= table.width for row, column in taken)
        read_again = texts(document) + [cell.text for table in tables(document) for cell in table.cells]
        assert sorted("".join(read_again).translate({9: None, 10: None, 32: None})) == sorted(shown)


class TestRealDisclosures:
    """A second opinion: pdfplumber, an independent reader, must see the same texts in the same ruled tables."""

    @pytest.mark.parametrize("name", ["003", "006", "008", "012"])
    def test_cells_agree_with_another_reader(self, name: str) -> None:
        found = sorted(DISCLOSURES.glob(f"{name}-*.pdf"))
        if not found:
            pytest.skip(f"no real disclosure {name} in {DISCLOSURES}")
        import pdfplumber

        document = read(found[0].read_bytes())
        assert_origins_fit(document)
        ours = [(table.page, [[_bare(text) for text in row] for row in rows(table)]) for table in tables(document)]
        with pdfplumber.open(found[0]) as pdf:
            theirs = [
                (number, [[_bare(text) for text in row if text is not None] for row in table.extract()])
                for number, page in enumerate(pdf.pages, start=1)
                for table in page.filter(_printed).find_tables()
            ]
        assert ours == theirs

    @pytest.mark.parametrize("name", ["003", "006", "008", "012"])
    def test_every_cell_reads_the_same_by_another_way(self, name: str) -> None:
        found = sorted(DISCLOSURES.glob(f"{name}-*.pdf"))
        if not found:
            pytest.skip(f"no real disclosure {name} in {DISCLOSURES}")
        document = read(found[0].read_bytes())
        assert document.reread is not None
        figures = 0
        for index, block in enumerate(document.blocks):
            if isinstance(block, Table) and block.number % 4 == 1:
                for number, cell in enumerate(block.cells):
                    if any(character.isdigit() for character in cell.text):
                        figures += 1
                        assert _bare(document.reread(index, number)) == _bare(cell.text)
        assert figures > 50


def _printed(item: dict[str, Any]) -> bool:
    """Whether an object leaves a mark on the paper: some of these documents lay white areas under their text."""
    return not (item["object_type"] == "rect" and item["non_stroking_color"] in ((1, 1, 1), (1,)) and not item["stroke"])


def _bare(text: str | None) -> str:
    return "".join((text or "").split())
