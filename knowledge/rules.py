"""Who may do what with articles. Who may see one is `ArticleQuerySet.visible_to`."""

from typing import Any

import rules

from peerlearn.people.models import User
from peerlearn.people.rules import is_admin, is_colleague, is_ld_lead
from rituals.rules import runs_session


@rules.predicate
def is_author(user: User, article: Any) -> bool:
    return article.author_id is not None and article.author_id == user.pk


@rules.predicate
def runs_its_session(user: User, article: Any) -> bool:
    return article.session is not None and runs_session(user, article.session)


@rules.predicate
def taught_it(user: User, article: Any) -> bool:
    return user in article.teachers()


@rules.predicate
def is_published(user: User, article: Any) -> bool:
    return article.published_at is not None


@rules.predicate
def met_it(user: User, article: Any) -> bool:
    """Whether `user` attended its session or opened it."""
    return article.was_met_by(user)


rules.add_perm("knowledge.capture_session", is_colleague & (runs_session | is_ld_lead | is_admin))
rules.add_perm("knowledge.change_article", is_colleague & (is_author | runs_its_session))
rules.add_perm("knowledge.mark_helped", is_colleague & is_published & ~taught_it & met_it)
rules.add_perm("knowledge.share_til", is_colleague)
