"""The written words of the demo company keep their promises: enough of them, and nobody hears a session twice."""

import itertools
import random
import re
import time
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from peerlearn.ops.demo import writing
from peerlearn.ops.demo.people_bank import functions, people
from peerlearn.ops.demo.writing import (
    FOLDER,
    OPTIONS,
    SPOKEN_PARTS,
    TALKS,
    Turn,
    WrittenSession,
    bank,
    code_word,
    compose,
    full_sessions,
    option_of,
    sentences,
    timed,
    to_vtt,
)

PER_TOPIC = 13
BANK_FILES = sorted(FOLDER.glob("bank/*.toml"))
EXPECTED_OPTIONS = dict.fromkeys((*SPOKEN_PARTS, "notes", "snippets"), OPTIONS) | {
    "titles": TALKS,
    "abstracts": TALKS,
}
UNWANTED = re.compile(r"[!\u2013\u2014\u2018\u2019\u201c\u201d\U0001f300-\U0001faff]")


def composed(per_topic: int = PER_TOPIC) -> list[WrittenSession]:
    return [compose(topic, index) for topic in bank() for index in range(per_topic)]


def words_spoken(session: WrittenSession) -> int:
    return sum(len(turn.text.split()) for turn in session.turns)


def said_in(session: WrittenSession) -> set[str]:
    """The sentences of what was spoken and noted, compared without case and punctuation."""
    noted = [line for line in session.notes.splitlines() if not line.startswith("#")]
    texts = [turn.text for turn in session.turns] + [re.sub(r"^(-|\d+\.) ", "", line) for line in noted]
    return {bare(sentence) for text in texts for sentence in sentences(text)}


def bare(sentence: str) -> str:
    return " ".join(re.findall(r"\w+", sentence.lower()))


def texts_of(path: Path) -> Iterator[str]:
    """Every text of a bank file from which sentences of a session can come."""
    written = tomllib.loads(path.read_text(encoding="utf-8"))
    for part in (*SPOKEN_PARTS, "abstracts", "notes"):
        for option in written[part]:
            yield from [option] if isinstance(option, str) else option.values()


def test_bank_read_from_files_takes_less_than_a_second() -> None:
    bank.cache_clear()
    full_sessions.cache_clear()
    started = time.process_time()
    topics, full = bank(), full_sessions()
    assert time.process_time() - started < 1
    assert len(topics) >= 60
    assert len(full) == 12


@pytest.mark.parametrize("path", BANK_FILES, ids=lambda path: path.stem)
def test_bank_file_holds_every_option(path: Path) -> None:
    written = tomllib.loads(path.read_text(encoding="utf-8"))
    short = {part: len(written.get(part, ())) for part, count in EXPECTED_OPTIONS.items()}
    assert short == EXPECTED_OPTIONS, f"{path.name} is short of options"
    assert not UNWANTED.search(path.read_text(encoding="utf-8")), f"{path.name} holds characters nobody speaks"


def test_bank_sentence_occurs_in_one_place_only() -> None:
    places: defaultdict[str, list[str]] = defaultdict(list)
    for path in BANK_FILES:
        for text in texts_of(path):
            for sentence in sentences(text):
                places[bare(sentence)].append(path.name)
    for session in full_sessions():
        for sentence in said_in(session):
            places[sentence].append(f"full: {session.topic}")
    repeated = {sentence: names for sentence, names in places.items() if len(names) > 1}
    assert repeated == {}


def test_code_words_of_two_sessions_share_at_most_two_of_eight_beats() -> None:
    words = [code_word(index) for index in range(OPTIONS**2)]
    assert len(set(words)) == 25
    shared = [
        sum(option_of(part, one) == option_of(part, other) for part in range(len(SPOKEN_PARTS)))
        for one, other in itertools.combinations(words, 2)
    ]
    assert max(shared) == 2


def test_composed_sessions_have_200_to_400_words() -> None:
    outside = {}
    for session in composed():
        spoken, noted = words_spoken(session), len(session.notes.split())
        if spoken < 200 or spoken + noted > 400 or noted > 90:
            outside[session.title] = (session.topic, spoken, noted)
    assert outside == {}


def test_full_sessions_have_600_to_900_words_and_different_topics() -> None:
    counts = {session.topic: words_spoken(session) for session in full_sessions()}
    assert len(counts) == 12
    assert set(counts) <= set(bank())
    assert {topic: count for topic, count in counts.items() if not 600 <= count <= 900} == {}


