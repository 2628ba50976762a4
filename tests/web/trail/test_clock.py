"""Do the trail, the ledger and the calendar of the office ask one clock?"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest

import wenxiao.web
from web.township import Township
from wenxiao.web.people.models import Post
from wenxiao.web.trail import clock
from wenxiao.web.trail.services import record

OFFICE = Path(wenxiao.web.__file__).parent
MORNING = datetime(2023, 3, 1, 9, 30, tzinfo=timezone(timedelta(hours=8)))
# Asked past the clock: what is about this machine and not about the office, such as how old a session or a task of the background is.
PAST_THE_CLOCK = re.compile(r"\b(?:date\.today|timezone\.localdate|timezone\.now|datetime\.now)\(\)|\bdatetime\.now\(UTC\)")


def test_a_standing_clock_says_one_moment_and_goes_on_afterwards() -> None:
    with clock.standing(MORNING):
        assert clock.now() == MORNING
        assert clock.text() == "2023-03-01T01:30:00.000000+00:00"
        with clock.standing(MORNING + timedelta(days=1)):
            assert clock.today() == date(2023, 3, 2)
        assert clock.today() == date(2023, 3, 1)
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(minutes=1)


def test_the_day_is_the_office_s_own_not_that_of_greenwich() -> None:
    with clock.standing(datetime(2023, 3, 1, 17, 0, tzinfo=UTC)):
        assert clock.today() == date(2023, 3, 2)


def test_a_moment_without_a_time_zone_is_no_moment() -> None:
    with pytest.raises(ValueError, match="no time zone"), clock.standing(datetime(2023, 3, 1)):
        pass


def test_the_clock_goes_on_after_an_act_that_failed() -> None:
    with pytest.raises(ZeroDivisionError), clock.standing(MORNING):
        _ = 1 // 0
    assert clock.today().year > 2023


@pytest.mark.django_db
def test_the_trail_and_whether_a_post_is_held_go_by_it(township: Township) -> None:
    mayor = township.actor("ML")
    with clock.standing(MORNING):
        assert record(actor=mayor, subject=township.unit, action="edit", action_title="修改").at == clock.text()
    Post.objects.filter(pk=mayor.in_post.pk).update(until=date(2023, 3, 1))
    with clock.standing(MORNING):
        assert Post.objects.held_on(clock.today()).filter(pk=mayor.in_post.pk).exists()
    assert not Post.objects.held_on(clock.today()).filter(pk=mayor.in_post.pk).exists()


@pytest.mark.parametrize("app", ["trail", "people", "plan", "spend"])
def test_no_app_asks_the_machine_past_it(app: str) -> None:
    files = [each for each in (OFFICE / app).rglob("*.py") if each.name != "clock.py" and each.parent.name != "migrations"]
    assert files
    assert [str(each) for each in files if PAST_THE_CLOCK.search(each.read_text(encoding="utf-8"))] == []


def test_only_the_demonstration_lets_it_stand() -> None:
    asking = [each.relative_to(OFFICE) for each in OFFICE.rglob("*.py") if "clock.standing(" in each.read_text(encoding="utf-8")]
    assert {each.parts[:2] for each in asking if each.name != "demo_township.py"} == {("site", "demo")}
