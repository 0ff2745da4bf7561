"""Every URL, as every role, with every method and own, foreign and missing objects.

The declarations (`@access`, and `conference/config/doors.py` for libraries) are data;
this walk holds the running site against them. A URL whose arguments cannot be filled in
`world.py` fails, so a new one cannot slip past.
"""

import re

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from conference.config import checks, doors
from conference.core.access import Who, Whose
from tests.house.world import FOREIGN, MISSING, OWN, ROLES, World, address

pytestmark = pytest.mark.django_db

ROUTES = {name: route for route, name, _pattern in checks.patterns()}
PATTERNS = {
    name: pattern
    for route, name, pattern in checks.patterns()
    # Unnamed ones of libraries only lead to a named one.
    if pattern.name
}
# In a route, <int:pk> or <pk>, and in a regular expression (?P<pk>...).
ARGUMENT = re.compile(r"<(?:\w+:)?(\w+)>")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "TRACE")
LIBRARIES = (
    "account",
    "mfa_",
    "socialaccount_",
    "usersessions_",
    "admin:",
    "set_language",
)
# What a page may write when it is read, and why that changes nobody's data.
READING_WRITES = re.compile(
    r'"django_session"|"usersessions_usersession"'
    # A notice notes that its own reader has opened it.
    r'|UPDATE "notices_(schedule)?delivery" SET "read_at"'
)
# Doors whose proof is the signed address itself, and the choice of a language, which
# anybody may make: pages without a form token can be kept by caches.
WITHOUT_FORM_TOKEN = {
    "mailroom:unsubscribe",
    "notices:answer",
    "notices:stage",
    "set_language",
}
# Who signs out everywhere is sent to the way in.
ENDS_THE_SESSION = {"accounts:sign-out-everywhere"}
STRANGE = {200, 302, 400, 401, 403, 404, 405, 429}
# What opens a page of Django's admin; a page of ours stands in the place of the rest.
NEEDED = {
    "changelist": ("view", "change"),
    "change": ("view", "change"),
    "history": ("view", "change"),
    "add": ("add",),
    "delete": ("delete",),
}
ADMIN_PAGE = re.compile(
    r"admin:(?P<app>[a-z]+)_(?P<model>[a-z]+)_(?P<action>change|changelist|history|add|delete)$"
)


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    # Built once: each test works inside a savepoint of this transaction.
    with django_db_blocker.unblock(), transaction.atomic():
        yield World.build()
        transaction.set_rollback(True)


def declared(name):
    return doors.declaration(name, PATTERNS[name].callback)


def path_of(name, world, whose=OWN):
    return address(name, ARGUMENT.findall(ROUTES[name]), world, whose)


def browser_of(user, **options):
    browser = Client(**options)
    if user is not None:
        browser.force_login(user)
    return browser


def may_enter(name, user):  # noqa: PLR0911  one line for each rule
    """Whether the declaration, or the admin's permission for a model, lets them in."""
    declaration = declared(name)
    if declaration.who in {Who.ANYONE, Who.BEARER}:
        return True
    if name in {"admin:logout", "admin:login"}:
        return True
    if user is None or not user.is_active or declaration.who is Who.MACHINE:
        return False
    if declaration.who is Who.STAFF and not user.is_staff:
        return False
    wanted = declaration.permission.split("|")
    return not declaration.permission or any(map(user.has_perm, wanted))


@pytest.mark.parametrize("name", sorted(PATTERNS))
def test_a_url_lets_in_whom_it_declares_and_nobody_else(name, world):
    declaration = declared(name)
    path = path_of(name, world)

    seen = {}
    for role in ROLES:
        method = "GET" if "GET" in declaration.methods else "POST"
        answer = browser_of(world.users[role]).generic(method, path)
        if not is_right(name, role, world.users[role], answer):
            seen[role] = answer.status_code

    assert seen == {}


def is_right(name, role, user, answer):  # noqa: PLR0911  one line for each rule
    """Whether an answer is what the declaration promises to this person."""
    status = answer.status_code
    sends_to_sign_in = status == 302 and "/login/" in answer["Location"]
    if not may_enter(name, user):
        return status in {401, 403, 404} or sends_to_sign_in
    if ADMIN_PAGE.match(name):
        return status in admin_answers(name, user)
    if name.startswith(LIBRARIES):
        # Its own rules come besides, as a flow that was not begun.
        return status in STRANGE
    if declared(name).whose is Whose.OWN and ARGUMENT.search(ROUTES[name]):
        return status in owners_answers(name, role)
    goes_on = name in ENDS_THE_SESSION or not sends_to_sign_in
    return status in {200, 302, 409, 422} and goes_on


