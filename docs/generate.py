"""Which pages are written from the code itself, so that they cannot say anything else?

    python docs/generate.py            write them (`python3 dev.py docs`)
    python docs/generate.py --check    say which differ, write nothing

Whole pages of `docs/reference`, and the sections of hand-written pages between `<!-- NAME -->` and `<!-- /NAME -->`.
tests/docs/test_docs.py fails while a committed page differs.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from wenxiao import cli
from wenxiao.catalogue.indicators import library
from wenxiao.catalogue.profiles import PARTS, Profile, profiles
from wenxiao.catalogue.rules import Rule, rules
from wenxiao.checks.structure import CHECKS
from wenxiao.report.rules import GROUPS
from wenxiao.web.site.configuration import SETTINGS

ROOT = Path(__file__).resolve().parents[1]
WRITTEN = "<!-- Written by docs/generate.py (python3 dev.py docs): change the code, not this page. -->"
GROUPS_IN_ENGLISH = {
    "A": "Structure, identity, time",
    "B": "Inside tables",
    "C": "Across tables",
    "D": "Text against tables, year on year",
    "E": "Plausibility and compliance",
    "F": "Performance goals and indicators",
}
WIDTH = 88


def pages() -> dict[Path, str]:
    """Every generated page with what it must contain."""
    written = {
        ROOT / "docs" / "reference" / "commands.md": commands(),
        ROOT / "docs" / "reference" / "settings.md": settings_page(),
        ROOT / "docs" / "reference" / "rules.md": rule_page(),
        ROOT / "docs" / "reference" / "profiles.md": profile_page(),
        ROOT / "docs" / "reference" / "indicators.md": indicator_page(),
    }
    printed = _demo()
    first_hour = ROOT / "docs" / "first-hour.md"
    written[first_hour] = with_section(first_hour.read_text(encoding="utf-8"), "finding", _block(telling(printed)))
    excerpt = _block(telling(printed), "", "……", *closing(printed))
    for name, section in (("README.md", rules_in_english), ("README.zh-CN.md", rules_in_chinese)):
        text = (ROOT / name).read_text(encoding="utf-8")
        written[ROOT / name] = with_section(with_section(text, "excerpt", excerpt), "rules", section())
    return written


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="say which pages differ, write nothing")
    options = parser.parse_args()
    stale = [path for path, text in pages().items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    for path in stale:
        print(f"{'differs' if options.check else 'written'}: {path.relative_to(ROOT)}")
    if options.check:
        return 1 if stale else 0
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8", newline="\n")
    return 0


def with_section(text: str, name: str, content: str) -> str:
    """`text` with its section of that name replaced. Raises ValueError where it has none."""
    pattern = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
    if not pattern.search(text):
        raise ValueError(f"no section <!-- {name} --> … <!-- /{name} -->")
    return pattern.sub(lambda found: f"{found[1]}{content}{found[2]}", text)


# ── commands ──


def commands() -> str:
    lines = [
        "# Commands",
        "",
        WRITTEN,
        "",
        "What a person sees is Chinese; explanations stand here as the commands print them.",
        "",
        "Exit codes: 0 no error-level finding, 1 at least one (of `verify`: a chain that does not hold), 2 a file, a setting or a request",
        "that could not be understood or done (one sentence on stderr). With several files the highest counts.",
        "",
        "```",
        *(f"wenxiao {name}" for name in commands_of(cli.parser())),
        "```",
    ]
    for name, (parser, explanation) in commands_of(cli.parser()).items():
        usage = re.sub(r"\s+", " ", parser.format_usage().partition(":")[2].partition("：")[2] or parser.format_usage().partition(":")[2])
        lines += ["", f"## wenxiao {name}", "", explanation + "。" if explanation else "", "", "```", usage.strip(), "```", ""]
        lines += ["| argument | meaning | values | default |", "|---|---|---|---|"]
        lines += [_row(*_argument(action)) for action in parser._actions]
    return "\n".join(lines) + "\n"


def commands_of(parser: argparse.ArgumentParser) -> dict[str, tuple[argparse.ArgumentParser, str]]:
    """Each command's parser and its one line of help."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            told = {choice.dest: choice.help or "" for choice in action._choices_actions}
            return {name: (each, told.get(name, "")) for name, each in action.choices.items()}
    return {}


