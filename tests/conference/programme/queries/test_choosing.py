"""Filters as links: each says how many it shows, and that many it shows."""

import pytest
from django.http import QueryDict

from conference.programme import standing
from conference.programme.mine import Mine
from conference.programme.queries import choosing
from conference.programme.queries.choosing import Wanted
from tests.factories.editions import EditionFactory
from tests.factories.programme import HOUR, MONDAY_9, ProgrammeFactory, StrandFactory
from tests.factories.shown import show

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    edition = EditionFactory(is_current=True)
    ProgrammeFactory(edition=edition)
    return edition


@pytest.fixture
def sessions(edition):
    """Eight sessions that differ in every kind of filter."""
    forum = StrandFactory(edition=edition, code="forum")
    firms = StrandFactory(edition=edition, code="sme")
    facts = [
        {"strand": forum, "session_type": "forum_panel", "language": "en"},
        {"strand": forum, "session_type": "forum_panel", "language": "fr"},
        {"strand": forum, "session_format": "online", "interpretation": ["ar"]},
        {"strand": firms, "session_type": "pitching", "seats": 0},
        {"strand": firms, "session_type": "pitching", "session_format": "both"},
        {"strand": firms, "session_type": "masterclass", "people": ["An"]},
        {"strand": None, "session_type": "networking", "language": "vi"},
        {"strand": None, "session_type": "networking", "state": "cancelled"},
    ]
    return [
        show(edition, starts_at=MONDAY_9 + number * HOUR, **each)
        for number, each in enumerate(facts)
    ]


def wanted(query):
    return Wanted.of(QueryDict(query.removeprefix("?")))


def found(query, mine=None):
    return choosing.choose(standing.snapshot(), wanted(query), mine or {})


@pytest.mark.parametrize(
    "query",
    [
        "",
        "strand=forum",
        "strand=forum&strand=sme",
        "strand=sme&type=pitching",
        "language=ar",
        "where=online",
        "seats=free",
        "mine=agenda",
        "person=an",
        "strand=sme&where=online&seats=free",
        "strand=nonsense",
        "q=open&strand=forum",
    ],
)
def test_a_link_shows_as_many_as_it_says(sessions, query):
    mine = {sessions[0].pk: Mine(starred=True), sessions[4].pk: Mine(state="taken")}
    snapshot = standing.snapshot()
    now = wanted(query)
    before = choosing.choose(snapshot, now, mine)

    told, shown = {}, {}
    for (kind, value), count in before.counts.items():
        if now.has(kind, value) or not count:
            continue
        alone = {**now.chosen, kind: (value,)}
        told[kind, value] = count
        there = Wanted(now.text, "", alone)
        shown[kind, value] = len(choosing.choose(snapshot, there, mine).sessions)

    assert told == shown


@pytest.mark.parametrize("query", ["", "type=networking", "q=open"])
def test_the_links_of_a_day_count_the_sessions_of_that_day(edition, sessions, query):
    tuesday = show(edition, starts_at=MONDAY_9 + 24 * HOUR, people=["Binh"])
    mine = {sessions[0].pk: Mine(starred=True), tuesday.pk: Mine(starred=True)}
    snapshot = standing.snapshot()
    day = MONDAY_9.date()

    found = choosing.choose(snapshot, wanted(query), mine, day)

    assert ("person", "binh") not in found.counts
    assert found.counts["seats", "free"] == sum(
        s.day == day
        for s in choosing.choose(snapshot, wanted(f"{query}&seats=free"), mine).sessions
    )
    assert found.counts["mine", "agenda"] == (0 if "type" in query else 1)


def test_values_of_one_kind_add_and_kinds_narrow(sessions):
    def shown(query):
        return [s.pk for s in found(query).sessions]

    keys = [session.pk for session in sessions]
    assert shown("type=pitching&type=masterclass") == keys[3:6]
    assert shown("type=pitching&seats=free") == [keys[4]]
    assert shown("language=ar") == [keys[2]]
    assert shown("where=online") == [keys[2], keys[4]]
    assert shown("person=an") == [keys[5]]


def test_a_link_takes_its_own_value_off_again():
    now = wanted("strand=forum&q=open&zone=utc")

    assert now.toggled("strand", "forum") == "?q=open&zone=utc"
    assert now.toggled("type", "pitching") == (
        "?strand=forum&type=pitching&q=open&zone=utc"
    )
    assert now.without_filters() == "?zone=utc"
    assert now.in_zone("geneva") == "?strand=forum&q=open&zone=geneva"
    assert now.pairs() == [("strand", "forum"), ("zone", "utc")]


def test_an_address_nobody_wrote_by_hand_does_no_harm(sessions):
    query = "&".join(["strand=x"] * 500 + ["q=" + "x" * 5000, "sort=evil", "zone=mars"])

    now = wanted(query)

    assert found(query).sessions == ()
    assert (now.chosen, len(now.text)) == ({"strand": ("x",)}, 100)
