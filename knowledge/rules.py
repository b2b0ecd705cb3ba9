"""Who may do what with articles. Who may see one is `ArticleQuerySet.visible_to`."""

from typing import Any

import rules

from knowledge.enums import ArticleKind
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


@rules.predicate
def made_it(user: User, choice: Any) -> bool:
    return choice.user_id == user.pk


@rules.predicate
def asked_it(user: User, question: Any) -> bool:
    return question.asker_id is not None and question.asker_id == user.pk


@rules.predicate
def looks_after_its_article(user: User, question: Any) -> bool:
    """Whether `user` wrote, taught or runs what the question is about."""
    return may_look_after(user, question.article)


@rules.predicate
def wrote_answer(user: User, answer: Any) -> bool:
    return answer.author_id is not None and answer.author_id == user.pk


@rules.predicate
def is_answer_below_own(user: User, answer: Any) -> bool:
    """Whether the answer stands below something that `user` wrote, taught or runs."""
    return may_look_after(user, answer.question.article)


@rules.predicate
def is_guide(user: User, article: Any) -> bool:
    return article.kind == ArticleKind.GUIDE


@rules.predicate
def is_verifier(user: User, article: Any) -> bool:
    return article.verifier_id is not None and article.verifier_id == user.pk


@rules.predicate
def may_look_after(user: User, article: Any) -> bool:
    """Whether `user` wrote, taught, runs or answers for it."""
    return (
        is_author(user, article)
        or is_verifier(user, article)
        or runs_its_session(user, article)
        or taught_it(user, article)
    )


@rules.predicate
def owns_a_topic(user: User, article: Any) -> bool:
    """Whether `user` looks after one of its topics."""
    return article.topics.filter(owners=user.pk).exists()


@rules.predicate
def owns_some_topic(user: User) -> bool:
    """Whether `user` looks after any topic."""
    return user.owned_topics.exists()


rules.add_perm("knowledge.write_line", is_colleague)  # of the notes during a session, by whoever may see it
rules.add_perm("knowledge.take_back_line", is_colleague & is_author)
rules.add_perm("knowledge.capture_session", is_colleague & (runs_session | is_ld_lead | is_admin))
rules.add_perm("knowledge.settle_inbox_item", is_colleague)  # by whoever may see it
rules.add_perm("knowledge.change_article", is_colleague & (is_author | runs_its_session))
rules.add_perm("knowledge.correct_line", is_colleague)  # a word is put right by whoever reads it
rules.add_perm("knowledge.ask_for_capture", is_colleague & ~runs_session)
rules.add_perm("knowledge.see_unanswered", is_colleague & (is_ld_lead | is_admin | owns_some_topic))
rules.add_perm("knowledge.speak_for_oneself", is_colleague)  # "this is me": whoever is heard in it
rules.add_perm("knowledge.withdraw_choice", is_colleague & made_it)
rules.add_perm(  # "that is somebody else": of an article in which somebody is named by their own word
    "knowledge.overrule_choice", is_colleague & (taught_it | runs_its_session | is_ld_lead | is_admin)
)
rules.add_perm("knowledge.mark_helped", is_colleague & is_published & ~taught_it & met_it)
# Counts of how it is used again; never who.
rules.add_perm(
    "knowledge.see_reuse", is_colleague & is_published & (taught_it | runs_its_session | is_ld_lead | is_admin)
)
# Whoever reads may ask and answer; both are taken back by who wrote them, or by who looks after the article.
rules.add_perm("knowledge.ask_question", is_colleague & is_published)
rules.add_perm("knowledge.answer_question", is_colleague & is_published)
rules.add_perm("knowledge.delete_question", is_colleague & (asked_it | looks_after_its_article | is_ld_lead | is_admin))
rules.add_perm("knowledge.delete_answer", is_colleague & (wrote_answer | is_answer_below_own | is_ld_lead | is_admin))
rules.add_perm("knowledge.mark_outdated", is_colleague & is_published & ~may_look_after)
rules.add_perm("knowledge.look_after", is_colleague & (may_look_after | is_ld_lead | is_admin))
rules.add_perm("knowledge.share_til", is_colleague)
rules.add_perm("knowledge.show_til", is_colleague & is_author)
rules.add_perm("knowledge.write_guide", is_colleague)
rules.add_perm("knowledge.import_wiki", is_colleague & (is_ld_lead | is_admin))
rules.add_perm("knowledge.export_everything", is_colleague & (is_ld_lead | is_admin))
# Whoever may read a text may improve it: the history keeps what was there before.
rules.add_perm("knowledge.edit_text", is_colleague)
rules.add_perm("knowledge.edit_frame", is_colleague & (is_guide | is_author | runs_its_session))
rules.add_perm("knowledge.hide_revision", is_colleague & (is_author | runs_its_session | is_ld_lead | is_admin))
rules.add_perm(
    "knowledge.verify_guide", is_colleague & is_guide & (is_verifier | is_author | owns_a_topic | is_ld_lead | is_admin)
)
