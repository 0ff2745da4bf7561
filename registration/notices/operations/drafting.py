"""Writing a notice: a text in each language, until a second person reads it."""

from collections.abc import Mapping
from datetime import date, datetime

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db.transaction import atomic
from django.utils.translation import gettext_lazy as _

from conference.core.refusals import Refusal
from conference.editions.models import Edition, ScheduleRevision
from conference.editions.operations import revising
from registration.notices import queries
from registration.notices.models import Notice, NoticeText
from registration.notices.operations import wording

State = Notice.State


class NoticeExists(Refusal):
    """A decision has one notice."""

    sentence = _(
        "This decision has its notice already. Open it and go on writing there."
    )


class NotWritable(Refusal):
    """The notice's state does not allow the change."""

    sentence = _(
        "This notice is “%(state)s” by now. Load the page again; nothing was changed."
    )


class DeadlinePast(Refusal):
    """People need time to answer."""

    sentence = _(
        "The time until people can answer must lie ahead. Choose a later day, "
        "two weeks from now if you can."
    )


class LanguagesMissing(Refusal):
    """Somebody would get no words."""

    sentence = _(
        "There is no text yet for: %(languages)s. Write it, or name the language these "
        "people get instead."
    )


class NoSuchFallback(Refusal):
    """A language without a text helps nobody."""

    sentence = _(
        "The language they get instead needs a text of its own. Choose another one."
    )


class LastText(Refusal):
    """A notice needs words."""

    sentence = _(
        "This is the only text left. Write another one before you take it away."
    )


class ChangedMeanwhile(Refusal):
    """Somebody else saved the same text first."""

    sentence = _(
        "Somebody saved this text since you opened it. What you wrote is kept; compare "
        "the two and save again."
    )

    def __init__(self, text: NoticeText | None) -> None:
        super().__init__()
        self.text = text


@atomic
def start(
    revision_id: int,
    *,
    answer_by: datetime,
    next_update_on: date | None = None,
    by: AbstractBaseUser,
    now: datetime,
) -> Notice:
    """Begin the notice of a decision, with a default text in every language.

    Refused: NoticeExists, DeadlinePast, NotWritable when the decision is past that.
    """
    revision = (
        ScheduleRevision.objects.select_for_update(of=("self",), no_key=True)
        .select_related("edition__in_force")
        .get(pk=revision_id)
    )
    if Notice.objects.filter(revision=revision).exists():
        raise NoticeExists
    if revision.state not in {
        ScheduleRevision.State.PROPOSED,
        ScheduleRevision.State.APPROVED,
    }:
        raise NotWritable(state=revision.get_state_display())
    check_deadline(answer_by, now=now)
    notice = Notice.objects.create(
        revision=revision,
        answer_by=answer_by,
        next_update_on=next_update_on,
        written_by_id=by.pk,
        written_at=now,
    )
    NoticeText.objects.bulk_create(
        NoticeText(notice=notice, language=language, changed_at=now, **words)
        for language, words in wording.default_texts(notice).items()
    )
    return notice


@atomic
def edit_terms(
    notice_id: int,
    *,
    answer_by: datetime,
    next_update_on: date | None,
    by: AbstractBaseUser,
    now: datetime,
) -> Notice:
    """Change until when people answer, and when we write again. Refused: DeadlinePast.

    Texts that nobody has edited yet are made anew, because they name the day.
    """
    notice = _writable(notice_id)
    check_deadline(answer_by, now=now)
    notice.answer_by = answer_by
    notice.next_update_on = next_update_on
    notice.save(update_fields=["answer_by", "next_update_on"])
    _reopen(notice, by=by, now=now)
    _renew_untouched(notice, now=now)
    return notice


@atomic
def renew_defaults(revision_id: int, *, by: AbstractBaseUser, now: datetime) -> None:
    """Make the texts that nobody has edited anew, after the decision was amended."""
    notice_id = Notice.objects.filter(revision_id=revision_id).values_list(
        "pk", flat=True
    )
    for pk in notice_id:
        notice = _writable(pk)
        _reopen(notice, by=by, now=now)
        _renew_untouched(notice, now=now)


@atomic
def edit_text(
    notice_id: int,
    language: str,
    *,
    version: int,
    words: Mapping[str, str],
    by: AbstractBaseUser,
    now: datetime,
) -> NoticeText:
    """Save one language's words; `version` is what the form was made from, 0 for none.

    Refused: ChangedMeanwhile with the text as it is now, UnknownPlaceholder,
    BrokenPlaceholder, NotWritable. A notice that was approved becomes a draft again.
    """
    notice = _writable(notice_id)
    given = {name: words[name] for name in wording.FIELDS if name in words}
    for part in given.values():
        wording.check_placeholders(part)
    text = notice.texts.filter(language=language).first()
    if (text.version if text else 0) != version:
        raise ChangedMeanwhile(text)
    text = text or NoticeText(notice=notice, language=_known(language), version=0)
    for name, part in given.items():
        setattr(text, name, part)
    text.version += 1
    text.checked_by_id = by.pk
    text.changed_at = now
    text.save()
    _reopen(notice, by=by, now=now)
    return text


@atomic
def delete_text(
    notice_id: int, language: str, *, by: AbstractBaseUser, now: datetime
) -> None:
    """Take one language's text away; its readers need a fallback. Refused: LastText."""
    notice = _writable(notice_id)
    if not notice.texts.exclude(language=language).exists():
        raise LastText
    notice.texts.filter(language=language).delete()
    _drop_fallbacks_to(notice, language)
    _reopen(notice, by=by, now=now)


