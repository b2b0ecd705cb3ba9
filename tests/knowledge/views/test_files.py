import uuid
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from knowledge.models import Article
from knowledge.services.exports import export
from peerlearn.jobs.models import Job
from peerlearn.people.models import Role, User
from tests.factories.knowledge import TilFactory
from tests.factories.people import UserFactory
from tests.knowledge.test_archives import zipped

SignIn = Callable[[User], Client]


@pytest.fixture
def lydia(db: None) -> User:
    return UserFactory(name="Lydia Lead", roles=[Role.LD_LEAD])


def bring(client: Client, name: str, data: bytes) -> object:
    return client.post(reverse("knowledge:import"), {"archive": SimpleUploadedFile(name, data)})


def test_export_is_a_job_and_its_file_is_its_owners_only(bob: User, charlie: User, client_of: SignIn) -> None:
    TilFactory(author=bob)
    client = client_of(bob)

    response = client.post(reverse("knowledge:export"), {"own": "1"})

    job = Job.objects.get()
    assert response["Location"] == reverse("jobs:job", args=[job.pk])
    assert client.get(job.result_url).status_code == 404
    export(job, now=timezone.now())
    answer = client.get(job.result_url)
    assert (answer.status_code, answer["Content-Disposition"]) == (200, 'attachment; filename="wiki.zip"')
    assert b"".join(answer.streaming_content).startswith(b"PK")
    assert client_of(charlie).get(job.result_url).status_code == 404
    assert client.get(reverse("knowledge:export_file", args=[uuid.uuid4()])).status_code == 404


def test_everything_is_for_leads_of_learning_and_administrators(bob: User, lydia: User, client_of: SignIn) -> None:
    address = reverse("knowledge:export")

    assert client_of(bob).post(address, {"everything": "1"}).status_code == 403
    assert client_of(lydia).post(address, {"everything": "1"}).status_code == 302
    assert client_of(lydia).get(address).status_code == 405
    assert "Everything I may read" in client_of(lydia).get(reverse("knowledge:files")).content.decode()
    assert "Everything I may read" not in client_of(bob).get(reverse("knowledge:files")).content.decode()


def test_import_is_a_job(lydia: User, client_of: SignIn) -> None:
    response = bring(client_of(lydia), "wiki.zip", zipped(("a.md", b"Text")).getvalue())

    assert response["Location"] == reverse("jobs:job", args=[Job.objects.get().pk])


@pytest.mark.parametrize(("name", "data"), [("a.zip", b""), ("a.zip", b"PK\x03\x04 not really"), ("a.md", b"# A")])
def test_what_is_no_zip_is_refused_at_once(lydia: User, client_of: SignIn, name: str, data: bytes) -> None:
    response = bring(client_of(lydia), name, data)

    assert response.status_code == 422
    assert "This is no zip file." in response.content.decode()
    assert not Job.objects.exists()


def test_employee_imports_nothing(bob: User, client_of: SignIn) -> None:
    assert bring(client_of(bob), "a.zip", zipped(("a.md", b"Text")).getvalue()).status_code == 403
    assert not Article.objects.exists()
