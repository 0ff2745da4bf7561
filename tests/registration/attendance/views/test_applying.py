from datetime import timedelta

import pytest

from conference.core import clock, repeat
from registration.attendance.models import Registration
from tests.factories.attendance import ParticipantCategoryFactory, RegistrationFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
ABOUT = {
    "title": "ms",
    "language": "vi",
    "family_name": "Nguyễn",
    "given_name": "Thị Thuỳ Linh",
    "badge_name": "Thuỳ Linh Nguyễn",
    "organisation": "Ministry of Samples",
    "position": "Senior adviser",
    "country": "VN",
}
PART = {"attendance_mode": "on_site", "special_needs": "", "wants_news": "on"}


@pytest.fixture
def person(client):
    account = UserFactory(family_name="Nguyễn", given_name="Linh", country="VN")
    client.force_login(account)
    return account


@pytest.fixture
def category():
    return ParticipantCategoryFactory(
        code="public_visitor", approval="nobody", quota=100
    )


@pytest.fixture
def draft(person, category):
    return RegistrationFactory(account=person, category=category, draft=True)


def sent(answers, **more):
    return {**answers, repeat.FIELD: repeat.fresh_token(), **more}


def seen(registration):
    return registration.changed_at.isoformat()


def my_registrations(person):
    return list(Registration.objects.of(person).values_list("state", flat=True))


def test_a_stranger_reads_who_can_come_and_is_led_to_an_account(client, category):
    page = client.get("/attend/")

    assert page.status_code == 200
    assert "Member State" in page.text
    assert "?next=/attend/" in page.text


@pytest.mark.parametrize("name", ["category", "about", "part", "check"])
def test_the_steps_need_an_account(client, name):
    answer = client.get(f"/attend/{name}/")

    assert (answer.status_code, answer["Location"]) == (
        302,
        f"/account/login/?next=/attend/{name}/",
    )


def test_a_request_goes_through_four_steps_to_its_pass(client, person, category):
    first = client.post("/attend/category/", sent({"category": category.pk}))
    second = client.post("/attend/about/", sent(ABOUT))
    third = client.post("/attend/part/", sent(PART))
    fourth = client.post("/attend/check/", sent({}))
    page = client.get("/my/")

    assert [answer["Location"] for answer in (first, second, third, fourth)] == [
        "/attend/about/",
        "/attend/part/",
        "/attend/check/",
        "/my/",
    ]
    mine = Registration.objects.of(person).get()
    assert (mine.state, mine.organisation, mine.wants_news, mine.in_public_list) == (
        "approved",
        "Ministry of Samples",
        True,
        False,
    )
    assert mine.number in page.text
    assert "<svg" in page.text
    assert mine.badge_token not in page.text


@pytest.mark.parametrize("name", ["category", "about", "part", "check"])
def test_looking_at_a_step_begins_nothing(client, person, category, name):
    page = client.get(f"/attend/{name}/")

    assert (page.status_code, my_registrations(person)) == (200, [])


def test_what_the_profile_knows_is_filled_in(client, person, category):
    page = client.get("/attend/about/")

    assert 'value="Nguyễn"' in page.text
    assert '<option value="VN" selected>' in page.text


def test_the_steps_are_reached_by_links_and_say_what_is_done(client, draft):
    page = client.get("/attend/part/")

    assert [step.state for step in page.context["steps"]] == [
        "done",
        "done",
        "current",
        "",
    ]
    assert 'href="/attend/category/"' in page.text


def test_consents_are_off_until_somebody_says_yes(client, person, category):
    page = client.get("/attend/part/")

    assert page.text.count('type="checkbox"') == 4
    assert (
        "checked" not in page.text.replace('type="radio"', "").split("checkbox", 1)[1]
    )


def test_who_has_a_draft_goes_on_where_it_stopped(client, person, category):
    RegistrationFactory(account=person, category=category, draft=True, organisation="")

    answer = client.get("/attend/")

    assert answer["Location"] == "/attend/about/"


