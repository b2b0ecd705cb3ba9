"""Every page can be read by everybody: in light and dark, on a phone, with the keyboard.

The pages carry rows as a company would have them. An address that is neither visited here nor named as no page fails.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

import pytest
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.contrib.auth.hashers import make_password
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from knowledge.enums import InboxSource, InboxState, InboxWait, SuggestionKind
from knowledge.models import Article, InboxItem, Opening
from knowledge.selectors.history import newest_revision
from knowledge.services.attachments import add_attachment
from knowledge.services.capture import open_article, set_recording_file
from knowledge.services.chapters import add_chapter
from knowledge.services.guides import write_guide
from knowledge.services.revisions import save_text
from knowledge.services.search_log import note_search
from knowledge.services.suggestions import dismiss_suggestion, suggest
from metrics.services.snapshots import compute
from peerlearn.jobs.models import Job
from peerlearn.jobs.services.progress import advance, fail, start_job
from peerlearn.outbox.links import unsubscribe_token
from peerlearn.people.models import Role, User
from peerlearn.topics.services.topics import find_or_create_topics
from recognition.enums import Openness
from recognition.services.kudos import give_kudos
from rituals.enums import RitualKind, SessionStatus, TeachingState
from rituals.models import CircleSignUp, Ritual, Session
from rituals.services.attendance import join_token
from rituals.services.reply_links import reply_url
from rituals.services.requests import answer_requests, ask_to_learn
from rituals.services.talks import add_talk
from tests.factories.knowledge import SnippetFactory, TilFactory, capture_of, held_session
from tests.factories.people import FunctionFactory, LeadAssignmentFactory, UserFactory
from tests.factories.rituals import (
    AttendanceFactory,
    ChampionCallFactory,
    ChampionFactory,
    CircleRoundFactory,
    FacilitationFactory,
    NamingFactory,
    ProgramFactory,
    RitualFactory,
    RSVPFactory,
    SessionFactory,
    TeachingFactory,
)
from tests.journeys.conftest import serious_violations, watched
from tests.journeys.recordings import silence

Person = Literal["reader", "lead", "newcomer", "nobody"]
SignIn = Callable[[User], Client]
OpenContext = Callable[..., BrowserContext]
Walk = Callable[..., Iterator[Page]]

# Addresses that answer no page to look at, and why.
NO_PAGES = {
    "home:theme": "a switch, answers with a redirect",
    "outbox:outbox_release": "a form's address, answers with the outbox",
    "outbox:outbox_retry": "a form's address, answers with the outbox",
    "outbox:webhook_test": "a form's address, answers with the channels",
    "outbox:webhook_switch": "a form's address, answers with the channels",
    "rituals:rsvp": "a form's address, answers with the session",
    "rituals:session_series_rsvp": "a form's address, answers with the session",
    "rituals:ritual_channel": "a form's address, answers with the ritual",
    "rituals:ritual_rsvp": "a form's address, answers with the ritual",
    "rituals:claim": "a form's address, answers with the session",
    "rituals:talk_add": "a form's address, answers with the session",
    "rituals:talk_move": "a form's address, answers with the session",
    "rituals:talk_delete": "a form's address, answers with the session",
    "rituals:teaching_answer": "a form's address, answers with the session",
    "rituals:teaching_delete": "a form's address, answers with the session",
    "rituals:recording": "a form's address, answers with the session",
    "rituals:recording_withdraw": "a form's address, answers with the session",
    "rituals:swap_answer": "a form's address, answers with the session",
    "rituals:colleagues": "the list behind a field",
    "rituals:hold": "a form's address, answers with the session",
    "rituals:door_qr": "a picture on the page for the room",
    "rituals:rate": "a form's address, answers with the session",
    "rituals:moved": "a form's address, answers with the session",
    "rituals:taught": "a form's address, answers with the session",
    "rituals:mark": "a form's address, answers with the session",
    "rituals:unmark": "a form's address, answers with the session",
    "rituals:cancel": "a form's address, answers with the session",
    "rituals:ritual_end": "a form's address, answers with the ritual",
    "rituals:unskip": "a form's address, answers with the days off",
    "rituals:substitute": "a form's address, answers with the days off",
    "rituals:substitute_delete": "a form's address, answers with the days off",
    "rituals:pause": "a form's address, answers with the pauses",
    "rituals:pause_delete": "a form's address, answers with the pauses",
    "rituals:holidays": "a form's address, answers with the pauses",
    "rituals:holiday_delete": "a form's address, answers with the pauses",
    "rituals:session_requests": "a form's address, answers with the session",
    "rituals:request_vote": "a form's address, answers with the request",
    "rituals:request_vote_delete": "a form's address, answers with the request",
    "rituals:request_merge": "a form's address, answers with the request",
    "rituals:request_close": "a form's address, answers with the requests",
    "rituals:champion_table": "a form's address, answers with the ritual",
    "rituals:champion_volunteer": "a form's address, answers with the champions",
    "rituals:champion_charter": "a form's address, answers with the call",
    "rituals:champion_interview": "a form's address, answers with the session",
    "knowledge:of_session": "a way to the article",
    "knowledge:palette": "the list behind a field, looked at in the palette",
    "knowledge:search_opened": "the address of a report",
    "knowledge:capture_ask": "a form's address, answers with the session",
    "rituals:invite": "a calendar file",
    "rituals:feed": "a calendar file",
    "rituals:feed_renew": "a form's address, answers with the feed's part of the calendar",
    "rituals:feed_revoke": "a form's address, answers with the calendar",
    "rituals:book": "a form's address, answers with the session",
    "rituals:update": "a form's address, answers with the session",
    "rituals:membership": "a form's address, answers with the ritual",
    "rituals:circle_sign_up": "a form's address, answers with the rounds",
    "rituals:circle_leave": "a form's address, answers with the rounds",
    "knowledge:transcript": "a part of the article's page",
    "knowledge:captions": "captions of a recording",
    "knowledge:speaker_withdraw": "a form's address, answers with the article",
    "knowledge:speaker_overrule": "a form's address, answers with the article",
    "knowledge:restore_line": "a form's address, answers with the corrections",
    "knowledge:capture_files": "a form's address, answers with the capture",
    "knowledge:capture_policy": "a form's address, answers with the capture",
    "knowledge:transcription": "a form's address, answers with the suggestions",
    "knowledge:accept_suggestion": "a form's address, answers with the suggestions",
    "knowledge:dismiss_suggestion": "a form's address, answers with the suggestions",
    "knowledge:reopen_suggestion": "a form's address, answers with the suggestions",
    "knowledge:add_chapter": "a form's address, answers with the suggestions",
    "knowledge:change_chapter": "a form's address, answers with the suggestions",
    "knowledge:remove_chapter": "a form's address, answers with the suggestions",
    "knowledge:remove_key_sentence": "a form's address, answers with the suggestions",
    "knowledge:live_notes": "a part of the session's page",
    "knowledge:live_note_delete": "a form's address, answers with the session",
    "knowledge:inbox_file": "a form's address, answers with the inbox",
    "knowledge:inbox_away": "a form's address, answers with the inbox",
    "knowledge:inbox_back": "a form's address, answers with the inbox",
    "knowledge:uploads": "for the browser's script",
    "knowledge:upload": "for the browser's script",
    "knowledge:preview": "a part of the editor",
    "knowledge:image": "for the browser's script",
    "knowledge:draft_of_new": "a form's address, answers with the editor",
    "knowledge:draft": "a form's address, answers with the editor",
    "knowledge:text": "a text to be saved",
    "knowledge:still_right": "a form's address, answers with the article",
    "knowledge:restore": "a form's address, answers with the history",
    "knowledge:hide": "a form's address, answers with the history",
    "knowledge:export": "a form's address, answers with the job",
    "knowledge:export_file": "a zip to be saved",
    "knowledge:import": "a form's address, answers with the job",
    "knowledge:topic_offers": "the list behind a field",
    "topics:names": "a form's address, answers with the topic",
    "topics:follow": "a form's address, answers with the topic",
    "topics:follow_delete": "a form's address, answers with the topic",
    "knowledge:helped": "a form's address, answers with the article",
    "knowledge:ask_question": "a form's address, answers with the article",
    "knowledge:answer_question": "a form's address, answers with the article",
    "knowledge:delete_question": "a form's address, answers with the article",
    "knowledge:delete_answer": "a form's address, answers with the article",
    "knowledge:outdated": "a form's address, answers with the article",
    "knowledge:settle_outdated": "a form's address, answers with the article",
    "knowledge:add_attachment": "a form's address, answers with the article",
    "knowledge:delete_attachment": "a form's address, answers with the article",
    "knowledge:add_other_page": "a form's address, answers with the article",
    "knowledge:delete_other_page": "a form's address, answers with the article",
    "knowledge:copied": "for the browser's script",
    "knowledge:watched": "for the browser's script",
    "knowledge:media": "a recording's bytes",
    "recognition:thank": "a form's address, answers with the article",
    "recognition:thank_session": "a form's address, answers with the session",
    "ops:healthz": "for machines",
    "ops:readyz": "for machines",
}
TALK = """**Alice Teacher:** [00:05] Number every interview before you begin, and ask for the disagreement first.

