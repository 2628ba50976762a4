"""Who and what is there when a test of the office begins: a township below a finance bureau with somebody in every post."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from itertools import chain

from django.contrib.auth.hashers import make_password

from wenxiao.web.people.acting import PostActor
from wenxiao.web.people.models import Account, Office, Post, Unit

PASSWORD = "township-2023!"


@dataclass
class Township:
    """A unit with its bureau, two business offices and a finance office, and one account a role (two for HD and HL)."""

    bureau: Unit
    unit: Unit
    other_unit: Unit
    offices: dict[str, Office]
    actors: dict[str, PostActor] = field(default_factory=dict)

    def actor(self, role: str, office: str = "") -> PostActor:
        """Who holds the role: `HD` is of the office 农业, `HD@应急` of the other one."""
        return self.actors[f"{role}@{office}" if office else role]

    @property
    def people_and_places(self) -> tuple[object, ...]:
        """The objects that others hold when they speak of them."""
        actors = [(each, each.in_post, each.holder) for each in self.actors.values()]
        return (self.bureau, self.unit, self.other_unit, *self.offices.values(), *chain.from_iterable(actors))


def made_township() -> Township:
    bureau = Unit.objects.create(code="B01", name="试验区财政局", short_name="财政局", kind=Unit.Kind.BUREAU)
    unit = Unit.objects.create(code="T01", name="试验区青石镇人民政府", short_name="青石镇", supervisor=bureau)
    other = Unit.objects.create(code="T02", name="试验区白水镇人民政府", short_name="白水镇", supervisor=bureau)
    names = {"财政": "财政所", "农业": "农业综合服务中心", "应急": "应急管理办公室"}
    offices = {key: Office.objects.create(unit=unit, code=f"{n:02d}", name=name) for n, (key, name) in enumerate(names.items(), 1)}
    posts: dict[str, Post] = {}
    for role in ("HD", "HL"):
        posts[role] = _post(unit, role, office=offices["农业"])
        posts[f"{role}@应急"] = _post(unit, role, office=offices["应急"], key=f"{role}@应急")
    for role in ("BO", "AC", "CA", "FH"):
        posts[role] = _post(unit, role, office=offices["财政"])
    for role in ("VL", "ML", "PS", "PL", "EP", "JJ", "NPC", "SO", "AD"):
        posts[role] = _post(unit, role)
    posts["TP"] = _post(unit, "TP", project="none", until=date(2099, 12, 31))
    posts["DF"] = _post(bureau, "DF")
    # All at once: nearly every test of the office begins here.
    Account.objects.bulk_create([post.account for post in posts.values()])
    for post in posts.values():
        post.account = post.confirmed_by = post.account
    Post.objects.bulk_create(posts.values())
    posts["VL"].oversees.add(offices["农业"])
    return Township(bureau, unit, other, offices, {key: PostActor(post.account, post) for key, post in posts.items()})


def _post(unit: Unit, role: str, *, office: Office | None = None, key: str = "", **more: object) -> Post:
    """Not yet written: a post in force since 2020, confirmed by its own holder."""
    username = (key or role).lower().replace("@", "-")
    account = Account(username=f"{unit.code}-{username}", name=f"{key or role} 某", unit=unit, must_change_password=False)
    account.password = _hashed()
    since, confirmed = date(2020, 1, 1), datetime(2020, 1, 1, tzinfo=UTC)
    return Post(account=account, unit=unit, role=role, office=office, since=since, confirmed_at=confirmed, **more)


@cache
def _hashed() -> str:
    return make_password(PASSWORD)
