"""Sending: take letters up, hand each to the mail server, note how it ended."""

import logging
import os
import re
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final
from uuid import uuid4

from django.db import OperationalError, connection
from django.db.models.functions import Lower
from django.utils.translation import gettext

from conference.mailroom import rendering
from conference.mailroom.models import Batch, Letter, Suppression, Wording
from conference.mailroom.operations.leases import Done, Held, Holder, lease, park_domain, settle_orphans
from conference.mailroom.smtp import Conversation, NoAnswer, Reply, Stage

log = logging.getLogger(__name__)

CLAIM_SIZE: Final = 200
BACK_OFF: Final = tuple(
    timedelta(seconds=seconds) for seconds in (30, 120, 600, 1800, 3600)
)
SOON: Final = timedelta(seconds=15)
# After so many hang-ups in a row it is the server, not a letter.
HANG_UPS: Final = 3
NOBODY_THERE: Final = re.compile(
    r"unknown|no such|not exist|no mailbox|invalid recipient|user not found", re.IGNORECASE
)


class ServerAway(Exception):
    """The mail server does not take letters now; nothing of it is a letter's fault."""


def send_due(*, is_urgent: bool, now: datetime, for_seconds: float = 20) -> bool:
    """Send what is due, for a limited time, and return whether some may be left.

    One connection is used for many letters and one letter is in flight at a time, so
    that a sender that dies leaves at most one of which nobody knows whether it arrived.
    """
    sender = _Sender(now=now, for_seconds=for_seconds)
    try:
        return sender.work(is_urgent=is_urgent)
    finally:
        sender.conversation.leave()


