"""What colleagues write is shown, never run."""

import time

import pytest

from peerlearn.core.markdown import LIMIT, MARKS, TooComplex, render_markdown


@pytest.mark.parametrize(
    ("source", "forbidden"),
    [
        ("<script>alert(1)</script>", "<script"),
        ("<img src=x onerror=alert(1)>", "<img"),
        ("[x](javascript:alert(1))", "href"),
        ("[x](data:text/html;base64,AAAA)", "href"),
        ("![pixel](https://tracker.example.org/p.png)", "tracker.example.org/p.png"),
        ("| a |\n|:-:|\n| b |", "style="),
        ("[x](//evil.example)", "href"),
        ("![pixel](//evil.example/p.png)", "evil"),
    ],
)
def test_markdown_with_hostile_text_shows_nothing_live(source, forbidden):
    assert forbidden not in render_markdown(source)


def test_markdown_keeps_what_people_write():
    html = render_markdown("# Prompt\n\n- one\n- **two** `code`\n\n[link](https://example.org)")

    assert "<h1>Prompt</h1>" in html
    assert "<li><strong>two</strong> <code>code</code></li>" in html
    assert '<a href="https://example.org" rel="noopener noreferrer">link</a>' in html


def test_markdown_keeps_our_own_images_and_alignment_as_class():
    assert '<img src="/media/a.png" alt="a">' in render_markdown("![a](/media/a.png)")
    assert 'class="align-center"' in render_markdown("| a |\n|:-:|\n| b |")


def test_markdown_over_the_limit_is_refused():
    with pytest.raises(ValueError, match="at most 500,000"):
        render_markdown("x" * (LIMIT + 1))


@pytest.mark.parametrize("source", ["[" * 50_000, "<!--" * 20_000, "*a " * 20_000, "> " * 5_000])
def test_markdown_made_to_be_slow_still_ends(source):
    began = time.monotonic()

    render_markdown(source)

    assert time.monotonic() - began < 10  # a hang, not a speed: the bound only tells an end from none


@pytest.mark.parametrize("sign", ["[", "a\n", "|", "*a"])
def test_markdown_of_too_many_marks_is_refused_at_once(sign):
    began = time.monotonic()

    with pytest.raises(TooComplex):
        render_markdown(sign * (MARKS + 1))

    assert time.monotonic() - began < 5
