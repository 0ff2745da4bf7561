"""Who is on stage: cast, replace, take off, and what people answered."""

import pytest

from conference.programme.models import SessionRole
from conference.programme.operations import casting, releasing, scheduling
from tests.factories.programme import (
    MAY,
    SessionFactory,
    SessionRoleFactory,
    SpeakerFactory,
)

pytestmark = pytest.mark.django_db
Confirmation = SessionRole.Confirmation


def roles(session):
    return list(
        session.roles.order_by("pk").values_list("speaker_id", "role", "confirmation")
    )


def is_marked(session):
    session.refresh_from_db()
    return session.has_unreleased_changes


def published(**facts):
    session = SessionFactory(published=True, **facts)
    releasing.publish(session.edition_id, by=None, now=MAY)
    return session


def test_a_person_is_cast_and_the_session_waits_to_be_published():
    session = published()
    speaker = SpeakerFactory(edition=session.edition)

    casting.cast(session.pk, speaker.pk, "chair", by=None, now=MAY)

    assert roles(session) == [(speaker.pk, "chair", "invited")]
    assert is_marked(session)


def test_nobody_is_cast_on_two_stages_at_once():
    role = SessionRoleFactory()
    session = SessionFactory(edition=role.session.edition)

    with pytest.raises(scheduling.OnTwoStages) as refused:
        casting.cast(session.pk, role.speaker_id, "chair", by=None, now=MAY)

    assert (refused.value.session, refused.value.other) == (session, role.session)
    assert roles(session) == []


def test_a_person_may_have_two_roles_in_a_session_but_not_one_twice():
    role = SessionRoleFactory()

    casting.cast(role.session_id, role.speaker_id, "keynote", by=None, now=MAY)
    with pytest.raises(casting.AlreadyCast):
        casting.cast(role.session_id, role.speaker_id, "keynote", by=None, now=MAY)

    assert [role for _, role, _ in roles(role.session)] == ["panellist", "keynote"]


def test_who_declines_leaves_the_stage_and_is_free_for_another():
    role = SessionRoleFactory()
    releasing_session = role.session
    other = SessionFactory(edition=role.session.edition)

    casting.answer(role.pk, Confirmation.DECLINED, by=None, now=MAY)
    casting.cast(other.pk, role.speaker_id, "chair", by=None, now=MAY)

    role.refresh_from_db()
    assert (role.confirmation, role.answered_at) == ("declined", MAY)
    assert roles(releasing_session) == [(role.speaker_id, "panellist", "declined")]


def test_who_declined_and_went_elsewhere_cannot_say_yes_again():
    role = SessionRoleFactory(confirmation=Confirmation.DECLINED)
    SessionRoleFactory(speaker=role.speaker, session__edition=role.session.edition)

    with pytest.raises(scheduling.OnTwoStages):
        casting.answer(role.pk, Confirmation.CONFIRMED, by=None, now=MAY)


def test_who_declined_is_asked_again_when_cast_again():
    role = SessionRoleFactory(confirmation=Confirmation.DECLINED, answered_at=MAY)

    casting.cast(role.session_id, role.speaker_id, role.role, by=None, now=MAY)

    role.refresh_from_db()
    assert (role.confirmation, role.answered_at) == ("invited", None)


def test_a_role_goes_to_another_person_in_the_same_place():
    role = SessionRoleFactory(order=7)
    other = SpeakerFactory(edition=role.session.edition)

    new = casting.replace(role.pk, other.pk, by=None, now=MAY)

    assert roles(role.session) == [
        (role.speaker_id, "panellist", "substituted"),
        (other.pk, "panellist", "invited"),
    ]
    assert new.order == 7


def test_a_role_that_cannot_go_to_another_stays():
    role = SessionRoleFactory()
    busy = SessionRoleFactory(session__edition=role.session.edition)

    with pytest.raises(scheduling.OnTwoStages):
        casting.replace(role.pk, busy.speaker_id, by=None, now=MAY)

    assert roles(role.session) == [(role.speaker_id, "panellist", "confirmed")]


def test_who_was_replaced_has_nothing_to_answer():
    role = SessionRoleFactory(confirmation=Confirmation.SUBSTITUTED)

    with pytest.raises(casting.WasReplaced):
        casting.answer(role.pk, Confirmation.CONFIRMED, by=None, now=MAY)
    with pytest.raises(casting.WasReplaced):
        casting.replace(role.pk, role.speaker_id, by=None, now=MAY)


def test_only_yes_and_no_are_answers():
    role = SessionRoleFactory()

    with pytest.raises(casting.NoSuchAnswer):
        casting.answer(role.pk, Confirmation.SUBSTITUTED, by=None, now=MAY)


def test_put_on_and_taken_off_again_leaves_nothing_to_publish():
    session = published()
    speaker = SpeakerFactory(edition=session.edition)
    role = casting.cast(session.pk, speaker.pk, "chair", by=None, now=MAY)

    casting.uncast(role.pk, by=None, now=MAY)

    assert roles(session) == []
    assert not is_marked(session)


def test_a_yes_changes_nothing_that_a_release_would_show():
    session = SessionFactory(published=True)
    role = SessionRoleFactory(session=session, confirmation="invited")
    releasing.publish(session.edition_id, by=None, now=MAY)

    casting.answer(role.pk, Confirmation.CONFIRMED, by=None, now=MAY)

    assert not is_marked(session)


def test_another_place_in_the_list_waits_to_be_published():
    session = SessionFactory(published=True)
    role = SessionRoleFactory(session=session)
    releasing.publish(session.edition_id, by=None, now=MAY)

    casting.place(role.pk, 1, by=None, now=MAY)

    assert is_marked(session)


@pytest.mark.parametrize("both", [True, False])
def test_many_stages_written_at_once_hold_nobody_twice(both):
    one = SessionFactory()
    other = SessionFactory(edition=one.edition)
    speaker = SpeakerFactory(edition=one.edition)
    casts = {one.pk: [("chair", speaker.pk)], other.pk: [("chair", speaker.pk)]}
    if not both:
        SessionRoleFactory(session=other, speaker=speaker)
        del casts[other.pk]

    with pytest.raises(scheduling.OnTwoStages, match=speaker.name) as refused:
        casting.recast(one.edition_id, casts, by=None, now=MAY)

    assert (refused.value.session, refused.value.other) == (one, other)
    assert roles(one) == []
