"""Do the documentation and the code say the same?

Generated pages must be what docs/generate.py would write now, and what is written by hand may not name a command, option, path,
page or key that is not there.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import re
import shlex
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import metadata
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from generated.outturns import Spent, outturn
from generated.unit_years import Shape, unit_year
from wenxiao import cli
from wenxiao.catalogue.profiles import profile, profiles
from wenxiao.catalogue.rules import rules
from wenxiao.catalogue.tables import table_forms
from wenxiao.checks.engine import check
from wenxiao.checks.slips import Slip
from wenxiao.checks.structure import CHECKS
from wenxiao.disclosure.budget import budget_manuscript
from wenxiao.disclosure.bundle import MANIFEST, PDF, bundle
from wenxiao.disclosure.final_accounts import final_accounts_manuscript
from wenxiao.disclosure.open_data import open_data
from wenxiao.documents.read import read
from wenxiao.facts.extract import extract
from wenxiao.report.json import check_json, read_json
from wenxiao.web.site.configuration import SETTINGS

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
READMES = ("README.md", "README.zh-CN.md")


@cache
def generator() -> ModuleType:
    found = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ["commands.md", "settings.md", "rules.md", "profiles.md", "indicators.md", "first-hour.md", *READMES])
def test_a_generated_page_is_what_the_code_says_now(name: str) -> None:
    told = "run `python3 dev.py docs` and commit what it writes"
    page, text = next((page, text) for page, text in generator().pages().items() if page.name == name)
    assert page.read_text(encoding="utf-8") == text, told


def test_every_command_and_option_is_in_the_reference() -> None:
    page = (ROOT / "docs" / "reference" / "commands.md").read_text(encoding="utf-8")
    for name, (parser, _) in generator().commands_of(cli.parser()).items():
        section = page.partition(f"## wenxiao {name}\n")[2].partition("\n## ")[0]
        assert section, name
        for action in parser._actions:
            for option in action.option_strings:
                assert option in section, f"{name} {option}"


def test_every_setting_is_in_the_reference_and_is_read_by_the_office() -> None:
    reference = _text(ROOT / "docs" / "reference" / "settings.md")
    source = _text(ROOT / "src" / "wenxiao" / "web" / "site" / "settings.py") + _text(
        ROOT / "src" / "wenxiao" / "web" / "site" / "management" / "commands" / "serve.py"
    )
    for setting in SETTINGS:
        assert f"| `{setting.name}` |" in reference
        assert f'CONFIGURATION["{setting.name}"]' in source or f'told["{setting.name}"]' in source, setting.name
    for page in PAGES:
        for named in re.findall(r"\bWENXIAO_[A-Z_]+\b", _text(page)):
            known = {setting.name for setting in SETTINGS} | {"WENXIAO_REQUIRE_ALL", "WENXIAO_TEST_DATABASE", "WENXIAO_TEST_POSTGRESQL"}
            assert named in known, f"{page.name}: {named}"


@pytest.mark.parametrize("readme", READMES)
def test_a_readme_tells_the_addresses_at_which_the_office_opens(readme: str) -> None:
    from wenxiao.web.site.management.commands.demo import PORT

    text = _text(ROOT / readme)
    served = next(setting.default for setting in SETTINGS if setting.name == "WENXIAO_PORT")
    assert set(re.findall(r"127\.0\.0\.1:(\d+)", text)) == {served, str(PORT)}


def test_the_page_on_operations_says_how_an_entry_is_hashed_and_what_health_answers() -> None:
    from wenxiao.control.verify import CONTENT

    page = _text(ROOT / "docs" / "operations.zh-CN.md")
    health = _text(ROOT / "src" / "wenxiao" / "web" / "site" / "views" / "health.py")
    for column in CONTENT:
        assert f"`{column}`" in page
    for answer in ("ok", "degraded", "down", "reached", "out of reach", "current", "behind", "alive", "silent"):
        assert f"`{answer}`" in page
        assert f'"{answer}"' in health + _text(ROOT / "src" / "wenxiao" / "web" / "site" / "background.py")


def test_the_walk_through_the_office_names_its_accounts_and_buttons_in_both_languages() -> None:
    demo = ROOT / "src" / "wenxiao" / "web" / "site" / "demo" / "people.toml"
    accounts = {account["username"] for account in tomllib.loads(_text(demo))["account"]}
    screens = "".join(_text(each) for each in (ROOT / "src" / "wenxiao" / "web").rglob("*") if each.suffix in (".py", ".html"))
    english = _text(ROOT / "docs" / "first-hour.md").partition("\n## 7. ")[2]
    chinese = _text(ROOT / "docs" / "office-walk.zh-CN.md")
    for mark in (r"\*\*(.+?)\*\*", r"`([a-z]+)`"):
        assert re.findall(mark, english) == re.findall(mark, chinese)
    assert set(re.findall(r"`([a-z]+)`", english)) <= accounts
    for button in re.findall(r"\*\*(.+?)\*\*", english):
        told = button.replace("2024", "")  # the year is the office's own
        assert all(part in screens for part in told.split()), button


@pytest.mark.parametrize("readme", READMES)
def test_a_readme_shows_every_command(readme: str) -> None:
    text = _text(ROOT / readme)
    for name in generator().commands_of(cli.parser()):
        assert f"`wenxiao {name}" in text


@pytest.mark.parametrize("readme", READMES)
def test_a_readme_has_the_two_commands(readme: str) -> None:
    lines = _text(ROOT / readme).splitlines()
    assert "    python3 dev.py demo" in lines
    assert "    python3 dev.py test" in lines


@pytest.mark.parametrize("readme", READMES)
def test_a_readme_counts_the_rules_and_says_why_some_are_not_evaluated(readme: str) -> None:
    section = _text(ROOT / readme).partition("<!-- rules -->")[2].partition("<!-- /rules -->")[0]
    judged = [rule for rule in rules() if not rule.not_evaluated]
    assert str(len(rules())) in section
    assert str(len(judged)) in section
    for rule in rules():
        if rule.not_evaluated:
            assert rule.id in section
            assert rule.not_evaluated in section


def test_the_two_readmes_have_the_same_shape() -> None:
    english, chinese = (_text(ROOT / name) for name in READMES)
    assert [len(level) for level in re.findall(r"(?m)^(#+) ", english)] == [len(level) for level in re.findall(r"(?m)^(#+) ", chinese)]
    assert {target.partition("#")[0] for _, target in _links(english)} - set(READMES) == {
        target.partition("#")[0] for _, target in _links(chinese)
    } - set(READMES)


def test_every_rule_check_and_profile_is_in_the_reference() -> None:
    page = _text(ROOT / "docs" / "reference" / "rules.md")
    for rule in rules():
        assert f"| {rule.id} | {rule.title} |" in page
    for check_id, title in CHECKS.items():
        assert f"| {check_id} | {title} |" in page
    page = _text(ROOT / "docs" / "reference" / "profiles.md")
    for each in profiles():
        assert f"## {each.id}\n" in page


def test_every_rule_id_named_in_a_page_exists() -> None:
    known = {rule.id for rule in rules()} | set(CHECKS) | {"S000", "R999"}
    for page in PAGES:
        for named in re.findall(r"\b[RS]\d{3}\b", _text(page)):
            assert named in known, f"{page.name}: {named}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_no_link_is_broken(page: Path) -> None:
    for label, target in _links(_text(page)):
        if "://" in target:
            continue
        path, _, anchor = target.partition("#")
        there = (page.parent / path).resolve() if path else page
        assert there.exists(), f"[{label}]({target})"
        assert there.is_relative_to(ROOT)
        if anchor:
            assert anchor in _anchors(there), f"[{label}]({target}) has no such heading"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_paths_and_modules_named_in_a_page_exist(page: Path) -> None:
    for path in re.findall(r"`((?:src|tests|docs|benchmarks)/[\w./-]+)`", _text(page)):
        assert (ROOT / path).exists() or "R999" in path, path
    packages = "vocabulary|catalogue|performance|documents|facts|checks|report"
    for name in re.findall(rf"`((?:{packages})\.\w+)(?:\.\w+)*(?:\(\))?`", _text(page)):
        module = ROOT / "src" / "wenxiao" / name.replace(".", "/")
        assert module.with_suffix(".py").exists() or module.is_dir() or name.endswith(".*"), name


def test_commands_shown_in_a_page_can_be_typed() -> None:
    shown = 0
    for page in PAGES:
        for line in _shown_commands(_text(page)):
            shown += 1
            try:
                options = cli.parser().parse_args(shlex.split(line)[1:])
            except SystemExit as stopped:
                raise AssertionError(f"{page.name}: {line}") from stopped
            assert isinstance(options, argparse.Namespace)
    assert shown >= 5


def test_the_page_on_architecture_has_the_packages_and_the_order_of_the_contract() -> None:
    page = _text(ROOT / "docs" / "architecture.md")
    contract = tomllib.loads(_text(ROOT / "pyproject.toml"))["tool"]["importlinter"]["contracts"][0]
    layers = [set(layer.split(" | ")) - {"__main__"} for layer in reversed(contract["layers"]) if layer != "__main__"]
    told = next(line for line in page.splitlines() if line.startswith("    vocabulary ◀"))
    assert [set(layer.strip().split(" | ")) for layer in told.split("◀")] == layers
    for layer in layers:
        for package in layer - {"cli"}:
            assert f"      {package}/ " in page, package


def test_every_key_of_the_json_is_in_the_contract() -> None:
    page = _text(ROOT / "docs" / "architecture.md")
    document = read(ROOT / "src" / "wenxiao" / "samples" / "reference-2023.txt")
    facts = extract(document)
    for answer in (check_json(check(facts)), read_json(facts)):
        for key in _keys(answer, skipped=("members",)):
            assert f'"{key}"' in page, key


def test_every_key_of_what_is_published_is_in_the_contract() -> None:
    page = _text(ROOT / "docs" / "architecture.md")
    budget, accounts = unit_year(Shape(5)), outturn(Spent(Shape(5, year=2024)))
    budget_template, accounts_template = profile("hebei-2025"), profile("hebei-final-accounts")
    made, closed = budget_manuscript(budget, budget_template), final_accounts_manuscript(accounts, accounts_template)
    manifest = json.loads(bundle(made, budget, budget_template, without=(PDF,))[MANIFEST])
    for answer in (open_data(made, budget, budget_template), open_data(closed, accounts, accounts_template), manifest):
        for key in _keys(answer, skipped=("measures", "standards")):
            assert f'"{key}"' in page, key


def test_the_page_on_concepts_has_every_structural_check_table_and_slip_cost() -> None:
    page = _text(ROOT / "docs" / "concepts.md")
    for check_id in CHECKS:
        assert f"| {check_id} |" in page
    for form in table_forms():
        assert f"| {form.kind} |" in page
    import wenxiao.checks.slips as slips

    for slip in vars(slips).values():
        if isinstance(slip, Slip):
            assert f"| {slip.cost} |" in page, slip.reason


def test_each_decision_is_in_their_list() -> None:
    listed = _text(ROOT / "docs" / "decisions" / "README.md")
    for page in (ROOT / "docs" / "decisions").glob("*.md"):
        assert page.name == "README.md" or f"({page.name})" in listed, page.name


def test_each_direct_dependency_has_its_reason() -> None:
    page = _text(ROOT / "docs" / "decisions" / "dependencies.md")
    project: dict[str, Any] = tomllib.loads(_text(ROOT / "pyproject.toml"))["project"]
    extras = project["optional-dependencies"].values()
    direct = {re.split(r"[<>=~\[; ]", each)[0] for each in [*project["dependencies"], *(each for extra in extras for each in extra)]}
    assert set(re.findall(r"(?m)^\| ([\w-]+) \| .+ \| .+ \|$", page)) - {"package"} == direct - {"wenxiao"}


def test_no_dependency_is_under_a_licence_that_would_bind_our_users() -> None:
    page = _text(ROOT / "docs" / "decisions" / "dependencies.md")
    for name, licence in re.findall(r"(?m)^\| ([\w-]+) \| .+ \| (.+) \|$", page):
        assert "GPL" not in licence or name == "psycopg", name
        told = metadata(name) if name != "package" else {}
        assert "GPL" not in str(told.get("License-Expression")) or name == "psycopg", name


# ── reading pages ──


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _links(text: str) -> list[tuple[str, str]]:
    prose = re.sub(r"`[^`\n]*`", "", re.sub(r"(?ms)^```.*?^```", "", text))
    return re.findall(r"\[([^\]\[]+)\]\(([^)\s]+)\)", prose)


def _anchors(page: Path) -> set[str]:
    headings = re.findall(r"(?m)^#+ (.+)$", re.sub(r"(?ms)^```.*?^```", "", _text(page)))
    return {re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-") for heading in headings}


def _shown_commands(text: str) -> Iterator[str]:
    """Lines of code blocks that begin with `wenxiao`, except those of a synopsis."""
    for block in re.findall(r"(?ms)^```\w*\n(.*?)^```", text):
        for line in block.splitlines():
            if line.startswith("wenxiao ") and not re.search(r"[\[{…]", line) and len(line.split()) > 2:
                yield line


def _keys(value: object, skipped: tuple[str, ...]) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            if key not in skipped:
                yield from _keys(inner, skipped)
    elif isinstance(value, list):
        for inner in value:
            yield from _keys(inner, skipped)
