"""Understanding a capture on the way in: what is read out of it becomes proposals, in one go and as often as wanted.

Run again over the same words it proposes the same, so a lost or doubled run does no harm.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from django.db import transaction
from django.db.models import Count

from knowledge.enums import SuggestionKind, SuggestionState
from knowledge.models import Article, Passage, Suggestion
from knowledge.selectors.similar import neighbours_of, rarity_of
from knowledge.services.live_notes import as_notes
from knowledge.services.suggestions import Proposal, replace_suggestions
from knowledge.understanding.chapters import ChapterIdea, chapters_in_notes, chapters_in_talk
from knowledge.understanding.key_sentences import key_sentences
from knowledge.understanding.phrases import Rarity, stems
from knowledge.understanding.said import Said
from knowledge.understanding.snippets import SnippetIdea, snippets_in_notes, snippets_in_talk
from knowledge.understanding.speakers import speakers_to_ask_about, unmistakable
from knowledge.understanding.topics import KnownTopic, Text, topics_for
from peerlearn.topics.models import Topic
from rituals.models import Attendance

MOST_SNIPPETS = 20
INTRODUCES = 12  # words with which somebody begins a talk, not only answers
FROM_NOTES = 1.0  # weight before what somebody only said


class Material:
    """What there is of an article to read: title, notes, the words that were said, and who was there."""

    def __init__(self, article: Article) -> None:
        self.article = article
        self.teachers = {teacher.pk: teacher.name for teacher in article.teachers()}
        self.passages = list(Passage.objects.shown().filter(article=article).order_by("number").defer("words", "exact"))
        self.said = [Said(row.text, row.starts, row.speaker_user_id in self.teachers) for row in self.passages]
        lines = as_notes(article.session) if article.session and not article.body else ""
        self.notes = "\n".join(part for part in (article.body, lines) if part)
        self.text = Text(article.title, f"{article.summary}\n{self.notes}", [said.text for said in self.said])
        self.rarity: Rarity = rarity_of(
            word for text in (self.text.title, self.text.notes, *self.text.spoken) for word in stems(text)
        )

    @property
    def duration(self) -> float | None:
        """Seconds of the recording, else of the words, else of the session."""
        recording = getattr(self.article, "recording", None)
        if recording and recording.duration_seconds:
            return float(recording.duration_seconds)
        ends = [row.ends for row in self.passages if row.ends is not None]
        session = self.article.session
        return max(ends, default=session.duration_minutes * 60.0 if session else None)

    @property
    def names(self) -> frozenset[str]:
        """Of people: they are neither topics nor titles."""
        return frozenset({*self.teachers.values(), *(row.speaker for row in self.passages if row.speaker)})


def understand(article: Article, *, advance: Callable[[int], None] | None = None) -> int:
    """Propose what the article's words offer; returns how many proposals are new. `advance` hears of each step."""
    name_speakers(article)
    material = Material(article)
    proposals: list[Proposal] = []
    for number, step in enumerate(STEPS, start=1):
        proposals += step(material)
        if advance:
            advance(number)
    return replace_suggestions(article, proposals)


@transaction.atomic
def name_speakers(article: Article) -> int:
    """Give the teachers what is unmistakably theirs, if it is nobody's yet; returns how many labels that were."""
    teachers = {teacher.pk: teacher.name for teacher in article.teachers()}
    others = _others(article, teachers)
    nameless = Passage.objects.filter(article=article, speaker_user=None).exclude(speaker="")
    refused = set(_refused_labels(article))
    named = 0
    for label in nameless.order_by("speaker").values_list("speaker", flat=True).distinct():
        person = unmistakable(label, teachers, others)
        if person is not None and label not in refused:
            nameless.filter(speaker=label).update(speaker_user=person)
            named += 1
    return named


def _topics(material: Material) -> Iterator[Proposal]:
    filed = {topic.name for topic in material.article.topics.all()}
    people = {*material.names, *(word for name in material.names for word in name.split())}
    neighbours = neighbours_of(material.article, material.text, material.rarity)
    for idea in topics_for(material.text, _known_topics(), neighbours, material.rarity, people=people):
        if idea.name not in filed:
            evidence = {"said": idea.said, "filed": idea.filed}
            yield Proposal(kind=SuggestionKind.TOPIC, text=idea.name, weight=idea.weight, evidence=evidence)


