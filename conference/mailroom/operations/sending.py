"""Sending: take letters up, hand each to the mail server, note how it ended."""

import logging
import os
import re
import socket
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final, NoReturn
from uuid import uuid4

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.db.models.functions import Lower
from django.utils.translation import gettext

from conference.mailroom import rendering
from conference.mailroom.models import Batch, Letter, Suppression, Wording
from conference.mailroom.operations.leases import (
    Done,
    Held,
    Holder,
    expire,
    lease,
    park_domain,
    settle_orphans,
)
from conference.mailroom.smtp import Conversation, NoAnswer, Reply, Stage

log = logging.getLogger(__name__)
Question = Callable[[], bool]

CLAIM_SIZE: Final = 200
LONGEST_WORDS: Final = 500
SERVICE_ENDS: Final = 421
LATER: Final = range(400, 500)
NO_MAILBOX: Final = 550
BACK_OFF: Final = tuple(
    timedelta(seconds=seconds) for seconds in (30, 120, 600, 1800, 3600)
)
SOON: Final = timedelta(seconds=15)
# A domain that kept us hanging rests for so many times as long.
PARKING: Final = 8
# After so many hang-ups in a row it is the server, not a letter.
HANG_UPS: Final = 3
# The code of a letter whose batch was paused for it.
MISTRUST: Final = re.compile(r"5\d\d 5\.7\.")
# After so many recipients in a row it is mistrust of us, not of one of them.
MISTRUSTS: Final = 3
NOBODY_THERE: Final = re.compile(
    r"unknown|no such|not exist|no mailbox|invalid recipient|user not found",
    re.IGNORECASE,
)


class ServerAway(Exception):
    """The mail server does not take letters now; nothing of it is a letter's fault."""

    def __init__(self, trouble: Reply | NoAnswer) -> None:
        super().__init__(str(trouble))
        self.code = _code(trouble) if isinstance(trouble, Reply) else "no answer"


