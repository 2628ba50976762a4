"""How is a form filled in? What was refused stands beside its field, what was typed stays, and nothing is written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from wenxiao.web.forms import place
from wenxiao.web.trail.refusal import NotPermitted, OutOfTurn, Refused

Act = Callable[[dict[str, Any]], HttpResponse]


def fill_in(request: HttpRequest, form: BaseForm, act: Act, context: dict[str, Any], template: str = "people/form.html") -> HttpResponse:
    """Show the form, or `act` on what was typed and answer as it says.

    A refusal of the services is put into the form (422); one that no other typing would mend is a page of its own.
    """
    if request.method == "POST" and form.is_valid():
        try:
            return act(form.cleaned_data)
        except (NotPermitted, OutOfTurn):
            raise
        except Refused as refused:
            place(form, refused)
    return render(request, template, {**context, "form": form}, status=422 if form.is_bound else 200)
