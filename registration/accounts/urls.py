"""Addresses of this app; the library's follow after them."""

from django.urls import path

from registration.accounts.views import entering, profile

app_name = "accounts"
urlpatterns = [
    path("", profile.profile, name="profile"),
    # Also where the library would list its sessions.
    path("sessions/", profile.devices, name="devices"),
    path("sign-out-elsewhere/", profile.sign_out_elsewhere, name="sign-out-elsewhere"),
    path(
        "sign-out-everywhere/", profile.sign_out_everywhere, name="sign-out-everywhere"
    ),
    # The same addresses as the library's, whose views they guard.
    path("signup/", entering.sign_up, name="sign-up"),
    path("login/code/", entering.ask_for_code, name="ask-for-code"),
    path("password/reset/", entering.forgotten_password, name="forgotten-password"),
]