def send_due(*, is_urgent: bool, now: datetime, for_seconds: float = 10) -> bool:
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
        self.holder = Holder(
            f"{socket.gethostname()[:30]}:{os.getpid()}:{uuid4().hex[:8]}"
        )
        self.conversation = Conversation()
        self.is_open = False
        self.hang_ups = 0
        self.mistrusts = 0
        self.done: Done | None = None
        self.asked: Question | None = None
        self.following: bytes | None = None
        self.parked: dict[str, datetime] = {}
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
                log.warning("mail.server_away", extra={"code": away.code})
                expire(_time_ran_out(str(away)), now=self.now())
                return False
        return True

    def _send_all(self, letters: list[Held]) -> None:
        """Send what was claimed; what is not reached in half a lease goes back."""
        rest = letters[::-1]
        half_time = self.now() + lease() / 2
        try:
            message = self._prepare(rest)
            while message and self.now() < half_time:
                letter = rest.pop()
                self.following = None
                if not self._send(letter, message, rest):
                    break
                message = self.following or self._prepare(rest)
        finally:
            self._note_done()
            self.holder.release(rest, at=self.now())

    def _prepare(self, rest: list[Held]) -> bytes:
        """Return the bytes of the next letter; those that cannot be written fail."""
        while rest:
            letter = rest[-1]
            if letter.domain in self.parked:
                self.holder.release([rest.pop()], at=self.parked[letter.domain])
                continue
            if self.now() > letter.give_up_at:
                self._fail(rest.pop(), words=gettext("Its time ran out."))
                continue
            phrasing = self._phrasing(letter.wording_id)
            try:
                return self._compose(letter, phrasing)
            except SoftTimeLimitExceeded:
                raise
            except Exception as error:
                # What it says may hold what the letter holds; so not into the log.
                kind = type(error).__name__
                at = traceback.extract_tb(error.__traceback__)[-1]
                facts = {"letter": letter.id, "error": kind}
                facts["at"] = f"{at.filename}:{at.lineno}"
                log.error("mail.not_renderable", extra=facts)  # noqa: TRY400
                self._fail(rest.pop(), words=f"{kind}: {error}")
        return b""

    def _compose(self, letter: Held, phrasing: rendering.Phrasing | None) -> bytes:
        is_bulk = letter.batch_id is not None
        sheet = rendering.Sheet(letter.key, letter.to, letter.is_news, is_bulk)
        if phrasing is None:
            message = rendering.compose(
                sheet, letter.template, letter.language, letter.context, now=self.now()
            )
        else:
            message = rendering.compose_from(
                sheet, phrasing, letter.context, now=self.now()
            )
        # A line that is only a dot ends a letter; ours get a second dot (RFC 5321).
        return message.replace(b"\r\n.", b"\r\n..") + b"\r\n.\r\n"

    def _phrasing(self, wording_id: int | None) -> rendering.Phrasing | None:
        if wording_id is not None and wording_id not in self.phrasings:
            wording = Wording.objects.get(pk=wording_id)
            self.phrasings[wording_id] = rendering.Phrasing(
                template=wording.template,
                language=wording.language,
                subject=wording.subject,
                parts=wording.parts,
                calendar=wording.calendar,
            )
        return None if wording_id is None else self.phrasings[wording_id]

    def _send(self, letter: Held, message: bytes, rest: list[Held]) -> bool:
        """Hand one letter over and note how it ended; False if it may not leave now.

        The next letter is written while the server thinks about this one.
        """
        try:
            self._connect(letter)
            to = rendering.deliverable(letter.to)
            self._ask_to_begin(letter)
            answer = self.conversation.hand_over(
                self.address, to, message, self._may_go
            )
            if answer is None:
                self.holder.release([letter], at=self.now())
                return False
            self.following = self._prepare(rest)
            code, words = answer()
            self.done = Done(letter, str(code), words)
            self.hang_ups = self.mistrusts = 0
        except Reply as reply:
            self._may_go()
            self._note_done()
            self._answered_no(letter, reply)
        except NoAnswer as silence:
            self.is_open = False
            self._may_go()
            self._note_done()
            self._answered_nothing(letter, silence)
        return True

    def _ask_to_begin(self, letter: Held) -> None:
        self.asked = self.holder.ask_to_begin(letter, after=self.done, now=self.now())

    def _may_go(self) -> bool:
        """Collect the answer of the database, which also notes the letter before."""
        asked, self.asked = self.asked, None
        if asked is None:
            return False
        goes = asked()
        self.done = None
        return goes

    def _note_done(self) -> None:
        """Write down the last yes, and if the database is away, try until it is back.

        A yes that is not written down makes a second letter.
        """
        with suppress(OperationalError, InterfaceError):
            self._may_go()
        done, self.done = self.done, None
        give_up = time.monotonic() + lease().total_seconds() / 2
        while done is not None:
            try:
                self.holder.accept(done, now=self.now())
                done = None
            except (OperationalError, InterfaceError):
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
            self._turned_away(letter, trouble)

    def _turned_away(self, letter: Held, trouble: Reply | NoAnswer) -> NoReturn:
        """Stop the round: the server does not want us, whoever the letter is for."""
        if isinstance(trouble, Reply) and trouble.is_mistrust:
            _raise_alarm(None, trouble, letter, now=self.now())
        self._put_back(letter, str(trouble))
        raise ServerAway(trouble) from trouble

    def _answered_no(self, letter: Held, reply: Reply) -> None:
        if reply.code == SERVICE_ENDS:
            self._hung_up(letter, reply)
            return
        if reply.stage is Stage.MAIL:
            self._turned_away(letter, reply)
        if reply.code in LATER:
            self._later(letter, code=_code(reply), words=reply.words)
        elif reply.is_mistrust:
            self._mistrusted(letter, reply)
        else:
            self._refused(letter, reply)
        with suppress(NoAnswer, Reply):
            self.conversation.forget()
            return
        self.is_open = False

    def _mistrusted(self, letter: Held, reply: Reply) -> None:
        """Pause the batch at the first such no; a person looks, and lets it go on.

        After that it is the letter that fails which hears it once more, or the one
        recipient whose server says so; several in a row pause the batch again.
        """
        self.mistrusts += 1
        if letter.batch_id is None:
            log.error("mail.mistrusted", extra=_facts(letter, reply))
            self._refused(letter, reply)
            return
        is_again = MISTRUST.match(letter.last_code) is not None
        is_lone = reply.stage is Stage.RCPT and self.mistrusts < MISTRUSTS
        if is_again or (is_lone and _was_mistrusted(letter.batch_id)):
            self._refused(letter, reply)
            return
        _raise_alarm(letter.batch_id, reply, letter, now=self.now())
        self.holder.retry(
            letter,
            self.now(),
            code=_code(reply),
            words=reply.words,
            may_be_double=False,
        )

    def _refused(self, letter: Held, reply: Reply) -> None:
        if _is_nobody_there(reply):
            _suppress(letter.to, str(reply), now=self.now())
        self._fail(letter, code=_code(reply), words=reply.words)

    def _answered_nothing(self, letter: Held, silence: NoAnswer) -> None:
        if silence.stage in {Stage.CONNECT, Stage.MAIL}:
            self._hung_up(letter, silence)
            return
        # One silent domain must not keep the others waiting every time it is tried.
        until = self.now() + PARKING * timedelta(seconds=settings.EMAIL_TIMEOUT)
        self.parked[letter.domain] = until
        self.following = None
        is_unknown = silence.stage is Stage.DOT
        if is_unknown and letter.must_not_repeat:
            self.holder.finish(
                letter, Letter.State.UNCERTAIN, words=silence.words, now=self.now()
            )
        else:
            self._later(
                letter, words=silence.words, may_be_double=is_unknown, not_before=until
            )
        park_domain(letter.domain, until=until)
        self._count_hang_up(silence)

    def _hung_up(self, letter: Held, trouble: Reply | NoAnswer) -> None:
        """Go on with the others; that the server hung up is no letter's fault."""
        self.is_open = False
        self.conversation.close()
        self._put_back(letter, str(trouble))
        self._count_hang_up(trouble)

    def _count_hang_up(self, trouble: Reply | NoAnswer) -> None:
        self.hang_ups += 1
        if self.hang_ups >= HANG_UPS:
            raise ServerAway(trouble)

    def _put_back(self, letter: Held, words: str) -> None:
        """Let the letter wait a moment; nothing counts against it but its deadline."""
        if self.now() > letter.give_up_at:
            self._give_up(letter, "", words)
        else:
            self.holder.release([letter], at=self.now() + SOON)

    def _later(
        self,
        letter: Held,
        *,
        code: str = "",
        words: str,
        may_be_double: bool = False,
        not_before: datetime | None = None,
    ) -> None:
        at = self.now() + BACK_OFF[min(letter.attempts, len(BACK_OFF)) - 1]
        at = max(at, not_before or at)
        if at > letter.give_up_at:
            self._give_up(letter, code, words)
            return
        self.holder.retry(
            letter, at, code=code, words=words, may_be_double=may_be_double
        )

    def _give_up(self, letter: Held, code: str, words: str) -> None:
        self._fail(letter, code=code, words=_time_ran_out(words))

    def _fail(self, letter: Held, *, code: str = "", words: str) -> None:
        clean = words[:LONGEST_WORDS].replace("\x00", "")
        self.holder.finish(
            letter, Letter.State.FAILED, code=code, words=clean, now=self.now()
        )


