from knowledge.enums import SpeakerWish
from knowledge.models import Passage, SpeakerChoice
from knowledge.selectors.captions import captions_of
from peerlearn.people.models import User
from tests.factories.knowledge import capture_of, held_session

LONG = "One two three four five six seven eight nine ten eleven twelve thirteen fourteen."
TALK = "**Alice Teacher:** [00:05] Keep a < b & c.\n\n**Guest:** [00:40] Why is that?\n"


def test_captions_name_teachers_only_and_write_signs_as_text(alice: User) -> None:
    article = capture_of(held_session(alice), transcript=TALK)
    Passage.objects.filter(article=article, number=1).update(ends=8)
    Passage.objects.filter(article=article, number=2).update(ends=None)

    assert captions_of(article) == (
        "WEBVTT\n\n"
        "00:00:05.000 --> 00:00:08.000\n<v Alice Teacher>Keep a &lt; b &amp; c.\n\n"
        "00:00:40.000 --> 00:00:41.200\n<v a colleague>Why is that?\n"
    )


def test_captions_name_a_colleague_who_agreed_and_leave_out_what_is_hidden(alice: User, bob: User) -> None:
    article = capture_of(held_session(alice), transcript=TALK)
    SpeakerChoice.objects.create(article=article, speaker="Guest", user=bob, wish=SpeakerWish.NAMED)
    Passage.objects.filter(article=article, number=1).update(hidden=True)

    captions = captions_of(article)

    assert "<v Bob Colleague>Why is that?" in captions
    assert "Keep" not in captions


def test_captions_cut_a_long_passage_by_its_share_of_words(alice: User) -> None:
    article = capture_of(held_session(alice), transcript=f"**Alice Teacher:** [01:00:00] {LONG}\n")
    Passage.objects.update(ends=3614)

    assert captions_of(article).splitlines()[2:] == [
        "01:00:00.000 --> 01:00:12.000",
        "<v Alice Teacher>One two three four five six seven eight nine ten eleven twelve",
        "",
        "01:00:12.000 --> 01:00:14.000",
        "<v Alice Teacher>thirteen fourteen.",
    ]


def test_captions_without_times_are_only_a_header(alice: User) -> None:
    assert captions_of(capture_of(held_session(alice), transcript="Alice Teacher: Hello.\n")) == "WEBVTT\n"
