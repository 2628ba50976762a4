"""The tables of spending."""

from wenxiao.web.spend.models.allotments import Allotment, AllotmentLine, Appropriation
from wenxiao.web.spend.models.ledger import Command, Entry, Node
from wenxiao.web.spend.models.requests import Charge, PaymentRequest, Voucher
from wenxiao.web.spend.models.submissions import Submission

__all__ = ["Allotment", "AllotmentLine", "Appropriation", "Charge", "Command", "Entry", "Node", "PaymentRequest", "Submission", "Voucher"]
