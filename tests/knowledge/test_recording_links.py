import pytest

from knowledge.recording_links import recording_links

ZOOM = "https://acme.zoom.us/rec/share/abc.DEF?pwd=x"


@pytest.mark.parametrize(
    "link",
    [
        ZOOM,
        "https://acme.sharepoint.com/:v:/s/team/EabcDEF?e=1",
        "https://acme-my.sharepoint.com/personal/a/_layouts/15/stream.aspx?id=%2Fpersonal%2Fa%2Ftalk.mp4",
        "https://teams.microsoft.com/l/meetingrecap?driveId=1",
        "https://drive.google.com/file/d/1AbC/view",
        "https://www.loom.com/share/0123456789abcdef",
        "https://www.youtube.com/watch?v=abcdefghijk",
        "https://youtu.be/abcdefghijk",
        "https://vimeo.com/123456789",
        "https://acme.hosted.panopto.com/Panopto/Pages/Viewer.aspx?id=1",
    ],
)
def test_link_to_a_recording_is_found_in_the_words_of_a_mail(link: str) -> None:
    assert recording_links(f"It is here: {link}.\nSee you!") == [link]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Join https://acme.zoom.us/j/88812345678?pwd=x",
        "https://meet.google.com/abc-defg-hij",
        "https://acme.zoom.us.evil.example/rec/share/abc",
        "https://user:secret@acme.zoom.us/rec/share/abc",
        "javascript://acme.zoom.us/rec/share/abc",
        "https://[acme.zoom.us/rec/share/abc",
        "https://vimeo.com/about",
        f"https://acme.zoom.us/rec/share/{'x' * 1000}",
    ],
)
def test_other_links_are_none(text: str) -> None:
    assert recording_links(text) == []


def test_link_of_a_page_and_one_that_a_mail_server_wrapped_are_the_true_one_once() -> None:
    wrapped = "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Facme.zoom.us%2Frec%2Fshare%2Fabc.DEF%3Fpwd%3Dx&amp;data=1"
    page = f'<a href="{ZOOM}">watch</a> <a href="{wrapped}">watch</a>'

    assert recording_links(page) == [ZOOM]


def test_flood_of_links_is_looked_at_up_to_a_limit() -> None:
    assert recording_links("https://a.example/ " * 200 + ZOOM) == []
