import pytest

from registration.attendance.operations import changing, placing
from tests.factories.attendance import RegistrationFactory

pytestmark = pytest.mark.django_db


def kinds_of(registration):
    return list(registration.steps.order_by("pk").values_list("kind", flat=True))


def test_an_approved_person_goes_online_and_back_and_the_history_says_so(now, letters):
    mine = RegistrationFactory(approved=True)

    changing.attend_online(mine.pk, by=None, now=now)
    changing.attend_online(mine.pk, by=None, now=now)
    changing.attend_on_site(mine.pk, by=None, now=now)

    mine.refresh_from_db()
    assert (mine.attendance_mode, kinds_of(mine), letters()) == (
        "on_site",
        ["moved_online", "moved_on_site"],
        [],
    )


def test_a_person_who_changes_it_here_gets_a_letter(now, letters):
    mine = RegistrationFactory(approved=True)

    changing.choose_mode_and_tell(mine.pk, mode="remote", by=mine.account, now=now)

    assert letters() == [(mine.account.email, "registration_changed")]


def test_keeping_the_place_is_noted(now):
    mine = RegistrationFactory(approved=True)

    changing.note_kept(mine.pk, by=None, now=now)

    assert kinds_of(mine) == ["kept"]


@pytest.mark.parametrize("state", ["draft", "rejected", "withdrawn"])
@pytest.mark.parametrize(
    "change", [changing.attend_online, changing.attend_on_site, changing.note_kept]
)
def test_only_a_place_that_stands_is_changed(now, state, change):
    mine = RegistrationFactory(**{state: True})

    with pytest.raises(placing.NotPossibleNow):
        change(mine.pk, by=None, now=now)


def test_who_waits_keeps_no_place_but_may_come_online(now):
    mine = RegistrationFactory(waiting=True)

    changing.attend_online(mine.pk, by=None, now=now)

    mine.refresh_from_db()
    assert (mine.state, mine.attendance_mode) == ("waiting", "remote")
    with pytest.raises(placing.NotPossibleNow):
        changing.note_kept(mine.pk, by=None, now=now)


def test_an_approved_person_chooses_the_language_of_our_letters(now):
    registration = RegistrationFactory(approved=True, language="en")

    changing.choose_language(registration.pk, language="vi", now=now)

    registration.refresh_from_db()
    assert (registration.language, registration.changed_at) == ("vi", now)
