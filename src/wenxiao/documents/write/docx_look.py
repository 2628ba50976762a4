"""How does a Word file of ours look: the page of GB/T 9704-2012, its fonts with their fall-backs, its styles and page numbers?

Lengths are twips (1/20 pt) where nothing else is said, font sizes half points, places of shapes EMU (1/36,000 mm): the format's own.
"""

from __future__ import annotations

from dataclasses import dataclass

from wenxiao.documents.write.markup import escaped

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

LINE = 579
"""28.95 pt: 22 lines fill the 225 mm of a page (§5.2.3); at 29 pt, as it is often set, only 21 fit."""

CHARACTER = 315
"""A character of the text: 28 of them fit into 156 mm (§5.2.3), each 0.25 pt narrower than 3号 is by itself."""


def twips(millimetres: float) -> int:
    return round(millimetres * 1440 / 25.4)


@dataclass(frozen=True, slots=True)
class Page:
    """版面: size and margins in millimetres. `lies` is a page for wide tables, turned with its head to the left of the bound volume."""

    width: float
    height: float
    top: float
    right: float
    bottom: float
    left: float
    lies: bool = False

    @property
    def text_width(self) -> int:
        return twips(self.width) - twips(self.left) - twips(self.right)


UPRIGHT = Page(210, 297, top=37, right=26, bottom=35, left=28)
# The same 156 × 225 mm, turned. Margins that are equal in pairs are right on both sides of a leaf, within the millimetre that §5.2.1
# allows: what is the binding edge above on one page is the cut edge on the next.
LYING = Page(297, 210, top=27, right=36, bottom=27, left=36, lies=True)

# §7.5: the dashes of the page number stand 7 mm below the type area, the number one character (14 pt) from its edge.
_NUMBER_BELOW = 7.0
_NUMBER_LINE = 18 * 25.4 / 72
_NUMBER_FROM_EDGE = 14 * 25.4 / 72
_NUMBER_LENGTH = 40.0

FANGSONG, KAITI, HEITI, SONG, TITLE = "仿宋_GB2312", "楷体_GB2312", "黑体", "宋体", "方正小标宋简体"
# The standard's fonts may not be passed on: they are named, with what other systems call them or have in their place.
_FALLBACKS = {
    FANGSONG: "仿宋,FangSong,华文仿宋,STFangsong,方正仿宋_GBK,FZFangSong-Z02,Noto Serif CJK SC",
    KAITI: "楷体,KaiTi,华文楷体,STKaiti,方正楷体_GBK,AR PL UKai CN,Noto Serif CJK SC",
    HEITI: "SimHei,方正黑体_GBK,思源黑体,Noto Sans CJK SC",
    SONG: "SimSun,新宋体,方正书宋_GBK,思源宋体,Noto Serif CJK SC",
    TITLE: "方正小标宋_GBK,FZXiaoBiaoSong-B05S,方正小标宋,华文中宋,STZhongsong,宋体,Noto Serif CJK SC",
}


def font_table() -> str:
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{others}"/><w:charset w:val="86"/><w:family w:val="auto"/>'
        '<w:pitch w:val="default"/></w:font>'
        for name, others in _FALLBACKS.items()
    )
    return f'<w:fonts xmlns:w="{W}">{fonts}</w:fonts>'


def _fonts(name: str) -> str:
    return f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}" w:eastAsia="{name}" w:cs="{name}"/>'


def _size(half_points: int) -> str:
    return f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'


def _style(
    identity: str, name: str, paragraph: str = "", run: str = "", *, based_on: str = "Normal", after: str = "", shown: bool = True
) -> str:
    quick = "<w:qFormat/>" if shown else ""
    # The names in English letters are Word's own, which it translates.
    own = "" if name.isascii() else ' w:customStyle="1"'
    following = f'<w:next w:val="{after}"/>' if after else ""
    return (
        f'<w:style w:type="paragraph"{own} w:styleId="{identity}"><w:name w:val="{name}"/><w:basedOn w:val="{based_on}"/>{following}{quick}'
        f"<w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
    )


