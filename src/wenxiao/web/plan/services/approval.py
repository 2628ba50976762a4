"""How is the budget approved: the approved figures, their differences from the draft, number and date, and what is frozen with them?"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models import Model

from wenxiao.catalogue.limits import limit
from wenxiao.catalogue.load import DATA
from wenxiao.control.chain import ALGORITHM, digest
from wenxiao.vocabulary.money import Money
from wenxiao.web.people.acting import PostActor
from wenxiao.web.people.models import Meeting, Unit
from wenxiao.web.plan.conditions.approval import SHORTEST, approval_document, open_approval
from wenxiao.web.plan.elements import Stage
from wenxiao.web.plan.models import Approval, BasicLine, Compilation, Explanation, ProjectLine, RevenueLine, Version
from wenxiao.web.plan.queries.approved import MODELS as MODELS
from wenxiao.web.plan.queries.approved import line_keys
from wenxiao.web.plan.queries.compilation import latest_version
from wenxiao.web.plan.queries.differences import differences, explained, lines
from wenxiao.web.plan.services.seen import demand_marked, mark
from wenxiao.web.plan.services.versions import editing, in_turn, require_authority, version_open
from wenxiao.web.plan.workflows.compilation import COMPILATION_WORKFLOW
from wenxiao.web.trail.refusal import NotPermitted, OutOfTurn, Refusal, raise_if_any
from wenxiao.web.trail.services import changes, record
from wenxiao.web.trail.workflow import perform


class Amount(NamedTuple):
    """批复数 of one line: `kind` is revenue, basic or project; `line` its row in the approved version; 分; why it is not the draft's.

    A reason of None leaves the one that was given, "" takes it away.
    """

    kind: str
    line: int
    amount: int
    reason: str | None = None

    @property
    def why(self) -> str:
        return (self.reason or "").strip()


def approval_begin(*, actor: PostActor, compilation: Compilation) -> Version:
    """The approved figures, to begin with the same as 二上; begun before, they are as they were left. Raises NotPermitted, OutOfTurn."""
    with in_turn(compilation):
        demand_approving(actor, compilation)
        begun = open_approval(compilation)
        if begun is not None:
            return begun
        version = version_open(compilation=compilation, stage=Stage.APPROVED, source=latest_version(compilation, Stage.SECOND))
        record(actor=actor, subject=compilation, action="begin_approval", action_title="生成批复数", details={"与二上": "一致"})
        return version


def demand_approving(actor: PostActor, compilation: Compilation) -> None:
    """Raises NotPermitted, OutOfTurn unless this post may fill in what is approved, now."""
    require_authority(actor, compilation)
    if compilation.state != Compilation.State.SECOND_SENT:
        raise OutOfTurn(Refusal(f"“{compilation}”还没有报出二上，或者已经批复，现在不能填批复数"))


def may_approve(actor: PostActor, compilation: Compilation) -> bool:
    """Whether a page should offer the approved figures: the same question, answered yes or no."""
    try:
        demand_approving(actor, compilation)
    except (NotPermitted, OutOfTurn):
        return False
    return True


def approval_mark(version: Version, kind: str, lines: Iterable[int]) -> str:
    """What lines of one kind and the reasons for differences say, as a mark: equal as long as nobody changes them."""
    about = Explanation.objects.filter(compilation=version.compilation_id, about=Explanation.About.DIFFERENCE)
    return mark(MODELS[kind]._default_manager.filter(version=version, pk__in=lines)) + mark(about)


def approval_amounts_set(
    *,
    actor: PostActor,
    version: Version,
    amounts: list[Amount],
    seen: Mapping[Any, str] | None = None,
    shown: Mapping[Any, Iterable[int]] | None = None,
) -> None:
    """Change approved lines; each that is not the draft's needs a reason before the approval can be given.

    A line of people × standard that is given another amount becomes a stated one. `seen` is the `approval_mark` by kind of the lines
    that were `shown`, else of these. What stands already is not written again. Raises NotPermitted, OutOfTurn (StaleLines), Refused
    (`amount-<kind>-<line>`, `reason-<kind>-<line>`).
    """
    with editing(actor, version) as compilation:
        found = {
            kind: model._default_manager.filter(version=version).in_bulk([each.line for each in amounts if each.kind == kind])
            for kind, model in MODELS.items()
        }
        refusals, told = [], {}
        for each in amounts:
            line = found.get(each.kind, {}).get(each.line)
            if line is None:
                refusals.append(Refusal("没有这一行：页面可能是旧的，请刷新", field=f"amount-{each.kind}-{each.line}"))
                continue
            most = line.requested if isinstance(line, ProjectLine) else None
            if each.amount < 0 or (most is not None and each.amount > most):
                above = f"不能超过申请数 {Money(most)} 元" if most is not None else "不能是负数"
                refusals.append(Refusal(f"批复数 {Money(each.amount)} 元不行：{above}", field=f"amount-{each.kind}-{each.line}"))
            if each.why and len(each.why) < SHORTEST:
                refusals.append(Refusal(f"原因至少写 {SHORTEST} 个字", field=f"reason-{each.kind}-{each.line}"))
        raise_if_any(refusals)
        before = {line.key: line.amount for line in lines(version)}
        keys, reasons = line_keys(version), explained(version)
        amounts = [each for each in amounts if _differs(each, found[each.kind][each.line], reasons.get(keys[each.kind, each.line][0], ""))]
        if not amounts:
            return
        for kind, was in (seen or {}).items():
            demand_marked(approval_mark(version, kind, (shown or found)[kind]), was, "批复数")
        for each in amounts:
            line = found[each.kind][each.line]
            assert isinstance(line, RevenueLine | BasicLine | ProjectLine)
            if isinstance(line, BasicLine) and line.amount != each.amount:
                line.basis, line.headcount, line.standard = BasicLine.Basis.STATED, None, None
            line.amount = each.amount
            line.save()
        given = Explanation.objects.filter(compilation=compilation, about=Explanation.About.DIFFERENCE)
        for each in amounts:
            key, label = keys[each.kind, each.line]
            if each.why:
                given.update_or_create(compilation=compilation, about=Explanation.About.DIFFERENCE, key=key, defaults={"text": each.why})
            elif each.reason is not None:
                given.filter(key=key).delete()
            told[label[:80]] = [str(Money(before[key])), str(Money(each.amount)), each.why]
        record(actor=actor, subject=compilation, action="edit_approval", action_title="调整批复数", details=told)


def _differs(amount: Amount, line: Model, reason: str) -> bool:
    assert isinstance(line, RevenueLine | BasicLine | ProjectLine)
    return line.amount != amount.amount or (amount.reason is not None and amount.why != reason)


def differences_explain(*, actor: PostActor, version: Version, texts: Mapping[str, str]) -> None:
    """Reasons for differences by their key (`queries.differences`). Raises NotPermitted, OutOfTurn, Refused (`reason-<key>`)."""
    with editing(actor, version) as compilation:
        draft = latest_version(compilation, Stage.SECOND)
        known = {each.key for each in differences(draft, version)} if draft else set()
        faults = []
        for key, text in texts.items():
            if key not in known:
                faults.append(Refusal("这一行与二上一致，不用说明：页面可能是旧的，请刷新", field=f"reason-{key}"))
            elif text.strip() and len(text.strip()) < SHORTEST:
                faults.append(Refusal(f"原因至少写 {SHORTEST} 个字", field=f"reason-{key}"))
        raise_if_any(faults)
        about = Explanation.objects.filter(compilation=compilation, about=Explanation.About.DIFFERENCE)
        before = dict(about.values_list("key", "text"))
        for key, text in texts.items():
            Explanation.objects.update_or_create(
                compilation=compilation, about=Explanation.About.DIFFERENCE, key=key, defaults={"text": text.strip()}
            )
        details = changes(before, dict(about.all().values_list("key", "text")))
        record(actor=actor, subject=compilation, action="edit_approval", action_title="说明批复差异", details=details)


def compilation_approve(
    *, actor: PostActor, compilation: Compilation, document: str, approved_on: date, authority: str = "", minutes: Meeting | None = None
) -> Approval:
    """二上已报 ⇢ 二下批复: seals the approved figures, keeps number and date, freezes the hash of codes, forms and rules.

    By the finance bureau, or for a town with its own budget by the congress on its minutes (LAW17). The disclosure is due 20 days after
    (预算法 art. 14). Raises NotPermitted, OutOfTurn, Refused (`document`, `approved_on`, `authority`, `minutes`).
    """
    own = compilation.unit.mode == Unit.Mode.OWN_BUDGET
    with in_turn(compilation):
        require_authority(actor, compilation)
        if compilation.state == Compilation.State.SECOND_SENT:
            approval_begin(actor=actor, compilation=compilation)
        version = open_approval(compilation)
        named = authority.strip() or (f"{compilation.unit.short_name}人民代表大会" if own else actor.unit.name)
        refusals = list(approval_document(compilation=compilation, document=document, approved_on=approved_on))
        for field, text, most in (("document", document, 60), ("authority", named, 100)):
            if len(text.strip()) > most:
                refusals.append(Refusal(f"最多 {most} 个字", field=field))
        if compilation.state == Compilation.State.SECOND_SENT:
            raise_if_any(refusals)
        details = {"文号": document.strip(), "批复日期": approved_on.isoformat(), "批复机关": named}
        perform(COMPILATION_WORKFLOW, compilation, "resolve" if own else "approve", actor=actor, minutes=minutes, details=details)
        assert version is not None
        return Approval.objects.create(
            compilation=compilation,
            version=version,
            authority=named,
            document=document.strip(),
            approved_on=approved_on,
            publish_by=approved_on + timedelta(days=limit("公开期限")),
            catalogue_hash=catalogue_hash(),
            algorithm=ALGORITHM,
        )


def catalogue_hash() -> str:
    """SM3 over every file of codes, forms and rules: a line `path hash` each, in order of path."""
    found = []
    for folder, folders, files in os.walk(DATA):
        folders[:] = [name for name in folders if name != "__pycache__"]
        for name in files:
            path = os.path.join(folder, name)
            with open(path, "rb") as file:
                found.append(f"{os.path.relpath(path, DATA).replace(os.sep, '/')} {digest(file.read())}\n")
    return digest("".join(sorted(found)).encode())
