"""Our side of speech to text, with an engine that hears what a test says; no model is needed."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from knowledge import speech
from knowledge.models import Article, Passage, Transcript
from knowledge.services.capture import open_article, set_recording_file, set_recording_link, set_transcript
from knowledge.services.transcription import NothingToHear, ask_to_transcribe, transcribe
from knowledge.speech import Heard, Hearing, captions_from
from peerlearn.jobs.models import Job, JobState
from peerlearn.people.models import User
from tests.factories.knowledge import HELD, held_session
from tests.journeys.recordings import silence

SignIn = Callable[[User], Client]
NOW = HELD + timedelta(hours=1)
TALK = (Heard(0.5, 4.25, " Redaction comes first."), Heard(4.25, 9.0, "A < B --> C."), Heard(9.0, 9.5, "  "))


class FakeEngine:
    """Hears the same in every file and notes how far the job is meanwhile."""

    def __init__(self, *words: Heard, error: Exception | None = None) -> None:
        self.words, self.error = words, error
        self.told: list[tuple[str, int, int]] = []

    def __call__(self, recording: Path) -> Hearing:
        assert recording.read_bytes().startswith(b"RIFF")
        if self.error:
            raise self.error
        return Hearing("en", 600.4, self._hear())

    def _hear(self) -> Iterator[Heard]:
        for word in self.words:
            self.told.append(
                Job.objects.filter(kind="knowledge.transcribe").values_list("state", "done", "total").get()
            )
            yield word


@pytest.fixture
def article(alice: User) -> Article:
    article = open_article(held_session(alice, title="Clients and models"))
    set_recording_file(article, file=ContentFile(silence(1), name="talk.wav"), by=alice)
    return article


@pytest.fixture
def configured(settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """As if the extra were installed; what it would do is the fake engine's."""
    settings.WHISPER_MODEL_DIR = str(tmp_path)
    (tmp_path / speech.MODEL).touch()
    monkeypatch.setattr(speech, "find_spec", lambda name: name)


def test_recording_becomes_passages_of_a_transcript_made_by_machine(article: Article, alice: User) -> None:
    job = ask_to_transcribe(article, by=alice)

    transcript = transcribe(job, engine=FakeEngine(*TALK), now=NOW)

    assert (transcript.by_machine, transcript.language, transcript.added_by) == (True, "en", alice)
    assert Passage.objects.get().text == "Redaction comes first. A < B → C."
    job.refresh_from_db()
    assert (job.state, job.done, job.total) == (JobState.DONE, 600, 600)


def test_job_tells_the_seconds_that_were_listened_to(article: Article, alice: User) -> None:
    engine = FakeEngine(
        Heard(0, 100, "One."), Heard(100, 102, "Two."), Heard(102, 300, "Three."), Heard(300, 600, "Four.")
    )

    transcribe(ask_to_transcribe(article, by=alice), engine=engine, now=NOW)

    assert engine.told == [("running", 0, 600), ("running", 100, 600), ("running", 100, 600), ("running", 300, 600)]


def test_asking_twice_is_one_job_and_of_two_workers_one_listens(article: Article, alice: User) -> None:
    job = ask_to_transcribe(article, by=alice)

    assert ask_to_transcribe(article, by=alice) == job
    assert transcribe(job, engine=FakeEngine(*TALK), now=NOW) is not None
    assert transcribe(job, engine=FakeEngine(error=AssertionError("listened twice")), now=NOW) is None


def test_file_without_sound_ends_in_a_clear_error(article: Article, alice: User) -> None:
    job = ask_to_transcribe(article, by=alice)

    assert transcribe(job, engine=FakeEngine(error=RuntimeError("no audio stream")), now=NOW) is None

    job.refresh_from_db()
    assert (job.state, Transcript.objects.exists()) == (JobState.FAILED, False)
    assert job.message.startswith("The recording could not be listened to.")


