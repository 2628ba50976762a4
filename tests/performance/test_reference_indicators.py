"""The reference disclosure's 118 indicators: every defect where a person found it, and none elsewhere. Numbers are lines of the file."""

from __future__ import annotations

import pytest

from performance.reference import FILE, programme
from wenxiao.performance.programme import Programme
from wenxiao.performance.quality import TESTS
from wenxiao.performance.standard import Direction, read_standards

pytestmark = pytest.mark.skipif(not FILE.exists(), reason=f"the reference disclosure is not there: {FILE}")

VECTOR_100_90_80_60 = (
    "219 224 236 238 239 247 248 249 260 263 271 272 273 279 281 282 287 288 289 308 314 321 345 349 351 386 392 394 397 398 399 403"
)
VECTOR_90_80_70_60 = "220 227 259 302 313 350 356 364 365 367 368 370 371 381 388 396"
VECTOR_95_90_80_60 = "330 333 335 337 338 343 354 355 380"
OTHER_GAPS = "218 230 352 353"
REVERSE_GAPS = "258 290 319 320"
BY_A_WORD = "235 240 241 262 274 298 301 306 318 332 336 372 374 395"
RANGES = "315 316 326 341 366 377 393"
ONLY_BEST_AND_WORST = "226 257 261 280 299 300 303 304 305 317 331 334 339 340 344 359 363 369 373 375 376 378 379 387"
OTHERWISE_INCOMPLETE = "229 237 307 309 357"
CLEAN = "228 342"


def lines(text: str) -> set[int]:
    return {int(number) for number in text.split()}


@pytest.fixture(scope="module")
def stated() -> Programme:
    return programme()


def found(stated: Programme, test: str) -> set[int | None]:
    return {source.line for problem in TESTS[test](stated).problems for source in problem.sources}


def test_the_rows_and_indicators_are_all_there(stated: Programme) -> None:
    rows = list(stated.indicators())
    assert (len(list(stated.bearers())), len(rows)) == (31, 117)
    assert sum(len(read_standards(row.name, row.standards)) for row in rows) == 118


def test_every_row_falls_into_one_class_of_scale(stated: Programme) -> None:
    classes: dict[str, set[int | None]] = {}
    for row in stated.indicators():
        standard = read_standards(row.name, row.standards)[0]
        if standard.missing:
            name = "incomplete"
        elif standard.gaps:
            name = "gap" if standard.direction is Direction.HIGHER else "reverse gap"
        elif standard.overlaps:
            name = standard.overlaps[0].form
        else:
            assert standard.is_partition
            name = "clean"
        classes.setdefault(name, set()).add(row.sources[0].line)
    assert classes == {
        "gap": lines(f"{VECTOR_100_90_80_60} {VECTOR_90_80_70_60} {VECTOR_95_90_80_60} {OTHER_GAPS}"),
        "reverse gap": lines(REVERSE_GAPS),
        "word": lines(BY_A_WORD),
        "range": lines(RANGES),
        "incomplete": lines(f"{ONLY_BEST_AND_WORST} {OTHERWISE_INCOMPLETE}"),
        "clean": lines(CLEAN),
    }
    assert {name: len(rows) for name, rows in classes.items()} == {
        "gap": 61,
        "reverse gap": 4,
        "word": 14,
        "range": 7,
        "incomplete": 29,
        "clean": 2,
    }


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        ("goal_and_indicators_present", "282 287 290 321 403"),
        ("values_are_quantified", "226 237 257 261 280 299 300 303 304 305 307 317 331 339 340 357 363 369 373 375 376 378 379 387"),
        ("bands_without_gap", f"{VECTOR_100_90_80_60} {VECTOR_90_80_70_60} {VECTOR_95_90_80_60} {OTHER_GAPS} {REVERSE_GAPS}"),
        ("bands_without_overlap", f"{BY_A_WORD} {RANGES} 258"),
        ("all_bands_filled", f"{ONLY_BEST_AND_WORST} {OTHERWISE_INCOMPLETE}"),
        ("units_agree", "249 403 399 241 366 218 229 298 344 336 337 374"),
        ("one_indicator_per_row", "326"),
        ("direction_fits", "366 376"),
        ("excellent_not_too_low", "235 241 262 306 332 342 352 353 372 374 289 398"),
        ("standards_agree_with_goal", "258 290 315 316 341 352 353 356"),
        ("satisfaction_present", "218 247 257 271 279 282 287 290 304 308 315 321 339 355 372 392 394 403"),
        ("execution_rate_is_no_indicator", "262 301 306 313 318 332 342 370 372 374 381"),
        ("unfunded_work_has_no_money_indicator", "261 262 279 280 287 372 373 374 399"),
        ("goal_is_its_own_text", "282 287 288 290 339 344 352 355 359 366 372 377"),
        ("compliance_is_a_gate", "226 261 280 373"),
    ],
)
def test_a_rule_finds_its_defects_and_no_others(stated: Programme, test: str, expected: str) -> None:
    assert found(stated, test) == lines(expected)


def test_cost_is_measured_in_two_works_only(stated: Programme) -> None:
    (problem,) = TESTS["cost_indicator_present"](stated).problems
    assert "31 项工作中有 29 项没有成本指标" in problem.message
    assert not {228, 226, 257, 258} & found(stated, "cost_indicator_present")


def test_the_works_without_satisfaction_hold_a_third_of_the_money(stated: Programme) -> None:
    (problem,) = TESTS["satisfaction_present"](stated).problems
    assert "31 项工作中有 18 项没有满意度指标，涉及 580.36 万元（占写明金额的 31.3%）" in problem.message


def test_the_one_goal_that_stands_under_two_duties_is_found(stated: Programme) -> None:
    repeated = [problem for problem in TESTS["goals_not_repeated"](stated).problems if problem.severity is None]
    assert [{source.line for source in problem.sources} for problem in repeated] == [{218, 403}]


def test_no_goal_has_a_quantity_or_a_date(stated: Programme) -> None:
    assert "31 项工作中有 31 项的绩效目标没有一个数量或时间" in TESTS["no_vague_wording"](stated).problems[-1].message


def test_copied_names_and_figures_are_counted(stated: Programme) -> None:
    told = " ".join(problem.message for problem in TESTS["indicators_not_copied"](stated).problems)
    for name, times in (("群众满意度", 7), ("资金使用率", 5), ("宣传覆盖率", 3), ("资金支出合规性", 2)):
        assert f"“{name}”在 {times} 项" in told
    assert "32 个不同的指标都用“优 100%、良 90%、中 80%、差 60%以下”" in told


def test_the_report_stays_readable(stated: Programme) -> None:
    assert sum(len(test(stated).problems) for test in TESTS.values()) < 130
