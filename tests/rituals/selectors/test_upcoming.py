from datetime import timedelta

from rituals.enums import Reply
from rituals.selectors.upcoming import three_for, upcoming_of
from tests.factories.rituals import RSVPFactory, SessionFactory, TeachingFactory


def test_upcoming_are_those_one_goes_to_or_teaches_in_order(alice, bob, slot, talk, monday) -> None:
    RSVPFactory(session=slot, user=alice, reply=Reply.TENTATIVE)
    declined = SessionFactory()
    RSVPFactory(session=declined, user=alice, reply=Reply.DECLINED)
    RSVPFactory(session=declined, user=bob)
    TeachingFactory(user=alice, session__starts_at=monday - timedelta(days=1))
    TeachingFactory(user=alice, session__status="cancelled")

    found = upcoming_of(alice, monday)

    assert [(session, session.user_teaches) for session in found] == [(slot, False), (talk, True)]


def test_three_for_prefers_the_own_function_and_leaves_out_what_was_answered(
    bob, charlie, strategy, members_only, monday
) -> None:
    def taught(title: str, **fields: object):
        return TeachingFactory(session__title=title, **{f"session__{name}": value for name, value in fields.items()})

    taught("Soon", starts_at=monday + timedelta(hours=1))
    taught("Later", starts_at=monday + timedelta(days=2))
    taught("Even later", starts_at=monday + timedelta(days=3))
    taught("Ours", starts_at=monday + timedelta(days=4), ritual__function=strategy)
    taught("Next week", starts_at=monday + timedelta(days=8))
    taught("Begun", starts_at=monday - timedelta(minutes=5))
    RSVPFactory(session=taught("Answered", starts_at=monday + timedelta(hours=2)).session, user=bob, reply="declined")
    TeachingFactory(session=members_only)
    SessionFactory(title="Open slot")

    assert [session.title for session in three_for(bob, now=monday)] == ["Soon", "Later", "Ours"]
    assert [session.title for session in three_for(charlie, now=monday)][:2] == ["Soon", "Answered"]
