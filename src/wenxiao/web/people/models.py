"""Units, their offices, the people in them, and the posts they hold from a day to a day."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from wenxiao.web.people.matrix import roles

ROLE_CHOICES = [(role.id, role.title) for role in roles().values()]


class OfUnit:
    """属于单位: what a record of people answers to permissions and to the trail: its unit, and that no office owns it alone.

    `FUNCTION` is the row of the matrix that says who may see it and its story.
    """

    KIND = ""
    FUNCTION = ""

    @property
    def owning_unit(self) -> Unit:
        return self.unit  # type: ignore[attr-defined, no-any-return]

    @property
    def owning_office(self) -> Office | None:
        return None

    @property
    def chain(self) -> str:
        return self.owning_unit.code

    @property
    def trail_name(self) -> str:
        return str(self)


class Unit(OfUnit, models.Model):
    """单位: a budget unit, or the finance bureau that approves the budgets of the units below it."""

    KIND = "unit"
    FUNCTION = "duties"

    class Kind(models.TextChoices):
        BUDGET_UNIT = "unit", "预算单位"
        BUREAU = "bureau", "财政部门"

    class Mode(models.TextChoices):
        """运行方式 (预算法 art. 24): whose budget it is decides who approves it."""

        DEPARTMENT = "department", "上级的一级预算单位：预算由上级财政部门批复"
        OWN_BUDGET = "own_budget", "本级一级预算：预算由本级人民代表大会批准"

    code = models.CharField("单位编码", max_length=20, unique=True, error_messages={"unique": "这个单位编码已经用过了"})
    name = models.CharField("单位全称", max_length=100)
    short_name = models.CharField("简称", max_length=40)
    kind = models.CharField("类别", max_length=10, choices=Kind, default=Kind.BUDGET_UNIT)
    supervisor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="supervised", verbose_name="主管财政部门")
    mode = models.CharField("运行方式", max_length=12, choices=Mode, default=Mode.DEPARTMENT)
    small_office = models.BooleanField(
        "人手少的小单位", default=False, help_text="除会计出纳、自批自办、审批支付外，凭有日期的决定可以兼岗"
    )
    leader_limit = models.BigIntegerField("分管领导审批上限（分）", default=5_000_000)
    mayor_limit = models.BigIntegerField("镇长审批上限（分）", default=20_000_000)

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name

    @property
    def owning_unit(self) -> Unit:
        return self


class Office(OfUnit, models.Model):
    """站所（办）: a part of a unit that fills in, applies and answers for its own work."""

    KIND = "office"
    FUNCTION = "duties"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="offices", verbose_name="单位")
    code = models.CharField("编号", max_length=10)
    name = models.CharField("名称", max_length=60)
    closed = models.DateField("撤销日期", null=True, blank=True)

    class Meta:
        ordering = ("unit", "code")
        constraints = (
            models.UniqueConstraint(
                fields=("unit", "code"),
                name="people_office_one_code_each",
                violation_error_code="code",
                violation_error_message="这个编号已经用过了",
            ),
            models.UniqueConstraint(
                fields=("unit", "name"),
                name="people_office_one_name_each",
                violation_error_code="name",
                violation_error_message="已有同名的站所",
            ),
        )

    def __str__(self) -> str:
        return self.name


class AccountManager(BaseUserManager["Account"]):
    """What django.contrib.auth asks of an account's manager. Accounts are made by `services.account_create`."""


class Account(OfUnit, AbstractBaseUser):
    """账号: one person who signs in. What the person may do comes from the posts held, never from the account."""

    KIND = "account"
    FUNCTION = "accounts"

    username = models.CharField("账号", max_length=40, unique=True, error_messages={"unique": "这个账号已经有人用了"})
    name = models.CharField("姓名", max_length=40)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="accounts", verbose_name="所在单位")
    is_active = models.BooleanField("启用", default=True)
    must_change_password = models.BooleanField("下次登录须改密码", default=True)
    created = models.DateTimeField("建立时间", auto_now_add=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]  # noqa: RUF012
    objects = AccountManager()

    class Meta:
        ordering = ("unit", "username")

    def __str__(self) -> str:
        return self.name

    @property
    def trail_name(self) -> str:
        return f"{self.name}（{self.username}）"


