from allauth.account import views as account
from django.urls import path, re_path

from peerlearn.people.views import directory, preferences

app_name = "people"
urlpatterns = [
    path("people/<int:pk>/", directory.profile, name="profile"),
    path("leads/", directory.lead_list, name="lead_list"),
    path("preferences/", preferences.preferences, name="preferences"),
]

# The library's views keep the names it reverses itself. Only these are offered: accounts come from the directory.
account_urlpatterns = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("signup/", account.signup, name="account_signup"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/set/", account.password_set, name="account_set_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
]