@pytest.mark.parametrize(
    ("state", "where"),
    [("submitted", "/my/"), ("approved", "/my/"), ("waiting", "/my/")],
)
def test_who_has_sent_the_request_is_led_to_it(client, person, category, state, where):
    traits = {} if state == "submitted" else {state: True}
    RegistrationFactory(account=person, category=category, **traits)

    assert client.get("/attend/")["Location"] == where


def test_a_mistake_keeps_everything_that_was_typed(client, draft):
    typed = ABOUT | {"organisation": " ", "position": "Cố vấn cao cấp"}

    page = client.post("/attend/about/", sent(typed, seen_at=seen(draft)))

    assert page.status_code == 422
    assert "Cố vấn cao cấp" in page.text
    assert "If you come for yourself" in page.text


def test_the_same_press_twice_has_one_effect_and_the_same_answer(client, person, draft):
    press = sent({})

    first = client.post("/attend/check/", press)
    second = client.post("/attend/check/", press)

    assert (first["Location"], second["Location"]) == ("/my/", "/my/")
    assert my_registrations(person) == ["approved"]
    assert draft.steps.count() == 2


def test_sending_from_a_second_window_says_where_the_request_stands(
    client, person, draft
):
    client.post("/attend/check/", sent({}))

    page = client.post("/attend/check/", sent({}))

    assert (page.status_code, my_registrations(person)) == (409, ["approved"])


def test_a_form_without_its_token_is_kept_and_asked_for_again(client, draft):
    page = client.post("/attend/about/", ABOUT | {"position": "Minister"})

    assert (page.status_code, "Minister" in page.text) == (409, True)


def test_two_windows_do_not_overwrite_each_other(client, draft):
    old = seen(draft)
    client.post("/attend/about/", sent(ABOUT | {"position": "Minister"}, seen_at=old))

    page = client.post(
        "/attend/about/", sent(ABOUT | {"position": "Envoy"}, seen_at=old)
    )
    draft.refresh_from_db()

    assert (page.status_code, draft.position) == (409, "Minister")
    assert [
        (row.label, row.ours, row.typed) for row in page.context["differences"]
    ] == [("Position", "Minister", "Envoy")]

    again = page.context["form"]["seen_at"].value()
    client.post("/attend/about/", sent(ABOUT | {"position": "Envoy"}, seen_at=again))
    draft.refresh_from_db()
    assert draft.position == "Envoy"


def test_answers_change_while_the_request_is_undecided(client, person):
    mine = RegistrationFactory(account=person)

    answer = client.post(
        "/attend/about/", sent(ABOUT | {"position": "Envoy"}, seen_at=seen(mine))
    )

    mine.refresh_from_db()
    assert (answer["Location"], mine.position, mine.state) == (
        "/my/answers/",
        "Envoy",
        "submitted",
    )


def test_who_one_comes_as_stands_once_the_request_is_sent(client, person, category):
    mine = RegistrationFactory(account=person)

    page = client.post("/attend/category/", sent({"category": category.pk}))

    mine.refresh_from_db()
    assert (page.status_code, mine.category.code) == (409, "member_state")


def test_decided_answers_are_not_changed_by_an_old_window(client, person):
    mine = RegistrationFactory(account=person, approved=True)

    page = client.post("/attend/about/", sent(ABOUT | {"position": "Envoy"}))

    mine.refresh_from_db()
    assert (page.status_code, mine.position) == (409, "Adviser")
    assert "Envoy" in page.text


def test_a_category_that_closes_before_sending_is_refused_kindly(client, person, draft):
    draft.category.closes_at = clock.now() - timedelta(seconds=1)
    draft.category.save(update_fields=["closes_at"])

    page = client.post("/attend/check/", sent({}))

    assert (page.status_code, my_registrations(person)) == (409, ["draft"])
    assert "have closed" in page.text


def test_only_open_categories_are_offered(client, person, category):
    ParticipantCategoryFactory(code="media", closes_at=clock.now())
    ParticipantCategoryFactory(code="sme", opens_at=clock.now() + timedelta(days=1))

    page = client.get("/attend/category/")

    offered = [
        value for value, _label in page.context["form"].fields["category"].choices
    ]
    assert offered == [category.pk]


