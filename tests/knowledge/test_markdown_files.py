import pytest

from knowledge.markdown_files import MarkdownFile, read, written


def test_what_is_written_is_read_again() -> None:
    file = MarkdownFile('Ask "why": first', "Number them.\n\n- one", ("Interviews", "Übung"), {"kind": "guide"})

    assert written(file).startswith(
        '---\ntitle: "Ask \\"why\\": first"\ntopics: ["Interviews", "Übung"]\nkind: "guide"\n'
    )
    assert read(written(file)) == MarkdownFile('Ask "why": first', "Number them.\n\n- one", ("Interviews", "Übung"))


@pytest.mark.parametrize(
    ("text", "file"),
    [
        ("# A title\n\nText", MarkdownFile("A title", "Text")),
        ("Text only", MarkdownFile("", "Text only")),
        (
            "---\ntitle: Plain words\ntopics: [One, 'Two']\n---\nText",
            MarkdownFile("Plain words", "Text", ("One", "Two")),
        ),
        ("---\r\ntitle: 'Quoted'\r\n---\r\n\r\nText", MarkdownFile("Quoted", "Text")),
        ("---\ntitle: A\n---\n# A\nText", MarkdownFile("A", "Text")),
        ("---\ntitle: A\n---\n# B\nText", MarkdownFile("A", "# B\nText")),
        ("---\nno end", MarkdownFile("", "---\nno end")),
        ("## Not a title\nText", MarkdownFile("", "## Not a title\nText")),
    ],
    ids=["heading", "bare", "plain", "windows", "same-heading", "other-heading", "no-end", "second-level"],
)
def test_read(text: str, file: MarkdownFile) -> None:
    assert read(text) == file
