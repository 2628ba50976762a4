"""The commands a person types: read, check, rules, grade, demo."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from wenxiao.checks.report import CheckReport
    from wenxiao.documents.blocks import Document

AGREES, DISAGREES, UNREADABLE = 0, 1, 2
ANNOTATED = ("docx", "pdf")
SAMPLES = os.path.join(os.path.dirname(__file__), "samples")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Exit codes: 0 no error found, 1 an error-level finding, 2 a file or a request that could not be understood."""
    _speak_utf8()
    options = parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except BrokenPipeError:
        # The reader of our output (head, less) has gone: that is no failure of the check.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return AGREES
    except KeyboardInterrupt:
        print("已中断。", file=sys.stderr)
        return 130


def parser() -> argparse.ArgumentParser:
    """The command line, from which docs/reference/commands.md is generated."""
    top = _Parser(prog="wenxiao", description="问效：读懂、核对、讲清预算公开文件。", add_help=False)
    top.add_argument("--version", action="version", version=_version(), help="显示版本")
    _add_help(top)
    commands = top.add_subparsers(title="命令", metavar="命令", required=True, parser_class=_Parser)

    check = commands.add_parser("check", help="核对一个或多个文件、文件夹，指出哪个数错了、为什么、应是多少", add_help=False)
    check.add_argument(
        "paths", nargs="+", metavar="文件", help="文件或文件夹（txt、md、docx、pdf、html、xlsx、xls；doc、wps、et 需装有 LibreOffice）"
    )
    check.add_argument(
        "--format", choices=("text", "json", "html", *ANNOTATED), default="text", help="输出形式；docx、pdf 是加了批注的副本"
    )
    check.add_argument("--output", metavar="路径", help="写到这个文件；docx、pdf 必须给出")
    check.add_argument("--profile", metavar="编号", help="指定表样（如 hebei-2023），不给则自动判断")
    check.add_argument("--all", action="store_true", help="连同未能判断的规则逐条列出")
    _add_help(check)
    check.set_defaults(run=_check)

    read = commands.add_parser("read", help="读出文件里的表、数和职责—活动—指标", add_help=False)
    read.add_argument("path", metavar="文件")
    read.add_argument("--format", choices=("text", "json"), default="text", help="输出形式")
    _add_help(read)
    read.set_defaults(run=_read)

    rules = commands.add_parser("rules", help="列出勾稽规则，或解释一条", add_help=False)
    rules.add_argument("rule", nargs="?", metavar="编号", help="如 R027；不给则列出全部")
    _add_help(rules)
    rules.set_defaults(run=_rules)

    grade = commands.add_parser("grade", help="按评价标准给一个完成值评等级", add_help=False)
    grade.add_argument("standard", metavar="标准", help="如 100%%/90%%/80%%/60%%以下，或 优=100%%;良=90%%;中=80%%;差=60%%以下")
    grade.add_argument("value", metavar="完成值", help="如 85%%")
    grade.add_argument("--name", default="", metavar="指标名", help="指标名称，有助于判断方向和单位")
    _add_help(grade)
    grade.set_defaults(run=_grade)

    demo = commands.add_parser("demo", help="用自带的样例文件演示核对", add_help=False)
    demo.add_argument(
        "--sample", choices=("reference-2023", "qingshi-2025", "consistent-2025"), default="reference-2023", help="哪一份样例"
    )
    _add_help(demo)
    demo.set_defaults(run=_demo)
    return top


# ── commands ──


