"""The commands answer in sentences, with the exit codes of the contract."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

SAMPLES = Path(__file__).resolve().parents[1] / "src" / "wenxiao" / "samples"


def wenxiao(*arguments: object, **kwargs) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "wenxiao", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=60, **kwargs)


def test_a_consistent_document_exits_0_and_one_with_errors_1():
    assert wenxiao("check", SAMPLES / "consistent-2025.txt").returncode == 0
    found = wenxiao("check", SAMPLES / "reference-2023.txt")
    assert found.returncode == 1
    assert "31.18 → 31.81" in found.stdout
    assert found.stderr == ""


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "空.txt"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 64, "图.docx"),
        (b"%PDF-1.7\n%%EOF", "坏.pdf"),
        (b"PK\x03\x04" + b"\0" * 30, "坏.xlsx"),
    ],
)
def test_what_cannot_be_read_exits_2_with_one_sentence_and_no_traceback(tmp_path, content, name):
    path = tmp_path / name
    path.write_bytes(content)
    refused = wenxiao("check", path)
    assert refused.returncode == 2
    assert refused.stdout == ""
    assert refused.stderr.count("\n") == 1
    assert "Traceback" not in refused.stderr


def test_a_missing_file_exits_2():
    refused = wenxiao("check", "没有这个文件.txt")
    assert (refused.returncode, refused.stderr.count("\n")) == (2, 1)


def test_json_of_several_files_is_one_object_a_line_and_the_worst_code(tmp_path):
    empty = tmp_path / "空.txt"
    empty.write_bytes(b"")
    answer = wenxiao("check", SAMPLES / "consistent-2025.txt", SAMPLES / "reference-2023.txt", empty, "--format", "json")
    documents = [json.loads(line) for line in answer.stdout.splitlines()]
    assert [document["schema"] for document in documents] == ["wenxiao.check/1"] * 2
    assert [document["counts"]["errors"] > 0 for document in documents] == [False, True]
    assert answer.returncode == 2
    assert "空.txt" in answer.stderr


def test_a_folder_is_searched_and_summed_up(tmp_path):
    for name in ("甲.txt", "乙.txt"):
        (tmp_path / name).write_bytes((SAMPLES / "consistent-2025.txt").read_bytes())
    (tmp_path / "不相干.png").write_bytes(b"\x89PNG")
    answer = wenxiao("check", tmp_path)
    assert answer.returncode == 0
    assert "甲.txt" in answer.stdout
    assert "不相干" not in answer.stdout + answer.stderr


def test_an_annotated_copy_needs_a_name_and_never_replaces_the_original(tmp_path):
    source = tmp_path / "原件.txt"
    source.write_bytes((SAMPLES / "reference-2023.txt").read_bytes())
    assert wenxiao("check", source, "--format", "docx").returncode == 2
    refused = wenxiao("check", source, "--format", "docx", "--output", tmp_path / "副本.docx")
    assert refused.returncode == 2
    assert not (tmp_path / "副本.docx").exists()


def test_html_goes_to_the_file_named(tmp_path):
    target = tmp_path / "报告.html"
    answer = wenxiao("check", SAMPLES / "reference-2023.txt", "--format", "html", "--output", target)
    assert (answer.returncode, answer.stdout) == (1, "")
    assert "<!doctype html>" in target.read_text(encoding="utf-8").lower()


def test_read_counts_duties_activities_and_indicators():
    programme = json.loads(wenxiao("read", SAMPLES / "reference-2023.txt", "--format", "json").stdout)["programme"]
    bearers = [*programme, *(activity for duty in programme for activity in duty["activities"])]
    assert (len(programme), len(bearers) - len(programme), sum(len(bearer["indicators"]) for bearer in bearers)) == (12, 30, 118)


def test_grade_answers_in_a_sentence():
    assert "良" in wenxiao("grade", "100%/90%/80%/60%以下", "95%").stdout
    assert wenxiao("grade", "（无）", "95%").returncode == 2


def test_rules_are_listed_and_explained():
    assert "R027" in wenxiao("rules").stdout
    assert "依据" in wenxiao("rules", "r027").stdout
    assert wenxiao("rules", "R999").returncode == 2


def test_demo_shows_the_samples_findings_and_succeeds():
    answer = wenxiao("demo", "--no-serve")
    assert answer.returncode == 0
    assert "31.18 → 31.81" in answer.stdout


def test_an_unknown_option_is_refused_in_chinese():
    refused = wenxiao("check", "--fromat", "json", SAMPLES / "consistent-2025.txt")
    assert refused.returncode == 2
    assert "不认识的参数" in refused.stderr
