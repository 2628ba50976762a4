"""Whatever somebody writes into an address or sends as a form: is the answer a page that says something, and never a broken one?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from web.permission_cases import signed_in
from web.plan.compiling import brought
from web.township import Township
from wenxiao.web.people.models import Account, Office
from wenxiao.web.people.services.fields import keep
from wenxiao.web.trail.refusal import Refused

pytestmark = pytest.mark.django_db
PARAMETERS = (
    "unit", "office", "year", "state", "page", "text", "q", "on", "since", "until", "kind", "person", "subject", "role", "show", "of",
    "version", "before", "library", "indicator", "activity", "account", "post", "next", "compare",
)  # fmt: skip
HOSTILE = (
    "²", "一", "-1", "1e9", "1e999990", "-1e-999990", "9" * 17, "9" * 40, "9" * 5000, "a\0b", b"\xff\xed\xa0\x80", "0001-01-01",
    "9999-12-31", "0000", "%'\\",
)  # fmt: skip
# The fields of forms in which somebody writes figures.
AMOUNTS = (
    "amount", "standard", "headcount", "quantity", "unit_price", "leader_limit", "mayor_limit", "expected", "lines-0-quantity",
    "lines-0-unit_price", "assets-0-value", "assets-0-quantity", "weight", "last_year",
)  # fmt: skip
# Of the parts of an address.
PATHS = {"int": ("0", "9" * 40, "9" * 5000), "str": ("²", "%00", "9" * 400), "slug": ("x", "-", "9" * 300)}
# Served elsewhere, with its own tests; signing out would end the test.
OTHERS = ("api/", "sign-out", "static/")


def routes(patterns: Iterable[URLPattern | URLResolver], before: str = "") -> Iterator[str]:
    for each in patterns:
        here = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from routes(each.url_patterns, here)
        elif not here.startswith(OTHERS):
            yield here


ROUTES = sorted(set(routes(get_resolver().url_patterns)))
PLAIN = [route for route in ROUTES if "<" not in route]
WITH_PARTS = [route for route in ROUTES if "<" in route]


def answered(client: Client, url: str, data: Any = None) -> None:
    answer = client.get(url) if data is None else client.post(url, data)
    assert answer.status_code < 500, url[:300]


@pytest.mark.parametrize(
    ("role", "times"), [("BO", 5), pytest.param("AD", 2, marks=pytest.mark.embedded), pytest.param("DF", 2, marks=pytest.mark.embedded)]
)
def test_no_query_breaks_a_list(role: str, times: int, township: Township) -> None:
    """Each parameter has another value, and on each list and each time another again: what is refused for one hides no other for long."""
    brought(township, "first")
    client = signed_in(township, role)
    for place, route in enumerate(PLAIN):
        for time in range(times):
            values = {name: HOSTILE[(place + time * 7 + n) % len(HOSTILE)] for n, name in enumerate(PARAMETERS)}
            answered(client, f"/{route}?{urlencode(values)}")
    for value in HOSTILE:
        answered(client, f"/?{urlencode(dict.fromkeys(PARAMETERS, value))}")


def test_no_text_breaks_a_list(township: Township) -> None:
    brought(township, "first")
    client = signed_in(township, "BO")

    @settings(max_examples=40, derandomize=True, phases=(Phase.explicit, Phase.generate))
    @given(route=st.sampled_from(PLAIN), text=st.text(st.characters(exclude_categories=("Cs",)), max_size=20), raw=st.binary(max_size=6))
    def asked(route: str, text: str, raw: bytes) -> None:
        answered(client, f"/{route}?{urlencode(dict.fromkeys(PARAMETERS, text))}")
        answered(client, f"/{route}?text={quote(raw)}&q={quote(raw)}&subject={quote(raw)}&person={quote(raw)}")

    asked()


def test_no_part_of_an_address_breaks_a_page(township: Township) -> None:
    client = signed_in(township, "BO")
    for route in WITH_PARTS:
        for n in range(3):
            url = "/" + route
            for kind, values in PATHS.items():
                while f"<{kind}:" in url:
                    start = url.index(f"<{kind}:")
                    url = url[:start] + values[n % len(values)] + url[url.index(">", start) + 1 :]
            answered(client, url)


@pytest.mark.parametrize("role", ["HD", "BO"])
def test_no_form_full_of_what_cannot_be_kept_breaks_a_page_or_is_kept(role: str, township: Township) -> None:
    compilation = brought(township, "first")
    client, names = signed_in(township, role), (*PARAMETERS, "name", "code", "reason", "username", "do", "edition", "number", "title")
    for route in ROUTES:
        url = "/" + route.replace("<int:pk>", str(compilation.pk)).replace("<str:unit>", "T01").replace("<int:year>", "2024")
        url = url.replace("<str:code>", "T01-2024-001").replace("<slug:action>", "submit").replace("<slug:kind>", "project")
        if "<" not in url:
            answered(client, url, dict.fromkeys(names, "甲\0乙"))
            answered(client, url, dict.fromkeys(names, "9" * 40))
            answered(client, url, dict.fromkeys((*names, *AMOUNTS), "1e999990"))


def test_a_form_with_a_nul_is_refused_in_words_and_changes_nothing(township: Township) -> None:
    before = Account.objects.count()
    answer = signed_in(township, "AD").post("/people/accounts/new", {"username": "xin", "name": "新\0人"})
    assert answer.status_code == 400
    assert "空字符" in answer.content.decode()
    assert Account.objects.count() == before


def test_of_two_who_write_the_same_at_once_the_later_is_refused_beside_the_field(township: Township) -> None:
    """What a service comes to where a colleague wrote between its look and its writing."""
    with pytest.raises(Refused) as refused:
        keep(Office(unit=township.unit, code=township.offices["农业"].code, name="我的站所"))
    assert [(each.field, each.message) for each in refused.value.refusals] == [("code", "这个编号已经用过了")]
    with pytest.raises(Refused) as refused:
        keep(Account(unit=township.unit, username=township.actor("HD").account, name="某", password="x"))
    assert [each.field for each in refused.value.refusals] == ["username"]
    assert Office.objects.filter(name="我的站所").count() == 0
