import resource
from collections.abc import Callable
from http.client import HTTPConnection
from pathlib import Path
from socket import SHUT_WR
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.live_server_helper import LiveServer

from knowledge.models import Article, Recording, Upload
from knowledge.services.capture import open_article
from knowledge.validators import LARGEST_RECORDING
from peerlearn.people.models import User
from tests.factories.knowledge import held_session
from tests.factories.rituals import FacilitationFactory, SessionFactory

SignIn = Callable[[User], Client]
MEGABYTE = 1024**2
MP4 = b"\x00\x00\x00\x18ftypisom" + bytes(range(88))


@pytest.fixture
def article(alice: User, settings: Any, tmp_path: Path) -> Article:
    settings.MEDIA_ROOT = tmp_path
    return open_article(held_session(alice))


def begin(client: Client, article: Article, **fields: object) -> Any:
    values = {"filename": "talk.mp4", "size": len(MP4)} | fields
    return client.post(reverse("knowledge:uploads", args=[article.session_id]), values)


def send(client: Client, address: str, offset: int | str, piece: bytes) -> Any:
    headers = {"Upload-Offset": str(offset)}
    return client.patch(address, piece, content_type="application/octet-stream", headers=headers)


def test_upload_goes_on_where_it_was_cut(article: Article, alice: User, client_of: SignIn) -> None:
    client = client_of(alice)
    begun = begin(client, article)
    address = begun["Location"]
    send(client, address, 0, MP4[:60])

    asked = client.get(address)
    wrong = send(client, address, 0, MP4[:60])
    done = send(client, address, 60, MP4[60:])
    again = send(client, address, 60, MP4[60:])

    assert (begun.status_code, asked.json()["received"], asked["Upload-Length"]) == (201, 60, "100")
    assert (wrong.status_code, wrong["Upload-Offset"]) == (409, "60")
    assert [answer.json()["received"] for answer in (done, again)] == [100, 100]
    assert Recording.objects.get().file.read() == MP4
    assert client.head(address)["Upload-Offset"] == "100"


@pytest.mark.parametrize(
    ("fields", "kept"), [({"retold": "true"}, ("retold", "audio/mp4")), ({}, ("uploaded", "video/mp4"))]
)
def test_upload_that_was_told_into_the_microphone_is_sound(
    fields: dict[str, str], kept: tuple[str, str], article: Article, alice: User, client_of: SignIn
) -> None:
    client = client_of(alice)

    send(client, begin(client, article, **fields)["Location"], 0, MP4)

    recording = Recording.objects.get()
    assert (recording.origin, recording.content_type) == kept
    assert client.get(f"/media/{recording.file.name}")["Content-Type"] == kept[1]


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../talk.mp4", "talk.mp4"),
        ("a\r\nBcc: b@example.com.mp4", "aBcc b@example.com.mp4"),
        ("\u202egnp.mp4", "gnp.mp4"),
        ("x" * 300 + ".mp4", "x" * 146 + ".mp4"),
    ],
)
def test_odd_name_is_replaced_by_a_safe_one(
    name: str, kept: str, article: Article, alice: User, client_of: SignIn
) -> None:
    assert begin(client_of(alice), article, filename=name).json()["filename"] == kept


def test_upload_of_somebody_else_is_404(article: Article, alice: User, dora: User, client_of: SignIn) -> None:
    FacilitationFactory(ritual=article.session.ritual, user=dora)
    address = begin(client_of(alice), article)["Location"]
    client = client_of(dora)

    answers = [client.get(address), send(client, address, 0, MP4), client.delete(address)]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert Upload.objects.count() == 1


def test_upload_to_a_session_of_others_is_refused(article: Article, bob: User, alice: User, client_of: SignIn) -> None:
    coming = SessionFactory(ritual=article.session.ritual)

    assert begin(client_of(bob), article).status_code == 403
    assert client_of(bob).post(reverse("knowledge:uploads", args=[0])).status_code == 404
    assert client_of(alice).post(reverse("knowledge:uploads", args=[coming.pk])).status_code == 404
    assert Upload.objects.count() == 0


def test_upload_of_someone_who_may_not_capture_any_more_is_refused(
    article: Article, alice: User, client_of: SignIn
) -> None:
    client = client_of(alice)
    address = begin(client, article)["Location"]
    article.session.teachings.all().delete()

    assert send(client, address, 0, MP4).status_code == 403


@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({"size": LARGEST_RECORDING * 6 // 5}, 413, "1.2 GB; the limit is 1 GB."),
        ({"filename": "talk.exe"}, 422, "This is not a recording (mp4, webm, ogg, mp3, m4a, wav)."),
        ({"size": "-1"}, 422, "Say the name and the size of the file."),
        ({"size": "9" * 400}, 422, "Say the name and the size of the file."),
        ({"filename": ""}, 422, "Say the name and the size of the file."),
    ],
)
def test_upload_that_will_not_be_taken_is_refused_at_once(
    fields: dict[str, object], status: int, words: str, article: Article, alice: User, client_of: SignIn
) -> None:
    answer = begin(client_of(alice), article, **fields)

    assert (answer.status_code, answer.json()["problem"], Upload.objects.count()) == (status, words, 0)


def test_upload_of_a_program_ends_with_its_first_piece(article: Article, alice: User, client_of: SignIn) -> None:
    client = client_of(alice)
    address = begin(client, article)["Location"]

    answer = send(client, address, 0, b"MZ" + bytes(50))

    assert answer.status_code == 422
    assert answer.json()["problem"] == "This is not a recording (mp4, webm, ogg, mp3, m4a, wav)."
    assert (Upload.objects.count(), Recording.objects.count()) == (0, 0)


