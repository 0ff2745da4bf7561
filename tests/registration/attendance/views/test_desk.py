import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conference.core import repeat
from conference.mailroom.models import Letter
from registration.attendance.models import ParticipantCategory, Registration
from tests.factories.attendance import ParticipantCategoryFactory, RegistrationFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
LIST = "/desk/registrations/"


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.STAFF_SECOND_FACTOR = False


def as_role(client, role):
    account = UserFactory(staff=True, given_name="An", family_name="Trần")
    account.groups.add(Group.objects.get(name=role))
    client.force_login(account)
    return account


@pytest.fixture
def desk(client):
    return as_role(client, "Registration desk")


def sent(**answers):
    return {**answers, repeat.FIELD: repeat.fresh_token()}


def names_of(page):
    return [row.family_name for row in page.context["page"]]


def test_the_list_shows_requests_newest_first_and_no_drafts(client, desk):
    RegistrationFactory(family_name="First")
    RegistrationFactory(family_name="Second", approved=True)
    RegistrationFactory(family_name="Draft", draft=True)

    assert names_of(client.get(LIST)) == ["Second", "First"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("state=approved", ["Ada"]),
        ("country=KZ", ["Нурланова"]),
        ("language=ar", ["Ada"]),
        ("attendance_mode=remote", ["Нурланова"]),
        ("q=нурланова", ["Нурланова"]),
        ("q=alma samples", ["Нурланова"]),
        ("q=person@sample.example.org", ["Ada"]),
        ("q=nobody", []),
        ("state=draft", ["Draft"]),
        ("state=x&country=zz&language=q&category=y", ["Ada", "Нурланова"]),
    ],
)
def test_the_filters_and_the_search_find(client, desk, query, expected):
    RegistrationFactory(family_name="Draft", draft=True)
    RegistrationFactory(
        family_name="Нурланова",
        badge_name="Alma",
        country="KZ",
        attendance_mode="remote",
    )
    RegistrationFactory(
        family_name="Ada",
        account__email="person@sample.example.org",
        approved=True,
        language="ar",
    )

    assert names_of(client.get(f"{LIST}?{query}")) == expected


def test_a_number_is_found_as_it_is_spoken(client, desk):
    mine = RegistrationFactory()
    RegistrationFactory(approved=True)
    client.post(f"{LIST}{mine.pk}/approve/", sent())
    mine.refresh_from_db()

    page = client.get(LIST, {"q": mine.number.lower().replace("-", " ")})

    assert [row.pk for row in page.context["page"]] == [mine.pk]


def test_the_category_is_a_filter(client, desk):
    RegistrationFactory(family_name="Other")
    media = ParticipantCategoryFactory(code="media")
    RegistrationFactory(family_name="Press", category=media)

    assert names_of(client.get(f"{LIST}?category={media.pk}")) == ["Press"]


@pytest.mark.parametrize(
    "query",
    [
        "page=-1",
        "page=999999999999999999",
        "page=x",
        "q=%27%22%3E%3Cscript%3E",
        f"q={'a' * 5000}",
        f"q={'a+' * 90}",
        "q=%25_%25",
        "ordering=password&account__password__startswith=p",
        "category=999999999999999999999999",
        "category=-1",
    ],
)
def test_odd_filters_never_break_the_list(client, desk, query):
    RegistrationFactory()

    assert client.get(f"{LIST}?{query}").status_code == 200


def test_the_list_costs_the_same_for_one_and_for_thirty(client, desk):
    RegistrationFactory()
    client.get(LIST)
    with CaptureQueriesContext(connection) as one:
        client.get(LIST)
    RegistrationFactory.create_batch(29, approved=True)

    with CaptureQueriesContext(connection) as thirty:
        page = client.get(LIST)

    assert (len(page.context["page"]), len(thirty)) == (30, len(one))


def test_a_request_shows_answers_history_and_doubles(client, desk):
    mine = RegistrationFactory(family_name="Trần", given_name="Bình")
    double = RegistrationFactory(family_name="trần", given_name="bình")
    RegistrationFactory(family_name="Trần", given_name="Chi")

    page = client.get(f"{LIST}{mine.pk}/")

    assert page.context["doubles"] == [double]
    assert "Ministry of Samples" in page.text


@pytest.mark.parametrize("key", ["0", "999999999999", "9" * 30])
def test_a_request_that_does_not_exist_is_not_found(client, desk, key):
    RegistrationFactory()

    assert client.get(f"{LIST}{key}/").status_code == 404
    assert client.post(f"{LIST}{key}/approve/", sent()).status_code == 404


def test_a_draft_is_nobody_elses_business(client, desk):
    draft = RegistrationFactory(draft=True)

    assert client.get(f"{LIST}{draft.pk}/").status_code == 404


