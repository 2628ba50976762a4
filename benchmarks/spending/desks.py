"""How does a payment go over all desks? Written, sent up, approved four times, sent to the bank and confirmed: eight acts, each one's own
transaction with its entry in the trail. On the township of the tests, which knows what every step asks for."""

from __future__ import annotations

import sys
import threading
import uuid
from collections.abc import Callable
from pathlib import Path

# `web` is the tests' package here, not the benchmark of that name beside this folder.
sys.path[:] = [each for each in sys.path if Path(each).resolve() != Path(__file__).resolve().parents[1]]

from web.spend.spending import PAID, allotted, invoice, made_request, taken  # noqa: E402
from web.township import Township, made_township  # noqa: E402
from wenxiao.web.people.acting import PostActor  # noqa: E402
from wenxiao.web.people.models import Office, Post, Unit  # noqa: E402

_ONE = threading.Lock()
_FOUND: list[Township] = []


def prepared() -> None:
    """In a database that has its tables and no office yet."""
    allotted(made_township())


def desks() -> Callable[[str, int, int], None]:
    """Every client is everybody: a request passes from desk to desk as fast as they can work. All of it on the one project's line."""
    with _ONE:
        township = _FOUND[0] if _FOUND else _township()
        _FOUND[:] = [township]

    def pay(_key: str, _unit: int, _line: int) -> None:
        taken(township, made_request(township, 1, vouchers=[invoice(1, uuid.uuid4().hex)]), *PAID)

    return pay


def _township() -> Township:
    units = {unit.code: unit for unit in Unit.objects.all()}
    offices = {office.name[:2]: office for office in Office.objects.filter(unit__code="T01")}
    township = Township(units["B01"], units["T01"], units["T02"], offices)
    for post in Post.objects.select_related("account", "unit", "unit__supervisor", "office"):
        if "-应急" not in post.account.username:
            township.actors[post.role] = PostActor(post.account, post, (post,))
    return township
