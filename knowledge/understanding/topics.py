"""Which topics a session is filed under, proposed with the reason.

A known topic is proposed when its name or a synonym is said, or when sessions with much the same words are filed under
it; those for which people dismissed it speak against it. A phrase that is no topic yet is proposed only when the
session says it often and others hardly do. There is no chance in it: the same words give the same proposals.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from knowledge.understanding.phrases import Counts, Phrase, Rarity, counted, key_of, occurrences, stems

MOST_KNOWN, MOST_NEW = 5, 2
TITLE_WEIGHT, NOTES_WEIGHT = 12, 3  # times said aloud that being written there is worth
ENOUGH_KNOWN, ENOUGH_NEW = 1.5, 2.0
FILED_WEIGHT = 6.0
USED_WEIGHT = 0.15
WEAK_BESIDE = 0.5  # of the strongest idea
DOUBT = 0.35  # likeness that speaks against whatever the few similar sessions say
USUAL_WORDS = 1500
NEW = 0.5  # what a topic that nobody has used yet weighs beside a known one
FEWEST_SAID = 4  # times, for what is no topic yet


@dataclass(frozen=True)
class Text:
    """What a session left behind in words."""

    title: str
    notes: str
    spoken: Sequence[str]


@dataclass(frozen=True)
class KnownTopic:
    """`words` are its name and its synonyms, `articles` is how many are filed under it."""

    name: str
    words: tuple[str, ...]
    articles: int = 0


@dataclass(frozen=True)
class Neighbour:
    """Another session, how alike it is (0 to 1), and what people filed it under or did not want it filed under."""

    likeness: float
    filed: frozenset[str]
    dismissed: frozenset[str] = frozenset()


@dataclass(frozen=True)
class TopicIdea:
    """`said` times in the words, and under which `filed` similar sessions stand; `weight` orders the ideas."""

    name: str
    weight: float
    said: int = 0
    filed: int = 0


def topics_for(
    text: Text,
    known: Iterable[KnownTopic],
    neighbours: Sequence[Neighbour],
    rarity: Rarity,
    *,
    people: Iterable[str] = (),
) -> list[TopicIdea]:
    """The topics worth proposing, best first; the names of `people` are none."""
    keys = {topic: {key_of(word) for word in topic.words} for topic in known}
    names = {key for words in keys.values() for key in words}
    counts = _count(text, names)
    votes = _votes(neighbours)
    ideas = (_known_idea(topic, words, counts, votes, rarity) for topic, words in keys.items())
    found = _best(idea for idea in ideas if idea.weight >= ENOUGH_KNOWN)
    no_topics = names | {key_of(name) for name in people}
    new = _new_ideas(text, no_topics, rarity, beside=found)
    return [*found, *new]


def characteristic_words(text: Text, rarity: Rarity, *, most: int) -> list[str]:
    """The words by which similar sessions are looked for, the most telling first; some other one must use them."""
    weights = {word: weight for word, weight in vector(text, rarity).items() if rarity.is_shared(word)}
    return sorted(weights, key=lambda word: (-weights[word], word))[:most]


def vector(text: Text, rarity: Rarity) -> dict[str, float]:
    """What a text is about: each word weighed by how often it comes here and how seldom elsewhere."""
    said = Counter(word for line in text.spoken for word in stems(line))
    once = min(said.total() / USUAL_WORDS, 2)  # a long talk has many words that come by once
    times = Counter({word: count for word, count in said.items() if count > once})
    for word in stems(text.notes):
        times[word] += NOTES_WEIGHT
    for word in stems(text.title):
        times[word] += TITLE_WEIGHT
    return {word: (1 + math.log2(count)) * rarity.of(word) ** 2 for word, count in times.items()}


@dataclass(frozen=True)
class _Places:
    """How often phrases come in the title, in the notes and in what was said; `length` of the latter in words."""

    title: Counter[Phrase]
    notes: Counter[Phrase]
    spoken: Counter[Phrase]
    length: int

    def everywhere(self, phrase: Phrase) -> int:
        return self.title[phrase] + self.notes[phrase] + self.spoken[phrase]

    def presence(self, phrase: Phrase, rarity: Rarity) -> float:
        """How much of the session a phrase is: often enough for the length of the talk, and not said everywhere."""
        usual = self.length / USUAL_WORDS  # what is said in passing does not make a long talk's topic
        said = max(self.spoken[phrase] - usual, 0)
        title, notes = min(self.title[phrase], 1), min(self.notes[phrase], 3)
        return math.log2(1 + title * TITLE_WEIGHT + notes * NOTES_WEIGHT + said) * rarity.of_phrase(phrase) ** 2


def _count(text: Text, wanted: Collection[Phrase]) -> _Places:
    spoken: Counter[Phrase] = Counter()
    for line in text.spoken:
        spoken.update(occurrences(line, wanted))
    length = sum(len(line.split()) for line in text.spoken)
    return _Places(occurrences(text.title, wanted), occurrences(text.notes, wanted), spoken, length)


def _known_idea(
    topic: KnownTopic, keys: Collection[Phrase], counts: _Places, votes: dict[str, tuple[float, int]], rarity: Rarity
) -> TopicIdea:
    """What people use as a topic often is one more likely than a name that stands there once."""
    vote, filed = votes.get(topic.name, (0.0, 0))
    strongest = max((counts.presence(key, rarity) for key in keys if key), default=0.0)
    said = sum(counts.everywhere(key) for key in keys)
    liked = USED_WEIGHT * math.log2(1 + topic.articles) if said else 0.0
    return TopicIdea(topic.name, round(strongest * (1 + liked) + FILED_WEIGHT * vote, 3), said, filed)


def _best(ideas: Iterable[TopicIdea]) -> list[TopicIdea]:
    """The strongest ideas: of two spellings of one name the better, and none that is weak beside the first."""
    found: dict[Phrase, TopicIdea] = {}
    for idea in sorted(ideas, key=_rank):
        found.setdefault(key_of(idea.name) or (idea.name,), idea)
    strongest = max((idea.weight for idea in found.values()), default=0.0)
    return [idea for idea in found.values() if idea.weight >= WEAK_BESIDE * strongest][:MOST_KNOWN]


def _votes(neighbours: Sequence[Neighbour]) -> dict[str, tuple[float, int]]:
    """For each topic how strongly similar sessions speak for it (-1 to 1), and how many are filed so."""
    every = sum(neighbour.likeness for neighbour in neighbours) + DOUBT
    weights: dict[str, float] = defaultdict(float)
    filed: Counter[str] = Counter()
    for neighbour in neighbours:
        for name in neighbour.filed:
            weights[name] += neighbour.likeness
            filed[name] += 1
        for name in neighbour.dismissed - neighbour.filed:
            weights[name] -= neighbour.likeness
    return {name: (weight / every, filed[name]) for name, weight in weights.items()}


def _new_ideas(
    text: Text, no_topics: Collection[Phrase], rarity: Rarity, *, beside: Sequence[TopicIdea]
) -> list[TopicIdea]:
    title, notes, spoken = counted([text.title]), counted([text.notes]), counted(text.spoken)
    every = counted([text.title, text.notes, *text.spoken])
    places = _Places(title.times, notes.times, spoken.times, sum(len(line.split()) for line in text.spoken))
    often = [
        phrase
        for phrase, times in every.times.items()
        if times >= FEWEST_SAID and phrase not in no_topics and (len(phrase) > 1 or every.is_a_name(phrase))
    ]
    weighed = sorted((-places.presence(phrase, rarity), phrase) for phrase in often)
    ideas: list[TopicIdea] = []
    used: set[str] = set()
    for weight, phrase in weighed:
        if -weight < ENOUGH_NEW or len(ideas) == MOST_NEW:
            break
        if used.isdisjoint(phrase) and all(_says_more(phrase, every, idea) for idea in beside):
            used.update(phrase)
            ideas.append(TopicIdea(_capitalised(every.spelling(phrase)), round(-weight * NEW, 3), every.times[phrase]))
    return ideas


def _says_more(phrase: Phrase, counts: Counts, idea: TopicIdea) -> bool:
    """Whether a phrase is another thing than the idea, or what the idea's word stands in most of the time."""
    return set(phrase).isdisjoint(key_of(idea.name)) or 2 * counts.times[phrase] > idea.said


def _capitalised(name: str) -> str:
    return name[:1].upper() + name[1:]


def _rank(idea: TopicIdea) -> tuple[float, str]:
    return -idea.weight, idea.name