def test_the_desk_approves(client, desk):
    mine = RegistrationFactory()

    answer = client.post(f"{LIST}{mine.pk}/approve/", sent())

    mine.refresh_from_db()
    assert (answer["Location"], mine.state, mine.decided_by) == (
        f"{LIST}{mine.pk}/",
        "approved",
        desk,
    )


def test_after_a_decision_the_desk_reads_what_became_of_it_and_goes_on(client, desk):
    category = ParticipantCategoryFactory(quota=1)
    first, second, third = RegistrationFactory.create_batch(3, category=category)

    pages = [
        client.post(f"{LIST}{first.pk}/approve/", sent(), follow=True),
        client.post(f"{LIST}{second.pk}/approve/", sent(), follow=True),
        client.post(f"{LIST}{third.pk}/reject/", sent(reason="No"), follow=True),
        client.post(f"{LIST}{first.pk}/cancel/", sent(reason="No"), follow=True),
    ]

    said = [
        (*map(str, page.context["messages"]), page.context["next_id"]) for page in pages
    ]
    assert said == [
        ("Approved. The letter is on its way.", second.pk),
        ("In line, because the category is full. The letter is on its way.", third.pk),
        ("Not approved. The letter is on its way.", None),
        ("Cancelled. The letter is on its way.", None),
    ]


def test_a_decision_that_comes_too_late_says_so(client, desk):
    mine = RegistrationFactory(withdrawn=True)

    page = client.post(f"{LIST}{mine.pk}/approve/", sent())

    assert (page.status_code, "by now" in page.text) == (409, True)


@pytest.mark.parametrize(
    ("action", "state", "ended"),
    [("reject", {}, "rejected"), ("cancel", {"approved": True}, "cancelled")],
)
def test_a_no_needs_a_reason_and_keeps_what_was_typed(
    client, desk, action, state, ended
):
    mine = RegistrationFactory(**state)

    empty = client.post(f"{LIST}{mine.pk}/{action}/", sent(reason=" "))
    long = client.post(f"{LIST}{mine.pk}/{action}/", sent(reason="x" * 1001))
    done = client.post(f"{LIST}{mine.pk}/{action}/", sent(reason="<b>No</b>"))

    mine.refresh_from_db()
    assert (empty.status_code, long.status_code, done.status_code) == (422, 422, 302)
    assert "x" * 1001 in long.text
    assert (mine.state, mine.reason) == (ended, "<b>No</b>")
    assert "<b>No</b>" not in client.get(f"{LIST}{mine.pk}/").text


@pytest.mark.parametrize(
    "reason",
    [
        "\x00",
        "\ud7ff\ufffe",
        "{{7*7}}{0.__class__}",
        "x\r\nBcc: b@y.org",
        "=1+1",
        "名" * 1000,
    ],
)
@pytest.mark.parametrize("action", ["reject", "cancel"])
def test_an_odd_reason_is_refused_or_kept_as_text(client, desk, action, reason):
    mine = RegistrationFactory()

    answer = client.post(f"{LIST}{mine.pk}/{action}/", sent(reason=reason))

    assert answer.status_code in {302, 422}
    assert client.get(f"{LIST}{mine.pk}/").status_code == 200
    assert "49" not in "".join(mine.steps.values_list("note", flat=True))


def test_many_are_approved_at_once_in_the_order_they_came(client, desk):
    category = ParticipantCategoryFactory(quota=1)
    first, second = RegistrationFactory.create_batch(2, category=category)
    gone = RegistrationFactory(category=category, withdrawn=True)

    press = sent(chosen=[second.pk, gone.pk, first.pk, 999_999])
    page = client.post(f"{LIST}approve/", press, follow=True)
    client.post(f"{LIST}approve/", press)

    states = dict(Registration.objects.values_list("pk", "state"))
    assert states == {first.pk: "approved", second.pk: "waiting", gone.pk: "withdrawn"}
    assert [str(message) for message in page.context["messages"]] == [
        "1 approved. 1 in line, because the category is full. "
        "1 left alone, because it was decided already."
    ]
    assert Letter.objects.count() == 2


@pytest.mark.parametrize("chosen", [[], [""], ["x"], ["-1"], ["9" * 40], ["1 OR 1=1"]])
def test_an_odd_choice_approves_nobody(client, desk, chosen):
    RegistrationFactory()

    answer = client.post(f"{LIST}approve/", sent(chosen=chosen))

    assert (answer.status_code, Registration.objects.approved().count()) == (302, 0)


@pytest.mark.parametrize(
    ("role", "reads", "decides"),
    [
        ("Registration desk", 200, 302),
        ("Auditor", 200, 403),
        ("Notice writer", 403, 403),
        ("Notice approver", 403, 403),
        ("Administrator", 200, 302),
    ],
)
def test_each_role_does_what_it_may(client, role, reads, decides):
    as_role(client, role)
    mine = RegistrationFactory()

    assert client.get(LIST).status_code == reads
    assert client.get(f"{LIST}{mine.pk}/").status_code == reads
    assert client.post(f"{LIST}{mine.pk}/approve/", sent()).status_code == decides


