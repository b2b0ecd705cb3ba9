"""A text as readers see it, or the sentence that says why it is not shown."""

from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from peerlearn.core.markdown import render_markdown


@dataclass(frozen=True)
class Drawn:
    """Either `html` or `problem` is empty; both for an empty text."""

    html: SafeString
    problem: str = ""


def drawn(text: str) -> Drawn:
    """`text` (Markdown) drawn; one that takes seconds to draw is left to be downloaded."""
    try:
        return Drawn(render_markdown(text))
    except ValueError:
        return Drawn(SafeString(""), _("This text is too long or too complex to be shown."))
