"""The demo, as far as it differs from everything else."""

import pytest
from aiosmtpd.smtp import Envelope

# Read while this is not the demo, so that the site's own addresses stay what they are.
from conference.config import urls as _urls  # noqa: F401
from conference.config.starter.sink import Keeper


@pytest.fixture
def demo(settings, tmp_path):
    settings.ROOT_URLCONF = "tests.conference.config.demo.urls"
    settings.MODE = "demo"
    settings.DEMO_DIR = tmp_path
    return tmp_path


@pytest.fixture
def keep(demo):
    """Let the mail sink store a message, and return its name in the mailbox."""
    keeper = Keeper(demo / "mail")

    def kept(message, to="linh@example.org"):
        envelope = Envelope()
        envelope.mail_from = "notices@digital-world.example.org"
        envelope.rcpt_tos = [to]
        envelope.content = message if isinstance(message, bytes) else message.as_bytes()
        return keeper.keep(envelope).name

    return kept