**A guest:** [00:40] Why is that?

**Alice Teacher:** [00:50] Because a summary of twenty is an average, and the outlier is what we were paid for.
"""
NOTES = (
    "Ask for the disagreement first.\n\n## Steps\n\n1. Number the voices\n2. Ask what differs\n\n> Then summarise.\n"
)


@dataclass(frozen=True)
class Visit:
    """One page: the name of its address, what stands in the address, who looks."""

    name: str
    args: tuple[object, ...] = ()
    query: str = ""
    by: Person = "reader"
    status: int = 200

    @property
    def path(self) -> str:
        return reverse(self.name, args=self.args) + self.query


@dataclass(frozen=True)
class Company:
    people: dict[Person, User]
    visits: list[Visit]


@pytest.fixture
def company(transactional_db: None) -> Company:
    """A small company in the middle of its program, and every page of it."""
    strategy = FunctionFactory(name="Strategy")
    reader = UserFactory(name="Bob Colleague", function=strategy, job_title="Consultant")
    lead = UserFactory(name="Lydia Lead", function=strategy, roles=[Role.LD_LEAD])
    newcomer = UserFactory(name="Nora Newcomer", function=FunctionFactory(name="Tax"), password=make_password(None))
    LeadAssignmentFactory(user=lead, function=strategy)
    alice = UserFactory(name="Alice Teacher", function=strategy, manager=lead)
    now = timezone.now()
    circle_round = CircleRoundFactory(created_by=lead)
    CircleSignUp.objects.bulk_create(
        CircleSignUp(round=circle_round, user=person) for person in (reader, lead, alice, newcomer)
    )
    program = ProgramFactory(sponsor=lead, formal_parts="Client data.")
    program.reviewers.add(alice)
    ritual = RitualFactory(name="AI brown bag", slug="ai-brown-bag", function=strategy, program=program)
    FacilitationFactory(ritual=ritual, user=lead)
    slot = coming(ritual=ritual, title="", days=1)
    talk = coming(ritual=ritual, title="Let the model argue against you", days=8)
    TeachingFactory(session=talk, user=alice)
    for person in (lead, newcomer):
        RSVPFactory(session=talk, user=person, replied_at=now)
    over = coming(ritual=ritual, title="Was it held?", days=-1)
    TeachingFactory(session=over, user=lead)
    for title in ("Tally", "Sums"):
        coming(ritual=ritual, title=title, days=8)
    held, late, *others = (taught(alice, lead, reader, ritual=ritual, days=days) for days in (12, 20, 13, 14))
    article, *_others = [kept(session, by=alice, listener=reader) for session in (held, *others)]
    til = TilFactory(author=reader, title="Quote the page", published_at=now, dated_at=now)
    TilFactory(author=lead, title="Read the small print", published_at=now, dated_at=now)
    give_kudos(
        article, by=reader, text="The client asked who had listened so closely.", openness=Openness.PUBLIC, now=now
    )
    asked, answered = (ask_to_learn(title, by=lead) for title in ("Prompts for numbers", "Prompts that argue"))
    answer_requests(talk, requests=[answered], now=now)
    ask_to_learn("Short prompts", by=newcomer)
    for title in ("Prompts for numbers", "Pivot tables"):
        for person in (reader, newcomer):
            note_search(title, results=0, by=person, now=now)
    today = timezone.localdate()
    question = ChampionCallFactory(opens_on=today, closes_on=today + timedelta(days=7))
    over_question = ChampionCallFactory(opens_on=today - timedelta(days=9), closes_on=today - timedelta(days=2))
    NamingFactory(call=over_question, named=reader, named_by=alice)
    ChampionFactory(user=alice, starts_on=today, ends_on=today + timedelta(days=180))
    compute(as_of=now)
    return Company(
        {"reader": reader, "lead": lead, "newcomer": newcomer},
        [
            *(Visit("home:index", by=by) for by in ("reader", "lead", "newcomer")),
            *(Visit("rituals:ritual_list", query=query) for query in ("", "?archived")),
            Visit("rituals:ritual_new", by="lead"),
            *(Visit("rituals:program_list", query=query, by="lead") for query in ("", "?over")),
            Visit("rituals:program", (program.slug,)),
            Visit("rituals:program_new", by="lead"),
            Visit("rituals:program_edit", (program.slug,), by="lead"),
            Visit("rituals:health", by="lead"),
            Visit("rituals:health", status=403),
            Visit("rituals:ritual", (ritual.slug,)),
            *(Visit("rituals:session", (session.pk,)) for session in (slot, talk, held)),
            *(Visit("rituals:session", (session.pk,), by="lead") for session in (talk, over, held)),
            *teaching_visits(ritual, slot, talk, held, reader=reader, lead=lead, newcomer=newcomer),
            Visit("rituals:door", (talk.pk,), by="lead"),
            Visit("rituals:here", (talk.pk,)),
            Visit("rituals:used", (held.pk,)),
            Visit("rituals:attendance_file", (held.pk,), by="lead"),
            *(Visit("rituals:ritual_edit", (ritual.slug,), query=query, by="lead") for query in ("", CHANGED)),
            Visit("rituals:days_off", (ritual.slug,), by="lead"),
            Visit("rituals:pauses", by="lead"),
            Visit("rituals:session_edit", (talk.pk,), by="lead"),
            Visit("rituals:join", (join_token(talk, reader),), by="nobody"),
            Visit("rituals:reply", (reply_url(reader, session=talk).split("/")[-2],), by="nobody"),
            *(Visit("rituals:calendar", query=query) for query in ("", "?view=week", "?view=agenda")),
            *(Visit("rituals:request_list", query=query) for query in ("", "?answered", "?title=prompts")),
            *(Visit("rituals:request", (asked.pk,), by=by) for by in ("reader", "lead")),
            Visit("rituals:request_teach", (asked.pk,)),
            *(Visit("rituals:champion_list", by=by) for by in ("reader", "lead")),
            *(Visit("rituals:champion_call", (call.pk,)) for call in (question, over_question)),
            Visit("rituals:champion_call", (over_question.pk,), by="lead"),
            Visit("rituals:circles"),
            Visit("rituals:circle_new"),
            Visit("rituals:circle_form", (circle_round.pk,), by="lead"),
            *(Visit(name, (late.pk,), by="lead") for name in ("knowledge:capture", "knowledge:suggestions")),
            *(Visit("jobs:job", (job.pk,), by="lead") for job in work_of(lead, late)),
            Visit("knowledge:capture", (late.pk,), status=403),
            *(Visit("knowledge:owed", query=query, by="lead") for query in ("", "?name=talk.vtt")),
            Visit("knowledge:owed", by="newcomer"),
            *(Visit("knowledge:inbox", by=by) for by in inbox_of(lead, late)),
            *(Visit("knowledge:wiki", query=query) for query in ("", "?kind=guide")),
            *(Visit("knowledge:search", query=query) for query in ("", "?q=disagreement", "?q=xylophone")),
            Visit("knowledge:search", query="?q=interviews&kind=session"),
            Visit("knowledge:search_lines", (article.slug,), query="?q=disagreement"),
            Visit("knowledge:unanswered", by="lead"),
            *(Visit("knowledge:files", by=by) for by in ("reader", "lead")),
            Visit("knowledge:unanswered", status=403),
            *(Visit("knowledge:article", (slug,)) for slug in (article.slug, til.slug)),
            Visit("knowledge:article", (article.slug,), by="lead"),
            Visit("knowledge:line", (article.slug, 1)),
            Visit("knowledge:speaker", (article.slug, 2)),
            Visit("knowledge:corrections", (article.slug,)),
            Visit("knowledge:article", ("nobody-wrote-this",), status=404),
            Visit("knowledge:til_list"),
            *writing_visits(til, reader=reader, by=alice),
            Visit("recognition:wall"),
            Visit("metrics:dashboard", by="lead"),
            Visit("metrics:dashboard", status=403),
            *(Visit("metrics:figure", (name,), by="lead") for name in FIGURES),
            Visit("people:profile", (alice.pk,)),
            Visit("people:lead_list"),
            Visit("people:preferences"),
            Visit("outbox:preferences"),
            Visit("outbox:webhooks", by="lead"),
            Visit("outbox:webhooks", status=403),
            Visit("outbox:outbox", status=403),
            Visit("outbox:unsubscribe", (unsubscribe_token(reader.pk, "rituals.session_reminder"),), by="nobody"),
            *(Visit(name, by="nobody") for name in ENTRANCE),
            Visit("account_reset_password_from_key", reset_key(reader), by="nobody"),
            *(Visit(name) for name in ("account_logout", "account_change_password", "account_reauthenticate")),
            Visit("account_set_password", by="newcomer"),
        ],
    )


CHANGED = (
    "?since=all&every=1&weekdays=2&start_time=09:00&time_zone=Europe/Berlin&name=Forum&duration_minutes=30&audience=open"
    "&capture_policy=standard"
)
FIGURES = ("velocity", "active_teachers", "learning_rituals", "capture_rate", "reach")
ENTRANCE = (
    "account_login",
    "account_signup",
    "account_inactive",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
)


def teaching_visits(
    ritual: Ritual, slot: Session, talk: Session, held: Session, *, reader: User, lead: User, newcomer: User
) -> list[Visit]:
    """A demo day, a date of the reader's own, a question to a newcomer and one to an expert."""
    now = timezone.now()
    day = coming(ritual=ritual, title="Demo day", days=15, kind=RitualKind.DEMO_DAY)
    for title in ("Filters", "Charts"):
        add_talk(day, teacher=reader, title=title, now=now)
    TeachingFactory(session=slot, user=newcomer, state=TeachingState.INVITED, asked_by=lead, note="Your filter trick?")
    own = TeachingFactory(session=coming(ritual=ritual, title="Clauses", days=22, suitability="legal"), user=reader)
    sign_off = own.session.sign_offs.create(reviewer=lead, asked_at=now)
    topic, _same = find_or_create_topics(["Contracts", "Agreements"])
    topic.owners.add(lead)
    return [
        Visit("rituals:ritual", (ritual.slug,), by="lead"),
        Visit("rituals:session", (slot.pk,), by="newcomer"),
        *(Visit("rituals:session", (session.pk,)) for session in (day, own.session)),
        Visit("rituals:ask_teacher", (slot.pk,), by="lead"),
        Visit("rituals:preparation", (talk.pk,), by="lead"),
        Visit("rituals:run_sheet", (day.pk,), by="lead"),
        Visit("rituals:swap", (own.pk,)),
        Visit("rituals:encore", (held.pk,)),
        Visit("rituals:propose", (ritual.slug,)),
        Visit("rituals:sign_off", (sign_off.pk,), by="lead"),
        *(Visit("topics:topic", (topic.slug,), by=by) for by in ("reader", "lead")),
        *(Visit("topics:merge", (topic.slug,), by="lead", query=query) for query in ("", "?into=Agreements")),
    ]


