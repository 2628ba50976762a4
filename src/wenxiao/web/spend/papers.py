"""Which papers prove that money was owed? The sum of these must cover what is asked for."""

from __future__ import annotations

from wenxiao.web.spend.models import Voucher

# What these show of private persons (numbers of identity cards, accounts, who was a guest) not everybody sees who sees the request.
PERSONAL = (Voucher.Kind.PAYROLL, Voucher.Kind.GUESTS)
PROVING = (Voucher.Kind.INVOICE, Voucher.Kind.RECEIPT, Voucher.Kind.PAYROLL)
