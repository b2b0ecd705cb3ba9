"""How sign-in differs from the library's defaults: accounts come from the directory, not from a form."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up by themselves; an administrator imports people or single sign-on creates them."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
