"""Does a newcomer get going: dev.py's words, the lock, and the rule that nothing required is skipped in silence?"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")


def test_the_lock_names_no_address() -> None:
    assert "://" not in LOCK
    assert not re.search(r"(?m)^\s*(?:--?(?:i|index-url|extra-index-url|find-links|trusted-host)\b|.* @ )", LOCK)


def test_the_lock_covers_every_direct_dependency_with_hashes() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *(each for extra in project["optional-dependencies"].values() for each in extra)]
    locked = {_canonical(each) for each in re.findall(r"(?m)^([A-Za-z0-9._-]+)==", LOCK)}
    missing = {name for name in map(_canonical, wanted) if name != "wenxiao" and name not in locked}
    assert not missing, "run `python3 dev.py lock` and commit requirements.lock"
    entries = re.split(r"(?m)^(?=[A-Za-z0-9])", LOCK)[1:]
    assert all("--hash=sha256:" in entry for entry in entries)


def test_dev_py_lists_its_commands() -> None:
    answer = _dev("--help")
    assert answer.returncode == 0
    for name in ("demo", "test", "fuzz", "soak", "bench", "docs", "lock"):
        assert re.search(rf"(?m)^  {name} ", answer.stdout), name


def test_an_unknown_command_is_refused_with_those_there_are() -> None:
    answer = _dev("tset")
    assert answer.returncode == 2
    assert "  test " in answer.stdout


def test_an_unknown_benchmark_is_refused_with_those_there_are() -> None:
    answer = _dev("bench", "--rounds")
    assert answer.returncode == 2
    assert "read_pdf" in answer.stderr


def test_dev_py_can_be_read_by_a_python_that_is_too_old() -> None:
    """Its grammar is that of Python 3.6, so that an old one gets as far as saying so."""
    import ast

    source = (ROOT / "dev.py").read_text(encoding="utf-8")
    tree = ast.parse(source, feature_version=(3, 6))
    annotations = [node.returns for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.returns]
    arguments = [each.annotation for node in ast.walk(tree) if isinstance(node, ast.arguments) for each in node.args if each.annotation]
    bare = [each for each in (*annotations, *arguments) if not isinstance(each, ast.Constant | ast.Name | ast.Attribute)]
    assert bare == [], "a subscript in an unquoted annotation is evaluated, and fails, on an old Python"


def test_a_skip_fails_where_everything_is_required(tmp_path: Path) -> None:
    shutil.copy(ROOT / "tests" / "conftest.py", tmp_path)
    (tmp_path / "test_skips.py").write_text(
        "import pytest\n"
        "def test_without_a_browser(): pytest.skip('no browser')\n"
        "@pytest.mark.skipif(True, reason='no office')\n"
        "def test_without_an_office(): pass\n"
        "def test_without_the_published_files(): pytest.skip('/x/shared/data/a.pdf is not there')\n"
        "@pytest.mark.xfail\n"
        "def test_of_what_is_not_built(): assert False\n"
    )
    (tmp_path / "test_file.py").write_text("import pytest\npytest.importorskip('no_such_module')\n")
    assert "4 skipped, 1 xfailed" in _pytest(tmp_path, "0")
    assert "1 × no browser" in _pytest(tmp_path, "0")
    required = _pytest(tmp_path, "1")
    assert "1 failed, 1 skipped, 1 xfailed, 2 errors" in required
    assert "required here, yet skipped: no office" in required


def _canonical(requirement: str) -> str:
    return re.sub(r"[-_.]+", "-", re.split(r"[\s<>=!~;\[]", requirement, maxsplit=1)[0]).lower()


def _dev(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, str(ROOT / "dev.py"), *arguments], capture_output=True, text=True, encoding="utf-8", check=False)


def _pytest(folder: Path, required: str) -> str:
    environment = {**os.environ, "WENXIAO_REQUIRE_ALL": required}
    for inherited in ("PYTEST_ADDOPTS", "PYTEST_XDIST_WORKER", "DJANGO_SETTINGS_MODULE"):
        environment.pop(inherited, None)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--continue-on-collection-errors", str(folder)]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False).stdout