def writing_visits(til: Article, *, reader: User, by: User) -> list[Visit]:
    """A share that somebody improved, the editor for it and for a guide, and guides to look at again."""
    now = timezone.now()
    for body in (NOTES, f"{NOTES}\nThen rest.\n"):
        save_text(til, by=by, title=til.title, body=body, based_on=newest_revision(til), reason="Said how", now=now)
    long_ago = now - timedelta(days=200)
    guide, *_others = [write_guide(writer, title="How we number", body=NOTES, now=long_ago) for writer in (reader, by)]
    first, *_others, last = til.revisions.order_by("pk")
    return [
        Visit("knowledge:guide_new"),
        Visit("knowledge:guides"),
        Visit("knowledge:show", (til.slug,)),
        Visit("knowledge:article", (guide.slug,)),
        Visit("knowledge:verifier", (guide.slug,)),
        Visit("knowledge:edit", (til.slug,)),
        Visit("knowledge:history", (til.slug,)),
        *(Visit("knowledge:revision", (til.slug, revision.pk)) for revision in (first, last)),
    ]


def coming(*, days: int, **fields: object) -> Session:
    starts_at = timezone.now().replace(minute=0) + timedelta(days=days)
    return SessionFactory(starts_at=starts_at, place="Room 4", meeting_url="https://meet.example.com/ai", **fields)


