"""How is a meeting recorded, and until when may its record be mended? Until something rests on it."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from wenxiao.web.people.acting import PostActor, require
from wenxiao.web.people.models import Meeting
from wenxiao.web.people.queries.meetings import referred_to
from wenxiao.web.people.services.fields import described, faults
from wenxiao.web.trail import clock
from wenxiao.web.trail.holding import hold
from wenxiao.web.trail.models import Attachment
from wenxiao.web.trail.refusal import NotPermitted, OutOfTurn, Refusal, raise_if_any
from wenxiao.web.trail.services import changes, record

_FIELDS = ("kind", "number", "held", "chair", "attendees", "topics", "conclusions")


@transaction.atomic
def meeting_record(
    *,
    actor: PostActor,
    kind: str,
    number: str,
    held: date,
    chair: str,
    attendees: str,
    topics: str,
    conclusions: str,
    attachment: Attachment | None = None,
) -> Meeting:
    """A meeting of the actor's unit; `attendees` one a line. Raises Refused."""
    require(actor, "meetings", "C", actor.unit)
    meeting = Meeting(unit=actor.unit, recorder=actor.holder, attachment=attachment)
    _write(meeting, kind, number, held, chair, attendees, topics, conclusions)
    details = described(meeting, *_FIELDS)
    if attachment is not None:
        details["记录扫描件"] = attachment.hash
    record(actor=actor, subject=meeting, action="meeting_record", action_title="登记会议", details=details)
    return meeting


@transaction.atomic
def meeting_edit(
    *,
    actor: PostActor,
    meeting: Meeting,
    kind: str,
    number: str,
    held: date,
    chair: str,
    attendees: str,
    topics: str,
    conclusions: str,
    attachment: Attachment | None = None,
) -> Meeting:
    """By its recorder only, as long as nothing that was decided refers to it. Without `attachment` the old one stays. Raises Refused."""
    require(actor, "meetings", "E", meeting)
    # Who decides on its minutes holds it as well.
    hold(meeting)
    if meeting.recorder_id != actor.holder.pk:
        recorder = meeting.recorder.name if meeting.recorder else "记录人"
        raise NotPermitted(Refusal(f"会议记录只能由记录人自己修改。可以办理的是：{recorder}"))
    if referred_to(meeting):
        raise OutOfTurn(Refusal(f"已有事项以“{meeting}”为依据，记录不能再改：有出入的请另登记一次会议说明"))
    before = described(meeting, *_FIELDS)
    scan_before = meeting.attachment_id
    if attachment is not None:
        meeting.attachment = attachment
    _write(meeting, kind, number, held, chair, attendees, topics, conclusions)
    changed = changes({**before, "记录扫描件": scan_before}, {**described(meeting, *_FIELDS), "记录扫描件": meeting.attachment_id})
    if changed:
        record(actor=actor, subject=meeting, action="meeting_edit", action_title="修改会议记录", details=changed)
    return meeting


def _write(meeting: Meeting, kind: str, number: str, held: date, chair: str, attendees: str, topics: str, conclusions: str) -> None:
    present = [line.strip() for line in attendees.splitlines() if line.strip()]
    meeting.kind, meeting.number, meeting.held, meeting.chair = kind, number.strip(), held, chair.strip()
    meeting.attendees, meeting.topics, meeting.conclusions = "\n".join(present), topics.strip(), conclusions.strip()
    wrong = list(faults(meeting))
    if held > clock.today():
        wrong.append(Refusal("会议日期不能晚于今天：开过的会才能登记", "held"))
    if present and meeting.chair and meeting.chair not in present:
        wrong.append(Refusal(f"主持人“{meeting.chair}”不在出席人里：请补上或核对姓名", "attendees"))
    if len(present) == 1:
        wrong.append(Refusal("出席人至少两人，每行写一人", "attendees"))
    repeated = sorted({name for name in present if present.count(name) > 1})
    if repeated:
        wrong.append(Refusal(f"出席人重复：{'、'.join(repeated)}", "attendees"))
    raise_if_any(wrong)
    meeting.save()
