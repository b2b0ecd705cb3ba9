"""A page as bare as a signed-in list can be: thirty rows, five queries, every middleware and a short template."""

from functools import cache

from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.template import RequestContext, Template
from django.urls import path
from django.utils import timezone

from rituals.models import Session, Teaching

ROWS = 30
ADDRESS = "/bare/"
TEMPLATE = """<!doctype html><html lang="en"><title>Sessions</title><body><p>{{ user }}: {{ total }}</p><table>
{% for session in sessions %}<tr>
<td><a href="{{ session.pk }}">{{ session.title }}</a></td><td>{{ session.ritual.title }}</td>
<td>{{ session.starts_at|date:"j M Y" }}</td><td>{{ session.starts_at|time:"H:i" }}</td>
<td>{% for teaching in session.teachings.all %}{{ teaching.user.name }} {% endfor %}</td>
</tr>{% endfor %}
</table></body></html>"""


@login_required
def bare(request: HttpRequest) -> HttpResponse:
    """Besides its session and the person: a count, the rows with their rituals, and who teaches."""
    sessions = Session.objects.filter(starts_at__lte=timezone.now()).order_by("-starts_at", "pk")
    teachings = Prefetch("teachings", Teaching.objects.select_related("user"))
    rows = sessions.select_related("ritual").prefetch_related(teachings)[:ROWS]
    context = {"sessions": rows, "total": sessions.count()}
    return HttpResponse(_template().render(RequestContext(request, context)))


@cache
def _template() -> Template:
    return Template(TEMPLATE)


urlpatterns = [path(ADDRESS.lstrip("/"), bare)]
