import pytest
from django.contrib.auth.models import Group

from conference.core import clock
from conference.programme.models import Session, SessionRole
from conference.programme.operations import scheduling
from tests.factories.panel import press
from tests.factories.people import UserFactory
from tests.factories.programme import (
    HOUR,
    MONDAY_9,
    RoomFactory,
    SessionFactory,
    SessionRoleFactory,
    SessionVersionFactory,
    SpeakerFactory,
    StrandFactory,
)

pytestmark = pytest.mark.django_db
LIST = "/desk/programme/sessions/"
NEW = "/desk/programme/new/"


def planner(client, name="An", role="Programme team"):
    person = UserFactory(staff=True, family_name=name, given_name="")
    person.groups.add(Group.objects.get(name=role))
    client.force_login(person)
    return person


@pytest.fixture
def team(client):
    return planner(client)


@pytest.fixture
def session():
    made = SessionFactory(title={"en": "Spectrum", "vi": "Phổ tần"})
    return Session.objects.get(pk=made.pk)


def page_of(session, *rest):
    return "/".join(["/desk/programme/session", str(session.pk), *rest, ""])


def written(session, **changed):
    return {
        "version": session.version,
        "title_0": str(session.title.localize("en")),
        "title_1": str(session.title.localize("vi")),
        "session_type": "forum_panel",
        "strand": session.strand_id,
        "room": session.room_id,
        "day": "2020-09-07",
        "begins": "09:00",
        "minutes": "60",
        "session_format": "on_site",
        "language": "en",
        "seats": "",
        "open_to": "",
    } | changed


def fresh(session):
    return Session.objects.get(pk=session.pk)


def titles(client, **wanted):
    return [row.title for row in client.get(LIST, wanted).context["rows"]]


def test_a_draft_is_written_with_the_next_free_code(client, team):
    room, strand = RoomFactory(), StrandFactory()

    answer = press(
        client,
        NEW,
        title_0="Spectrum",
        session_type="masterclass",
        strand=strand.pk,
        room=room.pk,
        day="2020-09-07",
        begins="09:00",
        session_format="both",
        join_url="https://meet.example.org/1",
        language="fr",
        interpretation=["en", "vi"],
        has_captions="on",
        seats="40",
        open_to="press, member_state",
    )

    made = Session.objects.get()
    assert answer["Location"] == page_of(made)
    assert (made.code, str(made.title), made.state) == (
        "C-00000001",
        "Spectrum",
        "draft",
    )
    assert (made.room_id, made.starts_at, made.ends_at) == (
        room.pk,
        MONDAY_9,
        MONDAY_9 + HOUR,
    )
    assert (made.language, made.interpretation, made.has_captions) == (
        "fr",
        ["en", "vi"],
        True,
    )
    assert (made.seats, made.open_to, made.strand_id, made.session_format) == (
        40,
        ["press", "member_state"],
        strand.pk,
        "both",
    )


@pytest.mark.parametrize(
    ("field", "answers"),
    [
        ("title", {"title_0": " "}),
        ("title", {"title_0": "", "title_1": "Phổ tần"}),
        ("code", {"code": "C-1"}),
        ("begins", {"day": "2020-09-07"}),
        ("day", {"begins": "09:00"}),
        ("open_to", {"open_to": "Press & Co"}),
        ("join_url", {"join_url": "nowhere at all"}),
        ("seats", {"seats": "-1"}),
        ("day", {"day": "1970-01-01", "begins": "09:00"}),
    ],
)
def test_what_is_not_understood_is_answered_kindly(client, team, field, answers):
    StrandFactory()
    facts = {
        "title_0": "Spectrum",
        "session_type": "masterclass",
        "session_format": "on_site",
        "language": "en",
    }

    answer = press(client, NEW, **(facts | answers))

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert Session.objects.count() == 0


def test_a_new_session_asks_to_choose_its_type(client, team, session):
    page = client.get(NEW)
    answer = press(client, NEW, **written(session, session_type="", room=""))

    (first, *_rest) = page.context["form"]["session_type"].subwidgets
    assert (first.data["value"], answer.status_code) == ("", 422)
    assert answer.context["form"].errors == {
        "session_type": ["Choose one of the types."]
    }


