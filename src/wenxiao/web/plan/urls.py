"""Addresses of the plan."""

from __future__ import annotations

from django.urls import path

from wenxiao.web.plan.views import duties, estimate, indicator_library, indicators, profile, project_steps, projects, quality

app_name = "plan"
urlpatterns = [
    path("profile", profile.profile, name="profile"),
    path("profile/new", profile.profile_new, name="profile-new"),
    path("profile/copy", profile.profile_copy, name="profile-copy"),
    path("profile/<str:unit>/<int:year>", profile.profile_of, name="profile-of"),
    path("profile/<str:unit>/<int:year>/edit", profile.profile_edit, name="profile-edit"),
    path("profile/<str:unit>/<int:year>/act/<slug:action>", profile.profile_step, name="profile-act"),
    path("duties", duties.duties, name="duties"),
    path("duties/new", duties.duty_new, name="duty-new"),
    path("duties/<int:pk>/edit", duties.duty_edit, name="duty-edit"),
    path("duties/<int:pk>/retire", duties.duty_retire, name="duty-retire"),
    path("duties/<int:pk>/activities/new", duties.activity_new, name="activity-new"),
    path("activities/<int:pk>/edit", duties.activity_edit, name="activity-edit"),
    path("activities/<int:pk>/retire", duties.activity_retire, name="activity-retire"),
    path("projects", projects.projects, name="projects"),
    path("projects/new", projects.project_new, name="project-new"),
    path("projects/<str:code>", projects.project, name="project"),
    path("projects/<str:code>/edit", projects.project_edit, name="project-edit"),
    path("projects/<str:code>/estimate", estimate.project_estimate, name="project-estimate"),
    path("projects/<str:code>/warning", projects.project_warning, name="project-warning"),
    path("projects/<str:code>/delete", projects.project_delete, name="project-delete"),
    path("projects/<str:code>/act/<slug:action>", project_steps.project_step, name="project-act"),
    path("projects/<str:code>/indicators", indicators.indicators, name="indicators"),
    path("projects/<str:code>/indicators/new", indicators.indicator_new, name="indicator-new"),
    path("projects/<str:code>/indicators/preview", indicators.indicator_preview, name="indicator-preview"),
    path("projects/<str:code>/indicators/weigh", indicators.indicators_weigh, name="indicators-weigh"),
    path("projects/<str:code>/indicators/<int:pk>", indicators.indicator, name="indicator"),
    path("projects/<str:code>/indicators/<int:pk>/edit", indicators.indicator_edit, name="indicator-edit"),
    path("projects/<str:code>/indicators/<int:pk>/copy", indicators.indicator_copy, name="indicator-copy"),
    path("projects/<str:code>/indicators/<int:pk>/delete", indicators.indicator_delete, name="indicator-delete"),
    path("projects/<str:code>/indicators/<int:pk>/move/<slug:way>", indicators.indicator_move, name="indicator-move"),
    path("indicator-library", indicator_library.indicator_library, name="indicator-library"),
    path("quality", quality.quality, name="quality"),
]
