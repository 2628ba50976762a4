"""Which papers prove that money was owed? The sum of these must cover what is asked for."""

from __future__ import annotations

from wenxiao.web.spend.models import Voucher

PROVING = (Voucher.Kind.INVOICE, Voucher.Kind.RECEIPT, Voucher.Kind.PAYROLL)