def test_a_code_of_another_session_is_refused(client, team, session):
    answer = press(client, NEW, **written(session, code=session.code, room=""))

    assert answer.status_code == 409
    assert f"Another session has the code {session.code}" in answer.content.decode()


def test_what_is_saved_is_what_was_written(client, team, session):
    answer = press(client, page_of(session, "save"), **written(session, minutes="90"))

    assert (answer.status_code, answer["Location"]) == (302, page_of(session))
    assert fresh(session).ends_at == MONDAY_9 + 1.5 * HOUR
    assert fresh(session).title.data == {"en": "Spectrum", "vi": "Phổ tần"}


def test_opening_and_saving_changes_nothing(client, team, session):
    form = client.get(page_of(session)).context["form"]
    facts = {}
    for bound in form:
        value = bound.value()
        if bound.name in {"title", "label", "abstract"}:
            parts = bound.field.widget.decompress(value)
            facts |= {f"{bound.name}_{n}": part or "" for n, part in enumerate(parts)}
        elif value not in (None, False):
            shown = bound.field.widget.format_value(value)
            facts[bound.name] = shown if isinstance(shown, list) else str(shown or "")

    answer = press(client, page_of(session, "save"), **facts)

    assert (answer.status_code, answer.context and answer.context["form"].errors) == (
        302,
        None,
    )
    assert fresh(session).version == 1


def test_the_second_keeps_what_the_first_saved_elsewhere(client, team, session):
    mine = written(session, title_0="Spectrum and satellites")
    press(client, page_of(session, "save"), **written(session, seats="40"))
    planner(client, "Binh")

    seen = press(client, page_of(session, "save"), **mine)
    form = seen.context["form"]

    assert seen.status_code == 409
    told = seen.context["meanwhile"]
    assert (told.by, [(each.what, each.now) for each in told.lines]) == (
        "An",
        [("Seats", "40")],
    )
    assert (form["seats"].value(), form["version"].value()) == (40, 2)
    assert form["title"].value().localize("en") == "Spectrum and satellites"
    assert fresh(session).title.localize("en") == "Spectrum"


def test_the_second_reads_the_title_that_the_first_saved(client, team, session):
    mine = written(session, title_0="Satellites")
    press(client, page_of(session, "save"), **written(session, title_1="Phổ"))

    seen = press(client, page_of(session, "save"), **mine)

    assert seen.status_code == 409
    assert "Title</dt><dd>changed in other languages" in seen.text


def test_where_both_wrote_the_second_decides(client, team, session):
    press(client, page_of(session, "save"), **written(session, begins="10:00"))

    seen = press(client, page_of(session, "save"), **written(session, begins="15:00"))
    version = seen.context["form"]["version"].value()
    before = fresh(session).starts_at
    press(
        client,
        page_of(session, "save"),
        **written(session, begins="15:00", version=version),
    )

    assert f"{seen.context['form']['begins'].value():%H:%M}" == "15:00"
    assert (before, fresh(session).starts_at) == (
        MONDAY_9 + HOUR,
        MONDAY_9 + 6 * HOUR,
    )


def test_the_state_moves_by_the_table_with_its_consequence(client, team, session):
    shown = client.get(page_of(session)).context["moves"]
    press(client, page_of(session, "state", "published"), version=1)
    state = fresh(session).state
    then = client.get(page_of(session)).context["moves"]

    assert [move.state for move in shown] == ["published", "tbc", "cancelled"]
    assert state == "published"
    assert [move.state for move in then] == ["tbc", "cancelled"]


def test_cancelling_names_how_many_have_a_seat(client, team):
    session = SessionFactory(published=True, capacity=40, seats_taken=12)
    version = SessionVersionFactory(session=session)
    Session.objects.filter(pk=session.pk).update(released=version)

    cancel = client.get(page_of(session)).context["moves"][-1]

    assert cancel.consequence == (
        "The next release shows it as cancelled, and those concerned are told. "
        "12 people have a seat."
    )


def test_a_state_that_does_not_follow_is_refused(client, team, session):
    Session.objects.filter(pk=session.pk).update(state="published")

    press(client, page_of(session, "state", "draft"), version=1)
    unknown = press(client, page_of(session, "state", "gone"), version=1)

    assert (fresh(session).state, unknown.status_code) == ("published", 404)


