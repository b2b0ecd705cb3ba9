"""What to do when: a run sheet for each form, handed to whoever takes a slot and theirs to change."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rituals.enums import RitualKind

SHORT_TALK = _(
    "5 minutes before: open the room, share your screen, start the recording.\n"
    "0:00 Say what people will be able to do afterwards, in one sentence.\n"
    "0:03 Show it once from beginning to end, live, with a real example.\n"
    "0:13 Show it again slowly: what to type, what to look for, what went wrong at first.\n"
    "0:20 Questions. Repeat each one, so that the recording has it.\n"
    "0:27 Say where the prompt, file or link is. Ask who wants to show something next.\n"
    "0:30 End on time. Stop the recording."
)
RUN_SHEETS: dict[str, str | Promise] = {
    RitualKind.BROWN_BAG: SHORT_TALK,
    RitualKind.TEACH_IN: SHORT_TALK,
    RitualKind.DEMO_DAY: _(
        "10 minutes before: everybody who shows something tests the screen once.\n"
        "0:00 Say the order and the rule: five minutes each, no slides, then two questions.\n"
        "Each talk: what was hard, the thing itself, where to find it.\n"
        "The host keeps the time and calls the next one while questions run.\n"
        "At the end: which one will you try tomorrow? Thank everybody by name. Stop the recording."
    ),
    RitualKind.COACHING_CIRCLE: _(
        "0:00 Each says in one sentence where they stand.\n"
        "0:10 One person brings a real case, ten minutes without interruption.\n"
        "0:20 The others only ask questions.\n"
        "0:35 The others say what they would try; the person listens.\n"
        "0:50 The person says what they take along. Choose who brings the next case and who hosts."
    ),
    RitualKind.COMMUNITY_OF_PRACTICE: _(
        "0:00 What is new since last time, one line each.\n"
        "0:10 One member shows a piece of work.\n"
        "0:30 What do we want to do the same way from now on? Write it down.\n"
        "0:45 Open questions, and who looks into them."
    ),
    RitualKind.OFFICE_HOURS: _(
        "Read the questions that were written beforehand.\n"
        "Let the other person drive: they type, you ask.\n"
        "At the end: what will you do differently tomorrow?"
    ),
}
INTERVIEW_QUESTIONS = (
    _("What was hard or slow before?"),
    _("What did you try first, and why did it not work?"),
    _("What do you do now? Show it on your screen."),
    _("What surprised you?"),
    _("What should somebody try tomorrow who has ten minutes?"),
)


def run_sheet_for(kind: str) -> str:
    """The run sheet of a form in the reader's language; a written round has none."""
    return str(RUN_SHEETS.get(kind, ""))
