"""Who may do what with rituals and sessions.

Membership questions (is facilitator, teaches) stand here once; templates, views and the API ask for the permissions.
"""

from typing import Any

import rules
from django.utils import timezone

from peerlearn.core.windows import local_day
from peerlearn.people.models import User
from peerlearn.people.rules import is_admin, is_colleague, is_ld_lead
from rituals.enums import TeachingState


@rules.predicate
def is_facilitator(user: User, ritual: Any) -> bool:
    """Whether `user` runs `ritual`, today for somebody who is away too; reads prefetched facilitations if there are."""
    runs = any(facilitation.user_id == user.pk for facilitation in ritual.facilitations.all())
    return runs or ritual.pk in _stands_in_for(user)


def _stands_in_for(user: User) -> frozenset[int]:
    """Keys of the rituals that `user` runs today for somebody who is away; asked once for each request."""
    known: frozenset[int] | None = user.__dict__.get("_stands_in_for")
    if known is None:
        rows = user.substitutions.on(local_day(timezone.now()))
        known = user.__dict__["_stands_in_for"] = frozenset(rows.values_list("ritual_id", flat=True))
    return known


@rules.predicate
def facilitates_session(user: User, session: Any) -> bool:
    return session.ritual is not None and is_facilitator(user, session.ritual)


@rules.predicate
def teaches(user: User, session: Any) -> bool:
    """Whether `user` has accepted to teach in `session`."""
    return any(
        teaching.user_id == user.pk and teaching.state == TeachingState.ACCEPTED for teaching in session.teachings.all()
    )


@rules.predicate
def facilitates_something(user: User) -> bool:
    """Whether `user` runs any ritual, today for somebody who is away too."""
    return user.facilitations.exists() or bool(_stands_in_for(user))


@rules.predicate
def asked_for(user: User, request: Any) -> bool:
    return request.asked_by_id is not None and request.asked_by_id == user.pk


@rules.predicate
def was_named(user: User, call: Any) -> bool:
    """Whether colleagues named `user`; while the question is open, nobody may find that out."""
    return call.is_closed_on(local_day(timezone.now())) and call.namings.filter(named=user.pk).exists()


runs_session = teaches | facilitates_session


@rules.predicate
def leads_its_function(user: User, ritual: Any) -> bool:
    """Whether `user` is today's lead of the ritual's function."""
    if ritual is None or ritual.function_id is None or not user.leads_a_function:
        return False
    return user.lead_assignments.on(local_day(timezone.now())).filter(function=ritual.function_id).exists()


@rules.predicate
def leads_function_of_session(user: User, session: Any) -> bool:
    return leads_its_function(user, session.ritual)


@rules.predicate
def runs_something_in(user: User, program: Any) -> bool:
    """Whether `user` runs a forum of the program that still meets, or is its champion today."""
    forums = program.rituals.running()
    return (
        forums.filter(facilitations__user=user.pk).exists()
        or forums.filter(pk__in=_stands_in_for(user)).exists()
        or user.champion_terms.on(local_day(timezone.now())).filter(program=program).exists()
    )


@rules.predicate
def leads_a_function_of(user: User, program: Any) -> bool:
    """Whether `user` is today's lead of a function that the program is for."""
    if not user.leads_a_function:
        return False
    led = user.lead_assignments.on(local_day(timezone.now()))
    return led.filter(function__in=program.functions.values("pk")).exists()


answers_for_all = is_ld_lead | is_admin


@rules.predicate
def called_the_round(user: User, circle_round: Any) -> bool:
    return circle_round.created_by_id == user.pk


@rules.predicate
def is_the_person(user: User, teaching: Any) -> bool:
    """Whether `user` is the one who was asked, or who teaches."""
    return teaching.user_id == user.pk


@rules.predicate
def teaches_wanted_date(user: User, swap: Any) -> bool:
    return swap.wanted.user_id == user.pk


@rules.predicate
def reviews(user: User, sign_off: Any) -> bool:
    return sign_off.reviewer_id == user.pk


rules.add_perm("rituals.create_ritual", is_colleague)
rules.add_perm("rituals.change_ritual", is_colleague & (is_facilitator | answers_for_all | leads_its_function))
rules.add_perm("rituals.create_program", answers_for_all)
rules.add_perm("rituals.change_program", is_colleague & (answers_for_all | runs_something_in | leads_a_function_of))
rules.add_perm("rituals.oversee_rituals", is_colleague & (is_ld_lead | facilitates_something))
rules.add_perm("rituals.see_advice", is_colleague & (is_ld_lead | is_facilitator))
rules.add_perm("rituals.keep_days_off", is_ld_lead | is_admin)
# To move, correct or cancel a date; who came, by name, is for those who run it.
rules.add_perm("rituals.change_session", is_colleague & (runs_session | answers_for_all | leads_function_of_session))
rules.add_perm("rituals.run_session", is_colleague & runs_session)
rules.add_perm("rituals.claim_slot", is_colleague)
rules.add_perm("rituals.reply_to_session", is_colleague)
rules.add_perm("rituals.reply_to_series", is_colleague)
rules.add_perm("rituals.check_in", is_colleague)
rules.add_perm("rituals.give_feedback", is_colleague)
rules.add_perm("rituals.book_slot", is_colleague)
rules.add_perm("rituals.write_update", is_colleague)
rules.add_perm("rituals.join_community", is_colleague)
rules.add_perm("rituals.call_circles", is_colleague)
rules.add_perm("rituals.form_circles", is_colleague & called_the_round)
rules.add_perm("rituals.ask_request", is_colleague)
rules.add_perm("rituals.settle_request", is_colleague & (asked_for | is_ld_lead | is_admin | facilitates_something))
rules.add_perm("rituals.answer_teaching", is_colleague & is_the_person)
rules.add_perm("rituals.swap_slot", is_colleague & is_the_person)
rules.add_perm("rituals.allow_recording", is_colleague & is_the_person)
rules.add_perm("rituals.answer_swap", is_colleague & teaches_wanted_date)
rules.add_perm("rituals.repeat_session", is_colleague)
rules.add_perm("rituals.propose_topic", is_colleague)
rules.add_perm("rituals.add_talk", is_colleague)
rules.add_perm("rituals.sign_off", is_colleague & reviews)
rules.add_perm("rituals.view_champions", is_colleague)
rules.add_perm("rituals.volunteer_as_champion", is_colleague)
rules.add_perm("rituals.open_call", is_ld_lead | is_admin)
rules.add_perm("rituals.name_colleague", is_colleague)
rules.add_perm("rituals.view_namings", is_ld_lead)
rules.add_perm("rituals.sign_charter", is_colleague & was_named)
