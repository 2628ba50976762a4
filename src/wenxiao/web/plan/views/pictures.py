"""What does a budget look like: where the money comes from and goes, for which duties, against last year, for how many people?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from wenxiao.pictures.bars import Bar, bars
from wenxiao.pictures.canvas import Picture
from wenxiao.pictures.flow import Link, Node, flow
from wenxiao.pictures.pairs import Pair, pairs
from wenxiao.vocabulary.shown import WAN, format_base
from wenxiao.web.people.acting import OfficeRequest
from wenxiao.web.people.views.access import for_posts
from wenxiao.web.plan.conditions.changes import not_compared, three_public_changes, year_on_year
from wenxiao.web.plan.elements import Fund
from wenxiao.web.plan.models import Compilation, Duty, Version
from wenxiao.web.plan.queries.compilation import compilations, latest_version, profile_of
from wenxiao.web.plan.queries.profile import staffing_picture
from wenxiao.web.plan.queries.totals import PARTS, PROJECT, revenue, spending
from wenxiao.web.plan.views.compilation_page import FUNCTION, asked_compilation
from wenxiao.web.plan.views.compilation_tabs import TOTAL_OF


@for_posts(FUNCTION)
def pictures(request: OfficeRequest) -> HttpResponse:
    """Of the newest budget this post may see, or of the one asked for (`?of=`)."""
    actor, asked = request.actor, request.GET.get("of", "")
    seen = compilations(actor)
    if asked:
        if not asked.isdecimal() or len(asked) > 18:
            raise Http404
        compilation: Compilation | None = asked_compilation(request, int(asked))
    else:
        compilation = seen.first()
    version = latest_version(compilation) if compilation else None
    profile = profile_of(compilation) if compilation else None
    # Asked once as fine as any picture needs it, and added up from there.
    spent = spending(version, "fund", "part", "duty") if version else Counter()
    names = _duty_names(int(duty) for _, _, duty in spent)
    context = {
        "compilation": compilation,
        "version": version,
        "seen": seen[:50],
        "flow": flow_picture(version, spent, names) if version else None,
        "duties": duty_picture(version, spent, names) if version else None,
        "years": year_picture(version) if version else None,
        "missing": not_compared(version) if version else (),
        "staffing": staffing_picture(profile, list(profile.staffing.all())) if profile else None,
    }
    return render(request, "plan/pictures.html", context)


def flow_picture(version: Version, spent: Counter[tuple[str | int, ...]], names: Mapping[int, str]) -> Picture:
    """资金性质 → 支出类别 → 职责 (of project money). `spent` by fund, part and duty, `names` of duties."""
    received = revenue(version)
    parts: Counter[str] = Counter()
    funds: Counter[str] = Counter()
    by_fund: Counter[tuple[str, str]] = Counter()
    by_duty: Counter[int] = Counter()
    for (fund, part, duty), amount in spent.items():
        parts[str(part)] += amount
        funds[str(fund)] += amount
        by_fund[(str(fund), str(part))] += amount
        if part == PROJECT:
            by_duty[int(duty)] += amount
    nodes = [
        Node(f"fund-{fund.value}", fund.label, _wan(received.get(fund, 0)), 0, _from(version, "revenue", fund=fund.value))
        for fund in Fund
        if received.get(fund) or funds[fund.value]
    ]
    nodes += [Node(f"part-{part}", title, _wan(parts[part]), 1, _from(version, part)) for part, title in PARTS.items() if parts[part]]
    duties = [(duty, amount) for duty, amount in by_duty.items() if amount]
    nodes += [Node(f"duty-{duty}", names.get(duty, "没有写职责"), _wan(amount), 2, _of_duty(version, duty)) for duty, amount in duties]
    links = [Link(f"fund-{fund}", f"part-{part}", amount) for (fund, part), amount in sorted(by_fund.items()) if amount]
    links += [Link(f"part-{PROJECT}", f"duty-{duty}", amount) for duty, amount in duties]
    return flow("资金从哪里来，用到哪里去", nodes, links, prefix="flow", headings=("收入来源", "支出类别", "项目支出的职责"))


def duty_picture(version: Version, spent: Counter[tuple[str | int, ...]], names: Mapping[int, str]) -> Picture:
    found: Counter[int] = Counter()
    for (_, _, duty), amount in spent.items():
        found[int(duty)] += amount
    items = [
        Bar(names.get(duty, "基本支出（不分职责）"), amount, _wan(amount), _of_duty(version, duty))
        for duty, amount in found.items()
        if amount
    ]
    return bars("各项职责的支出", items, prefix="duties", heads=("职责", "金额"))


def year_picture(version: Version) -> Picture:
    """Only what has a confirmed figure of last year; the page says what has none."""
    year = version.compilation.year
    changes = (*year_on_year(version), *three_public_changes(version))
    items = [
        Pair(each.label, each.before, each.now, _from(version, TOTAL_OF.get(each.key, each.key)))
        for each in changes
        if each.before is not None
    ]
    return pairs("与上年相比", items, prefix="years", years=(f"{year - 1} 年", f"{year} 年"))


def _duty_names(ids: Iterable[int]) -> dict[int, str]:
    return dict(Duty.objects.filter(pk__in=list(ids)).values_list("pk", "name"))


def _of_duty(version: Version, duty: int) -> str:
    """Basic money belongs to no duty."""
    return _from(version, PROJECT, duty=duty) if duty else _from(version, "basic")


def _from(version: Version, of: str, **narrowed: str | int) -> str:
    """The page that says which lines make up this sum."""
    return f"{reverse('plan:derivation', args=(version.compilation_id, of))}?{urlencode({'version': version.pk, **narrowed})}"


def _wan(amount: int) -> str:
    return f"{format_base(amount, WAN, 2, grouped=True)} 万元"
