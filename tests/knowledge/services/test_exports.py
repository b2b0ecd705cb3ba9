import io
import os
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from knowledge.enums import SpeakerWish, Visibility
from knowledge.services.attachments import add_attachment
from knowledge.services.consents import speak_for
from knowledge.services.exports import ask_to_export, clean_exports, export, path_of
from peerlearn.jobs.models import Job
from peerlearn.people.models import Role, User
from tests.factories.knowledge import SnippetFactory, TilFactory, capture_of, held_session
from tests.factories.people import UserFactory

TALK = """**Alice Teacher:** [00:05] Number every interview.

**Guest:** [00:40] Why is that?

**Other:** [00:50] Quokka.
"""


@pytest.fixture
def lydia(db: None) -> User:
    return UserFactory(name="Lydia Lead", roles=[Role.LD_LEAD])


def exported(by: User, *, everything: bool = False) -> dict[str, str]:
    """The files of the zip with what they say."""
    job = ask_to_export(by, everything=everything)
    assert export(job, now=timezone.now())
    with zipfile.ZipFile(io.BytesIO(path_of(job).read_bytes())) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_session_goes_out_with_words_snippets_and_files(alice: User, lydia: User, bob: User) -> None:
    article = capture_of(
        held_session(alice, title="Interviews"), transcript=TALK, topics=("Research",), summary="Notes", body="Notes."
    )
    SnippetFactory(article=article, title="Prompt", text="List every question.")
    attachment = add_attachment(article, file=ContentFile(b"one"), filename="list.txt", by=alice)
    speak_for(article, 3, wish=SpeakerWish.HIDDEN, by=bob)

    files = exported(lydia, everything=True)

    text = files[f"{article.slug}.md"]
    assert 'title: "Interviews"\ntopics: ["Research"]\nkind: "session"\ndate: "2026-11-16"' in text
    assert text.count("Notes") == 1 and "## Prompt\n\n```\nList every question.\n```" in text
    assert "**Alice Teacher:** \\[0:05\\] Number every interview." in text
    assert "**a colleague:** \\[0:40\\] Why is that?" in text
    assert "Quokka" not in text and "Guest" not in text
    assert files[f"files/{article.slug}/{attachment.pk}-list.txt"] == "one"


def test_nothing_private_to_others_goes_out(alice: User, lydia: User) -> None:
    TilFactory(author=alice, slug="open")
    TilFactory(author=alice, slug="mine", visibility=Visibility.AUTHOR)
    TilFactory(author=alice, slug="draft", published_at=None)

    assert set(exported(lydia, everything=True)) == {"open.md"}
    assert set(exported(alice)) == {"open.md", "mine.md", "draft.md"}


def test_whoever_may_not_have_everything_gets_what_they_wrote(alice: User, bob: User) -> None:
    TilFactory(author=alice, slug="hers")
    TilFactory(author=bob, slug="his")

    assert set(exported(bob, everything=True)) == {"his.md"}


def test_asked_twice_it_is_one_job_and_written_once(alice: User) -> None:
    job = ask_to_export(alice, everything=False)

    assert ask_to_export(alice, everything=False) == job
    assert export(job, now=timezone.now())
    assert not export(job, now=timezone.now())
    assert Job.objects.get().message == "0 articles. They are here for a day."


def test_file_goes_after_a_day(alice: User, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path  # without what other runs left
    job = ask_to_export(alice, everything=False)
    export(job, now=timezone.now())

    assert clean_exports(now=timezone.now() + timedelta(hours=23)) == 0
    old = (timezone.now() - timedelta(hours=25)).timestamp()
    os.utime(path_of(job), (old, old))
    assert clean_exports(now=timezone.now()) == 1
    assert not path_of(job).exists()
