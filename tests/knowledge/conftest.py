import pytest

from knowledge.services.meaning import NoExtension, create_extension


@pytest.fixture
def pgvector(db: None) -> None:
    """A server that can compare meanings; where it cannot, the test is left out and says so."""
    try:
        create_extension()
    except NoExtension as problem:
        pytest.skip(f"SEARCH BY MEANING IS NOT TESTED HERE: {problem}")