def admin_answers(name, user):
    """What a page of a model answers: open with the permission, shut without it."""
    app, model, action = ADMIN_PAGE.match(name).groups()
    wanted = [f"{app}.{verb}_{model}" for verb in NEEDED[action]]
    if not any(user.has_perm(permission) for permission in wanted):
        return {302, 403}
    # Some are shut for everybody: what is written by operations, or never deleted.
    return {200, 302, 403} if action in {"add", "delete"} else {200, 302}


def owners_answers(name, role):
    """What an address of somebody's own object answers to its owner, and to others."""
    if declared(name).who is Who.BEARER or role == "attendee":
        return {200, 302, 409, 422}
    # A step of one's own request has a name, not an owner.
    return {200, 302, 404}


@pytest.mark.parametrize("name", sorted(PATTERNS))
def test_a_personal_page_is_never_stored(name, world):
    declaration = declared(name)
    if not declaration.personal or "GET" not in declaration.methods:
        return

    answer = browser_of(world.users["superuser"]).get(path_of(name, world))

    assert answer.status_code < 500
    assert answer.status_code != 200 or "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("name", sorted(PATTERNS))
def test_a_url_answers_its_methods_only(name, world):
    browser = browser_of(world.users["superuser"])
    path = path_of(name, world)
    allowed = STRANGE if name.startswith(LIBRARIES) else {405}

    wrong = {
        method: answer.status_code
        for method in METHODS
        if method not in declared(name).methods
        and (answer := browser.generic(method, path)).status_code not in allowed
    }

    assert wrong == {}


@pytest.mark.parametrize("name", sorted(PATTERNS))
def test_reading_changes_nothing(name, world):
    if "GET" not in declared(name).methods:
        return
    path = path_of(name, world)

    readers = [browser_of(world.users[role]) for role in ("attendee", "superuser")]
    with CaptureQueriesContext(connection) as seen:
        for browser in readers:
            browser.get(path)

    writes = [
        query["sql"]
        for query in seen.captured_queries
        if re.match(r"\s*(INSERT|UPDATE|DELETE)", query["sql"], re.IGNORECASE)
        and not READING_WRITES.search(query["sql"])
    ]
    assert writes == []


@pytest.mark.parametrize(
    "name",
    sorted(
        name
        for name in PATTERNS
        if declared(name).whose is Whose.OWN
        and declared(name).who is Who.SIGNED_IN
        and ARGUMENT.search(ROUTES[name])
    ),
)
def test_a_foreign_object_answers_like_a_missing_one(name, world):
    browser = browser_of(world.users["attendee"])
    paths = [path_of(name, world, FOREIGN), path_of(name, world, MISSING)]
    if paths[0] == paths[1]:
        return  # the address names a step of one's own, not an object

    foreign, missing = (browser.get(path) for path in paths)

    assert (foreign.status_code, missing.status_code) in {(404, 404), (405, 405)}
    assert _told(foreign, paths[0]) == _told(missing, paths[1])


@pytest.mark.parametrize("name", sorted(PATTERNS))
def test_a_post_without_our_form_is_refused(name, world):
    if "POST" not in declared(name).methods or name in WITHOUT_FORM_TOKEN:
        return
    browser = browser_of(world.users["superuser"], enforce_csrf_checks=True)

    answer = browser.post(path_of(name, world), {})

    assert answer.status_code in {403, 404, 405}


@pytest.mark.parametrize("name", sorted(PATTERNS))
def test_an_organiser_without_second_factor_is_led_to_it(name, world, settings):
    settings.STAFF_SECOND_FACTOR = True
    if declared(name).who is not Who.STAFF or name in {"admin:login", "admin:logout"}:
        return

    answer = browser_of(world.users["superuser"]).get(path_of(name, world))

    assert (answer.status_code, "/2fa/" in answer["Location"]) == (302, True)


def test_a_role_that_is_taken_away_ends_with_the_next_request(world):
    writer = world.users["Notice writer"]
    browser = browser_of(writer)
    before = browser.get("/desk/dates/propose/").status_code
    groups = list(writer.groups.all())

    writer.groups.clear()
    after = browser.get("/desk/dates/propose/").status_code

    writer.groups.set(groups)
    assert (before, after) == (200, 403)


def test_an_undeclared_url_stops_the_start(settings):
    def nobody_said(request):
        raise NotImplementedError

    found = doors.declaration("new-page", nobody_said)

    assert found is None


def test_the_walk_meets_every_kind_of_declaration():
    kinds = {declared(name).who for name in PATTERNS}

    assert kinds == set(Who)


def _told(answer, path):
    text = answer.content.decode().replace(path, "")
    return re.sub(r'value="[\w-]{20,}"', "", text)
