"""An organisation's own sign-on, switched on by settings alone."""

import json
import subprocess
import sys

import pytest

from tests.plugins.servers import environment

ISSUER = "https://login.ministry.example.org/realm"
ASK = """
import json
from django.test import Client
import django
django.setup()
from django.conf import settings
page = Client().get("/account/login/")
text = page.content.decode()
start = text.index("/account/oidc/")
print(json.dumps({
    "status": page.status_code,
    "action": text[start:text.index('"', start)],
    "name": "Use Ministry of Samples" in text,
    "form_action": [
        part
        for part in page["Content-Security-Policy"].split("; ")
        if part.startswith("form-action")
    ],
}))
"""


@pytest.mark.django_db(transaction=True)
def test_a_sign_on_named_in_the_environment_stands_beside_the_other_doors():
    given = environment(
        DJANGO_SETTINGS_MODULE="conference.config.settings",
        OPENID_ISSUER=ISSUER,
        OPENID_NAME="Ministry of Samples",
        OPENID_CLIENT_ID="digital-world",
        OPENID_CLIENT_SECRET="secret",
    )

    check = [sys.executable, "manage.py", "check", "--fail-level", "WARNING"]
    subprocess.run(check, env=given, check=True, capture_output=True)
    asked = subprocess.run(
        [sys.executable, "-c", ASK],
        env=given,
        check=True,
        capture_output=True,
        text=True,
    )

    assert json.loads(asked.stdout.splitlines()[-1]) == {
        "status": 200,
        "action": "/account/oidc/organisation/login/?process=login",
        "name": True,
        "form_action": ["form-action 'self' https://login.ministry.example.org"],
    }
