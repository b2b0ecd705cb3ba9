"""The first page of the day."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from knowledge.forms.tils import TilForm
from peerlearn.home.selectors.front_page import front_page
from peerlearn.people.http import SignedInRequest


@require_safe
@login_required
def index(request: SignedInRequest) -> HttpResponse:
    page = front_page(request.user, now=timezone.now())
    return render(request, "home/home.html", {"page": page, "til_form": TilForm(), "todo_count": len(page.todos)})