def _chapters(material: Material) -> Iterator[Proposal]:
    ideas: Sequence[ChapterIdea] = (
        chapters_in_notes(material.notes, duration=material.duration)
        or _talks(material)
        or chapters_in_talk(material.said, material.rarity, names=material.names)
    )
    there = {chapter.starts for chapter in material.article.chapters.all()}
    for idea in ideas:
        if idea.starts not in there:
            yield Proposal(kind=SuggestionKind.CHAPTER, text=idea.title, starts=idea.starts, weight=-idea.starts)


def _talks(material: Material) -> list[ChapterIdea]:
    """Of a demo day: each talk begins where its teacher first says more than a word, in the order of the day."""
    session = material.article.session
    begun, ideas = -1.0, []
    for talk in session.talks.all() if session else ():
        own = (row for row in material.passages if row.speaker_user_id == talk.teacher_id)
        starts = (row.starts for row in own if row.starts is not None and len(row.text.split()) >= INTRODUCES)
        start = next((second for second in starts if second > begun), None)
        if start is not None:
            ideas.append(ChapterIdea(talk.title, start))
            begun = start
    return ideas if len(ideas) > 1 else []


def _snippets(material: Material) -> Iterator[Proposal]:
    there = {snippet.text.strip() for snippet in material.article.snippets.all()}
    written: list[SnippetIdea] = snippets_in_notes(material.notes)
    spoken = snippets_in_talk(material.said)
    for place, idea in enumerate([*written, *spoken][:MOST_SNIPPETS]):
        if idea.text.strip() not in there:
            yield Proposal(
                kind=SuggestionKind.SNIPPET,
                text=idea.text,
                title=idea.title,
                starts=idea.starts,
                weight=FROM_NOTES - place / MOST_SNIPPETS,
            )


def _key_sentences(material: Material) -> Iterator[Proposal]:
    there = {sentence.text for sentence in material.article.key_sentences.all()}
    for idea in key_sentences(material.said, material.rarity):
        if idea.text not in there:
            yield Proposal(kind=SuggestionKind.KEY_SENTENCE, text=idea.text, starts=idea.starts, weight=idea.weight)


def _speakers(material: Material) -> Iterator[Proposal]:
    words = Counter[str]()
    for row in material.passages:
        words[row.speaker] += len(row.text.split())
    known = {row.speaker for row in material.passages if row.speaker_user_id or not row.speaker}
    silent = {pk: name for pk, name in material.teachers.items() if pk not in _heard(material)}
    asked = {label: count for label, count in words.items() if label not in known}
    for idea in speakers_to_ask_about(asked, silent, _others(material.article, material.teachers)):
        yield Proposal(kind=SuggestionKind.SPEAKER, text=idea.label, weight=idea.weight, evidence={"user": idea.person})


STEPS: tuple[Callable[[Material], Iterator[Proposal]], ...] = (_topics, _chapters, _snippets, _key_sentences, _speakers)


def _known_topics() -> list[KnownTopic]:
    """Every topic with its other names, and how much is filed under it, in two queries."""
    topics = Topic.objects.prefetch_related("synonyms").annotate(uses=Count("articles")).order_by("key")
    return [
        KnownTopic(topic.name, (topic.name, *(synonym.word for synonym in topic.synonyms.all())), topic.uses)
        for topic in topics
    ]


def _heard(material: Material) -> set[int | None]:
    return {row.speaker_user_id for row in material.passages}


def _others(article: Article, teachers: dict[int, str]) -> list[str]:
    """The names of those who were there and did not teach."""
    came = Attendance.objects.filter(session=article.session_id).exclude(user__in=teachers)
    return list(came.values_list("user__name", flat=True)) if article.session_id else []


def _refused_labels(article: Article) -> list[str]:
    refused = Suggestion.objects.filter(article=article, kind=SuggestionKind.SPEAKER, state=SuggestionState.DISMISSED)
    return list(refused.values_list("text", flat=True))
