"""The request of a view behind `login_required`, so that types know who asks."""

from django.http import HttpRequest

from peerlearn.people.models import User


class SignedInRequest(HttpRequest):
    """`user` is a colleague, never an anonymous visitor."""

    user: User
