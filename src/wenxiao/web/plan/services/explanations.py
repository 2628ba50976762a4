"""How is the reason of a figure written down: a change from last year, a 三公 item?"""

from __future__ import annotations

from collections.abc import Mapping

from wenxiao.web.people.acting import PostActor
from wenxiao.web.plan.conditions.changes import BASIC, PROJECTS, WHOLE
from wenxiao.web.plan.elements import ThreePublic
from wenxiao.web.plan.models import Compilation, Explanation, Version
from wenxiao.web.plan.services.seen import demand_marked, mark
from wenxiao.web.plan.services.versions import editing
from wenxiao.web.trail.refusal import Refusal, raise_if_any
from wenxiao.web.trail.services import changes, record

SHORTEST, LONGEST = 5, 500
KEYS = {
    Explanation.About.YEAR_ON_YEAR: (WHOLE, BASIC, PROJECTS),
    Explanation.About.THREE_PUBLIC: tuple(item.value for item in ThreePublic),
}


def explanations_set(
    *, actor: PostActor, version: Version, about: Explanation.About, texts: Mapping[str, str], seen: str | None = None
) -> None:
    """Reasons by key: KEYS[about] says which there are. An empty text takes the reason away.

    `about` is YEAR_ON_YEAR or THREE_PUBLIC; what explains an approval's differences goes with the approval. `seen` is the
    `explanations_mark` of the reasons that were changed. Raises NotPermitted, OutOfTurn (StaleLines), Refused (`reason-<key>`).
    """
    with editing(actor, version) as compilation:
        raise_if_any(
            Refusal(message, field=f"reason-{key}") for key, text in texts.items() if (message := _fault(KEYS[about], key, text.strip()))
        )
        given = Explanation.objects.filter(compilation=compilation, about=about)
        before = dict(given.values_list("key", "text"))
        wanted = {key: text.strip() for key, text in texts.items()}
        if all(before.get(key, "") == text for key, text in wanted.items()):
            return
        demand_marked(explanations_mark(compilation, about), seen, about.label)
        for key, text in texts.items():
            if text.strip():
                Explanation.objects.update_or_create(compilation=compilation, about=about, key=key, defaults={"text": text.strip()})
            else:
                given.filter(key=key).delete()
        after = dict(given.all().values_list("key", "text"))
        record(actor=actor, subject=compilation, action="explain", action_title=f"写{about.label}", details=changes(before, after))


def explanations_mark(compilation: Compilation, about: Explanation.About) -> str:
    """What the reasons say, as a mark: equal as long as nobody changes them."""
    return mark(Explanation.objects.filter(compilation=compilation, about=about))


def _fault(known: tuple[str, ...], key: str, text: str) -> str:
    if key not in known:
        return f"没有“{key}”这一项"
    if text and not SHORTEST <= len(text) <= LONGEST:
        return f"原因写 {SHORTEST} 到 {LONGEST} 个字，现有 {len(text)} 个"
    return ""