def test_recording_in_which_nobody_speaks_has_no_transcript(article: Article, alice: User) -> None:
    job = ask_to_transcribe(article, by=alice)

    transcribe(job, engine=FakeEngine(), now=NOW)

    job.refresh_from_db()
    assert (job.state, job.message) == (JobState.FAILED, "Nobody is heard in this recording.")


def test_transcript_that_a_person_brought_meanwhile_stays(article: Article, alice: User) -> None:
    job = ask_to_transcribe(article, by=alice)
    set_transcript(
        article, data=b"Alice Teacher: What I said.\n\nAlice Teacher: Really.", filename="mine.txt", by=alice
    )

    transcribe(job, engine=FakeEngine(*TALK), now=NOW)

    assert Transcript.objects.get().filename == "mine.txt"
    with pytest.raises(NothingToHear, match="here already"):
        ask_to_transcribe(article, by=alice)


def test_linked_recording_is_not_listened_to(article: Article, alice: User) -> None:
    set_recording_link(article, url="https://example.com/talk", by=alice)

    with pytest.raises(NothingToHear, match="no recording here"):
        ask_to_transcribe(article, by=alice)


def test_captions_carry_times_beyond_an_hour_and_no_markup() -> None:
    assert captions_from([Heard(3723.5, 3725.0, "a & b")]) == "WEBVTT\n\n01:02:03.500 --> 01:02:05.000\na &amp; b\n\n"


def test_instance_without_a_model_shows_and_answers_nothing(article: Article, alice: User, client_of: SignIn) -> None:
    client = client_of(alice)

    assert "by machine" not in client.get(f"/sessions/{article.session_id}/capture/").content.decode()
    assert client.post(f"/sessions/{article.session_id}/transcription/").status_code == 404
    assert not Job.objects.filter(kind="knowledge.transcribe").exists()


def test_configured_instance_offers_it_until_it_was_asked(
    article: Article, alice: User, configured: None, client_of: SignIn
) -> None:
    client = client_of(alice)
    assert (
        "Write the transcript by machine" in client.get(f"/sessions/{article.session_id}/suggestions/").content.decode()
    )

    response = client.post(f"/sessions/{article.session_id}/transcription/")

    assert (response.status_code, response["Location"]) == (302, f"/sessions/{article.session_id}/capture/#suggestions")
    page = client.get(f"/sessions/{article.session_id}/suggestions/").content.decode()
    assert "Write the transcript by machine" not in page
    assert "Writing the transcript of “Clients and models”" in page


def test_asking_by_htmx_answers_with_the_list_and_refusals_in_it(
    article: Article, alice: User, configured: None, client_of: SignIn
) -> None:
    client, headers = client_of(alice), {"HX-Request": "true", "HX-Target": "suggestions"}
    place = f"/sessions/{article.session_id}/transcription/"

    asked = client.post(place, headers=headers)
    set_recording_link(article, url="https://example.com/talk", by=alice)
    refused = client.post(place, headers=headers)

    assert (asked.status_code, asked.content.decode().lstrip()[:26]) == (200, '<section id="suggestions" ')
    assert (refused.status_code, "no recording here" in refused.content.decode()) == (422, True)
    assert client.post(place).status_code == 302


def test_only_whoever_may_capture_asks_and_only_by_post(
    article: Article, alice: User, bob: User, configured: None, client_of: SignIn
) -> None:
    place = f"/sessions/{article.session_id}/transcription/"

    assert client_of(bob).post(place).status_code == 403
    assert client_of(alice).get(place).status_code == 405


def test_page_says_that_a_machine_wrote_the_transcript(article: Article, alice: User, client_of: SignIn) -> None:
    client = client_of(alice)
    assert "A machine wrote this transcript." not in client.get(article.get_absolute_url()).content.decode()

    transcribe(ask_to_transcribe(article, by=alice), engine=FakeEngine(*TALK), now=NOW)

    assert "A machine wrote this transcript." in client.get(article.get_absolute_url()).content.decode()
