"""Addresses of publishing."""

from __future__ import annotations

from django.urls import path

from wenxiao.web.publish.views import disclosures, reading, words

app_name = "publish"
urlpatterns = [
    path("", disclosures.disclosures, name="disclosures"),
    path("new", disclosures.disclosure_new, name="disclosure-new"),
    path("<int:pk>", disclosures.disclosure, name="disclosure"),
    path("<int:pk>/act/<slug:action>", disclosures.disclosure_step, name="disclosure-act"),
    path("<int:pk>/statements/<slug:about>", words.statements, name="statements"),
    path("<int:pk>/reasons", words.reasons, name="reasons"),
    path("<int:pk>/counted", words.counted, name="counted"),
    path("<int:pk>/findings", words.findings, name="findings"),
    path("<int:pk>/findings/<slug:rule>", words.explain, name="explain"),
    path("<int:pk>/preview", reading.preview, name="preview"),
    path("<int:pk>/figure", reading.figure, name="figure"),
    path("<int:pk>/editions/<int:number>", reading.snapshot, name="snapshot"),
    path("<int:pk>/editions/<int:number>/<str:name>", reading.snapshot_file, name="snapshot-file"),
]
