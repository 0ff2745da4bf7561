from collections import Counter
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Max

from conference.config import invariants
from conference.config.demo.seeding import seed
from conference.config.demo.seeding_accounts import ATTENDEES, ORGANISERS, PASSWORD
from conference.config.desk import records
from conference.config.roles import ROLES
from conference.core import clock
from conference.editions.models import Edition
from conference.programme.models import Release, Session, Speaker
from registration.accounts.models import User
from registration.attendance.models import (
    Registration,
    RegistrationStep,
    Seat,
    Star,
)

pytestmark = pytest.mark.django_db
FIELDS = (
    "account__email",
    "number",
    "badge_token",
    "state",
    "category__code",
    "country",
    "waiting_number",
    "submitted_at",
)


def everything():
    return list(Registration.objects.order_by("pk").values_list(*FIELDS))


@pytest.fixture
def seeded():
    seed(300)


def test_a_second_time_adds_nothing(seeded):
    before = everything()

    added = seed(300)

    assert added == 0
    assert everything() == before


def test_a_larger_number_adds_people_and_leaves_the_others(seeded):
    before = everything()

    added = seed(350)

    assert added == 50
    assert everything()[: len(before)] == before


def test_the_records_tell_the_time_of_the_demo(seeded):
    kinds = records.kinds()

    moments = {
        at
        for kind in kinds
        for at in kind.events.objects.values_list("pgh_created_at", flat=True)
    }
    decided = Registration.objects.filter(state="approved").latest("changed_at")
    event = next(kind for kind in kinds if kind.tracked is Registration).events
    assert moments
    assert max(moments) < clock.DEMO_START
    assert event.objects.get(pgh_obj_id=decided.pk).pgh_created_at == decided.changed_at


def test_the_same_number_gives_the_same_people(seeded):
    keys = Registration.objects.order_by("pk")
    first = keys.values_list("account__email", "state", "waiting_number")
    before = list(first)
    Seat.objects.all().delete()
    Star.objects.all().delete()
    Speaker.objects.update(account=None)
    Session.objects.update(changed_by=None)
    Release.objects.update(published_by=None)
    Registration.objects.all().delete()
    User.objects.all().delete()
    Edition.objects.get().categories.all().delete()

    seed(300)

    assert list(first.all()) == before


def test_everything_lies_before_the_morning_of_7_may(seeded):
    latest = Registration.objects.aggregate(
        *(
            Max(name)
            for name in ("created_at", "changed_at", "submitted_at", "decided_at")
        )
    )
    accounts = User.objects.aggregate(at=Max("created_at"))["at"]
    steps = RegistrationStep.objects.aggregate(at=Max("at"))["at"]

    assert max([*latest.values(), accounts, steps]) < clock.DEMO_START


def test_there_is_someone_of_every_kind(seeded):
    registrations = Registration.objects.all()

    assert set(registrations.values_list("state", flat=True)) == set(Registration.State)
    assert registrations.values("country").distinct().count() > 100
    assert set(registrations.values_list("language", flat=True)) == {
        "en",
        "vi",
        "fr",
        "es",
        "ru",
        "zh-hans",
        "ar",
    }
    lengths = {len(one.full_name) for one in registrations}
    assert min(lengths) == 1
    assert max(lengths) > 100


def test_the_line_is_in_order_and_only_where_places_are_taken(seeded):
    waiting = Registration.objects.in_line().select_related("category")

    full = {one.category for one in waiting}
    assert full
    assert all(category.places_left == 0 for category in full)
    for category in full:
        line = waiting.filter(category=category).order_by("waiting_number")
        sent = list(line.values_list("submitted_at", flat=True))
        assert sent == sorted(sent)
        assert category.last_waiting_number == len(sent)


def test_each_registration_tells_its_history(seeded):
    told = Counter(RegistrationStep.objects.values_list("kind", flat=True))
    states = Counter(Registration.objects.values_list("state", flat=True))

    assert told["started"] == states.total()
    assert told["submitted"] == states.total() - states["draft"]
    assert told["approved"] == states["approved"]


def test_writer_and_approver_are_two_people_and_each_role_has_one(seeded):
    people = User.objects.filter(is_staff=True).values_list("email", "groups__name")

    assert sorted(people) == sorted((each.address, each.role) for each in ORGANISERS)
    assert {each.role for each in ORGANISERS} == {*ROLES, "Auditor", "Administrator"}


def test_only_the_named_people_can_sign_in_with_the_password(seeded):
    named = {each.address for each in ORGANISERS} | {
        a.person.address for a in ATTENDEES
    }

    able = {user.email for user in User.objects.all() if user.has_usable_password()}

    assert able == named
    assert User.objects.get(email="linh@example.org").check_password(PASSWORD)


def test_the_table_names_every_account():
    told = StringIO()

    call_command("demo_accounts", stdout=told)

    for each in ORGANISERS:
        assert f"{each.address} " in told.getvalue()
    for each in ATTENDEES:
        assert f"{each.person.address} " in told.getvalue()


def test_the_command_says_how_many_it_added():
    told = StringIO()

    call_command("seed_demo", registrations=5, stdout=told)

    assert told.getvalue() == "16 registrations added.\n"


def test_a_number_below_nought_is_refused():
    with pytest.raises(CommandError, match="0 or more"):
        call_command("seed_demo", registrations=-1)


def test_what_must_always_be_true_is_true_of_the_demo(seeded):
    seed(400)

    assert list(invariants.broken(now=clock.DEMO_START)) == []
