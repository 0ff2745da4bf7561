"""A demo whose tables are of an earlier version says so instead of failing later."""

from pathlib import Path

import pytest

from conference.config.starter import preparation
from conference.config.starter.trouble import Trouble

STATE = Path("/some/.demo")


def test_tables_of_rewritten_migrations_are_refused_with_the_way_out():
    with pytest.raises(Trouble, match=r"rm -r /some/\.demo"):
        preparation.refuse_rewritten({"a/0001.py": "1"}, {"a/0001.py": "2"}, STATE)


def test_tables_that_only_miss_a_later_migration_are_brought_up_to_date():
    preparation.refuse_rewritten(
        {"a/0001.py": "1"}, {"a/0001.py": "1", "a/0002.py": "2"}, STATE
    )


def test_every_migration_of_ours_has_a_fingerprint():
    assert "registration/notices/migrations/0001_initial.py" in preparation.migrations()