def test_a_draft_is_deleted_and_a_published_session_is_not(client, team, session):
    kept = SessionVersionFactory().session
    Session.objects.filter(pk=kept.pk).update(released=kept.versions.get())

    press(client, page_of(session, "discard"))
    press(client, page_of(kept, "discard"))

    assert list(Session.objects.all()) == [kept]


def swapping(session, other):
    """What the form posts that was made now."""
    return {
        "other": other.pk,
        "version": fresh(session).version,
        f"version-{other.pk}": fresh(other).version,
    }


def test_a_place_that_nobody_saw_is_not_swapped(client, team, session):
    other = SessionFactory(starts_at=MONDAY_9 + HOUR, title={"en": "5G"})
    seen = swapping(session, other)
    page = client.get(page_of(session, "swap")).content.decode()
    scheduling.move(
        other.pk,
        room_id=other.room_id,
        starts_at=MONDAY_9 + 3 * HOUR,
        ends_at=MONDAY_9 + 4 * HOUR,
        by=planner(client, "Binh"),
        now=clock.now(),
    )

    told = press(client, page_of(session, "swap"), **seen)
    unseen = press(client, page_of(session, "swap"), other=other.pk)

    assert all(f'name="{name}" value="{value}"' in page for name, value in seen.items())
    assert (told.status_code, unseen.status_code) == (409, 409)
    ((changed, others),) = told.context["others"]
    assert (changed, others.by) == (other, "Binh")
    assert [line.what for line in others.lines] == ["Time"]
    assert fresh(session).starts_at == MONDAY_9
    again = press(client, page_of(session, "swap"), **swapping(session, other))
    assert again.status_code == 302
    assert fresh(session).starts_at == MONDAY_9 + 3 * HOUR


def test_two_sessions_change_places(client, team, session):
    other = SessionFactory(starts_at=MONDAY_9 + HOUR, ends_at=MONDAY_9 + 3 * HOUR)

    offered = client.get(page_of(session, "swap")).context["rows"]
    press(client, page_of(session, "swap"), **swapping(session, other))

    assert [row.pk for row in offered] == [other.pk]
    places = [(s.room_id, s.starts_at, s.ends_at) for s in map(fresh, (session, other))]
    assert places == [
        (other.room_id, MONDAY_9 + HOUR, MONDAY_9 + 2 * HOUR),
        (session.room_id, MONDAY_9, MONDAY_9 + 2 * HOUR),
    ]


def test_a_person_is_found_without_accents_and_put_on_stage(client, team, session):
    person = SpeakerFactory(name="Đặng Thu", sort_key="dang thu")
    SpeakerFactory(name="Mai Lan", sort_key="mai lan")

    found = client.get(page_of(session), {"person": "thu dang"}).context["cast_form"]
    answer = press(
        client, page_of(session, "cast"), speaker=person.pk, role="keynote", order="5"
    )

    assert [pk for pk, _label in found.fields["speaker"].choices] == [person.pk]
    assert answer["Location"] == f"{page_of(session)}#cast"
    assert list(session.roles.values_list("speaker", "role", "order")) == [
        (person.pk, "keynote", 5)
    ]
    said = client.get(page_of(session)).content.decode()
    assert "Đặng Thu is noted as invited. No letter is sent." in said


def test_who_is_on_another_stage_then_is_refused(client, team, session):
    person = SpeakerFactory(name="Đặng Thu")
    SessionRoleFactory(speaker=person)

    press(client, page_of(session, "cast"), speaker=person.pk, role="chair")
    said = client.get(page_of(session)).content.decode()

    assert "Đặng Thu is on stage in" in said
    assert session.roles.count() == 0


def test_answers_are_noted_and_a_person_is_taken_off(client, team, session):
    one = SessionRoleFactory(session=session, confirmation="invited")
    two = SessionRoleFactory(session=session, confirmation="invited")
    three = SessionRoleFactory(session=session)

    press(client, page_of(session, "cast", str(one.pk), "answer"), answer="confirmed")
    press(client, page_of(session, "cast", str(two.pk), "answer"), answer="declined")
    press(client, page_of(session, "cast", str(three.pk), "remove"))

    answers = dict(SessionRole.objects.values_list("pk", "confirmation"))
    assert answers == {one.pk: "confirmed", two.pk: "declined"}