_INDENT = f'<w:ind w:firstLineChars="200" w:firstLine="{2 * CHARACTER}"/>'
_CLOSE = '<w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/>'
# Not by the section's grid of characters, which LibreOffice sets far apart.
_NARROW = f'<w:spacing w:val="{CHARACTER - 320}"/>'
_OFF_GRID = '<w:snapToGrid w:val="0"/>'


def styles(language: str) -> str:
    """Every style of the file. Headings bear outline levels and no numbers: those are in the text."""
    heading_fonts = {1: HEITI, 2: KAITI, 3: FANGSONG, 4: FANGSONG}
    headings = "".join(
        _style(
            f"Heading{level}",
            f"heading {level}",
            f'<w:keepNext/><w:keepLines/>{_INDENT}<w:outlineLvl w:val="{level - 1}"/>',
            _fonts(font) + _NARROW,
            after="BodyText",
        )
        for level, font in heading_fonts.items()
    )
    cell = f"{_OFF_GRID}{_CLOSE}"
    return (
        f'<w:styles xmlns:w="{W}"><w:docDefaults><w:rPrDefault><w:rPr>{_fonts(FANGSONG)}{_size(32)}'
        f'<w:lang w:val="en-US" w:eastAsia="{language}"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>'
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>'
        '<w:pPr><w:widowControl w:val="0"/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>'
        f'<w:spacing w:line="{LINE}" w:lineRule="exact"/><w:jc w:val="both"/></w:pPr><w:rPr><w:kern w:val="2"/></w:rPr></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:tblPr><w:tblInd w:w="0" w:type="dxa"/>'
        '<w:tblCellMar><w:left w:w="57" w:type="dxa"/><w:right w:w="57" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
        # The title with what is above and below it takes whole lines of the page.
        + _style(
            "Title",
            "Title",
            f'<w:keepNext/><w:keepLines/>{_OFF_GRID}<w:spacing w:after="{2 * LINE - 660}" w:line="660" w:lineRule="exact"/>'
            '<w:jc w:val="center"/>',
            f"{_fonts(TITLE)}{_size(44)}",
            after="BodyText",
        )
        + headings
        + _style("BodyText", "Body Text", _INDENT, _NARROW)
        + _style(
            "Caption",
            "caption",
            f'<w:keepNext/><w:keepLines/>{_OFF_GRID}<w:spacing w:before="120" w:after="60" w:line="440" w:lineRule="exact"/>'
            '<w:jc w:val="center"/>',
            f"{_fonts(HEITI)}{_size(28)}",
            after="BodyText",
        )
        + _style(
            "TableUnit",
            "表格单位",
            f'<w:keepNext/>{_OFF_GRID}<w:spacing w:line="320" w:lineRule="exact"/><w:jc w:val="right"/>',
            _fonts(SONG) + _size(21),
        )
        + _style("TableText", "表格文字", f'{cell}<w:jc w:val="left"/>', _fonts(SONG) + _size(21))
        + _style("TableFigure", "表格数字", '<w:jc w:val="right"/>', based_on="TableText")
        + _style("TableHead", "表格表头", '<w:keepNext/><w:jc w:val="center"/>', _fonts(HEITI), based_on="TableText")
        + _style(
            "TableNote",
            "表格说明",
            f'{_OFF_GRID}<w:spacing w:before="60" w:after="120" w:line="320" w:lineRule="exact"/>',
            _fonts(SONG) + _size(21),
        )
        + _style("TableEnd", "表格之后", f'{_OFF_GRID}<w:spacing w:line="160" w:lineRule="exact"/>', _size(2), shown=False)
        + _style("Signature", "Signature", '<w:jc w:val="right"/>', _NARROW)
        + _style(
            "Footer",
            "footer",
            f'{_OFF_GRID}<w:spacing w:line="360" w:lineRule="exact"/><w:jc w:val="left"/>',
            _fonts(SONG) + _size(28),
            shown=False,
        )
        + "</w:styles>"
    )


def settings(language: str) -> str:
    return (
        f'<w:settings xmlns:w="{W}"><w:zoom w:percent="100"/><w:mirrorMargins/><w:defaultTabStop w:val="420"/>'
        '<w:evenAndOddHeaders/><w:characterSpacingControl w:val="compressPunctuation"/>'
        "<w:compat><w:spaceForUL/><w:balanceSingleByteDoubleByteWidth/><w:doNotLeaveBackslashAlone/><w:ulTrailSpace/>"
        "<w:doNotExpandShiftReturn/><w:useFELayout/>"
        '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
        f'<w:themeFontLang w:val="en-US" w:eastAsia="{language}"/></w:settings>'
    )


