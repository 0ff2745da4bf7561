"""What a complete registration costs the database."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conference.core import repeat
from registration.attendance.models import Registration
from tests.factories.attendance import ParticipantCategoryFactory, RegistrationFactory

SEND = "/attend/check/"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("approval", ["nobody", "organiser"])
def test_sending_a_request_takes_at_most_twelve_statements(client, approval):
    category = ParticipantCategoryFactory(code="public_visitor", approval=approval)
    draft = RegistrationFactory(category=category, draft=True)
    client.force_login(draft.account)

    with CaptureQueriesContext(connection) as statements:
        client.post(SEND, {repeat.FIELD: repeat.fresh_token()})

    assert Registration.objects.exclude(state="draft").count() == 1
    # Counted with BEGIN and COMMIT.
    assert len(statements) <= 12, [each["sql"][:90] for each in statements]
