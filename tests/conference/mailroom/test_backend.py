import pytest
from django.core.mail import EmailMultiAlternatives, get_connection, send_mail

from conference.mailroom.models import Letter

pytestmark = pytest.mark.django_db
BACKEND = "conference.mailroom.backend.LetterBackend"


def test_djangos_own_mail_becomes_urgent_letters():
    message = EmailMultiAlternatives(
        "Code", "Your code", to=["Linh <a@example.org>", "b@example.org"]
    )
    message.attach_alternative("<p>Your code</p>", "text/html")

    get_connection(BACKEND).send_messages([message])

    assert list(
        Letter.objects.order_by("to_address").values_list(
            "to_address", "template", "context", "is_urgent"
        )
    ) == [
        (
            address,
            "plain",
            {"subject": "Code", "text": "Your code", "html": "<p>Your code</p>"},
            True,
        )
        for address in ["a@example.org", "b@example.org"]
    ]


def test_mail_to_nobody_is_no_letter():
    send_mail("x", "y", None, [], connection=get_connection(BACKEND))

    assert not Letter.objects.exists()
