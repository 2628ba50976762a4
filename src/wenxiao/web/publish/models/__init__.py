"""Disclosures on their way, the words people write for them, the snapshots that went out, and documents of others that are checked."""

from wenxiao.web.publish.models.disclosure import Disclosure, Reason, Statement, WarningNote
from wenxiao.web.publish.models.reading import Reading, ReadingFile
from wenxiao.web.publish.models.snapshot import Snapshot, SnapshotFile
from wenxiao.web.publish.models.told import FinalApproval, Told

__all__ = [
    "Disclosure",
    "FinalApproval",
    "Reading",
    "ReadingFile",
    "Reason",
    "Snapshot",
    "SnapshotFile",
    "Statement",
    "Told",
    "WarningNote",
]
