"""Are requests for money found by search, by those who may see them?"""

from __future__ import annotations

import pytest

from web.spend.spending import allotted, made_request
from web.township import Township
from wenxiao.web.site.queries.search import found

pytestmark = pytest.mark.django_db


def test_a_request_is_found_by_what_it_is_for_by_its_own_office_and_not_by_another(township: Township) -> None:
    allotted(township)
    request = made_request(township, 1_000, purpose="购买防汛沙袋", payee="青石建材商店")

    def hits(role: str, text: str, office: str = "") -> list[str]:
        groups = {group.title: group for group in found(township.actor(role, office), text)}
        return [hit.told for hit in groups["用款申请"].hits] if "用款申请" in groups else []

    told = [f"{request.number}，农业综合服务中心，草稿"]
    assert hits("HD", "防汛沙袋") == hits("FH", request.number) == told
    assert hits("HD", "防汛沙袋", "应急") == []
    assert hits("FH", "青石建材") == [], "a payee may be a person whose name is masked"