def taught(teacher: User, *listeners: User, days: int, **fields: object) -> Session:
    """A session held that many days ago; its capture was due a week later."""
    starts_at = timezone.now() - timedelta(days=days)
    due_at = starts_at + timedelta(days=7, minutes=30)
    title = f"Twenty interviews, {days} days ago"
    session = held_session(
        teacher, starts_at=starts_at, held_at=starts_at, capture_due_at=due_at, title=title, **fields
    )
    assert session.status == SessionStatus.HELD
    for person in listeners:
        AttendanceFactory(session=session, user=person)
    return session


def kept(session: Session, *, by: User, listener: User) -> Article:
    article = capture_of(session, transcript=TALK, topics=("Interviews",), body=NOTES, summary="Ask first.")
    SnippetFactory(article=article)
    set_recording_file(article, file=ContentFile(silence(5), name="talk.wav"), by=by)
    Opening.objects.create(article=article, user=listener, day=timezone.localdate())
    question = article.questions.create(asker=listener, text="Why number them?", starts=2)
    question.answers.create(author=by, text="To find the tape again.")
    article.outdated_marks.create(user=listener, note="The menu moved.")
    article.other_pages.create(url="https://wiki.example.com/Interviews", title="Interviews", added_by=by)
    add_attachment(article, file=ContentFile(b"one"), filename="list.txt", by=by)
    Session.objects.filter(pk=session.pk).update(captured_at=session.starts_at)
    return article