class _Sender:
    """One round of work: what is held, the connection, and the time since it began."""

    def __init__(self, *, now: datetime, for_seconds: float) -> None:
        self.began_at = now
        self.began = time.monotonic()
        self.for_seconds = for_seconds
        self.holder = Holder(f"{socket.gethostname()[:30]}:{os.getpid()}:{uuid4().hex[:8]}")
        self.conversation = Conversation()
        self.is_open = False
        self.hang_ups = 0
        self.done: Done | None = None
        self.phrasings: dict[int, rendering.Phrasing] = {}
        self.address = rendering.sender_address()

    def now(self) -> datetime:
        """Return the time: what we were told, and what has passed since."""
        return self.began_at + timedelta(seconds=time.monotonic() - self.began)

    def work(self, *, is_urgent: bool) -> bool:
        while time.monotonic() - self.began < self.for_seconds:
            letters = self.holder.claim(
                is_urgent=is_urgent, limit=CLAIM_SIZE, now=self.now()
            )
            if not letters:
                settle_orphans(now=self.now())
                return False
            try:
                self._send_all(letters)
            except ServerAway as away:
                log.warning("mail.server_away", extra={"words": str(away)})
                return False
        return True

    def _send_all(self, letters: list[Held]) -> None:
        """Send what was claimed; what is not reached in half a lease goes back."""
        rest = letters[::-1]
        half_time = self.now() + lease() / 2
        try:
            message = self._prepare(rest)
            while rest and self.now() < half_time:
                letter = rest.pop()
                following: list[bytes] = []
                if message:
                    self._send(letter, message, lambda: following.append(self._prepare(rest)))
                message = following[0] if following else self._prepare(rest)
        finally:
            self._note_done()
            self.holder.release(rest, at=self.now())

    def _prepare(self, rest: list[Held]) -> bytes:
        """Return the bytes of the next letter; those that cannot be written fail."""
        while rest:
            letter = rest[-1]
            try:
                return self._compose(letter)
            except Exception as error:  # noqa: BLE001  one letter must not stop the rest
                log.exception("mail.not_renderable", extra={"letter": letter.id})
                rest.pop()
                words = f"{type(error).__name__}: {error}"[:500]
                self.holder.finish(
                    letter, Letter.State.FAILED, words=words.replace("\x00", ""), now=self.now()
                )
        return b""

    def _compose(self, letter: Held) -> bytes:
        sheet = rendering.Sheet(
            key=letter.key,
            to=letter.to,
            is_news=letter.is_news,
            is_bulk=letter.batch_id is not None,
        )
        if letter.wording_id is None:
            message = rendering.compose(
                sheet, letter.template, letter.language, letter.context, now=self.now()
            )
        else:
            message = rendering.compose_from(
                sheet, self._phrasing(letter.wording_id), letter.context, now=self.now()
            )
        # A line that is only a dot ends a letter; ours get a second one (RFC 5321, 4.5.2).
        return message.replace(b"\r\n.", b"\r\n..") + b"\r\n.\r\n"

    def _phrasing(self, wording_id: int) -> rendering.Phrasing:
        if wording_id not in self.phrasings:
            wording = Wording.objects.get(pk=wording_id)
            self.phrasings[wording_id] = rendering.Phrasing(
                template=wording.template,
                language=wording.language,
                subject=wording.subject,
                parts=wording.parts,
                calendar=wording.calendar,
            )
        return self.phrasings[wording_id]

    def _send(self, letter: Held, message: bytes, meanwhile: Callable[[], None]) -> None:
        """Hand one letter over and note how it ended; `meanwhile` fills a wait."""
        try:
            self._connect(letter)
            answer = self.conversation.hand_over(
                self.address,
                rendering.deliverable(letter.to),
                message,
                may_go=lambda: self._may_go(letter),
            )
            if answer is None:
                return
            meanwhile()
            code, words = answer()
            self.hang_ups = 0
            self.done = Done(letter, str(code), words)
        except Reply as reply:
            self._note_done()
            self._answered_no(letter, reply)
        except NoAnswer as silence:
            self.is_open = False
            self._note_done()
            self._answered_nothing(letter, silence)

    def _may_go(self, letter: Held) -> bool:
        done, self.done = self.done, None
        if done is None:
            return self.holder.begin(letter, now=self.now())
        try:
            return self.holder.begin_after(done, letter, now=self.now())
        except OperationalError:
            self.done = done
            raise

    def _note_done(self) -> None:
        """Write down the last yes, and if the database is away, try until it is back.

        A yes that is not written down makes a second letter.
        """
        done, self.done = self.done, None
        give_up = time.monotonic() + lease().total_seconds() / 2
        while done is not None:
            try:
                self.holder.accept(done, now=self.now())
                done = None
            except OperationalError:
                if time.monotonic() > give_up or connection.in_atomic_block:
                    raise
                connection.close()
                time.sleep(0.2)

    def _connect(self, letter: Held) -> None:
        if self.is_open:
            return
        self._note_done()
        self.conversation = Conversation()
        try:
            self.conversation.open()
            self.is_open = True
        except (Reply, NoAnswer) as trouble:
            self.holder.release([letter], at=self.now() + SOON)
            raise ServerAway(str(trouble)) from trouble

    def _answered_no(self, letter: Held, reply: Reply) -> None:
        if reply.code == 421:
            self._hung_up(letter, str(reply))
            return
        if reply.stage is Stage.MAIL:
            # The server does not want us, whoever the letter is for.
            self.holder.release([letter], at=self.now() + SOON)
            raise ServerAway(str(reply))
        if 400 <= reply.code < 500:
            self._later(letter, code=_code(reply), words=reply.words)
        elif reply.enhanced.startswith("5.7.") and letter.batch_id is not None:
            _raise_alarm(letter.batch_id, str(reply), now=self.now())
            self.holder.release([letter], at=self.now())
        else:
            self._refused(letter, reply)
        with suppress(NoAnswer, Reply):
            self.conversation.forget()
            return
        self.is_open = False

    def _refused(self, letter: Held, reply: Reply) -> None:
        if _is_nobody_there(reply):
            _suppress(letter.to, str(reply), now=self.now())
        self.holder.finish(
            letter,
            Letter.State.FAILED,
            code=_code(reply),
            words=reply.words,
            now=self.now(),
        )

    def _answered_nothing(self, letter: Held, silence: NoAnswer) -> None:
        if silence.stage in {Stage.CONNECT, Stage.MAIL}:
            self._hung_up(letter, str(silence))
            return
        is_unknown = silence.stage is Stage.DOT
        if is_unknown and letter.must_not_repeat:
            self.holder.finish(
                letter, Letter.State.UNCERTAIN, words=silence.words, now=self.now()
            )
        else:
            self._later(letter, code="", words=silence.words, may_be_double=is_unknown)
        park_domain(letter.domain, until=self.now() + BACK_OFF[0])
        self._count_hang_up(silence.words)

    def _hung_up(self, letter: Held, words: str) -> None:
        """The server ended the conversation: not the letter's fault, try on."""
        self.is_open = False
        self.conversation.close()
        self.holder.release([letter], at=self.now() + SOON)
        self._count_hang_up(words)

    def _count_hang_up(self, words: str) -> None:
        self.hang_ups += 1
        if self.hang_ups >= HANG_UPS:
            raise ServerAway(words)

    def _later(
        self, letter: Held, *, code: str, words: str, may_be_double: bool = False
    ) -> None:
        at = self.now() + BACK_OFF[min(letter.attempts, len(BACK_OFF)) - 1]
        if at > letter.give_up_at:
            said = gettext("Its time ran out. Last answer: %(words)s") % {"words": words}
            self.holder.finish(
                letter, Letter.State.FAILED, code=code, words=said, now=self.now()
            )
            return
        self.holder.retry(letter, at, code=code, words=words, may_be_double=may_be_double)


def _code(reply: Reply) -> str:
    return f"{reply.code} {reply.enhanced}".strip()[:12]


def _is_nobody_there(reply: Reply) -> bool:
    if reply.enhanced:
        return reply.enhanced in {"5.1.1", "5.1.6", "5.1.10"}
    is_bare = reply.stage is Stage.RCPT and reply.code == 550
    return is_bare and bool(NOBODY_THERE.search(reply.words))


def _suppress(address: str, reason: str, *, now: datetime) -> None:
    known = Suppression.objects.annotate(low=Lower("address")).filter(
        low=address.lower(), kind=Suppression.Kind.DEAD
    )
    if not known.exists():
        Suppression.objects.bulk_create(
            [Suppression(address=address, reason=reason[:200], since=now)],
            ignore_conflicts=True,
        )


def _raise_alarm(batch_id: int, words: str, *, now: datetime) -> None:
    """Pause the batch: the server mistrusts all of it, and more would make it worse."""
    paused = Batch.objects.filter(pk=batch_id, state=Batch.State.RUNNING).update(
        state=Batch.State.PAUSED, alarm=words, alarm_at=now
    )
    if paused:
        log.error("mail.batch_paused", extra={"batch": batch_id, "words": words})