def _check(options: argparse.Namespace) -> int:
    from wenxiao.documents.blocks import UnreadableError
    from wenxiao.report.target import ReportError

    if options.format in ANNOTATED and not options.output:
        return _refuse(f"--format {options.format} 要用 --output 给出副本的文件名，例如 --output 批注.{options.format}")
    if options.profile and not _profile_known(options.profile):
        return UNREADABLE
    files = list(_files(options.paths))
    if not files:
        return _refuse("没有找到可以核对的文件：文件夹里要有 txt、md、docx、pdf、html、xlsx 或 xls 文件")
    if len(files) > 1 and options.format in (*ANNOTATED, "html"):
        return _refuse(f"--format {options.format} 一次只能用于一个文件，这里有 {len(files)} 个")
    try:
        return _check_files(files, options)
    except UnreadableError as error:
        return _refuse(str(error))
    except ReportError as error:
        return _refuse(str(error))


def _check_files(files: list[str], options: argparse.Namespace) -> int:
    from wenxiao.documents.blocks import UnreadableError
    from wenxiao.documents.read import read

    if len(files) == 1:
        document = read(files[0])
        report = _checked(document, options.profile)
        _write(document, report, options)
        return _code(report)
    from wenxiao.report.progress import ProgressLine

    worst = AGREES
    reports: list[CheckReport] = []
    unreadable: list[UnreadableError] = []
    pieces: list[str] = []
    with ProgressLine(sys.stderr, len(files)) as progress:
        for number, path in enumerate(files):
            progress.show(number, path)
            try:
                document = read(path)
            except UnreadableError as error:
                unreadable.append(error)
                worst = UNREADABLE
                continue
            report = _checked(document, options.profile)
            worst = max(worst, _code(report))
            pieces.append(_rendered(document, report, options))
            reports.append(report)
    if options.format == "text":
        from wenxiao.report.terminal import render_summary, wants_colour

        pieces.append(render_summary(reports, unreadable, colour=wants_colour(sys.stdout), width=_width()))
    _put("\n".join(piece.rstrip("\n") for piece in pieces) + "\n", options.output)
    for refused in unreadable:
        print(refused, file=sys.stderr)
    return worst


def _checked(document: Document, profile: str | None = None) -> CheckReport:
    from wenxiao.checks.engine import check
    from wenxiao.facts.extract import extract

    return check(extract(document, profile), reread=document.reread)


def _code(report: CheckReport) -> int:
    return DISAGREES if report.counts()["errors"] else AGREES


def _write(document: Document, report: CheckReport, options: argparse.Namespace) -> None:
    if options.format not in ANNOTATED:
        _put(_rendered(document, report, options), options.output)
        return
    from pathlib import Path

    source, target = Path(document.path), Path(options.output)
    if options.format == "docx":
        from wenxiao.report.docx import annotate_docx

        annotate_docx(source, report, document, target)
    else:
        from wenxiao.report.pdf import annotate_pdf

        annotate_pdf(source, report, document, target)
    print(f"已写出带批注的副本：{target}", file=sys.stderr)


def _rendered(document: Document, report: CheckReport, options: argparse.Namespace) -> str:
    if options.format == "json":
        import json

        from wenxiao.report.json import check_json

        return json.dumps(check_json(report), ensure_ascii=False) + "\n"
    if options.format == "html":
        from wenxiao.report.html import check_html

        return check_html(report, document)
    from wenxiao.report.terminal import render_check, wants_colour

    colour = not options.output and wants_colour(sys.stdout)
    return render_check(report, document, colour=colour, width=_width(), show_all=options.all)


def _read(options: argparse.Namespace) -> int:
    from wenxiao.documents.blocks import UnreadableError
    from wenxiao.documents.read import read
    from wenxiao.facts.extract import extract

    try:
        facts = extract(read(options.path))
    except UnreadableError as error:
        return _refuse(str(error))
    if options.format == "json":
        import json

        from wenxiao.report.json import read_json

        print(json.dumps(read_json(facts), ensure_ascii=False))
    else:
        from wenxiao.report.outline import render_read
        from wenxiao.report.terminal import wants_colour

        sys.stdout.write(render_read(facts, colour=wants_colour(sys.stdout), width=_width()))
    return AGREES


