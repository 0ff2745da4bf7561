import pytest

from tests.sinks.sink import open_sink


@pytest.fixture
def sink(tmp_path, settings):
    with open_sink(tmp_path / "sink") as sink:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        settings.EMAIL_TIMEOUT = 2
        yield sink
