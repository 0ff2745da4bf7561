"""Whole answers, given out again before anything else is asked."""

import pytest
from django.db import OperationalError, connection

from conference.config import wsgi
from conference.editions.views import keeping
from tests.conference.editions.conftest import TO_SEPTEMBER_2021


@pytest.fixture
def words():
    """How many different ways of asking the shelf has an answer for."""
    return lambda: len(keeping._shelf)


def test_an_answer_from_the_shelf_is_the_drawn_one_with_all_its_headers(
    client, edition, words
):
    drawn = client.get("/")
    again = client.get("/")

    assert words() == 1
    assert again.content == drawn.content
    assert dict(again.headers) == dict(drawn.headers)
    assert "Content-Security-Policy" in again.headers


def test_who_knows_the_page_already_is_told_so_from_the_shelf(client, edition):
    known = client.get("/").headers["ETag"]

    answer = client.get("/", headers={"If-None-Match": known})

    assert (answer.status_code, answer.content) == (304, b"")


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"If-None-Match": "{tag}"}, 304),
        ({"If-None-Match": 'W/{tag}, "other"'}, 304),
        ({"If-None-Match": '"other"'}, 200),
        ({"If-None-Match": "*"}, 304),
        ({"If-Match": '"other"'}, 412),
        ({"If-None-Match": '"other"', "If-Modified-Since": "{then}"}, 200),
    ],
)
@pytest.mark.parametrize("path", ["/", "/event.ics"])
def test_the_shelf_answers_conditions_as_the_drawn_page_does(
    client, edition, path, asked, status
):
    first = client.get(path)
    facts = {"tag": first["ETag"], "then": "Fri, 01 Jan 2100 00:00:00 GMT"}
    headers = {name: said.format(**facts) for name, said in asked.items()}

    shelved = client.get(path, headers=headers)
    keeping._shelf.clear()
    drawn = client.get(path, headers=headers)

    assert (shelved.status_code, shelved.content) == (status, drawn.content)
    assert shelved.status_code == drawn.status_code
    assert shelved["ETag"] == drawn["ETag"] if status != 412 else True


def test_a_new_decision_takes_the_answer_from_the_shelf(client, decide):
    client.get("/")

    decide(**TO_SEPTEMBER_2021)

    assert "ITU Digital World 2021" in client.get("/").content.decode()


def test_each_language_has_an_answer_of_its_own(client, edition, words):
    english = client.get("/", headers={"Accept-Language": "en"})
    french = client.get("/", headers={"Accept-Language": "fr"})

    assert words() == 2
    assert english.headers["Content-Language"] == "en"
    assert french.headers["Content-Language"] == "fr"


@pytest.mark.parametrize("path", ["/?a=1", "/attend/", "/account/login/", "/nowhere/"])
def test_what_depends_on_who_asks_is_not_put_on_the_shelf(client, edition, words, path):
    client.get(path)

    assert words() == 0


def test_a_browser_with_a_session_gets_a_page_of_its_own(client, edition):
    client.get("/")
    client.cookies["session"] = "somebody"

    assert "private" in client.get("/").headers["Cache-Control"]


def test_a_foreign_host_name_is_refused_before_the_shelf(client, edition):
    client.get("/")

    assert client.get("/", headers={"Host": "evil.example"}).status_code == 400


def test_what_lay_longest_goes_out_first_when_the_bytes_are_full():
    store = keeping.Store(most=3 * keeping.BESIDES + 30)

    for name in "abcd":
        store.put(name, name.upper(), 10)

    assert [store.get(name) for name in "abcd"] == [None, "B", "C", "D"]
    assert store.bytes == 3 * keeping.BESIDES + 30


def test_what_is_put_in_again_counts_once():
    store = keeping.Store(most=keeping.MOST_BYTES)

    store.put("a", "old", 1000)
    store.put("a", "new", 10)

    assert (store.get("a"), store.bytes) == ("new", keeping.BESIDES + 10)


def test_a_page_larger_than_everything_is_not_kept():
    store = keeping.Store(most=keeping.BESIDES)

    store.put("a", "A", 1)

    assert (store.get("a"), store.bytes, len(store)) == (None, 0, 0)


def test_hundreds_of_pages_stay_and_no_way_of_asking_fills_the_process(client, edition):
    for number in range(300):
        client.get("/", headers={"Accept-Language": f"en;q=0.{number:03}"})

    assert len(keeping._shelf) == 300
    assert keeping._shelf.bytes < keeping.MOST_BYTES


@pytest.fixture
def door(client):
    """Ask at the door of the server; return the status line, headers and content."""

    def ask(path="/", **words):
        heard = []
        environ = client._base_environ(PATH_INFO=path) | words
        content = b"".join(
            wsgi.application(environ, lambda *told: heard.extend(told[:2]))
        )
        return heard[0], dict(heard[1]), content

    return ask


def test_who_knows_the_page_is_answered_at_the_door(client, edition, door, monkeypatch):
    tag = client.get("/").headers["ETag"]
    monkeypatch.setattr(wsgi, "inside", None)

    assert door(HTTP_IF_NONE_MATCH=tag) == (
        "304 Not Modified",
        {"Cache-Control": "no-cache", "ETag": tag, "Vary": "Cookie, Accept-Language"},
        b"",
    )


@pytest.mark.parametrize(
    "words",
    [
        {"HTTP_COOKIE": "sessionid=1"},
        {"QUERY_STRING": "q=1"},
        {"REQUEST_METHOD": "POST"},
        {"HTTP_IF_MODIFIED_SINCE": "Thu, 07 May 2020 01:00:00 GMT"},
        {"HTTP_IF_NONE_MATCH": '"another"'},
        {"PATH_INFO": "/changes/"},
        {"HTTP_ACCEPT_LANGUAGE": "vi"},
    ],
)
def test_who_asks_for_anything_else_is_led_in(client, edition, words):
    tag = client.get("/").headers["ETag"]
    environ = client._base_environ(HTTP_IF_NONE_MATCH=tag, PATH_INFO="/")
    assert keeping.unchanged(environ) is not None

    assert keeping.unchanged(environ | words) is None


def test_a_new_decision_is_not_denied_at_the_door(client, edition, decide):
    tag = client.get("/").headers["ETag"]
    decide(**TO_SEPTEMBER_2021)

    assert keeping.unchanged(client._base_environ(HTTP_IF_NONE_MATCH=tag)) is None


def test_the_door_stays_open_while_the_database_is_away(client, edition):
    tag = client.get("/").headers["ETag"]
    environ = client._base_environ(HTTP_IF_NONE_MATCH=tag)

    with connection.execute_wrapper(away):
        assert keeping.unchanged(environ) is None


def away(*_args):
    raise OperationalError
