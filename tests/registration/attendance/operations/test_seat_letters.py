"""What people read of their seats, and what their calendars make of it."""

from datetime import timedelta

import pytest
from django.conf import settings

from conference.mailroom.models import Letter
from conference.mailroom.rendering import words_of
from registration.attendance.models import Registration
from registration.attendance.operations import leaving, seating
from tests.factories.attendance import RegistrationFactory
from tests.factories.programme import (
    HOUR,
    MONDAY_9,
    SessionRoleFactory,
    VersionRoleFactory,
)
from tests.registration.attendance.operations.offered import offered
from tests.support.calendar_client import CalendarClient

pytestmark = pytest.mark.django_db

LANGUAGES = [code for code, _name in settings.LANGUAGES]


@pytest.fixture
def person():
    """Somebody approved, with a name and a zone of their own."""

    def made(**fields):
        linh = RegistrationFactory(
            approved=True, given_name="Linh", family_name="Nguyễn", **fields
        )
        linh.account.time_zone = "Europe/Zurich"
        linh.account.save(update_fields=["time_zone"])
        return linh

    return made


@pytest.fixture
def read():
    """The newest letter to a person in words, and its calendars."""

    def words(registration):
        letter = Letter.objects.filter(to_address=registration.account.email).last()
        return words_of(letter.template, letter.language, letter.context)

    return words


def take(person, session, now, **more):
    return seating.take(person.pk, session.pk, by=person.account, now=now, **more)


def wait(person, session, now):
    return seating.join_line(person.pk, session.pk, by=person.account, now=now)


def leave(person, session, now):
    return seating.give_back(person.pk, session.pk, by=person.account, now=now)


def calendar_of(registration):
    """A calendar that took every letter to a person, in order."""
    client = CalendarClient()
    for letter in Letter.objects.filter(to_address=registration.account.email):
        for text in letter.context.get("_calendar", []):
            client.take(text)
    return client


def test_a_seat_is_confirmed_with_its_time_on_both_clocks(person, read, now):
    session = offered()
    linh = person()

    take(linh, session, now)

    words = read(linh)
    assert words.subject == (
        f"Your seat: {session.title}, Mon 7 Sep 2020, 09:00 to 10:00 Ha Noi"
    )
    assert words.text.split("\n--\n")[0] == (
        "You have a seat\n"
        "\n"
        "Hello Linh Nguyễn,\n"
        "\n"
        f"{session.title}\n"
        "Mon 7 Sep 2020, 09:00 to 10:00 Ha Noi\n"
        "Mon 7 Sep 2020, 04:00 to 05:00 Zurich\n"
        f"{session.room.name}\n"
        "\n"
        "The entry for your calendar is attached. If the session moves, we write to you"
        " and the entry moves with it.\n"
        "\n"
        "If you cannot come, give the seat back: somebody may be waiting for it.\n"
        "\n"
        f"Open your seat: {settings.SITE_URL}/my/seats/{session.code}/\n"
    )


def test_who_is_asked_reads_what_is_in_the_way_and_until_when(person, read, now):
    session, other = offered(seats=1), offered()
    linh, binh = person(), person()
    take(linh, session, now)
    wait(binh, session, now)
    take(binh, other, now)

    leave(linh, session, now)

    words = read(binh)
    assert words.subject == (
        f"Decide until Mon 2 Mar 2020, 21:14 Ha Noi: a seat in {session.title}"
    )
    lines = [line.strip() for line in words.text.splitlines()]
    assert lines[lines.index("Was") :][:8] == [
        "Was",
        "You stood in line.",
        "Now",
        "A seat is held for you until Mon 2 Mar 2020, 21:14 Ha Noi.",
        "For you",
        f"At that time you have “{other.title}”.",
        "You can",
        "Take the seat instead, or leave it to the next person. If you say nothing "
        "until then, it goes to the next person and you keep what you have.",
    ]
    assert "_calendar" not in Letter.objects.get(template="seat_held").context


