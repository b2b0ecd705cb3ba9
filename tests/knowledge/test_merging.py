import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.merging import merge

BASE = "one\ntwo\nthree\nfour\nfive"


@pytest.mark.parametrize(
    ("mine", "theirs", "merged"),
    [
        ("ONE\ntwo\nthree\nfour\nfive", "one\ntwo\nthree\nfour\nFIVE", "ONE\ntwo\nthree\nfour\nFIVE"),
        ("one\nthree\nfour\nfive", "one\ntwo\nthree\nfour\nfive\nsix", "one\nthree\nfour\nfive\nsix"),
        (BASE, "one", "one"),
        ("one", BASE, "one"),
        ("one\n2\nthree\nfour\nfive", "one\n2\nthree\nfour\nfive", "one\n2\nthree\nfour\nfive"),
        ("one\n2\nthree\nfour\nfive", "one\nII\nthree\nfour\nfive", None),
        ("one\n2\nthree\nfour\nfive", "one\ntwo\n3\nfour\nfive", None),
        ("zero\n" + BASE, "null\n" + BASE, None),
        ("", "one\ntwo\nthree\nfour\nFIVE", None),
    ],
    ids=[
        "apart",
        "removed-and-added",
        "theirs-only",
        "mine-only",
        "the-same",
        "same-line",
        "beside",
        "both-add",
        "gone",
    ],
)
def test_merge(mine, theirs, merged):
    assert merge(BASE, mine, theirs) == merged


@given(st.lists(st.sampled_from("abc")), st.lists(st.sampled_from("abc")))
def test_merge_with_one_side_unchanged_is_the_other(base, changed):
    former, text = "\n".join(base), "\n".join(changed)

    assert merge(former, text, former) == text
    assert merge(former, former, text) == text


def test_merge_of_long_texts_ends_soon():
    lines = [f"line {number % 700}" for number in range(5_000)]
    mine, theirs = [*lines, "mine"], ["theirs", *lines]
    began = time.monotonic()

    merged = merge("\n".join(lines), "\n".join(mine), "\n".join(theirs))

    assert merged == "\n".join(["theirs", *lines, "mine"])
    assert time.monotonic() - began < 10