def test_full_categories_say_how_many_wait(client, person):
    full = ParticipantCategoryFactory(quota=1)
    RegistrationFactory(category=full, approved=True)
    RegistrationFactory(category=full, waiting=True)

    assert "Full, 1 waiting." in client.get("/attend/category/").text


@pytest.mark.parametrize(
    "category_id", ["", "0", "-1", "1e9", "999999999999999999999", "x"]
)
def test_a_category_that_is_not_offered_is_not_chosen(
    client, person, category, category_id
):
    page = client.post("/attend/category/", sent({"category": category_id}))

    assert (page.status_code, my_registrations(person)) == (422, [])


def test_sending_without_a_draft_leads_to_the_beginning(client, person, category):
    answer = client.post("/attend/check/", sent({}))

    assert (answer.status_code, answer["Location"]) == (302, "/attend/")


def test_steps_may_not_be_skipped(client, person, category):
    RegistrationFactory(account=person, category=None, draft=True)

    page = client.post("/attend/check/", sent({}))

    assert (page.status_code, my_registrations(person)) == (409, ["draft"])


def test_fields_of_the_office_cannot_be_sent_along(client, person, draft):
    client.post(
        "/attend/about/",
        sent(
            ABOUT,
            seen_at=seen(draft),
            state="approved",
            number="X",
            account="1",
            edition="2",
        ),
    )

    draft.refresh_from_db()
    assert (draft.state, draft.number, draft.account) == ("draft", None, person)


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{7*7}}{% debug %}${7*7}%(secret)s{0.__class__}",
    "a\x00b",
    "\ufeff\ufffe",
    "Robert'); DROP TABLE attendance_registration;--",
    "O'Brien",
    "名",
    "\u202eevil",
    "Bcc: b@y.org\r\nX: y",
    "=HYPERLINK(1)",
    "👩‍👩‍👧‍👦" * 3,
]
EMPTY = [" ", "\u00a0", "\u3164", "\u200b\u200d", "\t\n"]


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize(
    "field", ["family_name", "badge_name", "organisation", "position"]
)
def test_hostile_text_is_stored_as_text_or_refused_kindly(client, draft, field, value):
    answer = client.post(
        "/attend/about/", sent(ABOUT | {field: value}, seen_at=seen(draft))
    )

    assert answer.status_code in {302, 422}
    assert "<script>alert(1)" not in client.get("/attend/check/").text
    draft.refresh_from_db()
    assert set(getattr(draft, field)) & set("\x00\r\n\u202e") == set()


@pytest.mark.parametrize("value", EMPTY)
@pytest.mark.parametrize("field", ["family_name", "badge_name", "organisation"])
def test_what_looks_empty_is_empty(client, draft, field, value):
    answer = client.post(
        "/attend/about/", sent(ABOUT | {field: value}, seen_at=seen(draft))
    )

    assert answer.status_code == 422


@pytest.mark.parametrize("field", sorted(ABOUT))
def test_a_very_long_answer_is_refused_and_kept(client, draft, field):
    answer = client.post(
        "/attend/about/", sent(ABOUT | {field: "(" * 50_000}, seen_at=seen(draft))
    )

    assert answer.status_code == 422


@pytest.mark.parametrize("field", sorted(PART))
def test_odd_values_in_the_third_step_never_break_it(client, draft, field):
    answers = [
        client.post("/attend/part/", sent(PART | {field: value}, seen_at=seen(draft)))
        for value in ["\x00", "9" * 10_000, "<script>", "\ud7ff", "on"]
    ]

    assert {answer.status_code for answer in answers} <= {302, 409, 422}


@pytest.mark.parametrize(
    "value", ["", "x", "2020-13-45", "9" * 40, "\x00", "2020-01-01T00:00"]
)
def test_a_version_that_is_not_understood_never_breaks_a_step(client, draft, value):
    answer = client.post("/attend/about/", sent(ABOUT, seen_at=value))

    assert answer.status_code in {302, 409, 422}


@pytest.mark.parametrize("name", ["x", "CHECK", "check'"])
def test_a_step_that_does_not_exist_is_not_found(client, person, name):
    assert client.get(f"/attend/{name}/").status_code == 404
