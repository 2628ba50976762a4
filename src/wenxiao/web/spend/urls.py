"""Addresses of spending."""

from __future__ import annotations

from django.urls import path

from wenxiao.web.spend.views import advances, allotments, books, cash_plans, receipts, requests

app_name = "spend"
urlpatterns = [
    path("advances", advances.advances, name="advances"),
    path("advances/<str:number>", advances.settlement, name="settlement"),
    path("advances/<str:number>/edit", advances.settlement_change, name="settlement-edit"),
    path("advances/<str:number>/act/<slug:action>", advances.settlement_step, name="settlement-act"),
    path("allotments", allotments.allotments, name="allotments"),
    path("allotments/new", allotments.allotment_new, name="allotment-new"),
    path("allotments/<int:pk>", allotments.allotment, name="allotment"),
    path("allotments/<int:pk>/act/<slug:action>", allotments.allotment_step, name="allotment-act"),
    path("books", books.books, name="books"),
    path("books/<int:pk>", books.line, name="line"),
    path("receipts", receipts.receipts, name="receipts"),
    path("receipts/new", receipts.receipt_new, name="receipt-new"),
    path("receipts/<str:number>", receipts.receipt, name="receipt"),
    path("receipts/<str:number>/counter", receipts.receipt_against, name="receipt-counter"),
    path("receipts/<str:number>/act/<slug:action>", receipts.receipt_step, name="receipt-act"),
    path("revenue", receipts.revenue, name="revenue"),
    path("cash-plans", cash_plans.cash_plans, name="cash-plans"),
    path("cash-plans/new", cash_plans.cash_plan_new, name="cash-plan-new"),
    path("cash-plans/<int:pk>", cash_plans.cash_plan, name="cash-plan"),
    path("cash-plans/<int:pk>/edit", cash_plans.cash_plan_change, name="cash-plan-edit"),
    path("cash-plans/<int:pk>/revise", cash_plans.cash_plan_revise, name="cash-plan-revise"),
    path("cash-plans/<int:pk>/carry", cash_plans.cash_plan_brought, name="cash-plan-carry"),
    path("cash-plans/<int:pk>/act/<slug:action>", cash_plans.cash_plan_step, name="cash-plan-act"),
    path("requests", requests.requests, name="requests"),
    path("requests/new", requests.request_new, name="request-new"),
    path("requests/<str:number>", requests.request_one, name="request"),
    path("requests/<str:number>/edit", requests.request_change, name="request-edit"),
    path("requests/<str:number>/act/<slug:action>", requests.request_step, name="request-act"),
]
