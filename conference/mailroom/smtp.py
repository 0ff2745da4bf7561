"""One conversation with the mail server, with a limit of time at each step."""

import re
import smtplib
import socket
import ssl
import time
from collections.abc import Callable
from enum import StrEnum
from typing import Final

from django.conf import settings

ENHANCED: Final = re.compile(r"\A([245]\.\d{1,3}\.\d{1,3})\b[ ]?")
SERVICE_READY: Final = 220
# What servers say to a wrong password, or to none (RFC 4954, 6).
NOT_SIGNED_IN: Final = frozenset({530, 534, 535, 538})
LONGEST_REPLY: Final = 20_000
# After a letter the server may think longer: not to wait for its yes makes a double.
DOT_FACTOR: Final = 3
# A letter takes at most this part of its lease, so that it is never in two hands.
LETTER_SHARE: Final = 0.8


class Stage(StrEnum):
    """How far a letter got when something happened."""

    CONNECT = "connect"
    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"
    DOT = "dot"


class Reply(Exception):
    """A no of the mail server, in its own words."""

    def __init__(self, stage: Stage, code: int, words: str) -> None:
        super().__init__(f"{code} {words}")
        self.stage = stage
        self.code = code
        found = ENHANCED.match(words)
        self.enhanced = found.group(1) if found else ""
        self.words = words

    @property
    def is_mistrust(self) -> bool:
        """Whether the server refuses us, for reasons of security or policy."""
        is_early = self.stage in {Stage.CONNECT, Stage.MAIL}
        return self.enhanced.startswith("5.7.") or (
            is_early and self.code in NOT_SIGNED_IN
        )


class NoAnswer(Exception):
    """The server said nothing in time, hung up, or could not be reached."""

    def __init__(self, stage: Stage, words: str) -> None:
        super().__init__(words)
        self.stage = stage
        self.words = words


class HungUp(smtplib.SMTPServerDisconnected):
    """The server hung up."""

    def __str__(self) -> str:
        return "The server hung up."


class TooSlow(TimeoutError):
    """The server gave no whole answer in time."""

    def __str__(self) -> str:
        return "The server gave no whole answer in time."


class Conversation(smtplib.SMTP):
    """An SMTP session that hands over many letters, one after the other.

    Each step has a deadline for the whole answer, so that a server which drips single
    bytes is left as well. Our own name in EHLO is that of the sender's domain.
    """

    def __init__(self) -> None:
        self.deadline = self.letter_ends = time.monotonic() + settings.EMAIL_TIMEOUT
        self.received = b""
        domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
        super().__init__(local_hostname=domain, timeout=settings.EMAIL_TIMEOUT)
        self._host = settings.EMAIL_HOST  # the name its certificate must carry

    def open(self) -> None:
        """Connect, encrypt and sign in as the settings say. Raised: NoAnswer, Reply."""
        try:
            self._open()
        except smtplib.SMTPResponseException as error:
            self.close()
            raise Reply(
                Stage.CONNECT, error.smtp_code, _words(error.smtp_error)
            ) from error
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            raise NoAnswer(Stage.CONNECT, _words(error)) from error

    def _open(self) -> None:
        self._allow()
        code, words = self.connect(settings.EMAIL_HOST, settings.EMAIL_PORT)
        if code != SERVICE_READY:
            raise smtplib.SMTPResponseException(code, words)
        self.ehlo_or_helo_if_needed()
        if settings.EMAIL_USE_TLS:
            # Refused or broken, it raises: nothing goes out in the clear.
            self.starttls(context=ssl.create_default_context())
            self.received = b""  # what was said in the clear is not believed
            self.ehlo_or_helo_if_needed()
        if settings.EMAIL_HOST_USER:
            self._allow()
            self.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)

    def hand_over(
        self, sender: str, to: str, message: bytes, may_go: Callable[[], bool]
    ) -> Callable[[], tuple[int, str]] | None:
        """Send one letter up to its dot and return what reads the last answer.

        `may_go` is asked while the server thinks about the recipient, the last moment
        before anything of the letter leaves; on no, None is returned and nothing is
        sent. Raised: Reply, NoAnswer.
        """
        self.letter_ends = time.monotonic() + LETTER_SHARE * settings.MAIL_LEASE_SECONDS
        self._say(Stage.MAIL, f"MAIL FROM:<{sender}>\r\n".encode("ascii"))
        self._hear(Stage.MAIL, 250)
        self._say(Stage.RCPT, f"RCPT TO:<{to}>\r\n".encode("ascii"))
        goes = may_go()
        try:
            self._hear(Stage.RCPT, 250, 251)
        except Reply:
            if goes:
                raise
        if not goes:
            self.forget()
            return None
        self._say(Stage.DATA, b"DATA\r\n")
        self._hear(Stage.DATA, 354)
        self._say(Stage.DOT, message)
        return lambda: self._hear(Stage.DOT, 250)

    def forget(self) -> None:
        """Drop the letter that was begun, so that the next may follow."""
        self.letter_ends = time.monotonic() + settings.EMAIL_TIMEOUT
        self._say(Stage.MAIL, b"RSET\r\n")
        self._hear(Stage.MAIL, 250)

    def leave(self) -> None:
        """End the conversation; nobody minds if the other side is gone."""
        try:
            if self.sock is not None:
                self.sock.settimeout(2)
                self.sock.sendall(b"QUIT\r\n")
        except OSError:
            pass
        finally:
            self.close()

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        plain = socket.create_connection((host, port), timeout)
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if not settings.EMAIL_USE_SSL:
            return plain
        context = ssl.create_default_context()
        return context.wrap_socket(plain, server_hostname=host)

    def getreply(self) -> tuple[int, bytes]:
        """Read one whole answer before the deadline of this step."""
        words = []
        while True:
            line = self._line()
            words.append(line[4:].strip(b" \t\r"))
            if line[3:4] != b"-":
                break
        try:
            code = int(line[:3])
        except ValueError:
            code = -1
        return code, b"\n".join(words)

    def _line(self) -> bytes:
        while b"\n" not in self.received:
            if self.sock is None:
                raise HungUp
            left = self.deadline - time.monotonic()
            if left <= 0 or len(self.received) > LONGEST_REPLY:
                raise TooSlow
            self.sock.settimeout(left)
            more = self.sock.recv(8192)
            if not more:
                raise HungUp
            self.received += more
        line, _, self.received = self.received.partition(b"\n")
        return line

    def _allow(self) -> None:
        self.deadline = self.letter_ends = time.monotonic() + settings.EMAIL_TIMEOUT

    def _say(self, stage: Stage, line: bytes) -> None:
        patience = settings.EMAIL_TIMEOUT * (DOT_FACTOR if stage is Stage.DOT else 1)
        began = time.monotonic()
        self.deadline = min(began + patience, self.letter_ends)
        try:
            if self.sock is None:
                raise HungUp
            self.sock.settimeout(max(self.deadline - began, 0.001))
            self.sock.sendall(line)
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            raise NoAnswer(stage, _words(error)) from error

    def _hear(self, stage: Stage, *yes: int) -> tuple[int, str]:
        try:
            code, words = self.getreply()
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            raise NoAnswer(stage, _words(error)) from error
        if code not in yes:
            raise Reply(stage, code, _words(words))
        return code, _words(words)


def _words(said: object) -> str:
    if isinstance(said, bytes):
        said = said.decode("utf-8", "replace")
    return str(said or type(said).__name__).replace("\x00", "")[:500]
