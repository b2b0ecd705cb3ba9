from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from peerlearn.jobs.models import Job, JobState
from peerlearn.jobs.services.progress import advance, fail, fail_stalled, finish, start_job
from peerlearn.people.models import User

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SignIn = Callable[[User], Client]


@pytest.fixture
def job(alice: User) -> Job:
    return start_job(alice, kind="knowledge.suggest", title="Reading", total=5, result_url="/sessions/1/capture/")


def state_of(job: Job) -> tuple[str, int, int, str]:
    job.refresh_from_db()
    return job.state, job.done, job.total, job.message


def test_job_goes_from_waiting_over_running_to_done(job: Job) -> None:
    assert state_of(job) == (JobState.WAITING, 0, 5, "")

    advance(job, done=3, now=NOW)
    assert state_of(job) == (JobState.RUNNING, 3, 5, "")
    finish(job, message="Read.", now=NOW)

    assert state_of(job) == (JobState.DONE, 5, 5, "Read.")


def test_late_word_of_a_second_worker_does_not_go_back(job: Job) -> None:
    advance(job, done=4, now=NOW)
    advance(job, done=2, now=NOW)
    assert state_of(job) == (JobState.RUNNING, 4, 5, "")

    finish(job, now=NOW)

    assert not advance(job, done=1, now=NOW)
    assert not fail(job, message="Broken.", now=NOW)
    assert state_of(job) == (JobState.DONE, 5, 5, "")


def test_work_without_a_word_for_half_an_hour_is_told_as_failed(job: Job, alice: User, client_of: SignIn) -> None:
    waiting = start_job(alice, kind="knowledge.suggest", title="Next")
    advance(job, done=1, now=NOW)

    assert fail_stalled(now=NOW + timedelta(minutes=29)) == 0
    assert fail_stalled(now=NOW + timedelta(minutes=31)) == 1

    assert state_of(job) == (JobState.FAILED, 1, 5, "")
    assert state_of(waiting)[0] == JobState.WAITING
    assert "It was interrupted. Start it again." in client_of(alice).get(f"/jobs/{job.pk}/").content.decode()


def test_page_shows_how_far_it_is_and_asks_again_until_it_has_ended(job: Job, alice: User, client_of: SignIn) -> None:
    advance(job, done=3, now=NOW)
    client = client_of(alice)

    page = client.get(f"/jobs/{job.pk}/").content.decode()
    part = client.get(f"/jobs/{job.pk}/", headers={"HX-Request": "true", "HX-Target": "job-progress"}).content.decode()

    assert '<progress value="3" max="5"' in page
    assert f'hx-get="/jobs/{job.pk}/"' in page
    assert '<progress value="3" max="5"' in part
    assert "<html" not in part
    finish(job, message="Read.", now=NOW)
    ended = client.get(f"/jobs/{job.pk}/").content.decode()
    assert "Read." in ended
    assert 'href="/sessions/1/capture/"' in ended
    assert "hx-get" not in ended.partition('id="job-progress"')[2].partition("</main>")[0]


def test_page_of_failed_work_says_why(job: Job, alice: User, client_of: SignIn) -> None:
    fail(job, message="The file has no sound.", now=NOW)

    page = client_of(alice).get(f"/jobs/{job.pk}/").content.decode()

    assert "The file has no sound." in page


def test_work_of_somebody_else_is_not_there(job: Job, bob: User, admin: User, client_of: SignIn) -> None:
    assert client_of(bob).get(f"/jobs/{job.pk}/").status_code == 404
    assert client_of(admin).get(f"/jobs/{job.pk}/").status_code == 404


def test_page_takes_no_post(job: Job, alice: User, client_of: SignIn) -> None:
    assert client_of(alice).post(f"/jobs/{job.pk}/").status_code == 405
