"""The tables of spending."""

from wenxiao.web.spend.models.adjustments import Adjustment, AdjustmentLine
from wenxiao.web.spend.models.allotments import Allotment, AllotmentLine, Appropriation
from wenxiao.web.spend.models.bank import BankFile, BankLine, BankResult, ResultLine
from wenxiao.web.spend.models.cash_plans import CashPlan, CashPlanLine, Rhythm
from wenxiao.web.spend.models.change_lines import ChangeLine, Side
from wenxiao.web.spend.models.imports import ImportRow, LedgerImport
from wenxiao.web.spend.models.ledger import Command, Entry, Node
from wenxiao.web.spend.models.payees import AccountCorrection, Payee, PayeeList
from wenxiao.web.spend.models.receipts import Receipt
from wenxiao.web.spend.models.refunds import Refund
from wenxiao.web.spend.models.requests import Charge, PaymentRequest, Voucher
from wenxiao.web.spend.models.restatements import RestatedIndicator, Restatement
from wenxiao.web.spend.models.settlements import Settlement, SettlementLine
from wenxiao.web.spend.models.submissions import Submission
from wenxiao.web.spend.models.virements import Virement, VirementLine
from wenxiao.web.spend.models.year_ends import FreezeDate, YearEnd, YearEndLine

__all__ = [
    "AccountCorrection",
    "Adjustment",
    "AdjustmentLine",
    "Allotment",
    "AllotmentLine",
    "Appropriation",
    "BankFile",
    "BankLine",
    "BankResult",
    "CashPlan",
    "CashPlanLine",
    "ChangeLine",
    "Charge",
    "Command",
    "Entry",
    "FreezeDate",
    "ImportRow",
    "LedgerImport",
    "Node",
    "Payee",
    "PayeeList",
    "PaymentRequest",
    "Receipt",
    "Refund",
    "RestatedIndicator",
    "Restatement",
    "ResultLine",
    "Rhythm",
    "Settlement",
    "SettlementLine",
    "Side",
    "Submission",
    "Virement",
    "VirementLine",
    "Voucher",
    "YearEnd",
    "YearEndLine",
]