def _argument(action: argparse.Action) -> Iterator[str]:
    metavar = action.metavar if isinstance(action.metavar, str) else ""
    if action.option_strings:
        name = ", ".join(action.option_strings) + (f" {metavar}" if metavar else "")
    else:
        name = metavar or action.dest
        name += " …" if action.nargs in ("+", "*") else ""
    yield f"`{name}`"
    yield (action.help or "").replace("%%", "%")
    yield ", ".join(f"`{choice}`" for choice in action.choices) if action.choices else ""
    yield f"`{action.default}`" if action.default not in (None, False, "", argparse.SUPPRESS) else ""


# ── indicators ──


def indicator_page() -> str:
    known = library()
    lines = [
        "# Indicator library",
        "",
        WRITTEN,
        "",
        f"{len(known)} indicators a township can draw from; each is one entry of `src/wenxiao/catalogue/data/indicators`, with its four",
        "bands, formula, data source and evidence. The figures are a beginning: a unit sets its own by last year's value. *Codes* are",
        "the functional codes (支出功能分类) of the work an indicator suits.",
    ]
    by_field = defaultdict(list)
    for indicator in known:
        by_field[indicator.field].append(indicator)
    for field, indicators in by_field.items():
        lines += ["", f"## {field}", "", "| id | indicator | kind | best grade | codes |", "|---|---|---|---|---|"]
        for each in indicators:
            lines.append(_row(each.id, each.name, each.kind, each.standards["优"], ", ".join(map(str, each.functions))))
    return "\n".join(lines) + "\n"


# ── settings ──


def settings_page() -> str:
    lines = [
        "# Settings",
        "",
        WRITTEN,
        "",
        "What the office (`wenxiao serve`, `backup`, `restore`) can be told, all by environment variables; nothing is written in a file.",
        "A value that cannot be understood is refused at the start, in one sentence. Meanings stand here as the program has them.",
        "",
        "| variable | default | meaning |",
        "|---|---|---|",
        *(_row(f"`{each.name}`", f"`{each.default}`" if each.default else "–", each.meaning) for each in SETTINGS),
    ]
    return "\n".join(lines) + "\n"


# ── rules ──


def rule_page() -> str:
    known = rules()
    lines = [
        "# Rules",
        "",
        WRITTEN,
        "",
        "Each rule is one file of `src/wenxiao/catalogue/data/rules`. *Mark*: V the clause was read in a text, M professional knowledge,",
        "source to be confirmed (依据待核). *Reading* and *publishing* are the severities on the two roads: checking somebody's document,",
        "and publishing one's own. `wenxiao rules R027` explains one of them on the terminal.",
        "",
        _counted_in_english(),
        "",
        "## Structural checks",
        "",
        "They need no rule file: they hold in any well-made table or sentence, whatever it is about.",
        "",
        "| id | check |",
        "|---|---|",
        *(_row(check, title) for check, title in CHECKS.items()),
    ]
    for group, title in GROUPS_IN_ENGLISH.items():
        lines += ["", f"## {group}. {title} ({GROUPS[group]})", "", "| id | rule | clause | mark | reading | publishing | how judged |"]
        lines += ["|---|---|---|---|---|---|---|"]
        lines += [
            _row(rule.id, rule.title, rule.clause + _years(rule), rule.mark, rule.reading.value, rule.publishing.value, _judged(rule))
            for rule in known
            if rule.group == group
        ]
    return "\n".join(lines) + "\n"


def _judged(rule: Rule) -> str:
    kinds = {("budget",): " (budgets)", ("final_accounts",): " (final accounts)"}.get(rule.kind, "")
    if rule.formulas:
        each = f", for each {rule.each}" if rule.each else ""
        return "; ".join(f"`{formula}`" for formula in rule.formulas) + each + kinds
    if rule.structural:
        return ", ".join(_named(check, where) for check, where in rule.structural) + kinds
    if rule.test:
        return f"test `{rule.test}`{kinds}"
    return f"**not evaluated**: {rule.not_evaluated}"


def _named(check: str, where: str) -> str:
    """S003 in T5, S005 about 三公经费, S004 wherever it stands."""
    return f"{check} {'in' if re.match(r'T[0-9]', where) else 'about'} {where}" if where else check


def _years(rule: Rule) -> str:
    if rule.valid_from == 0 and rule.valid_to == 9999:
        return ""
    return f" ({rule.valid_from or ''}–{rule.valid_to if rule.valid_to != 9999 else ''})"


