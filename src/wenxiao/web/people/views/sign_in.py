"""How does a person get in, get out, and choose the post to act in?"""

from __future__ import annotations

from django.contrib.auth import logout
from django.contrib.auth.views import LoginView
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from wenxiao.web.people.acting import OfficeRequest
from wenxiao.web.people.middleware import SESSION_KEY
from wenxiao.web.people.views.access import for_anyone, for_signed_in

sign_in = for_anyone(LoginView.as_view(template_name="people/sign_in.html", redirect_authenticated_user=True))


@for_signed_in
@require_POST
def sign_out(request: OfficeRequest) -> HttpResponse:
    logout(request)
    return redirect("sign-in")


@for_signed_in
@require_POST
def take_post(request: OfficeRequest) -> HttpResponse:
    """Act in another of one's own posts from now on."""
    chosen = request.POST.get("post", "")
    if any(str(post.pk) == chosen for post in request.posts):
        request.session[SESSION_KEY] = int(chosen)
    return redirect("desk")
