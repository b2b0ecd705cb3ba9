"""What is told about articles: each module knows when its messages still make sense, and their words."""

from knowledge.notices import owed


def register_kinds() -> None:
    owed.register_kinds()