def _rules(options: argparse.Namespace) -> int:
    from wenxiao.report.rules import explain_rule, list_rules

    text = explain_rule(options.rule.upper()) if options.rule else list_rules()
    if text is None:
        return _refuse(f"没有编号为 {options.rule} 的规则；用 wenxiao rules 列出全部")
    sys.stdout.write(text)
    return AGREES


def _grade(options: argparse.Namespace) -> int:
    from wenxiao.performance.grading import StandardTextError, grade, parse_standard_text

    try:
        result = grade(parse_standard_text(options.standard), options.value, options.name)
    except StandardTextError as error:
        return _refuse(str(error))
    print(result.sentence)
    for ambiguity in result.ambiguities:
        print(f"  注意：{ambiguity.message}")
    return UNREADABLE if result.reason else AGREES


def _demo(options: argparse.Namespace) -> int:
    """The sample's findings. Finding errors is what the demonstration is for, so it succeeds when it has found them."""
    from wenxiao.documents.read import read
    from wenxiao.report.terminal import render_check, wants_colour

    document = read(os.path.join(SAMPLES, f"{options.sample}.txt"))
    report = _checked(document)
    print(f"样例（演示数据）：{options.sample}.txt，按一个乡镇公开的部门预算改写。下面是核对结果。\n")
    sys.stdout.write(render_check(report, document, colour=wants_colour(sys.stdout), width=_width()))
    print("\n核对自己的文件：wenxiao check 文件路径")
    return AGREES


# ── the edges ──


def _files(paths: Sequence[str]) -> Iterator[str]:
    """Files as given; of folders, every readable file below them in order of name."""
    from wenxiao.documents.read import ENDINGS

    for path in paths:
        if not os.path.isdir(path):
            yield path
            continue
        for folder, folders, names in os.walk(path):
            folders.sort()
            for name in sorted(names):
                if name.lower().endswith(ENDINGS) and not name.startswith(("~$", ".")):
                    yield os.path.join(folder, name)


def _profile_known(profile: str) -> bool:
    from wenxiao.catalogue.profiles import profiles

    known = [each.id for each in profiles()]
    if profile in known:
        return True
    _refuse(f"没有编号为 {profile} 的表样；现有 {'、'.join(known)}")
    return False


def _put(text: str, path: str | None) -> None:
    if not path:
        sys.stdout.write(text)
        return
    from pathlib import Path

    from wenxiao.report.target import write_whole

    write_whole(Path(path), text.encode())


def _refuse(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return UNREADABLE


def _width() -> int:
    import shutil

    return min(shutil.get_terminal_size((100, 24)).columns, 140)


def _speak_utf8() -> None:
    """Chinese must come out whole where the console's own encoding cannot hold it."""
    for stream in (sys.stdout, sys.stderr):
        encoding = (getattr(stream, "encoding", "") or "").lower().replace("-", "")
        if encoding not in ("utf8", "gbk", "gb18030", "cp936") and hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")


def _version() -> str:
    from wenxiao import __version__

    return f"wenxiao {__version__}"


def _add_help(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-h", "--help", action="help", help="显示说明")


class _Parser(argparse.ArgumentParser):
    """argparse with its own few words in Chinese."""

    def error(self, message: str) -> NoReturn:
        for english, chinese in _ARGPARSE.items():
            message = message.replace(english, chinese)
        self.exit(UNREADABLE, f"{message}。用 {self.prog} --help 看说明。\n")

    def format_help(self) -> str:
        return super().format_help().replace("usage:", "用法：").replace("positional arguments:", "参数：").replace("options:", "选项：")


_ARGPARSE = {
    "the following arguments are required:": "缺少",
    "unrecognized arguments:": "不认识的参数",
    "argument ": "参数 ",
    "invalid choice:": "没有这一项",
    "expected one argument": "后面要跟一个值",
    "(choose from": "（可选",
    "'": "",
    ")": "）",
}
