"""The timetable: every periodic job of the product, and why it runs when it does.

Each job looks for what there is to do, so that a tick may be missed, doubled or late. Hours are those of the
organisation's zone (CELERY_TIMEZONE). `expires` drops ticks that were overtaken while no worker ran.
"""

from typing import Any

from celery.schedules import crontab

MINUTE = 60.0

# Within seconds of a start as well: readiness listens for both.
SIGNS_OF_LIFE: dict[str, dict[str, Any]] = {
    # Reminders are promised on time within two minutes; this finds every message whose poke was lost.
    "send what is due": {"task": "outbox.sweep", "schedule": MINUTE, "options": {"expires": 50}},
    # Shows that clock, queue and worker all run.
    "show a sign of life": {"task": "jobs.beat", "schedule": MINUTE, "options": {"expires": 50}},
}

SESSIONS: dict[str, dict[str, Any]] = {
    # After midnight, when a new day enters the horizon, and before the figures that count on it.
    "extend the calendar": {"task": "rituals.materialise_sessions", "schedule": crontab(hour="1", minute="10")},
    # After the calendar was extended, so that the newest dates have a host too.
    "name circle hosts": {"task": "rituals.name_circle_hosts", "schedule": crontab(hour="1", minute="20")},
    # A session counts as held a quarter of an hour after its end.
    "settle sessions": {"task": "rituals.settle_sessions", "schedule": 5 * MINUTE, "options": {"expires": 280}},
    # Five days of silence are counted in days; an hour more or less is nothing.
    "pass on sign-offs": {"task": "rituals.pass_on_sign_offs", "schedule": crontab(minute="20")},
}

MESSAGES: dict[str, dict[str, Any]] = {
    # Drafted two days ahead; the next pass finds a reply or a move that was missed.
    "prepare reminders": {
        "task": "rituals.materialise_reminders",
        "schedule": 5 * MINUTE,
        "options": {"expires": 280},
    },
    # The same for what is told around a date: an empty slot, the run sheet, the post of a channel, did it take place?
    "prepare what sessions need": {
        "task": "rituals.materialise_schedule",
        "schedule": 5 * MINUTE,
        "options": {"expires": 280},
    },
    # Captures are asked for in the morning after, and on some of the days after that.
    "ask for owed parts": {"task": "knowledge.materialise_owed", "schedule": 5 * MINUTE, "options": {"expires": 280}},
    # The questions wait for nine in the morning of their day, two weeks before a provider deletes.
    "ask for recordings that expire": {"task": "knowledge.materialise_expiry", "schedule": crontab(minute="50")},
    # The day begins at midnight of the organisation; whoever answers for a guide hears of it at nine.
    "ask for guides to be looked at": {"task": "knowledge.ask_for_reviews", "schedule": crontab(minute="40")},
    # Good news that may wait an hour.
    "tell authors of what many copied": {"task": "knowledge.tell_much_copied", "schedule": crontab(minute="45")},
    # The week ends on Sunday night, and the first digests are gathered on Monday at eight; each is told once a week.
    "tell teachers what it did": {"task": "knowledge.tell_still_teaching", "schedule": crontab(hour="0", minute="20")},
    # The same week, and the same digests.
    "tell followers what is new": {"task": "knowledge.tell_followers", "schedule": crontab(hour="0", minute="25")},
    # "Your session is ready" is promised ten minutes after its files came; this finds those whose poke was lost.
    "read what was captured": {
        "task": "knowledge.suggest_left_over",
        "schedule": 3 * MINUTE,
        "options": {"expires": 170},
    },
    # Any hour of the day will do: the question is for a month ago, and waits for the person's morning.
    "ask whether it is used": {"task": "rituals.ask_transfer", "schedule": crontab(hour="7", minute="40")},
    # The day after the last one of a call, before people begin to work.
    "tell named colleagues": {"task": "rituals.tell_named", "schedule": crontab(hour="6", minute="10")},
    # At 8:00 somewhere: zones differ by quarters of an hour.
    "gather digests": {"task": "outbox.materialise_digests", "schedule": 5 * MINUTE, "options": {"expires": 280}},
}

