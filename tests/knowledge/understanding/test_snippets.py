import pytest

from knowledge.understanding.said import Said
from knowledge.understanding.snippets import SnippetIdea, snippets_in_notes, snippets_in_talk

NOTES = """
# Ask for disagreement

```text
List every question
on which two differ.
```

Prompt: “Summarise each interview in one line.”

Summary prompt:

> Write three sentences.
> Name no client.

- 12:30 Command: make export
$ git log --oneline
Just a line about prompts: they matter.

Checklist:
- Number them
- Ask again
"""


def test_notes_give_what_is_fenced_labelled_quoted_and_typed_into_a_shell() -> None:
    assert snippets_in_notes(NOTES) == [
        SnippetIdea("List every question\non which two differ.", "Ask for disagreement"),
        SnippetIdea("Summarise each interview in one line.", "Ask for disagreement"),
        SnippetIdea("Write three sentences.\nName no client.", "Summary prompt"),
        SnippetIdea("make export", "Ask for disagreement", 750.0),
        SnippetIdea("git log --oneline", "Ask for disagreement"),
        SnippetIdea("- Number them\n- Ask again", "Ask for disagreement"),
    ]


def test_fence_that_is_never_closed_ends_with_the_notes() -> None:
    assert snippets_in_notes("~~~\nselect count(*)\n") == [SnippetIdea("select count(*)")]


@pytest.mark.parametrize(
    ("said", "prompt"),
    [
        ("So the prompt is: list every question on which two differ.", "List every question on which two differ."),
        ("And my prompt was, “Summarise each interview in one line.”", "Summarise each interview in one line."),
        ('I typed "translate this letter into plain words" and waited.', "Translate this letter into plain words"),
        (
            "Der Prompt lautet: Fasse jedes Gespräch in einem Satz zusammen.",
            "Fasse jedes Gespräch in einem Satz zusammen.",
        ),
        ("The prompt is this: You are an editor. Anything else follows.", "You are an editor."),
        ("The prompt is: Write.", ""),
        ("The prompt is really the most important part of it.", ""),
        ("We were prompt and the list was long.", ""),
    ],
)
def test_prompt_is_taken_from_speech_only_when_it_is_announced_and_reads_like_one(said: str, prompt: str) -> None:
    assert [idea.text for idea in snippets_in_talk([Said(said, 75)])] == ([prompt] if prompt else [])


def test_prompt_after_the_sentence_that_announces_it_has_its_second() -> None:
    said = [Said("Now look. The prompt is:", 10), Said("Name three risks of this plan. And so on.", 14)]

    assert snippets_in_talk(said) == [SnippetIdea("Name three risks of this plan.", starts=10)]
