"""The day of a German date carries a dot, and a weekday before it a comma.

Templates give their formats as English writes them; Django looks each of them up here under that name first.
"""

GERMAN = {
    "D j M": "D, j. M",
    "j F": "j. F",
    "j F Y": "j. F Y",
    "j F Y, H:i": "j. F Y, H:i",
    "j M": "j. M",
    "j M Y": "j. M Y",
    "l j F": "l, j. F",
    "l j F, H:i": "l, j. F, H:i",
    "l j F Y": "l, j. F Y",
    "l j F Y, H:i": "l, j. F Y, H:i",
}

vars().update(GERMAN)