@pytest.mark.parametrize(
    ("role", "sees"), [("Registration desk", True), ("Auditor", False)]
)
def test_what_people_need_is_read_by_those_who_arrange_it(client, role, sees):
    as_role(client, role)
    mine = RegistrationFactory(special_needs="CANARY")

    assert ("CANARY" in client.get(f"{LIST}{mine.pk}/").text) is sees


def test_who_only_reads_sees_no_buttons(client):
    as_role(client, "Auditor")
    mine = RegistrationFactory()

    page = client.get(f"{LIST}{mine.pk}/")

    assert "/approve/" not in page.text


def test_more_places_go_to_those_in_line(client):
    as_role(client, "Administrator")
    category = ParticipantCategoryFactory(quota=1, last_waiting_number=2)
    RegistrationFactory(category=category, approved=True)
    RegistrationFactory(category=category, waiting=True, waiting_number=2)
    RegistrationFactory(category=category, waiting=True, waiting_number=1)

    answer = client.post(category_url(category), category_form(category, quota=2))

    assert answer.status_code == 302
    states = Registration.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["approved", "waiting", "approved"]


def test_fewer_places_than_are_taken_is_refused_with_a_sentence(client):
    as_role(client, "Administrator")
    category = ParticipantCategoryFactory(quota=2)
    RegistrationFactory.create_batch(2, category=category, approved=True)

    page = client.post(category_url(category), category_form(category, quota=1))

    category.refresh_from_db()
    assert (page.status_code, category.quota) == (200, 2)
    assert "2 places are taken already" in page.text


def test_counters_of_a_category_cannot_be_typed_in(client):
    as_role(client, "Administrator")
    category = ParticipantCategoryFactory(quota=5)

    client.post(
        category_url(category),
        category_form(category, places_taken=4, last_waiting_number=9),
    )

    category.refresh_from_db()
    assert (category.places_taken, category.last_waiting_number) == (0, 0)


@pytest.mark.parametrize(
    "odd",
    [
        {"quota": "9" * 5000},
        {"quota": "-1"},
        {"quota": "1e9999"},
        {"quota": "NaN"},
        {"quota": str(2**31)},
        {"order": "99999999"},
        {"name_0": ""},
        {"name_0": "\x00"},
        {"name_0": "x" * 5000},
        {"code": "x'); DROP TABLE"},
        {"approval": "everybody"},
        {"opens_at_0": "2020-13-45", "opens_at_1": "x"},
        {"opens_at_0": "0001-01-01", "opens_at_1": "00:00"},
        {
            "opens_at_0": "2020-05-02",
            "opens_at_1": "10:00",
            "closes_at_0": "2020-05-01",
            "closes_at_1": "10:00",
        },
    ],
)
def test_odd_values_in_a_category_never_break_it(client, odd):
    as_role(client, "Administrator")
    category = ParticipantCategoryFactory()

    answer = client.post(category_url(category), category_form(category, **odd))

    category.refresh_from_db()
    assert answer.status_code in {200, 302}
    assert len(str(category.name)) <= 120
    assert client.get(category_url(category)).status_code == 200


def test_a_category_is_added_with_names_in_several_languages(client):
    as_role(client, "Administrator")
    there = ParticipantCategoryFactory()

    form = category_form(there, code="media", edition=there.edition_id)
    answer = client.post("/desk/attendance/participantcategory/add/", form)

    assert answer.status_code == 302
    assert ParticipantCategory.objects.filter(code="media").exists()


@pytest.mark.parametrize(
    "query", ["", "?q=member", "?q=%22%3E", "?approval__exact=nobody", "?o=1.-2"]
)
def test_categories_are_listed_and_found(client, query):
    as_role(client, "Administrator")
    ParticipantCategoryFactory()

    assert (
        client.get(f"/desk/attendance/participantcategory/{query}").status_code == 200
    )


def category_url(category):
    return f"/desk/attendance/participantcategory/{category.pk}/change/"


def category_form(category, **changes):
    form = {
        "code": category.code,
        "name_0": "Member State",
        "description_0": "",
        "approval": category.approval,
        "quota": "" if category.quota is None else category.quota,
        "order": category.order,
        "opens_at_0": "",
        "opens_at_1": "",
        "closes_at_0": "",
        "closes_at_1": "",
    }
    return form | changes


def test_the_tables_of_the_admin_lead_to_the_desk(client, desk):
    mine = RegistrationFactory()

    where = [
        client.get(f"/desk/attendance/registration/{path}")["Location"]
        for path in ("", f"{mine.pk}/change/")
    ]

    assert where == [LIST, f"{LIST}{mine.pk}/"]
