"""Addresses of publishing."""

from __future__ import annotations

from django.urls import path

from wenxiao.web.publish.views import bringing, county, disclosures, reading, readings, words

app_name = "publish"
urlpatterns = [
    path("", disclosures.disclosures, name="disclosures"),
    path("new", disclosures.disclosure_new, name="disclosure-new"),
    path("<int:pk>", disclosures.disclosure, name="disclosure"),
    path("<int:pk>/act/<slug:action>", disclosures.disclosure_step, name="disclosure-act"),
    path("<int:pk>/statements/<slug:about>", words.statements, name="statements"),
    path("<int:pk>/reasons", words.reasons, name="reasons"),
    path("<int:pk>/counted", words.counted, name="counted"),
    path("<int:pk>/told/<slug:group>", words.told, name="told"),
    path("<int:pk>/final-approval", words.final_approval, name="final-approval"),
    path("<int:pk>/findings", words.findings, name="findings"),
    path("<int:pk>/findings/<slug:rule>", words.explain, name="explain"),
    path("<int:pk>/preview", reading.preview, name="preview"),
    path("<int:pk>/figure", reading.figure, name="figure"),
    path("<int:pk>/editions/<int:number>", reading.snapshot, name="snapshot"),
    path("<int:pk>/editions/<int:number>/<str:name>", reading.snapshot_file, name="snapshot-file"),
    path("readings", readings.readings, name="readings"),
    path("readings/<int:pk>", readings.reading, name="reading"),
    path("readings/<int:pk>/report", readings.reading_report, name="reading-report"),
    path("readings/<int:pk>/files/<str:name>", readings.reading_file, name="reading-file"),
    path("readings/<int:pk>/again", readings.reading_checked_again, name="reading-again"),
    path("readings/<int:pk>/discard", readings.reading_thrown_away, name="reading-discard"),
    path("readings/<int:pk>/assign", readings.reading_assigned, name="reading-assign"),
    path("county", county.county_page, name="county"),
    path("county/bring", bringing.bringing, name="bringing"),
]
