"""The reference case in numbers: a consultancy of 1,200 people whose 30 champions teach colleagues to use AI tools.

Every figure that the case promises follows from these: 26 weeks × 30 rituals = 780 held sessions with 10 learners each
on average = 7,800 attendances. In the 28 days before the start day: 4 × 30 = 120 sessions, of which the 90 older than
their 7 days are due and all captured; of the 30 younger ones the last 8 are still to do. 732 people attended, another
288 opened a capture only: a reach of 1,020 of 1,200. 24 of the 30 teachers were thanked in 60 days.
"""

from datetime import timedelta

PEOPLE = 1_200
WEEKS = 26
RITUALS = 30
RITUALS_PER_FUNCTION = 5
LEARNERS_PER_SESSION = 10
STILL_TO_CAPTURE = 8
ATTENDED_IN_WINDOW = 732
REACHED_IN_WINDOW = 1_020
THANKED_TEACHERS = 24
THANKED_WITHIN = timedelta(days=60)
LEAD_ALLOCATION = 10
"""Percent of their time that the lead of each function has."""
ONE_OPEN_SLOT_IN = 6
FIRST_STARTED_BEFORE = 190
"""Days before the start day by which everybody was hired: the population is 1,200 before the program begins, too."""
PLANNED_WEEKS = 26
"""Weeks ahead for which the sessions have their teachers."""

SIGN_INS = ("employee", "teacher", "champion", "lead", "manager", "ld", "admin")
SIGN_IN_DOMAIN = "demo.example"


def sign_in(role: str) -> str:
    """The address a demo visitor signs in with."""
    return f"{role}@{SIGN_IN_DOMAIN}"
