"""The mail server is away, slow, silent, or not to be trusted."""

import datetime as dt
import ipaddress
import time
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from conference.mailroom.models import Letter
from conference.mailroom.operations import posting, sending
from tests.factories.letters import MAY, a_batch, a_draft
from tests.sinks.sink import open_sink

pytestmark = pytest.mark.django_db


@pytest.fixture
def server(tmp_path, settings):
    settings.EMAIL_TIMEOUT = 1
    settings.MAIL_LEASE_SECONDS = 10
    opened = []

    def open_with(mode="", **options):
        sink = open_sink(tmp_path / "sink", mode=mode, **options)
        opened.append(sink)
        answered = sink.__enter__()
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", answered.port
        return answered

    yield open_with
    for sink in opened:
        sink.__exit__(None, None, None)


def send(now=MAY):
    return sending.send_due(is_urgent=False, now=now)


def state():
    names = ("state", "attempts", "may_be_double")
    letters = Letter.objects.order_by("to_address").values_list("to_address", *names)
    return {address.split("@")[0]: tuple(rest) for address, *rest in letters}


def test_while_the_server_is_away_nothing_counts_against_a_letter(settings):
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    posting.post([a_draft("a")], now=MAY)

    for minutes in range(3):
        send(MAY + timedelta(minutes=minutes))

    assert state() == {"linh": ("due", 0, False)}


def test_letters_fail_when_the_server_was_away_all_their_time(settings):
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    posting.post([a_draft("a"), a_draft("b", "thu@example.org")], now=MAY)
    a_batch(["c@example.org"], starts=False)

    send(MAY + timedelta(days=3))

    assert state() == {
        "c": ("due", 0, False),
        "linh": ("failed", 1, False),
        "thu": ("failed", 1, False),
    }


@pytest.mark.parametrize("mode", ["421-greeting", "hang-ehlo", "drip"])
def test_a_server_that_does_not_greet_is_left_soon(server, mode):
    server(mode)
    posting.post([a_draft("a")], now=MAY)
    began = time.monotonic()

    send()

    assert time.monotonic() - began < 6
    assert state() == {"linh": ("due", 0, False)}


@pytest.mark.parametrize("mode", ["", "starttls-refused", "starttls-broken"])
def test_no_letter_goes_out_in_the_clear_when_encryption_fails(server, settings, mode):
    settings.EMAIL_USE_TLS = True
    sink = server(mode)
    posting.post([a_draft("a")], now=MAY)

    send()

    assert sink.trials() == []
    assert state() == {"linh": ("due", 0, False)}


def test_a_certificate_nobody_vouches_for_is_not_accepted(server, settings, tmp_path):
    settings.EMAIL_USE_TLS = True
    a_certificate(tmp_path / "sink")
    sink = server("starttls")
    posting.post([a_draft("a")], now=MAY)

    send()

    assert sink.trials() == []


def test_letters_are_encrypted_where_it_is_asked_for(
    server, settings, tmp_path, monkeypatch
):
    settings.EMAIL_USE_TLS = True
    monkeypatch.setenv("SSL_CERT_FILE", str(a_certificate(tmp_path / "sink")))
    sink = server("starttls")
    posting.post([a_draft("a")], now=MAY)

    send()

    assert [letter["tls"] for letter in sink.accepted()] == [True]


def test_one_silent_domain_does_not_keep_the_others_waiting(server):
    sink = server()
    posting.post(
        [a_draft(f"slow{n}", f"hangrcpt-{n}@slow.example") for n in range(20)]
        + [a_draft(f"fine{n}", f"fine{n}@example.org") for n in range(20)],
        now=MAY,
    )
    began = time.monotonic()

    send()

    assert time.monotonic() - began < 6
    assert len(sink.accepted()) == 20
    assert len([trial for trial in sink.trials() if "slow" in trial["to"]]) == 1
    waiting = Letter.objects.filter(to_address__contains="slow")
    assert {letter.state for letter in waiting} == {"due", "retry"}
    assert min(letter.send_after for letter in waiting) > MAY + timedelta(seconds=3)


@pytest.mark.parametrize("command", ["hangdotonce", "dropdotonce"])
def test_a_letter_whose_yes_was_not_heard_goes_once_more_and_says_so(server, command):
    sink = server()
    posting.post([a_draft("a", f"{command}-a@example.org")], now=MAY)

    send()
    between = state()
    send(MAY + timedelta(minutes=5))

    assert between == {f"{command}-a": ("retry", 1, True)}
    assert state() == {f"{command}-a": ("accepted", 2, True)}
    assert len(sink.accepted()) == 2


def test_a_letter_that_must_not_repeat_is_uncertain_when_no_yes_was_heard(server):
    server()
    posting.post([a_draft("a", "dropdot-a@example.org", must_not_repeat=True)], now=MAY)

    send()
    send(MAY + timedelta(hours=1))

    assert state() == {"dropdot-a": ("uncertain", 1, False)}


@pytest.mark.parametrize("command", ["421", "droprcpt"])
def test_a_hang_up_at_one_letter_does_not_stop_the_others(server, command):
    sink = server()
    a_batch([f"{command}-a@bad.example", "b@example.org", "c@example.org"])

    send()

    assert [letter["to"] for letter in sink.accepted()] == [
        "b@example.org",
        "c@example.org",
    ]
    assert state()[f"{command}-a"][0] in {"due", "retry"}


def test_a_letter_at_which_the_server_hangs_up_each_time_ends_at_its_deadline(server):
    server()
    posting.post([a_draft("a", "421-a@example.org")], now=MAY)

    send()
    send(MAY + timedelta(days=3))

    assert state() == {"421-a": ("failed", 1, False)}


def a_certificate(folder):
    """Write a key and a certificate for our own address, and return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sink")])
    now = dt.datetime.now(dt.UTC)
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    path = folder / "cert.pem"
    path.write_bytes(certificate.public_bytes(pem))
    return path
