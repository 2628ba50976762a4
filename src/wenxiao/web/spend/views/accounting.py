"""What does the accountant enter, and how do the books read as double entry? 记账清单 and 指标账."""

from __future__ import annotations

from datetime import date

from django.core.paginator import Paginator
from django.http import HttpResponse

from wenxiao.catalogue.postings import BOOKS, rules_document
from wenxiao.control.ledger.accounts import ACCOUNTS
from wenxiao.web.people.acting import OfficeRequest
from wenxiao.web.people.views.access import for_posts
from wenxiao.web.spend.book_files import Column, Kind, Sheet, money
from wenxiao.web.spend.queries.accounts import KEY_HEADS, Key, Posted, key_fields, keys_of, posted, posted_entries, whole
from wenxiao.web.spend.queries.flows import Month, day_of
from wenxiao.web.spend.queries.postings import Voucher, by_account, lines_of, months_booked, posting_list
from wenxiao.web.spend.views.book_asking import BOOKKEEPING, answer, asked_book

A_PAGE = 25
_STATES = {"": "全部", "booked": "已入账", "unbooked": "还没有入账", "open": "要会计确定"}


@for_posts(BOOKKEEPING)
def postings(request: OfficeRequest) -> HttpResponse:
    """记账清单 of a month: each voucher with its entries in both books, or why the accountant must decide."""
    asked = asked_book(request)
    asked.demand_bookkeeping()
    months = months_booked(asked.unit, asked.year)
    month = Month.read(request.GET.get("month", "")) or (months[-1] if months else Month(asked.year, 1))
    state = request.GET.get("state", "") if request.GET.get("state", "") in _STATES else ""
    found = posting_list(asked.unit, asked.year, month)
    shown = [voucher for voucher in found.vouchers if _wanted(voucher, state)]
    context = {
        "list": found,
        "month": month,
        "months": sorted({*months, month}),
        "state": state,
        "states": _STATES.items(),
        "page": Paginator(shown, A_PAGE).get_page(request.GET.get("page")),
        "sums": found.sums(),
        "accounts": by_account(found.vouchers),
        "notes": dict.fromkeys(note for voucher in found.vouchers for note in voucher.notes),
        "books": BOOKS,
        "document": rules_document(),
    }
    name = f"{month.title}记账清单"
    return answer(asked, "postings", "spend/postings.html", context, _posting_sheets(shown), name=name)


@for_posts(BOOKKEEPING)
def accounts(request: OfficeRequest) -> HttpResponse:
    """指标账: W100–W170 per key, with the postings in the file."""
    asked = asked_book(request)
    asked.demand_bookkeeping()
    keys = keys_of(asked.lines)
    entries = posted_entries(asked.lines)
    wanted_file = request.GET.get("as") in ("xlsx", "csv")
    page = Paginator(entries, 50).get_page(request.GET.get("page"))
    context = {
        "accounts": ACCOUNTS.values(),
        "keys": keys,
        "whole": whole(keys).values(),
        "wrong": [key for key in keys if key.faults],
        "page": page,
        "posted": [(each, day_of(each.command.at)) for each in posted(page.object_list, asked.lines)],
    }
    # Only a file reads every posting.
    every = list(posted(entries, asked.lines)) if wanted_file else []
    which = request.GET.get("table", "")
    sheets = [_balance_sheet(keys), _entry_sheet(every)] if which not in ("balances", "entries") else []
    sheets = sheets or [_balance_sheet(keys) if which == "balances" else _entry_sheet(every)]
    return answer(asked, "accounts", "spend/accounts.html", context, sheets, name="指标账")


def _wanted(voucher: Voucher, state: str) -> bool:
    match state:
        case "booked":
            return voucher.booked
        case "unbooked":
            return not voucher.booked
        case "open":
            return bool(voucher.open)
        case _:
            return True


def _posting_sheets(shown: list[Voucher]) -> list[Sheet]:
    """What accounting software takes in: one row an entry. Then what must be decided, and the sums by account."""
    columns = (
        Column("凭证日期", Kind.DAY, 12), Column("凭证号", width=10), Column("摘要", width=44), Column("会计", width=10),
        Column("科目编码", width=10), Column("科目名称", width=24), money("借方金额"), money("贷方金额"), Column("项目", width=36),
        Column("功能科目", width=26), Column("经济科目", width=22), Column("资金性质", width=14), Column("单据号", width=22),
    )  # fmt: skip
    rows = [
        (
            voucher.day, voucher.title, voucher.summary, BOOKS[line.book], line.code, line.name, line.debit or None, line.credit or None,
            line.project, line.function, line.economic, line.fund, voucher.source,
        )
        for voucher, line in lines_of(shown)
    ]  # fmt: skip
    undecided = Sheet(
        "要会计确定",
        (Column("日期", Kind.DAY, 12), Column("凭证号", width=10), Column("摘要", width=44), money("金额"), Column("原因", width=60)),
        [(voucher.day, voucher.title, voucher.summary, voucher.amount, "；".join(voucher.open)) for voucher in shown if voucher.open],
    )
    sums = Sheet(
        "科目汇总",
        (Column("会计", width=10), Column("科目编码", width=10), Column("科目名称", width=24), money("借方"), money("贷方")),
        by_account(shown),
    )
    notes = (f"科目依据{rules_document()}。凭证号是这份清单的流水号，以记账软件为准。",)
    return [Sheet("分录", columns, rows, notes=notes), undecided, sums]


def _balance_sheet(keys: list[Key]) -> Sheet:
    columns = (*(Column(head, width=18) for head in KEY_HEADS), *(money(account.name) for account in ACCOUNTS.values()))
    return Sheet("余额", columns, [(*key_fields(key.line), *key.amounts) for key in keys])


def _entry_sheet(every: list[Posted]) -> Sheet:
    columns = (
        Column("日期", Kind.DAY, 12), Column("指令号", Kind.COUNT, 10), Column("序号", Kind.COUNT, 8), Column("变动", width=10),
        *(Column(head, width=18) for head in KEY_HEADS), Column("借方科目", width=18), Column("贷方科目", width=18), money("金额"),
        Column("单据种类", width=16), Column("单据号", width=10), Column("经办", width=14), Column("岗位", width=24),
        Column("摘要", width=30),
    )  # fmt: skip
    return Sheet("分录", columns, [_entry_row(each) for each in every])


def _entry_row(each: Posted) -> tuple[str | int | date, ...]:
    command = each.command
    return (
        day_of(command.at), command.pk, each.sequence, each.move, *key_fields(each.line), each.debit, each.credit, each.posting.amount,
        command.subject_kind, command.subject_id, command.person, command.post, command.reason,
    )  # fmt: skip
