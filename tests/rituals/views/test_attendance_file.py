from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from rituals.enums import CheckIn
from rituals.models import Attendance
from tests.factories.people import UserFactory
from tests.factories.rituals import AttendanceFactory

ROWS = """Name (Original Name),User Email,Duration (Minutes),Guest
Bob,BOB@example.com,3,No
B. Colleague (Bob Colleague),bob@example.com,20,No
Charlie Outsider,,12,No
Mara (Mara Manager),mara@example.com,4,No
Stranger,stranger@elsewhere.example,30,Yes
Twin,,30,No
"""
PARTS = ("found", "short", "unknown")


@pytest.fixture
def after(talk):
    with time_machine.travel(talk.ends_at + timedelta(minutes=20), tick=False):
        yield


@pytest.fixture
def twins(db):
    return UserFactory.create_batch(2, name="Twin")


def url(session):
    return f"/sessions/{session.pk}/attendance/file/"


def uploaded(content=ROWS, name="participants.csv"):
    return {"file": SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)}


def seen(answer):
    """What the page sealed for its button."""
    return {"seen": answer.content.decode().split('name="seen" value="')[1].split('"')[0]}


def came():
    return {(a.user.name, a.how, a.minutes) for a in Attendance.objects.select_related("user")}


def test_file_is_shown_before_anything_is_kept(client_of, alice, bob, charlie, mara, twins, talk, after) -> None:
    html = client_of(alice).post(url(talk), uploaded()).content.decode()

    found, short, unknown = (html.split(f'id="{part}-head"')[1].split("</section>")[0] for part in PARTS)
    assert [name in found for name in ("Bob Colleague", "23 min", "Charlie Outsider", "12 min")] == [True] * 4
    assert ("Mara" in short, "line 5" in short) == (True, True)
    assert [words in unknown for words in ("Stranger", "line 6", "Twin", "line 7")] == [True] * 4
    assert "Columns that were not read: Guest" in html
    assert Attendance.objects.count() == 0


def test_file_is_kept_by_the_button_and_twice_is_once(client_of, alice, bob, charlie, mara, talk, after) -> None:
    AttendanceFactory(session=talk, user=bob, how=CheckIn.CODE)
    client = client_of(alice)
    kept = seen(client.post(url(talk), uploaded()))

    answers = [client.post(url(talk), kept) for _again in range(2)]

    assert [answer["Location"] for answer in answers] == [f"/sessions/{talk.pk}/"] * 2
    assert came() == {("Bob Colleague", CheckIn.CODE, 23), ("Charlie Outsider", CheckIn.MEETING_FILE, 12)}


def test_sealed_list_of_another_session_or_changed_is_refused(client_of, alice, bob, slot, talk, after) -> None:
    client = client_of(alice)
    kept = seen(client.post(url(talk), uploaded()))["seen"]

    assert client.post(url(talk), {"seen": kept[:-2]}).status_code == 422
    assert client.post(url(slot), {"seen": kept}).status_code == 403
    assert came() == set()


def test_sealed_list_is_kept_for_an_hour_only(client_of, alice, bob, talk) -> None:
    with time_machine.travel(talk.ends_at, tick=False):
        client = client_of(alice)
        kept = seen(client.post(url(talk), uploaded()))
    with time_machine.travel(talk.ends_at + timedelta(minutes=61), tick=False):
        answer = client.post(url(talk), kept)

    assert (answer.status_code, "more than an hour ago" in answer.content.decode()) == (422, True)
    assert came() == set()


def test_file_with_a_bad_line_keeps_nothing_and_names_every_line(client_of, alice, bob, talk, after) -> None:
    answer = client_of(alice).post(url(talk), uploaded(ROWS + "Bea,bea at home,3,No\nBen,,soon,No\n"))

    html = answer.content.decode()
    assert answer.status_code == 422
    assert "participants.csv, line 8: not an email address." in html
    assert "participants.csv, line 9: “soon” is no duration." in html
    assert "Bob Colleague" not in html


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "The file is empty."), (b"\xe9t\xe9,x", "not UTF-8"), (b"a,b\n1,2\n", "Missing column: Name")],
)
def test_file_that_cannot_be_read_is_refused_in_words(client_of, alice, talk, after, content, words) -> None:
    answer = client_of(alice).post(url(talk), uploaded(content))

    assert (answer.status_code, words in answer.content.decode()) == (422, True)


def test_script_in_a_name_is_shown_as_text(client_of, alice, talk, after) -> None:
    html = client_of(alice).post(url(talk), uploaded(ROWS + "<script>alert(1)</script>,,30,Yes\n")).content.decode()

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_file_of_a_session_to_come_is_not_kept(client_of, alice, bob, talk, monday) -> None:
    client = client_of(alice)

    answer = client.post(url(talk), seen(client.post(url(talk), uploaded())))

    assert answer.status_code == 422
    assert came() == set()


def test_file_page_is_for_the_sessions_people(client_of, bob, charlie, dora, talk, members_only, after) -> None:
    assert client_of(dora).get(url(talk)).status_code == 200
    assert client_of(bob).get(url(talk)).status_code == 403
    assert client_of(bob).post(url(talk), uploaded()).status_code == 403
    assert client_of(charlie).post(url(members_only), uploaded()).status_code == 404


def test_file_by_put_is_refused(client_of, alice, talk) -> None:
    assert client_of(alice).put(url(talk)).status_code == 405


def test_file_after_thirty_days_is_refused_and_no_form_offers_it(client_of, alice, bob, talk) -> None:
    with time_machine.travel(talk.ends_at + timedelta(days=30), tick=False):
        page = client_of(alice).get(url(talk))
        posted = client_of(alice).post(url(talk), uploaded())

    words = "Who came is noted within 30 days after the session."
    assert (page.status_code, posted.status_code) == (200, 422)
    assert all(words in answer.content.decode() for answer in (page, posted))
    assert 'type="file"' not in page.content.decode()
    assert "Bob Colleague" not in posted.content.decode()