@pytest.mark.parametrize("offset", ["", "-1", "x", "9" * 20, "1.5"])
def test_piece_without_a_place_is_refused(offset: str, article: Article, alice: User, client_of: SignIn) -> None:
    client = client_of(alice)
    address = begin(client, article)["Location"]

    assert send(client, address, offset, MP4).status_code == 400


def test_piece_that_is_too_large_is_refused(article: Article, alice: User, client_of: SignIn) -> None:
    client = client_of(alice)
    address = begin(client, article, size=LARGEST_RECORDING)["Location"]

    assert send(client, address, 0, MP4 + bytes(8 * 1024 * 1024)).status_code == 413
    assert client.get(address).json()["received"] == 0


def test_full_disk_is_said_and_the_piece_may_come_again(article: Article, alice: User, client_of: SignIn) -> None:
    """A limit on the size of files stands for the end of the disk: the same error from the same call."""
    client = client_of(alice)
    address = begin(client, article, size=4 * MEGABYTE)["Location"]
    send(client, address, 0, MP4 + bytes(MEGABYTE))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2 * MEGABYTE, hard))

    full = send(client, address, 100 + MEGABYTE, bytes(2 * MEGABYTE))

    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert full.status_code == 507
    assert "There is no room for it on the server." in full.json()["problem"]
    assert client.get(address).json()["received"] == 100 + MEGABYTE
    assert send(client, address, 100 + MEGABYTE, bytes(3 * MEGABYTE - 100)).json()["received"] == 4 * MEGABYTE
    assert Recording.objects.get().file.size == 4 * MEGABYTE


def test_upload_is_given_up(article: Article, alice: User, client_of: SignIn) -> None:
    client = client_of(alice)
    address = begin(client, article)["Location"]

    assert (client.delete(address).status_code, client.get(address).status_code) == (204, 404)
    assert client.put(address).status_code == 405


def test_recording_on_its_way_stands_on_the_page_after_a_reload(
    article: Article, alice: User, dora: User, client_of: SignIn
) -> None:
    FacilitationFactory(ritual=article.session.ritual, user=dora)
    client, page = client_of(alice), reverse("knowledge:capture", args=[article.session_id])
    send(client, begin(client, article)["Location"], 0, MP4[:60])

    assert '<progress value="60" max="100"' in client.get(page).content.decode()
    assert '<progress value="60"' not in client_of(dora).get(page).content.decode()


def test_plain_form_beyond_the_limit_is_refused_before_it_is_read(
    article: Article, alice: User, client_of: SignIn
) -> None:
    client = client_of(alice)

    for name in ("capture", "capture_files"):
        answer = client.post(
            reverse(f"knowledge:{name}", args=[article.session_id]), {}, CONTENT_LENGTH=str(LARGEST_RECORDING * 6 // 5)
        )

        assert answer.status_code == 413
        assert "1.2 GB; the limit is 1 GB." in answer.content.decode()


def test_connection_cut_at_ninety_percent_costs_what_did_not_come(
    live_server: LiveServer, alice: User, client_of: SignIn, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    client, article = client_of(alice), open_article(held_session(alice))
    address, token = begin(client, article)["Location"], "t" * 32
    connection = HTTPConnection(live_server.thread.host, live_server.thread.port, timeout=10)
    connection.putrequest("PATCH", address)
    for name, value in {
        "Cookie": f"sessionid={client.cookies['sessionid'].value}; csrftoken={token}",
        "X-CSRFToken": token,
        "Content-Type": "application/octet-stream",
        "Content-Length": "100",
        "Upload-Offset": "0",
    }.items():
        connection.putheader(name, value)
    connection.endheaders(MP4[:90])
    connection.sock.shutdown(SHUT_WR)
    connection.getresponse().read()
    connection.close()

    here = client.get(address).json()["received"]
    send(client, address, here, MP4[here:])

    assert here == 90
    assert Recording.objects.get().file.read() == MP4
    assert [path.suffix for path in tmp_path.rglob("*") if path.is_file()] == [".mp4"]


def test_server_answers_before_a_body_that_is_too_large_has_come(
    live_server: LiveServer, alice: User, client_of: SignIn
) -> None:
    session = held_session(alice)
    cookie = client_of(alice).cookies["sessionid"].value
    connection = HTTPConnection(live_server.thread.host, live_server.thread.port, timeout=10)
    connection.putrequest("POST", reverse("knowledge:capture", args=[session.pk]))
    for name, value in {
        "Cookie": f"sessionid={cookie}",
        "Content-Type": "multipart/form-data; boundary=x",
        "Content-Length": str(LARGEST_RECORDING * 6 // 5),
    }.items():
        connection.putheader(name, value)
    connection.endheaders()

    answer = connection.getresponse()

    assert (answer.status, "1.2 GB; the limit is 1 GB." in answer.read().decode()) == (413, True)
    connection.close()


def test_plain_form_without_the_token_is_still_refused(article: Article, alice: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice, backend="peerlearn.people.backends.DirectoryBackend")

    assert client.post(reverse("knowledge:capture", args=[article.session_id]), {"notes": "x"}).status_code == 403
    assert send(client, begin(client_of_same(alice), article)["Location"], 0, MP4).status_code == 403


def client_of_same(person: User) -> Client:
    client = Client()
    client.force_login(person, backend="peerlearn.people.backends.DirectoryBackend")
    return client