CALENDARS: dict[str, dict[str, Any]] = {
    # A mail on its way may overtake a reply; a calendar is put right within minutes.
    "recheck changed invitations": {
        "task": "rituals.recheck_invitations",
        "schedule": 5 * MINUTE,
        "kwargs": {"minutes": 20},
        "options": {"expires": 280},
    },
    # Members who left, and whatever else came without a message; before anybody looks at their calendar.
    "recheck all invitations": {"task": "rituals.recheck_invitations", "schedule": crontab(hour="4", minute="40")},
    # Whoever declines in a calendar frees a place somebody waits for. Recordings come the same way.
    "read the mailbox": {"task": "outbox.read_mailbox", "schedule": 3 * MINUTE, "options": {"expires": 170}},
}

FIGURES: dict[str, dict[str, Any]] = {
    # Before the figures, which read the column it mends.
    "reconcile captures": {"task": "knowledge.reconcile_captures", "schedule": crontab(hour="1", minute="30")},
    # Ages and reuse change with the day; the vocabulary follows the texts of the day before.
    "refresh search": {"task": "knowledge.refresh_search", "schedule": crontab(hour="1", minute="40")},
    # A day's captures are no burden to search, an import is.
    "pack the index of words": {"task": "knowledge.pack_index", "schedule": 10 * MINUTE, "options": {"expires": 500}},
    # Not between 2:00 and 2:59: twice a year that hour is missing or comes twice.
    "compute velocity": {"task": "metrics.compute_velocity", "schedule": crontab(hour="3", minute="10")},
    # After the figures, since it reads the same facts and is in less of a hurry.
    "derive credits": {"task": "recognition.derive_credits", "schedule": crontab(hour="3", minute="40")},
}

TRANSCRIPTS: dict[str, dict[str, Any]] = {
    # A file is whole when nobody has written to it for two minutes; "your session is ready" is promised after ten.
    "read the capture inbox": {"task": "knowledge.read_inbox", "schedule": 2 * MINUTE, "options": {"expires": 110}},
    # Found by words at once, by meaning a little later; nothing is done where no model is configured.
    "read what was said for its meaning": {
        "task": "knowledge.index_meaning",
        "schedule": 2 * MINUTE,
        "options": {"expires": 110},
    },
}

CLEANUP: dict[str, dict[str, Any]] = {
    # Exports, imports and transcripts by machine whose poke was lost: somebody looks at their progress bar.
    "ask for waiting work": {"task": "jobs.ask_again", "schedule": 5 * MINUTE, "options": {"expires": 280}},
    # Half an hour of silence is counted; ten minutes more do not matter.
    "give up stalled work": {"task": "jobs.fail_stalled", "schedule": 10 * MINUTE, "options": {"expires": 500}},
    # Who searched is known for half an hour at most, and a little more until the next round.
    "forget askers": {"task": "knowledge.forget_askers", "schedule": 10 * MINUTE, "options": {"expires": 500}},
    # When the fewest people send something; what was touched within a day is left alone.
    "clean uploads": {"task": "knowledge.clean_uploads", "schedule": crontab(hour="4", minute="20")},
    # With the other uploads; a day more or less is nothing after a week.
    "clean images": {"task": "knowledge.clean_images", "schedule": crontab(hour="4", minute="22")},
    # With the other uploads; a day more or less is nothing after a month.
    "clean the capture inbox": {"task": "knowledge.clean_inbox", "schedule": crontab(hour="4", minute="25")},
    # Before the words for "did you mean" are counted and captures judged; teachers chose days, not hours.
    "delete recordings whose time is over": {
        "task": "knowledge.end_recordings",
        "schedule": crontab(hour="1", minute="25"),
    },
    # Every hour, so that a file for a day is not there for two.
    "clean exports": {"task": "knowledge.clean_exports", "schedule": crontab(minute="35")},
    # When the night's figures are done.
    "forget old mails": {"task": "outbox.forget_texts", "schedule": crontab(hour="4", minute="10")},
}

TIMETABLE = SIGNS_OF_LIFE | SESSIONS | MESSAGES | CALENDARS | FIGURES | TRANSCRIPTS | CLEANUP
