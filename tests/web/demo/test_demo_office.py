"""Is the demonstration's office what it says it is: its budget right to the 分, every step recorded, nothing past the services?"""

from __future__ import annotations

from io import StringIO
from typing import ClassVar

from django.core.management import call_command
from django.test import TestCase

from wenxiao.vocabulary.money import Money
from wenxiao.web.people.models import Account
from wenxiao.web.plan.elements import Fund, Part, Stage
from wenxiao.web.plan.models import Compilation, PriorReading, Profile, Project, ProjectLine, Version
from wenxiao.web.plan.queries.totals import DIMENSIONS, PROJECT, balances, revenue, spending, three_public
from wenxiao.web.plan.services.versions import version_holds
from wenxiao.web.trail.models import Entry
from wenxiao.web.trail.queries import chain_break, story

# 万元, as published.
WHOLE, BASIC, PERSONNEL, OPERATING, PROJECTS = (Money.wan(each).fen for each in ("3407.18", "1553.83", "1386.45", "167.38", "1853.35"))
GENERAL, GOVERNMENT_FUND = Money.wan("3307.18").fen, Money.wan("100").fen


class TestDemoOffice(TestCase):
    """Built once for all questions, and rolled back: building it goes through every desk some hundred times."""

    approved: ClassVar[Version]

    @classmethod
    def setUpTestData(cls) -> None:
        call_command("demo_township", stdout=StringIO())
        cls.approved = Version.objects.get(stage=Stage.APPROVED)

    def test_the_approved_budget_is_the_published_one_to_the_fen(self) -> None:
        by_part = spending(self.approved, "part")
        assert {key[0]: amount for key, amount in by_part.items()} == {
            Part.PERSONNEL.value: PERSONNEL,
            Part.OPERATING.value: OPERATING,
            PROJECT: PROJECTS,
        }
        assert PERSONNEL + OPERATING == BASIC
        assert BASIC + PROJECTS == WHOLE == spending(self.approved)[()]

    def test_every_way_to_add_it_up_comes_to_the_same(self) -> None:
        for dimension in DIMENSIONS:
            assert sum(spending(self.approved, dimension).values()) == WHOLE, dimension

    def test_the_projects_of_all_duties_are_the_project_spending(self) -> None:
        for dimension in ("duty", "activity", "office", "project"):
            found = spending(self.approved, dimension)
            assert found.pop((0,)) == BASIC, "basic money belongs to none of them"
            assert sum(found.values()) == PROJECTS, dimension
        assert len(spending(self.approved, "duty")) > 10

    def test_each_fund_is_spent_as_it_comes_in(self) -> None:
        received = {fund: amount for fund, amount in revenue(self.approved).items() if amount}
        assert received == {Fund.GENERAL: GENERAL, Fund.GOVERNMENT_FUND: GOVERNMENT_FUND}
        assert all(balance.difference == 0 for balance in balances(self.approved))
        assert sum(three_public(self.approved).values()) == Money.wan("10.73").fen

    def test_it_has_gone_all_the_way_and_every_version_is_still_what_was_sealed(self) -> None:
        compilation = Compilation.objects.get()
        assert compilation.state == Compilation.State.ALLOCATED
        versions = list(compilation.versions.all())
        assert [version.stage for version in versions] == [Stage.FIRST, Stage.SECOND, Stage.APPROVED]
        assert all(version.sealed and version_holds(version) for version in versions)
        assert compilation.approval.version == versions[-1]
        assert Profile.objects.get().state == Profile.State.FROZEN

    def test_the_first_round_asked_for_more_and_each_cut_says_why(self) -> None:
        first, second = (Version.objects.get(stage=stage) for stage in (Stage.FIRST, Stage.SECOND))
        cuts = list(second.cuts.all())
        assert len(cuts) == 5
        assert spending(first)[()] - spending(second)[()] == sum(cut.amount for cut in cuts) > 0
        assert all(cut.rule and cut.restore for cut in cuts)

    def test_every_funded_project_is_in_the_budget_and_the_others_stay_in_the_library(self) -> None:
        funded = set(ProjectLine.objects.filter(version=self.approved, amount__gt=0).values_list("project", flat=True))
        for project in Project.objects.all():
            expected = Project.State.BUDGETED if project.pk in funded else Project.State.STOCKED
            assert project.state == expected, project.name
        assert funded

    def test_the_trail_holds_from_the_first_act_to_the_last(self) -> None:
        chains = set(Entry.objects.values_list("chain", flat=True))
        assert len(chains) > 1, "the township's own and those of the others"
        assert [chain for chain in chains if chain_break(chain) is not None] == []

    def test_no_state_was_written_past_the_services(self) -> None:
        """What a record says it is, is what its last act made it."""
        for model in (Compilation, Project, Profile, PriorReading):
            assert model._default_manager.exists()
            for subject in model._default_manager.all():
                told = story(model.KIND, subject.pk).exclude(to_state="")
                assert told.reverse()[0].to_state == subject.get_state_display(), str(subject)

    def test_it_is_built_only_in_an_empty_database(self) -> None:
        accounts, entries = Account.objects.count(), Entry.objects.count()
        said = StringIO()
        call_command("demo_township", stdout=said)
        assert "不再建立演示数据" in said.getvalue()
        assert (Account.objects.count(), Entry.objects.count()) == (accounts, entries)