def test_names_and_titles_make_no_markup(person, read, now):
    session = offered(title="<b>www.example.org</b>")
    linh = person()

    take(linh, session, now)

    assert "&lt;b&gt;www.\u2060example.\u2060org&lt;/b&gt;" in read(linh).html


def everything(person, now):
    """Let each kind of letter be written to somebody."""
    first, second = offered(seats=1, session_format="both"), offered(seats=1)
    third = offered(starts_at=MONDAY_9 + HOUR)
    linh, binh, chi = person(), person(), person()
    take(linh, first, now)
    take(linh, third, now)
    wait(binh, first, now)
    take(linh, second, now, instead_of=first.pk)
    wait(chi, second, now)
    leave(binh, first, now)
    take(chi, first, now)
    leave(linh, second, now)
    seating.lapse_due(now=now + timedelta(hours=12))
    Registration.objects.filter(pk=binh.pk).update(attendance_mode="remote")
    take(binh, first, now)
    Registration.objects.filter(pk=binh.pk).update(attendance_mode="on_site")
    seating.recount(binh.pk, by=binh.account, now=now)
    leaving.withdraw(linh.pk, by=linh.account, now=now)
    return linh, binh, chi


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_letter_can_be_read_in_every_language(person, now, language):
    everything(lambda: person(language=language), now)

    letters = Letter.objects.order_by("pk")
    read = [words_of(each.template, each.language, each.context) for each in letters]
    assert {letter.template for letter in letters} == {
        "seat_taken",
        "seat_waiting",
        "seat_promoted",
        "seat_held",
        "seat_given_back",
        "seat_lapsed",
        "seat_needs_chair",
        "seats_released",
    }
    assert [words.subject for words in read if "None" in words.text] == []
    assert all(words.subject and words.text and words.html for words in read)


def test_calendars_end_with_the_seats_people_have(person, now):
    linh, binh, chi = everything(person, now)

    def uids(registration):
        taken = registration.seats.filter(state="taken")
        return set(taken.values_list("session__ical_uid", flat=True))

    found = {each.pk: set(calendar_of(each).entries) for each in (linh, binh, chi)}
    assert found == {each.pk: uids(each) for each in (linh, binh, chi)}
    assert len(found[chi.pk]) == 1


def test_a_seat_taken_again_comes_back_into_the_calendar(person, now):
    session = offered()
    linh = person()

    take(linh, session, now)
    leave(linh, session, now)
    gone = calendar_of(linh)
    take(linh, session, now)
    back = calendar_of(linh)

    assert (set(gone.entries), set(back.entries)) == (set(), {session.ical_uid})
    assert (gone.sequences, back.sequences) == (
        {session.ical_uid: 2},
        {session.ical_uid: 3},
    )


def test_a_seat_taken_with_a_new_request_comes_back_into_the_calendar(person, now):
    session = offered()
    linh = person()
    take(linh, session, now)
    leave(linh, session, now)
    leaving.withdraw(linh.pk, by=None, now=now)
    again = person(account=linh.account, edition=linh.edition)

    take(again, session, now)

    calendar = calendar_of(again)
    assert [entry.status for entry in calendar.entries.values()] == ["CONFIRMED"]


def test_who_gives_a_seat_back_and_stands_on_the_stage_keeps_the_session(person, now):
    session = offered()
    linh = person()
    part = SessionRoleFactory(session=session, speaker__account=linh.account)
    VersionRoleFactory(version=session.released, speaker=part.speaker, role=part.role)

    take(linh, session, now)
    leave(linh, session, now)

    calendar = calendar_of(linh)
    assert [entry.status for entry in calendar.entries.values()] == ["CONFIRMED"]


def test_a_letter_says_when_the_organisers_gave_a_seat_back(
    person, read, organiser, now
):
    session = offered()
    linh = person()
    take(linh, session, now)

    seating.give_back(linh.pk, session.pk, by=organiser, now=now)

    assert read(linh).text.startswith("We gave your seat back\n")
