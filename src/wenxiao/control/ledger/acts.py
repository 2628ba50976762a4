"""Does every command that the trail tells of still stand in the books?

The last command of all could be taken out together with its entries, and the nodes set back to what they were before: nothing in the
books would tell. The entry of the act in the trail does, and the trail is chained by itself (`control/verify.py`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress

from wenxiao.control.ledger.walk import Fault
from wenxiao.control.source import Source

# Under which the details of an act hold the digests of its commands.
KEY = "指令"
_ACTS = "SELECT chain, sequence, action_title, subject_name, details FROM trail_entry ORDER BY chain, sequence"


def commands_gone(found: Source) -> Iterator[Fault]:
    """One fault for each act of which a command is gone."""
    if "trail_entry" not in found.there:
        return
    told: dict[str, int] = {}
    acts: list[tuple[object, ...]] = []
    for *act, details in found.ask(_ACTS):
        digests = _digests(details)
        if digests:
            told.update(dict.fromkeys(digests, len(acts)))
            acts.append(tuple(act))
    for (digest,) in found.rows("spend_command", ("digest",)) if told else ():
        told.pop(digest, None)
    gone: dict[int, int] = {}
    for place in told.values():
        gone[place] = gone.get(place, 0) + 1
    for place, count in sorted(gone.items()):
        chain, sequence, action, subject = acts[place]
        yield Fault(
            None, None, None, f"{chain} 的第 {sequence} 条留痕“{action}：{subject}”记过 {count} 号指令，指标账里没有：指令被删去或替换过"
        )


def _digests(details: object) -> list[str]:
    if isinstance(details, str):
        # What is no JSON any more the trail's own chain tells of.
        with suppress(ValueError):
            details = json.loads(details)
    told = details.get(KEY) if isinstance(details, dict) else None
    return [each for each in told if isinstance(each, str)] if isinstance(told, list) else []
