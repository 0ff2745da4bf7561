"""The embedded servers: they start, answer, come back, and end with their parent."""

import tempfile
from pathlib import Path

import psycopg
import pytest
import redis

from conference.config.starter.broker import Broker
from conference.config.starter.postgres import FAST_AND_FORGETFUL, Postgres


@pytest.fixture
def state():
    # Not pytest's own folder: as root the server runs as an account that may not
    # look into it.
    with tempfile.TemporaryDirectory(prefix="conference-test-") as folder:
        path = Path(folder)
        path.chmod(0o711)
        yield path


@pytest.fixture
def postgres(state):
    server = Postgres(state, options=FAST_AND_FORGETFUL)
    yield server
    server.stop()
    server.clear()


@pytest.fixture
def broker(state):
    server = Broker(state)
    yield server
    server.stop()


def test_postgres_keeps_its_rows_over_a_restart(postgres):
    postgres.start()
    with psycopg.connect(postgres.url) as connection:
        connection.execute("create table kept as select 'Hà Nội' as name")
    postgres.stop()
    postgres.restart()

    with psycopg.connect(postgres.url) as connection:
        row = connection.execute("select name from kept").fetchone()

    assert row == ("Hà Nội",)


def test_postgres_comes_back_on_the_same_data_after_being_killed(postgres):
    postgres.start()
    postgres.child.kill()
    postgres.restart()

    with psycopg.connect(postgres.url) as connection:
        assert connection.execute("select 1").fetchone() == (1,)


def test_the_broker_answers_only_with_its_password(broker):
    broker.start()
    stranger = redis.Redis.from_url(f"redis://{broker.url.partition('@')[2]}")
    friend = redis.Redis.from_url(broker.url)

    assert friend.ping() is True
    with pytest.raises(redis.AuthenticationError):
        stranger.ping()


def test_the_broker_comes_back_empty_on_the_same_port(broker):
    broker.start()
    redis.Redis.from_url(broker.url).set("bell", "rung")
    broker.child.kill()
    broker.restart()

    assert redis.Redis.from_url(broker.url).get("bell") is None