class PostQuerySet(models.QuerySet["Post"]):
    """What is asked of posts everywhere."""

    def confirmed(self) -> PostQuerySet:
        """Without those that an administrator has only proposed, or the heads have declined."""
        return self.filter(confirmed_at__isnull=False)

    def held_on(self, day: date) -> PostQuerySet:
        """In force on that day: confirmed, begun, not yet ended."""
        return self.confirmed().filter(Q(until__isnull=True) | Q(until__gte=day), since__lte=day)

    def proposed(self) -> PostQuerySet:
        """Waiting for 镇长 or 书记."""
        return self.filter(confirmed_at__isnull=True, declined_at__isnull=True)


class Post(OfUnit, models.Model):
    """岗位: a role a person holds in a unit from a day to a day, alone or standing in for another.

    It is proposed by the administrator and in force once a head of the unit has confirmed it, so that nobody who manages accounts
    can make himself mayor. It ends, and is never deleted.
    """

    KIND = "post"
    FUNCTION = "duties"

    account = models.ForeignKey(Account, models.PROTECT, related_name="posts", verbose_name="人员")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="posts", verbose_name="单位")
    role = models.CharField("岗位", max_length=4, choices=ROLE_CHOICES)
    office = models.ForeignKey(Office, models.PROTECT, null=True, blank=True, related_name="posts", verbose_name="站所")
    oversees = models.ManyToManyField(Office, blank=True, related_name="overseers", verbose_name="分管站所")
    since = models.DateField("起")
    until = models.DateField("止（含当日）", null=True, blank=True)
    substitute_for = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="substitutes", verbose_name="代理谁的岗位"
    )
    project = models.CharField("限于项目", max_length=32, blank=True, help_text="第三方只能看这一个项目，填项目编码")
    basis = models.CharField("任职依据", max_length=120, blank=True, help_text="任命文号、会议号或代理原因")
    confirmed_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="确认人")
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    declined_at = models.DateTimeField("不予确认时间", null=True, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ("unit", "role", "since", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False, declined_at__isnull=True),
                name="people_post_confirmed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="people_post_ends_after_it_begins",
                violation_error_code="until",
                violation_error_message="截止日期早于开始日期",
            ),
            models.CheckConstraint(
                condition=~Q(role="TP") | (Q(until__isnull=False) & ~Q(project="")),
                name="people_post_third_party_is_bounded",
                violation_error_code="project",
                violation_error_message="第三方要有项目和截止日期",
            ),
            models.CheckConstraint(
                condition=Q(substitute_for__isnull=True) | Q(until__isnull=False), name="people_post_substitute_has_an_end"
            ),
        )
        # Serves "which posts does this person hold today", asked on every page.
        indexes = (models.Index(fields=("account", "since"), name="people_post_of_account"),)

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """`农业综合服务中心 经办人（代）`, as the trail keeps it."""
        place = self.office.name if self.office_id and self.office else self.unit.short_name
        return f"{place} {roles()[self.role].title}{'（代）' if self.substitute_for_id else ''}"

    @property
    def trail_name(self) -> str:
        return f"{self.account.name}：{self.title}"

    def held_on(self, day: date) -> bool:
        return self.confirmed_at is not None and self.since <= day and (self.until is None or day <= self.until)


class ConcentrationQuerySet(models.QuerySet["Concentration"]):
    """What is asked of decisions everywhere."""

    def in_force(self, day: date) -> ConcentrationQuerySet:
        return self.filter(Q(until__isnull=True) | Q(until__gte=day), decided__lte=day)