def _counted_in_english() -> str:
    known = rules()
    judged = sum(not rule.not_evaluated for rule in known)
    return f"{len(known)} rules: {judged} are evaluated, {len(known) - judged} are not. Besides them {len(CHECKS)} structural checks."


def rules_in_english() -> str:
    lines = ["", _counted_in_english(), "", "| group | rules | evaluated | not yet |", "|---|--:|--:|--:|"]
    lines += [_row(f"{group} {title}", *_numbers(group)) for group, title in GROUPS_IN_ENGLISH.items()]
    return "\n".join([*lines, *_reasons("Not evaluated, and why (the reasons as the rule files give them):")]) + "\n"


def rules_in_chinese() -> str:
    known = rules()
    judged = sum(not rule.not_evaluated for rule in known)
    told = f"共 {len(known)} 条规则：{judged} 条自动判断，{len(known) - judged} 条尚不能。另有 {len(CHECKS)} 项结构核对，不需要规则文件。"
    lines = ["", told, "", "| 组 | 规则 | 自动判断 | 尚不能 |", "|---|--:|--:|--:|"]
    lines += [_row(f"{group} {title}", *_numbers(group)) for group, title in GROUPS.items()]
    return "\n".join([*lines, *_reasons("尚不能自动判断的规则及原因：")]) + "\n"


def _numbers(group: str) -> tuple[str, str, str]:
    members = [rule for rule in rules() if rule.group == group]
    judged = sum(not rule.not_evaluated for rule in members)
    return str(len(members)), str(judged), str(len(members) - judged)


def _reasons(title: str) -> list[str]:
    by_reason: dict[str, list[str]] = defaultdict(list)
    for rule in rules():
        if rule.not_evaluated:
            by_reason[rule.not_evaluated].append(f"{rule.id} {rule.title}")
    if not by_reason:
        return [""]
    return ["", title, "", *(f"- {'；'.join(members)}：{reason}" for reason, members in by_reason.items()), ""]


# ── templates ──


def profile_page() -> str:
    lines = [
        "# Profiles (模板)",
        "",
        WRITTEN,
        "",
        "What a disclosure of one place and time contains, in order: one file each in `src/wenxiao/catalogue/data/profiles`. The",
        "profile of a document is found by its kind, its year and how many of the required tables or chapters occur; `--profile`",
        "chooses one.",
    ]
    for each in profiles():
        lines += ["", f"## {each.id}", "", *_profile(each)]
    return "\n".join(lines) + "\n"


def _profile(each: Profile) -> Iterator[str]:
    kind = {"budget": "budget", "final_accounts": "final accounts"}[each.kind]
    yield f"{each.name}. Kind: {kind}. Years: {each.valid_from}–{each.valid_to if each.valid_to != 9999 else ''}."
    yield f"Source: {each.source} (mark {each.mark}). Revenue list: {each.revenue_list}."
    yield f"A blank means zero in {', '.join(sorted(each.blank_means_zero, key=lambda kind: int(kind[1:])))}."
    yield from ("", "| table | title | where | required | unit |", "|---|---|---|---|---|")
    for part in PARTS:
        for slot in each.tables:
            if slot.part == part:
                yield _row(slot.kind, slot.title, part, "yes" if slot.required else "no", slot.unit or "–")
    yield from ("", "| chapter | title | required |", "|---|---|---|")
    for chapter in each.chapters:
        yield _row(chapter.number or "–", chapter.title, "yes" if chapter.required else "no")


# ── the excerpt ──


def telling(printed: str) -> str:
    """Of what the demo prints, the error that corrects the most figures: the slip that explains three."""
    return max((block for block in printed.split("\n\n") if block.startswith("错误")), key=lambda block: block.count("→")).strip()


def closing(printed: str) -> list[str]:
    """How many rules and figures were looked at, word for word."""
    return [line for line in printed.splitlines() if line.startswith(("检查了", "读出"))]


def _block(*lines: str) -> str:
    return "\n".join(["", "```", *lines, "```", "", ""])


def _demo() -> str:
    from wenxiao.checks.engine import check
    from wenxiao.documents.read import read
    from wenxiao.facts.extract import extract
    from wenxiao.report.terminal import render_check

    document = read(Path(cli.SAMPLES) / "reference-2023.txt")
    report = check(extract(document), reread=document.reread)
    return render_check(report, document, colour=False, width=WIDTH)


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


if __name__ == "__main__":
    sys.exit(main())
