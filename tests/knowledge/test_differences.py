from knowledge.differences import MOST_LINES, differences


def shown(before, after):
    """Each line as one string, changed words in brackets."""
    signs = {"same": " ", "removed": "-", "added": "+", "gap": "…"}
    return [
        signs[line.kind] + "".join(f"[{piece.text}]" if piece.changed else piece.text for piece in line.pieces)
        for line in differences(before, after)
    ]


def test_differences_name_the_words_of_a_changed_line():
    assert shown("Ask first.\nThen stop.", "Ask twice.\nThen stop.") == [
        "-Ask [first].",
        "+Ask [twice].",
        " Then stop.",
    ]


def test_differences_leave_out_what_is_far_from_a_change():
    before = "\n".join(str(number) for number in range(20))

    assert shown(before, before + "\nnew") == ["…", " 17", " 18", " 19", "+new"]
    assert shown("x\n" + before, before) == ["-x", " 0", " 1", " 2"]


def test_differences_of_the_same_text_are_none():
    assert differences("a\r\nb", "a\nb") == ()


def test_differences_beyond_the_limit_are_shown_whole():
    before = "\n".join(str(number) for number in range(MOST_LINES + 1))

    lines = differences(before, "short")

    assert len(lines) == MOST_LINES + 2
    assert (lines[0].kind, lines[-1].kind) == ("removed", "added")
