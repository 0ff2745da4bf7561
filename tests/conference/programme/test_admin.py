import io

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from conference.editions.models import Edition
from conference.programme.models import Room, Session, Speaker, Strand
from tests.factories.editions import EditionFactory
from tests.factories.people import UserFactory
from tests.factories.programme import (
    HOUR,
    MONDAY_9,
    ReleaseFactory,
    RoomFactory,
    SpeakerFactory,
)
from tests.factories.shown import show

pytestmark = pytest.mark.django_db
PEOPLE = "/desk/programme/speaker/"
ADD = f"{PEOPLE}add/"


@pytest.fixture
def team(client):
    EditionFactory()
    person = UserFactory(staff=True)
    person.groups.add(Group.objects.get(name="Programme team"))
    client.force_login(person)
    return client


def picture(name="photo.png", size=(200, 300)):
    drawn = io.BytesIO()
    Image.new("RGB", size, "navy").save(drawn, "PNG")
    return SimpleUploadedFile(name, drawn.getvalue(), "image/png")


def written(**changed):
    return {
        "code": "dang-thu",
        "name": "Đặng Thu",
        "position_0": "Director",
        "organisation_0": "Ministry of Samples",
        "country": "VN",
        "biography_0": "",
        "address": "thu@example.org",
        "language": "vi",
    } | changed


def errors(answer):
    return dict(answer.context["adminform"].form.errors)


def test_a_person_is_added_the_way_of_the_operation(team):
    account = UserFactory()

    answer = team.post(ADD, written(account_address=account.email, photo=picture()))

    assert answer.status_code == 302
    made = Speaker.objects.get()
    assert (made.name, made.sort_key, made.version, made.account_id) == (
        "Đặng Thu",
        "dang thu",
        1,
        account.pk,
    )
    assert (made.edition, made.photo.content_type) == (
        EditionFactory(),
        "image/webp",
    )


def test_a_change_counts_and_the_photo_is_taken_away(team):
    team.post(ADD, written(photo=picture()))
    person = Speaker.objects.get()

    answer = team.post(
        f"{PEOPLE}{person.pk}/change/",
        written(seen=1, name="Đặng Thị Thu", without_photo="on"),
    )

    assert answer.status_code == 302
    now = Speaker.objects.get()
    assert (now.name, now.version, hasattr(now, "photo")) == ("Đặng Thị Thu", 2, False)


@pytest.mark.parametrize(
    ("field", "answers"),
    [
        ("code", {"code": "taken"}),
        ("account_address", {"account_address": "nobody@example.org"}),
    ],
)
def test_what_the_database_would_refuse_is_said_kindly(team, field, answers):
    SpeakerFactory(code="taken")

    answer = team.post(ADD, written(**answers))

    assert list(errors(answer)) == [field]
    assert Speaker.objects.count() == 1


def test_an_account_belongs_to_one_person(team):
    other = SpeakerFactory(account=UserFactory())

    answer = team.post(ADD, written(account_address=other.account.email))

    assert list(errors(answer)) == ["account_address"]


def test_a_form_from_before_anothers_save_is_refused(team):
    person = SpeakerFactory(version=3)

    answer = team.post(f"{PEOPLE}{person.pk}/change/", written(seen=2))

    assert list(errors(answer)) == ["__all__"]
    assert Speaker.objects.get().name == person.name


def test_what_is_no_picture_is_told_and_nothing_is_kept(team):
    fake = SimpleUploadedFile("photo.png", b"not a picture", "image/png")

    answer = team.post(ADD, written(photo=fake), follow=True)

    assert "no picture that we can read" in answer.content.decode()
    assert Speaker.objects.count() == 0


def test_a_room_that_loses_chairs_is_looked_at_by_the_next_release(team):
    edition = Edition.objects.get()
    hall = RoomFactory(edition=edition, seats=9)
    full = show(edition, room=hall, seats=9, code="C-00000001")
    show(edition, room=hall, seats=4, code="C-00000002", starts_at=MONDAY_9 + HOUR)
    Session.objects.update(has_unreleased_changes=False)

    room = {"code": hall.code, "name_0": str(hall.name), "order": 1, "seats": 5}
    room |= {"interpretation_booths": 2, "online_places": ""}
    answer = team.post(f"/desk/programme/room/{hall.pk}/change/", room)

    assert answer.status_code == 302
    assert list(Session.objects.changed_since_release()) == [full]


def test_rooms_and_strands_are_put_into_this_edition(team):
    room = {"code": "hall-a", "name_0": "Hall A", "order": 1, "seats": 800}
    room |= {"interpretation_booths": 6, "online_places": ""}

    team.post("/desk/programme/room/add/", room)
    team.post(
        "/desk/programme/strand/add/", {"code": "sme", "name_0": "SME", "order": 1}
    )

    assert [(r.code, r.seats, r.edition.is_current) for r in Room.objects.all()] == [
        ("hall-a", 800, True)
    ]
    assert [(s.code, str(s.name)) for s in Strand.objects.all()] == [("sme", "SME")]


def test_the_lists_are_open_to_the_team_and_releases_are_read_only(team):
    RoomFactory()
    SpeakerFactory()
    release = ReleaseFactory()

    lists = ["room", "strand", "speaker", "release", "sessionchange"]
    answers = {name: team.get(f"/desk/programme/{name}/").status_code for name in lists}
    changed = team.post(f"/desk/programme/release/{release.pk}/change/", {})

    assert answers == dict.fromkeys(lists, 200)
    assert changed.status_code == 403
