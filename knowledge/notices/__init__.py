"""What is told about articles: each module knows when its messages still make sense, and their words."""

from knowledge.notices import (
    asked,
    endings,
    expiry,
    five_minutes,
    followed,
    inbox,
    outdated,
    overruled,
    owed,
    questions,
    ready,
    reviews,
    still_teaching,
)


def register_kinds() -> None:
    asked.register_kinds()
    endings.register_kinds()
    expiry.register_kinds()
    five_minutes.register_kinds()
    followed.register_kinds()
    inbox.register_kinds()
    outdated.register_kinds()
    overruled.register_kinds()
    owed.register_kinds()
    questions.register_kinds()
    ready.register_kinds()
    reviews.register_kinds()
    still_teaching.register_kinds()