def inbox_of(owner: User, session: Session) -> tuple[Person, Person]:
    """What came by itself, in each of its states; who looks at it, and who sees none of it."""
    for number, (state, problem) in enumerate(
        [(InboxState.OPEN, ""), (InboxState.OPEN, "The file is empty."), (InboxState.DISMISSED, "")]
    ):
        InboxItem.objects.create(
            source=InboxSource.MAIL,
            key=f"link:{number}",
            kind="recording",
            filename=f"Recording {number}",
            url=f"https://acme.zoom.us/rec/share/{number}",
            received_at=timezone.now(),
            session=session,
            matched_by="MEETING,ARRIVAL",
            wait=InboxWait.REPLACES,
            problem=problem,
            state=state,
            settled_by=owner if state == InboxState.DISMISSED else None,
            settled_at=timezone.now(),
        )
    return "lead", "newcomer"


def work_of(owner: User, session: Session) -> list[Job]:
    """Long work in each of its states; proposals of every kind wait for an answer, a few are decided."""
    article = open_article(session)
    for number, kind in enumerate(SuggestionKind):
        suggest(article, kind=kind, text=f"Number every interview {number}", title="Ask for disagreement", starts=75)
    dismiss_suggestion(article.suggestions.first(), by=owner, now=timezone.now())
    add_chapter(article, title="Setup", starts=12)
    capture = reverse("knowledge:capture", args=[session.pk])
    waiting, running, failed = (
        start_job(owner, kind="knowledge.suggest", title=f"Reading {number}", total=5, result_url=capture)
        for number in range(3)
    )
    advance(running, done=3, now=timezone.now())
    fail(failed, message="It could not be read.", now=timezone.now())
    return [waiting, running, failed]


