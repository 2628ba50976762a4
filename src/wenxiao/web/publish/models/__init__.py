"""Disclosures on their way, the words people write for them, and the snapshots that went out."""

from wenxiao.web.publish.models.disclosure import Disclosure, Reason, Statement, WarningNote
from wenxiao.web.publish.models.snapshot import Snapshot, SnapshotFile

__all__ = ["Disclosure", "Reason", "Snapshot", "SnapshotFile", "Statement", "WarningNote"]