def _time_ran_out(words: str) -> str:
    said = gettext("Its time ran out. Last answer: %(words)s") % {"words": words}
    return said[:LONGEST_WORDS].replace("\x00", "")


def _code(reply: Reply) -> str:
    return f"{reply.code} {reply.enhanced}".strip()[:12]


def _is_nobody_there(reply: Reply) -> bool:
    if reply.enhanced:
        return reply.enhanced in {"5.1.1", "5.1.6", "5.1.10"}
    is_bare = reply.stage is Stage.RCPT and reply.code == NO_MAILBOX
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


def _was_mistrusted(batch_id: int) -> bool:
    """Whether a letter of this batch was told so before, and a person went on."""
    return Letter.objects.filter(
        batch_id=batch_id, smtp_code__regex=MISTRUST.pattern
    ).exists()


def _raise_alarm(
    batch_id: int | None, reply: Reply, letter: Held, *, now: datetime
) -> None:
    """Pause a batch, or all: the server mistrusts it, and more would make it worse.

    The words stay in the database, as servers put addresses into them.
    """
    running = Batch.objects.filter(state=Batch.State.RUNNING)
    if batch_id is not None:
        running = running.filter(pk=batch_id)
    paused = running.update(state=Batch.State.PAUSED, alarm=str(reply), alarm_at=now)
    log.error("mail.mistrusted", extra={**_facts(letter, reply), "paused": paused})


def _facts(letter: Held, reply: Reply) -> dict[str, object]:
    return {
        "letter": letter.id,
        "batch": letter.batch_id,
        "stage": reply.stage.value,
        "code": _code(reply),
    }
