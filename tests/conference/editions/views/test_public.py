import json
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import pytest

from conference.editions import standing
from conference.editions.operations import revising
from tests.conference.editions.conftest import TO_OCTOBER_12, TO_OPEN, TO_SEPTEMBER_2021
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
LANGUAGES = ("en", "vi", "fr", "es", "ru", "zh-hans", "ar")


def words(page):
    text = page.content.decode().replace("<bdi>", "").replace("</bdi>", "")
    text = re.sub(r"<script.*?</script>|<svg.*?</svg>", "", text, flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def test_the_home_page_says_what_when_where_and_for_whom(client, edition):
    said = words(client.get("/"))

    for fact in (
        "ITU Digital World 2020",
        "6–9 September 2020",
        "Sunday to Wednesday",
        "Ha Noi, Viet Nam",
        "National Convention Center",
        "Governments, industry, small firms",
    ):
        assert fact in said


def test_before_any_change_nothing_is_marked(client, edition):
    page = client.get("/").content.decode()

    assert not re.search(r'<del>|<ins>|class="chg"|class="[^"]*\bnew\b|stateline', page)


def test_a_postponement_is_told_old_and_new(client, edition, decide):
    decide(**TO_SEPTEMBER_2021)

    page = client.get("/").content.decode()

    assert (
        '<del><span class="vh">Postponed. Was: </span>6 to 9 September 2020</del>'
        in page
    )
    assert '<ins><span class="vh">Now: </span>September 2021</ins>' in page
    assert "<title>ITU Digital World 2021: Postponed, September 2021</title>" in page
    assert "The health of everyone taking part." in page


def test_search_engines_read_what_is_in_force(client, edition, decide):
    decide(**TO_SEPTEMBER_2021)

    page = client.get("/").content.decode()

    (data,) = re.findall(
        r'<script type="application/ld\+json">(.*?)</script>', page, re.S
    )
    assert json.loads(data)["eventStatus"] == "https://schema.org/EventPostponed"
    assert (
        '<meta property="og:title" content="ITU Digital World 2021: Postponed">' in page
    )


def test_what_changed_keeps_every_decision_with_its_reason(client, edition, decide):
    decide(**TO_SEPTEMBER_2021)
    decide(**TO_OCTOBER_12)

    said = words(client.get("/changes/"))

    assert "Was September 2021 , now 12–14 October 2021" in said
    assert "Was 6 to 9 September 2020 , now September 2021, day open" in said
    assert (
        "Why: The health of everyone taking part. Decided by ITU and MIC, 7 May 2020."
        in said
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("changes", [{}, TO_SEPTEMBER_2021, TO_OPEN, TO_OCTOBER_12])
def test_each_page_opens_in_each_language_after_each_change(
    client, edition, decide, language, changes
):
    if changes:
        decide(**changes)

    for path in ("/", "/changes/", "/event.ics"):
        page = client.get(path, headers={"accept-language": language})
        assert (page.status_code, page["Content-Language"]) == (200, language)


def test_an_event_without_a_decision_is_told_kindly(client, db):
    for path in ("/", "/changes/", "/event.ics"):
        page = client.get(path)
        assert page.status_code == 404
        assert "Nothing is announced yet" in page.content.decode()


@pytest.mark.parametrize("path", ["/", "/changes/"])
def test_a_page_costs_two_statements_and_drawn_once_fewer(
    client, edition, decide, path, django_assert_max_num_queries, settings
):
    decide(**TO_SEPTEMBER_2021)
    decide(**TO_OCTOBER_12)

    with django_assert_max_num_queries(2):
        client.get(path)
    with django_assert_max_num_queries(1):
        client.get(path)


@pytest.mark.parametrize("path", ["/", "/changes/", "/event.ics"])
def test_an_unchanged_page_answers_304_and_a_change_is_seen_at_once(
    client, edition, decide, path
):
    first = client.get(path)
    again = client.get(path, headers={"if-none-match": first["ETag"]})

    decide(**TO_SEPTEMBER_2021)
    changed = client.get(path, headers={"if-none-match": first["ETag"]})

    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    assert changed.status_code == 200
    assert "no-cache" in first["Cache-Control"]
    assert "2021" in changed.content.decode()


def test_taken_back_the_old_date_is_there_again(client, edition, decide):
    decision = decide(**TO_SEPTEMBER_2021)
    client.get("/")

    now = datetime(2020, 5, 9, tzinfo=UTC)
    revising.take_back(decision.pk, by=UserFactory(), now=now)

    after = client.get("/").content.decode()
    assert "<title>ITU Digital World 2020: 6–9 September 2020</title>" in after


def test_a_kept_page_is_in_the_language_that_is_asked_for(client, edition):
    english = client.get("/", headers={"accept-language": "en"})
    french = client.get("/", headers={"accept-language": "fr"})

    assert 'lang="en"' in english.content.decode()
    assert 'lang="fr"' in french.content.decode()
    assert {"Accept-Language", "Cookie"} <= {
        name.strip() for name in french["Vary"].split(",")
    }


def test_nothing_of_a_signed_in_person_is_kept_for_others(client, edition):
    stranger = client.get("/").content
    person = UserFactory(staff=True)
    client.force_login(person)
    own = client.get("/")
    client.logout()

    after = client.get("/")

    assert "My page" in own.content.decode()
    assert "private" in own["Cache-Control"]
    assert after.content == stranger


def test_a_page_for_everyone_sets_no_cookie(client, edition):
    for path in ("/", "/changes/", "/event.ics"):
        assert client.get(path).cookies == {}


def test_a_query_is_not_kept(client, edition):
    client.get("/?utm=of-somebody")

    assert "of-somebody" not in client.get("/").content.decode()


def test_a_process_asks_again_after_its_moment(edition, decide, settings):
    settings.EDITION_KEPT_SECONDS = 3600
    standing.forget()
    assert standing.record().in_force.number == 0
    decide(**TO_SEPTEMBER_2021)
    kept = standing.record().in_force.number

    settings.EDITION_KEPT_SECONDS = 0

    assert (kept, standing.record().in_force.number) == (0, 1)
    standing.forget()


def test_the_calendar_file_is_one_and_says_when_it_changed(client, edition, decide):
    decision = decide(**TO_OCTOBER_12)

    file = client.get("/event.ics")
    since = client.get(
        "/event.ics", headers={"if-modified-since": file["Last-Modified"]}
    )

    assert file["Content-Type"] == "text/calendar; charset=utf-8; method=PUBLISH"
    assert parsedate_to_datetime(file["Last-Modified"]) == decision.announced_at
    assert since.status_code == 304


def test_languages_are_named_as_their_readers_write_them(client, edition):
    page = client.get("/", headers={"accept-language": "vi"}).content.decode()

    footer = page.partition('class="langs"')[2]
    assert re.findall(r"<button[^>]*>([^<]*)</button>", footer) == [
        "English",
        "Tiếng Việt",
        "Français",
        "Español",
        "Русский",
        "中文",
        "العربية",
    ]