def test_no_two_sessions_share_more_than_a_third_of_their_sentences() -> None:
    sessions = [*composed(OPTIONS**2), *full_sessions()]
    said = [said_in(session) for session in sessions]
    where: defaultdict[str, list[int]] = defaultdict(list)
    for number, texts in enumerate(said):
        for sentence in texts:
            where[sentence].append(number)
    shared = Counter(pair for numbers in where.values() for pair in itertools.combinations(numbers, 2))
    too_close = [
        (sessions[one].title, sessions[other].title, count)
        for (one, other), count in shared.items()
        if 3 * count > min(len(said[one]), len(said[other]))
    ]
    assert too_close == []


def test_titles_of_all_sessions_are_unique() -> None:
    titles = Counter(session.title.lower() for session in [*composed(), *full_sessions()])
    assert [title for title, count in titles.items() if count > 1] == []


def test_compose_beyond_the_titles_numbers_the_next_part() -> None:
    topic = next(iter(bank()))
    assert compose(topic, TALKS).title == f"{compose(topic, 0).title}, part 2"
    assert compose(topic, TALKS).turns != compose(topic, 0).turns


def test_compose_unknown_topic_is_refused() -> None:
    with pytest.raises(KeyError):
        compose("Knitting", 0)


def test_timed_session_lasts_22_to_27_minutes_at_a_natural_rate() -> None:
    for session in [*composed()[::7], *full_sessions()]:
        cues = timed(session.turns)
        assert 22 * 60 - 1 <= cues[-1].end <= 27 * 60, session.title
        assert [cue.text for cue in cues] == [said for turn in session.turns for said in sentences(turn.text)]
        assert all(before.end <= after.start for before, after in itertools.pairwise(cues))
        assert all(cue.end - cue.start == pytest.approx(len(cue.text.split()) * 60 / 140, abs=0.002) for cue in cues)


def test_timed_answer_follows_its_question_at_once() -> None:
    cues = timed([Turn("teacher", "One two."), Turn("colleague", "Why so?"), Turn("teacher", "Because it is.")])
    assert cues[1].start > 600
    assert cues[2].start == pytest.approx(cues[1].end + 0.4, abs=0.002)


def test_timed_speech_too_long_for_a_session_is_refused() -> None:
    with pytest.raises(ValueError, match="do not fit"):
        timed([Turn("teacher", "word " * 4000)])


def test_to_vtt_names_the_teacher_only() -> None:
    cues = [writing.Cue(0, 1.5, "teacher", "Rate < cost & risk."), writing.Cue(3661.25, 3662, "colleague", "Why?")]
    assert to_vtt(cues, "Zoé Käser") == (
        "WEBVTT\n\n"
        "00:00:00.000 --> 00:00:01.500\n<v Zoé Käser>Rate &lt; cost &amp; risk.</v>\n\n"
        "01:01:01.250 --> 01:01:02.000\n<v a colleague>Why?</v>\n"
    )


def test_people_of_1200_have_distinct_names_and_ascii_addresses() -> None:
    company = people(random.Random(7), 1200)
    assert company == people(random.Random(7), 1200)
    assert len({person.full_name for person in company}) == 1200
    assert len({person.email for person in company}) == 1200
    assert all(re.fullmatch(r"[a-z0-9-]+\.[a-z0-9-]+@hollisbrandt\.example", person.email) for person in company)
    assert Counter(person.function for person in company) == dict.fromkeys(functions(), 200)


def test_people_beyond_the_names_share_names_but_no_address() -> None:
    company = people(random.Random(7), 12_000)
    assert len({person.email for person in company}) == 12_000
    assert len({person.full_name for person in company}) < 12_000


def test_rituals_give_every_topic_one_home() -> None:
    written = tomllib.loads((FOLDER / "words" / "rituals.toml").read_text(encoding="utf-8"))
    homes = Counter(topic for ritual in written["brown_bags"] for topic in ritual["topics"])
    assert homes == dict.fromkeys(bank(), 1)
    assert Counter(ritual["function"] for ritual in written["brown_bags"]) == dict.fromkeys(functions(), 5)
    assert len({ritual["name"] for ritual in written["brown_bags"]}) == 30


def test_thanks_and_posts_are_different_and_belong_to_topics() -> None:
    written = tomllib.loads((FOLDER / "words" / "thanks.toml").read_text(encoding="utf-8"))
    lines = [line for family in written["lines"].values() for line in family]
    assert len(set(lines)) == len(lines) == 160
    assert [line for line in lines if not 8 <= len(line.split()) <= 25] == []
    assert [post["title"] for post in written["tils"] if not 40 <= len(post["text"].split()) <= 120] == []
    assert {post["topic"] for post in [*written["tils"], *written["wishes"]]} <= set(bank())
