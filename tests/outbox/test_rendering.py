"""A mail from templates says the same in text and HTML and brings its styles along."""

import re

import pytest

from peerlearn.outbox.rendering import render_mail

pytestmark = pytest.mark.django_db
TEMPLATES = {
    "email/test/notice.subject.txt": "{{ title }}\r\n starts soon",
    "email/test/notice.txt": '{% extends "email/base.txt" %}'
    "{% block headline %}{{ title }}{% endblock %}{% block content %}Come & learn, {{ recipient.name }}.{% endblock %}"
    "{% block why %}You asked for reminders.{% endblock %}",
    "email/test/notice.html": '{% extends "email/base.html" %}'
    "{% block headline %}{{ title }}{% endblock %}"
    '{% block content %}<p class="passage">Come &amp; learn.</p>{% endblock %}'
    "{% block why %}You asked for reminders.{% endblock %}",
}


@pytest.fixture
def rendered(settings, due):
    settings.BASE_URL, settings.ORG_NAME = "https://learn.example.org", "Hollis Brandt"
    files = ["django.template.loaders.filesystem.Loader"]
    loaders = [("django.template.loaders.locmem.Loader", TEMPLATES), *files]
    engine = settings.TEMPLATES[0] | {"APP_DIRS": False}
    settings.TEMPLATES = [engine | {"OPTIONS": engine["OPTIONS"] | {"loaders": loaders}}]
    context = {"title": "Tips & <tricks>", "button_url": "https://learn.example.org/s/1", "button_label": "Open"}
    return render_mail(due(), "test/notice", context)


def test_subject_is_one_unescaped_line(rendered):
    assert rendered.subject == "Tips & <tricks> starts soon"


def test_text_is_unescaped_and_complete(rendered):
    head, foot = rendered.text.split("\n--\n")
    assert head == ("Tips & <tricks>\n\nCome & learn, Alice Teacher.\n\nOpen:\nhttps://learn.example.org/s/1\n")
    lines = foot.splitlines()
    assert lines[:2] == ["Hollis Brandt · PeerLearn", "You asked for reminders."]
    assert lines[2].startswith("Choose what you hear: https://learn.example.org/preferences/messages/")
    assert lines[3].startswith("No more of these mails: https://learn.example.org/messages/unsubscribe/")


def test_html_is_escaped_with_its_styles_in_the_elements(rendered):
    assert "Tips &amp; &lt;tricks&gt;" in rendered.html
    assert "<style" not in rendered.html
    assert 'href="https://learn.example.org/s/1"' in rendered.html
    assert re.search('<a[^>]* class="button"[^>]* style="[^"]*background-color: ?#131921', rendered.html)
    assert "https://learn.example.org/messages/unsubscribe/" in rendered.html