@atomic
def restore_default(
    notice_id: int, language: str, *, by: AbstractBaseUser, now: datetime
) -> NoticeText:
    """Put the default words of one language back; nobody has checked them then."""
    notice = _writable(notice_id)
    text = notice.texts.filter(language=language).first()
    text = text or NoticeText(notice=notice, language=_known(language), version=0)
    for name, part in wording.default_texts(notice)[_known(language)].items():
        setattr(text, name, part)
    text.version += 1
    text.checked_by = None
    text.changed_at = now
    text.save()
    _reopen(notice, by=by, now=now)
    return text


@atomic
def set_fallback(
    notice_id: int, language: str, *, to: str, by: AbstractBaseUser, now: datetime
) -> Notice:
    """Name what readers of a language get instead, or none. Refused: NoSuchFallback."""
    notice = _writable(notice_id)
    if to and (to == language or not notice.texts.filter(language=to).exists()):
        raise NoSuchFallback
    notice.fallbacks.pop(language, None)
    if to:
        notice.fallbacks[_known(language)] = to
    notice.save(update_fields=["fallbacks"])
    _reopen(notice, by=by, now=now)
    return notice


@atomic
def submit(
    notice_id: int,
    *,
    by: AbstractBaseUser,  # noqa: ARG001  recorded by the middleware
    now: datetime,
) -> Notice:
    """Give the notice to a second person. Refused: LanguagesMissing, DeadlinePast."""
    notice = locked(notice_id)
    refuse_unless(notice, State.READY)
    check_sendable(notice, now=now)
    notice.state = State.READY
    notice.save(update_fields=["state"])
    return notice


@atomic
def return_to_draft(
    notice_id: int,
    *,
    by: AbstractBaseUser,  # noqa: ARG001  recorded by the middleware
    now: datetime,  # noqa: ARG001  recorded by the middleware
) -> Notice:
    """Give the notice back to its writer; the decision's approval is undone, too."""
    notice = locked(notice_id)
    refuse_unless(notice, State.DRAFT)
    _to_draft(notice)
    return notice


@atomic
def discard(notice_id: int, *, by: AbstractBaseUser, now: datetime) -> Notice:
    """Drop the notice and its decision, before anybody was told."""
    notice = locked(notice_id)
    if notice.state == State.ANNOUNCED:
        raise NotWritable(state=notice.get_state_display())
    refuse_unless(notice, State.TAKEN_BACK)
    revising.take_back(notice.revision_id, by=by, now=now)
    notice.state = State.TAKEN_BACK
    notice.save(update_fields=["state"])
    return notice


def locked(notice_id: int) -> Notice:
    """Lock a decision's edition, then its notice: the same order everywhere.

    Keys are left alone: requests to attend point at the edition, and go on meanwhile.
    """
    edition_id = Notice.objects.values_list("revision__edition_id", flat=True)
    edition = Edition.objects.select_for_update(of=("self",), no_key=True)
    edition.get(pk=edition_id.get(pk=notice_id))
    return (
        Notice.objects.select_for_update(of=("self",), no_key=True)
        .select_related("revision__edition__in_force", "batch")
        .get(pk=notice_id)
    )


def refuse_unless(notice: Notice, state: str) -> None:
    """Refuse a move that the table of moves does not have: NotWritable."""
    if not notice.may_become(state):
        raise NotWritable(state=notice.get_state_display())


def check_deadline(answer_by: datetime, *, now: datetime) -> None:
    """Refuse a time that has come: DeadlinePast."""
    if answer_by <= now:
        raise DeadlinePast


def check_sendable(notice: Notice, *, now: datetime) -> None:
    """Refuse a notice that would leave somebody without words, or without time.

    Refused: DeadlinePast, LanguagesMissing, UnknownPlaceholder, BrokenPlaceholder.
    """
    check_deadline(notice.answer_by, now=now)
    missing = [row.label for row in queries.language_gate(notice) if row.is_open]
    if missing:
        raise LanguagesMissing(languages=", ".join(missing))
    for text in notice.texts.all():
        for name in wording.FIELDS:
            wording.check_placeholders(getattr(text, name))


def _writable(notice_id: int) -> Notice:
    notice = locked(notice_id)
    if notice.state in {State.ANNOUNCED, State.TAKEN_BACK}:
        raise NotWritable(state=notice.get_state_display())
    return notice


def _reopen(notice: Notice, *, by: AbstractBaseUser, now: datetime) -> None:
    """Undo a submission or an approval after an edit; the editor becomes the writer.

    So nobody approves words of their own.
    """
    if notice.state != State.DRAFT:
        _to_draft(notice)
        notice.version += 1
    notice.written_by_id = by.pk
    notice.written_at = now
    notice.save(update_fields=["version", "written_by", "written_at"])


def _to_draft(notice: Notice) -> None:
    if notice.revision.state == ScheduleRevision.State.APPROVED:
        revising.reopen(notice.revision_id)
    notice.state = State.DRAFT
    notice.approved_by = None
    notice.approved_at = None
    notice.save(update_fields=["state", "approved_by", "approved_at"])


def _renew_untouched(notice: Notice, *, now: datetime) -> None:
    untouched = {text.language: text for text in notice.texts.filter(checked_by=None)}
    defaults = wording.default_texts(notice)
    for language, text in untouched.items():
        for name, part in defaults[language].items():
            setattr(text, name, part)
        text.version += 1
        text.changed_at = now
        text.save()


def _drop_fallbacks_to(notice: Notice, language: str) -> None:
    notice.fallbacks = {
        reader: given for reader, given in notice.fallbacks.items() if given != language
    }
    notice.save(update_fields=["fallbacks"])


def _known(language: str) -> str:
    if language not in dict(settings.LANGUAGES):
        raise NoSuchFallback
    return language
