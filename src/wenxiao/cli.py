"""The commands a person types. Those of documents run here; those of the office are handed on to Django."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NoReturn

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

    verify = commands.add_parser("verify", help="离线校验留痕有没有被改过：内置数据库文件、备份文件或 PostgreSQL 地址", add_help=False)
    verify.add_argument("source", metavar="来源", help="数据库文件、备份文件（.zip），或 postgres://用户:密码@主机/库名")
    _add_help(verify)
    verify.set_defaults(run=_verify)

    demo = commands.add_parser("demo", help="先核对自带的样例文件，再打开演示用的办公系统", add_help=False)
    demo.add_argument(
        "--sample", choices=("reference-2023", "qingshi-2025", "consistent-2025"), default="reference-2023", help="哪一份样例"
    )
    demo.add_argument("--no-serve", action="store_true", help="核对完就结束，不打开办公系统")
    demo.add_argument("--port", type=_port, metavar="端口", help="办公系统开在哪个端口；不给则用 8630，被占用时往后找")
    demo.add_argument("--no-browser", action="store_true", help="不自动打开浏览器")
    demo.add_argument("--keep", action="store_true", help="把演示数据留在数据文件夹的 demo 里，下次接着用；不给则每次重新开始")
    demo.add_argument("--year", action="store_true", help="演示数据办满一年：再办约四千笔支付，要等几分钟")
    _add_help(demo)
    demo.set_defaults(run=_demo)

    serve = commands.add_parser("serve", help="打开办公系统（真实使用）", add_help=False)
    serve.add_argument("--host", metavar="地址", help="开在哪个网卡地址上；不给则用设置 WENXIAO_ADDRESS（127.0.0.1，只有本机能打开）")
    serve.add_argument("--port", type=_port, metavar="端口", help="不给则用设置 WENXIAO_PORT（8620）")
    serve.add_argument("--workers", type=_count, metavar="个数", help="网页进程数；不给则用设置 WENXIAO_PROCESSES（2）")
    _add_help(serve)
    serve.set_defaults(run=_serve)

    publish = commands.add_parser("publish", help="把已公开的文件写成公开网站：一个文件夹，放到任何网站服务器上就能看", add_help=False)
    publish.add_argument("--output", required=True, metavar="文件夹", help="写到这个文件夹；以前写过的只改有变化的")
    publish.add_argument("--unit", default="", metavar="单位编码", help="只写这个单位的；不给则全部")
    publish.add_argument("--year", type=_count, metavar="年度", help="只写这一年的；不给则全部")
    _add_help(publish)
    publish.set_defaults(run=_publish)

    backup = commands.add_parser("backup", help="把办公系统的全部数据备份成一个文件，运行中也可以", add_help=False)
    backup.add_argument("path", metavar="文件", help="备份文件，如 备份.zip；不覆盖已有的文件")
    _add_help(backup)
    backup.set_defaults(run=_backup)

    restore = commands.add_parser("restore", help="从备份文件恢复，先停下办公系统", add_help=False)
    restore.add_argument("path", metavar="文件", help="备份文件（.zip）")
    restore.add_argument("--replace", action="store_true", help="数据库里已有数据时，用备份整个替换")
    _add_help(restore)
    restore.set_defaults(run=_restore)
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


def _verify(options: argparse.Namespace) -> int:
    from wenxiao.control import sealed, verify
    from wenxiao.control.ledger.recompute import TABLES, verify_ledger
    from wenxiao.control.source import UnverifiableError, opened

    try:
        with opened(options.source, {*verify.READ, *sealed.READ, *TABLES}) as found:
            verdicts: list[verify.Verdict | sealed.SealVerdict] = [*verify.verify_opened(found), *sealed.verify_opened(found)]
            books = verify_ledger(found)
    except UnverifiableError as error:
        return _refuse(str(error))
    for verdict in verdicts:
        print(verdict.sentence)
    if not verdicts:
        print("留痕里还没有记录")
    for sentence in books.sentences if books else ():
        print(sentence)
    sound = all(verdict.holds for verdict in verdicts) and (books is None or books.holds)
    return AGREES if sound else DISAGREES


def _demo(options: argparse.Namespace) -> int:
    """The sample's findings, then the office. Finding errors is what the demonstration is for: it succeeds when it has found them."""
    _demo_findings(options.sample)
    if options.no_serve:
        print("\n核对自己的文件：wenxiao check 文件路径")
        return AGREES
    print("\n核对自己的文件：wenxiao check 文件路径。下面打开演示用的办公系统。\n", flush=True)
    if options.keep:
        return _demo_office(options, os.path.join(_data_folder(), "demo"))
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="wenxiao-demo-", ignore_cleanup_errors=True) as folder:
        return _demo_office(options, folder)


def _demo_findings(sample: str) -> None:
    from wenxiao.documents.read import read
    from wenxiao.report.terminal import render_check, wants_colour

    document = read(os.path.join(SAMPLES, f"{sample}.txt"))
    report = _checked(document)
    print(f"样例（演示数据）：{sample}.txt，按一个乡镇公开的部门预算改写。下面是核对结果。\n")
    sys.stdout.write(render_check(report, document, colour=wants_colour(sys.stdout), width=_width()))


def _demo_office(options: argparse.Namespace, folder: str) -> int:
    """Always the embedded database in a folder of its own: whatever else is set, the demonstration stays away from real data."""
    os.environ |= {"WENXIAO_DEMO": "1", "WENXIAO_DATA": folder}
    os.environ.pop("DATABASE_URL", None)
    return _office("demo", port=options.port, browser=not options.no_browser, year=options.year)


def _serve(options: argparse.Namespace) -> int:
    return _office("serve", host=options.host, port=options.port, workers=options.workers)


def _publish(options: argparse.Namespace) -> int:
    if lacking := _no_database("没有可公开的"):
        return _refuse(lacking)
    return _office("publish", output=options.output, unit=options.unit, year=options.year)


def _backup(options: argparse.Namespace) -> int:
    if lacking := _no_database("没有可备份的"):
        return _refuse(lacking)
    return _office("backup", options.path)


def _no_database(so: str) -> str:
    """Asked before the settings are read, which make the key and the database where there are none: a wrong folder stays as it is."""
    folder = _data_folder()
    if os.environ.get("DATABASE_URL") or os.path.exists(os.path.join(folder, "wenxiao.sqlite3")):
        return ""
    return f"数据文件夹 {folder} 里没有办公系统的数据库，{so}：请用设置 WENXIAO_DATA 指明运行时用的数据文件夹"


def _restore(options: argparse.Namespace) -> int:
    return _office("restore", options.path, replace=options.replace)


def _office(command: str, *arguments: str, **options: Any) -> int:
    """Hand a command of the office on to Django. Settings and requests it cannot follow come back as one sentence."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wenxiao.web.site.settings")
    import django
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import CommandError, call_command
    from django.db import OperationalError

    try:
        django.setup()
        call_command(command, *arguments, **options)
    except (ImproperlyConfigured, CommandError) as error:
        return _refuse(str(error))
    except OperationalError as error:
        return _refuse(f"数据库用不了：{str(error).strip().splitlines()[0]}")
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


def _port(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"“{text}”不是端口号：应当是 1 到 65535 之间的整数")
    return int(text)


def _count(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"“{text}”应当是不小于 1 的整数")
    return int(text)


def _data_folder() -> str:
    return os.environ.get("WENXIAO_DATA") or os.path.join(os.path.expanduser("~"), ".local", "share", "wenxiao")


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