def test_a_role_of_another_session_is_not_found(client, team, session):
    role = SessionRoleFactory()

    answer = press(client, page_of(session, "cast", str(role.pk), "remove"))

    assert (answer.status_code, SessionRole.objects.count()) == (404, 1)


def test_the_list_narrows_by_each_filter(client, team):
    room, strand = RoomFactory(), StrandFactory(code="sme")
    first = SessionFactory(title={"en": "First"}, room=room)
    SessionFactory(
        title={"en": "Second"},
        strand=strand,
        starts_at=MONDAY_9 + 24 * HOUR,
        session_type="pitching",
    )
    SessionFactory(title={"en": "Tray"}, unplaced=True, has_unreleased_changes=False)
    SessionFactory(title={"en": "Gone"}, cancelled=True, has_unreleased_changes=False)
    SessionRoleFactory(session=first, confirmation="invited")
    Session.objects.filter(pk=first.pk).update(
        released=SessionVersionFactory(session=first)
    )

    assert titles(client) == ["First", "Second", "Tray"]
    assert titles(client, day="2020-09-08") == ["Second"]
    assert titles(client, room=room.pk) == ["First"]
    assert titles(client, strand=strand.pk) == ["Second"]
    assert titles(client, session_type="pitching") == ["Second"]
    assert titles(client, state="cancelled") == ["Gone"]
    assert titles(client, only="unplaced") == ["Tray"]
    assert titles(client, only="changed") == ["First", "Second"]
    assert titles(client, only="unconfirmed") == ["First"]
    assert titles(client, day="never", room="x", state="?") == [
        "First",
        "Second",
        "Tray",
    ]


def test_the_search_reads_all_languages_and_names_without_accents(
    client, team, session
):
    other = SessionFactory(title={"en": "5G"})
    SessionRoleFactory(session=other, speaker=SpeakerFactory(name="Đặng Thu"))

    assert titles(client, q="pho tan") == ["Spectrum"]
    assert titles(client, q="dang") == ["5G"]
    assert titles(client, q=other.code) == ["5G"]
    assert titles(client, q="nothing") == []


def test_the_sums_agree_with_the_lists_they_lead_to(client, team, session):
    SessionFactory(unplaced=True)
    SessionRoleFactory(session=session, confirmation="invited")
    shown = SessionVersionFactory(session__starts_at=MONDAY_9 + HOUR)
    Session.objects.filter(pk=shown.session_id).update(released=shown)
    SessionRoleFactory(session=shown.session, confirmation="to_reconfirm")

    sums = client.get(LIST).context["sums"]

    assert (sums.sessions, sums.unplaced, sums.unreleased, sums.unanswered) == (
        3,
        1,
        3,
        1,
    )


def test_the_list_of_changes_shows_what_a_release_would_cancel(client, team):
    made = SessionFactory(title={"en": "Gone"}, state="cancelled")
    SessionFactory(state="draft", has_unreleased_changes=False)
    SessionVersionFactory(session=made)

    assert titles(client, only="changed") == ["Gone"]
    assert client.get(LIST, {"only": "changed"}).context["sums"].unreleased == 1


@pytest.mark.parametrize("sessions", [1, 60])
def test_the_list_costs_the_same_for_any_number(
    client, team, sessions, django_assert_num_queries
):
    for _ in range(sessions):
        SessionRoleFactory()
    client.get(LIST)

    with django_assert_num_queries(13):
        client.get(LIST)


def test_an_auditor_reads_a_session_and_saves_nothing(client, session):
    planner(client, role="Auditor")

    page = client.get(page_of(session))
    answer = press(client, page_of(session, "save"), **written(session, seats="3"))

    assert (page.status_code, answer.status_code) == (200, 403)
    assert ">Save<" not in page.content.decode()


def test_the_panel_leads_from_the_admin_to_the_desk(client, session):
    client.force_login(UserFactory(staff=True, is_superuser=True))
    admin = "/desk/programme/session/"

    one = client.get(f"{admin}{session.pk}/change/")
    every = client.get(admin)

    assert (one["Location"], every["Location"]) == (page_of(session), LIST)
