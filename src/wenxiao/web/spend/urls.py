"""Addresses of spending."""

from __future__ import annotations

from django.urls import path

from wenxiao.web.spend.views import advances, allotments, books, requests

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
    path("requests", requests.requests, name="requests"),
    path("requests/new", requests.request_new, name="request-new"),
    path("requests/<str:number>", requests.request_one, name="request"),
    path("requests/<str:number>/edit", requests.request_change, name="request-edit"),
    path("requests/<str:number>/act/<slug:action>", requests.request_step, name="request-act"),
]