def section(page: Page, *, odd: str, even: str) -> str:
    """A section of such pages, with the relations of its footers."""
    margins = " ".join(
        f'w:{side}="{twips(length)}"'
        for side, length in (
            ("top", page.top),
            ("right", page.right),
            ("bottom", page.bottom),
            ("left", page.left),
            ("header", 15),
            ("footer", 15 if page.lies else page.bottom - _NUMBER_BELOW - _NUMBER_LINE / 2),
        )
    )
    turned = ' w:orient="landscape"' if page.lies else ""
    return (
        f'<w:sectPr><w:footerReference w:type="default" r:id="{odd}"/><w:footerReference w:type="even" r:id="{even}"/>'
        f'<w:pgSz w:w="{twips(page.width)}" w:h="{twips(page.height)}"{turned}/><w:pgMar {margins} w:gutter="0"/>'
        f'<w:cols w:space="425"/><w:docGrid w:type="lines" w:linePitch="{LINE}"/></w:sectPr>'
    )


def footer(page: Page, *, odd: bool) -> str:
    """The page number between two dashes, odd pages on the right, even ones on the left of the upright sheet."""
    return (
        f'<w:ftr xmlns:w="{W}" xmlns:r="{R}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
        'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">'
        f"{_turned_number(page, odd=odd) if page.lies else _number(odd=odd, indented=True)}</w:ftr>"
    )


def _number(*, odd: bool, indented: bool) -> str:
    side = "right" if odd else "left"
    indent = f'<w:ind w:{side}Chars="100" w:{side}="280"/>' if indented else ""
    dash = '<w:r><w:t xml:space="preserve">{}</w:t></w:r>'
    page = '<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    return f'<w:p><w:pPr><w:pStyle w:val="Footer"/>{indent}<w:jc w:val="{side}"/></w:pPr>{dash.format("— ")}{page}{dash.format(" —")}</w:p>'


def _turned_number(page: Page, *, odd: bool) -> str:
    """On a lying page the number stays where the bound volume has it (§10): below on the upright sheet, so on the left here, turned."""
    emu = 36_000
    width, height = round(_NUMBER_LINE * emu), round(_NUMBER_LENGTH * emu)
    left = round((page.left - _NUMBER_BELOW - _NUMBER_LINE / 2) * emu)
    top = page.height - page.bottom - _NUMBER_FROM_EDGE - _NUMBER_LENGTH if odd else page.top + _NUMBER_FROM_EDGE
    return (
        '<w:p><w:pPr><w:pStyle w:val="TableEnd"/></w:pPr><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>'
        '<wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="1" behindDoc="0" locked="0" layoutInCell="1" '
        'allowOverlap="1"><wp:simplePos x="0" y="0"/>'
        f'<wp:positionH relativeFrom="page"><wp:posOffset>{left}</wp:posOffset></wp:positionH>'
        f'<wp:positionV relativeFrom="page"><wp:posOffset>{round(top * emu)}</wp:posOffset></wp:positionV>'
        f'<wp:extent cx="{width}" cy="{height}"/><wp:effectExtent l="0" t="0" r="0" b="0"/>'
        # What nothing flows around LibreOffice leaves in the sheet's corner on the first page of a section, if that is an even one.
        '<wp:wrapSquare wrapText="bothSides"/>'
        f'<wp:docPr id="{1 if odd else 2}" name="{escaped("页码")}"/><wp:cNvGraphicFramePr/>'
        '<a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">'
        '<wps:wsp><wps:cNvSpPr txBox="1"/>'
        f'<wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        "<a:noFill/><a:ln><a:noFill/></a:ln></wps:spPr>"
        f"<wps:txbx><w:txbxContent>{_number(odd=odd, indented=False)}</w:txbxContent></wps:txbx>"
        '<wps:bodyPr vert="vert" wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" anchor="ctr"><a:noAutofit/></wps:bodyPr>'
        "</wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice></mc:AlternateContent></w:r></w:p>"
    )
