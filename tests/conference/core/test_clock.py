"""The time moves in the demo only."""

from datetime import timedelta

import pytest

from conference.core import clock


@pytest.mark.parametrize("mode", ["test", "production"])
def test_the_clock_is_not_moved_outside_the_demo(settings, tmp_path, mode):
    settings.MODE = mode
    settings.DEMO_DIR = tmp_path

    with pytest.raises(RuntimeError, match="in the demo only"):
        clock.move_demo_clock_to(clock.now() + timedelta(days=1))

    assert list(tmp_path.iterdir()) == []


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/demo/", "/demo/clock/", "/demo/mailbox/"])
def test_the_pages_of_the_demo_exist_in_the_demo_only(client, path):
    assert client.get(path).status_code == 404