class Concentration(OfUnit, models.Model):
    """兼岗决定: in a small office, the dated decision by which one person holds two duties that should be apart."""

    KIND = "concentration"
    FUNCTION = "duties"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="concentrations", verbose_name="单位")
    account = models.ForeignKey(Account, models.PROTECT, related_name="concentrations", verbose_name="人员")
    first = models.CharField("岗位一", max_length=4, choices=ROLE_CHOICES)
    second = models.CharField("岗位二", max_length=4, choices=ROLE_CHOICES)
    document = models.CharField("决定文号或会议号", max_length=60)
    decided = models.DateField("决定日期")
    until = models.DateField("有效期至", null=True, blank=True)
    reason = models.TextField("原因")

    objects = ConcentrationQuerySet.as_manager()

    class Meta:
        ordering = ("unit", "-decided", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("decided")),
                name="people_concentration_ends_after_it_begins",
                violation_error_code="until",
                violation_error_message="有效期早于决定日期",
            ),
        )

    @property
    def trail_name(self) -> str:
        return f"{self.account.name}兼{roles()[self.first].title}和{roles()[self.second].title}"

    def __str__(self) -> str:
        return self.trail_name

    def covers(self, first: str, second: str, since: date, until: date | None) -> bool:
        """Whether it allows these two roles to meet in one person on every day from the one to the other (None: without end)."""
        if {self.first, self.second} != {first, second} or since < self.decided:
            return False
        return self.until is None or (until is not None and until <= self.until)


class Meeting(OfUnit, models.Model):
    """会议: who met when about what, and what was concluded. What needs minutes refers to one."""

    KIND = "meeting"
    FUNCTION = "meetings"

    class Kind(models.TextChoices):
        LEADING_GROUP = "leading_group", "领导小组会议"
        PARTY_COMMITTEE = "party_committee", "党委会议"
        CONGRESS = "congress", "人民代表大会"
        OTHER = "other", "其他会议"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="meetings", verbose_name="单位")
    kind = models.CharField("会议类别", max_length=20, choices=Kind)
    number = models.CharField("会议编号", max_length=40)
    held = models.DateField("日期")
    chair = models.CharField("主持人", max_length=40)
    attendees = models.TextField("出席人", help_text="每行一人")
    topics = models.TextField("议题")
    conclusions = models.TextField("结论")
    attachment = models.ForeignKey("trail.Attachment", models.PROTECT, null=True, blank=True, verbose_name="记录扫描件")
    recorder = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", verbose_name="记录人")

    class Meta:
        ordering = ("unit", "-held", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("unit", "kind", "number"),
                name="people_meeting_one_number_each",
                violation_error_code="number",
                violation_error_message="这个会议编号已经登记过了",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}（{self.held}）"


class SignIn(models.Model):
    """登录: a session that stands open, so that an account's oldest one ends when it signs in at one place too many."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="sign_ins")
    session = models.CharField(max_length=40, unique=True)
    at = models.DateTimeField("登录时间", auto_now_add=True)
    address = models.GenericIPAddressField("来自", null=True)

    class Meta:
        ordering = ("account", "at", "id")


class Token(OfUnit, models.Model):
    """接口令牌: lets a program act through the API in one post, until a day. Only its hash is kept."""

    KIND = "token"
    FUNCTION = "accounts"

    post = models.ForeignKey(Post, models.PROTECT, related_name="tokens", verbose_name="岗位")
    name = models.CharField("用途", max_length=60)
    hash = models.CharField(max_length=64, unique=True)
    created = models.DateTimeField(auto_now_add=True)
    until = models.DateField("有效期至")
    revoked = models.DateTimeField("收回时间", null=True, blank=True)

    class Meta:
        ordering = ("-created", "-id")

    def __str__(self) -> str:
        return self.name

    @property
    def owning_unit(self) -> Unit:
        return self.post.unit

    @property
    def trail_name(self) -> str:
        return f"{self.name}（{self.post.title}）"