def reset_key(user: User) -> tuple[str, str]:
    return user_pk_to_url_str(user), default_token_generator.make_token(user)


@pytest.fixture
def walk(
    company: Company, context_for: OpenContext, client_of: SignIn, live_server: LiveServer, complaints: list[str]
) -> Walk:
    """Every page after the other, each seen by its person. Browsers complain of pages that are refused by design."""

    def visit_all(**options: object) -> Iterator[Page]:
        windows: dict[Person, Page] = {"nobody": watched(context_for(**options).new_page(), complaints)}
        for role, person in company.people.items():
            context = context_for(**options)
            session = client_of(person).cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
            windows[role] = watched(context.new_page(), complaints)
        for visit in company.visits:
            page = windows[visit.by] if visit.status == 200 else windows[visit.by].context.new_page()
            answer = page.goto(visit.path)
            assert answer is not None
            assert (answer.status, page.url) == (visit.status, live_server.url + visit.path)
            yield page

    return visit_all


def test_pages_are_open_to_everybody(walk: Walk) -> None:
    """One walk, since the pages take longer to open than to judge. Only colours differ between the themes."""
    found = []
    for page in walk(bypass_csp=True, reduced_motion="reduce"):
        page.emulate_media(color_scheme="light")
        found += without_skip_link(page)
        found += serious_violations(page)
        page.emulate_media(color_scheme="dark")
        found += serious_violations(page, rules=["cat.color"])
        found += wider_than_a_phone(page)

    assert found == []


def without_skip_link(page: Page) -> list[str]:
    """The first stop of the Tab key, from the top of the page, is the visible link to its content."""
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Tab")
    link = page.locator(":focus")
    place = link.bounding_box()
    if link.get_attribute("href") == "#main" and place is not None and place["y"] >= 0:
        return []
    return [f"{page.url} begins without a link to its content"]


def wider_than_a_phone(page: Page) -> list[str]:
    size, found = page.viewport_size, []
    for width in (390, 360):
        page.set_viewport_size({"width": width, "height": 800})
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(f"{page.url} scrolls sideways at {width} pixels")
    page.set_viewport_size(size or {"width": 1280, "height": 720})
    return found


def test_every_address_is_visited_or_no_page(company: Company) -> None:
    visited = {visit.name for visit in company.visits}

    assert visited & NO_PAGES.keys() == set()
    assert names(get_resolver()) == visited | NO_PAGES.keys()


def names(resolver: URLResolver, space: str = "") -> set[str]:
    """The names of all addresses, with their namespace."""
    found = set()
    for part in resolver.url_patterns:
        if isinstance(part, URLPattern):
            found.add(f"{space}{part.name}")
        else:
            found |= names(part, f"{part.namespace}:" if part.namespace else space)
    return found
