"""What rituals show on their own pages and on those of people, one module for each noun."""


def register_panels() -> None:
    """Called once when the app is ready."""
