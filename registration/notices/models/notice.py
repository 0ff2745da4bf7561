"""What the organisers tell people about a revision of the dates."""

from typing import ClassVar

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    append_only=True,
)
class Notice(models.Model):
    """One notice about one decision on the dates, with the question it asks.

    `fallbacks` maps a language without a text to the language its readers get
    instead: {"ru": "en"}. Who wrote it may not approve it.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Being written")
        READY = "ready", _("Waits for a second person")
        APPROVED = "approved", _("Approved")
        ANNOUNCED = "announced", _("Announced")
        TAKEN_BACK = "taken_back", _("Taken back")

    MOVES: ClassVar[dict[str, set[str]]] = {
        State.DRAFT: {State.READY, State.TAKEN_BACK},
        State.READY: {State.DRAFT, State.APPROVED, State.TAKEN_BACK},
        State.APPROVED: {State.DRAFT, State.ANNOUNCED, State.TAKEN_BACK},
        State.ANNOUNCED: {State.TAKEN_BACK},
        State.TAKEN_BACK: set(),
    }

    revision = models.OneToOneField(
        "editions.ScheduleRevision", on_delete=models.PROTECT, related_name="notice"
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    version = models.PositiveSmallIntegerField(default=1)
    answer_by = models.DateTimeField(_("answers until"))
    next_update_on = models.DateField(_("next update by"), null=True, blank=True)
    fallbacks = models.JSONField(default=dict, blank=True)
    batch = models.OneToOneField(
        "mailroom.Batch",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="notice",
    )
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField()
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    announced_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    announced_at = models.DateTimeField(null=True, blank=True)
    addressed = models.PositiveIntegerField(null=True, blank=True)

    objects: ClassVar[models.Manager["Notice"]] = models.Manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        permissions = [
            ("write_notice", "Can write a notice and send samples"),
            ("approve_notice", "Can approve, announce, pause and stop a notice"),
            ("view_ledger", "Can see who was reached"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("written_by")),
                name="notice_is_approved_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(approved_at=None, approved_by=None)
                | Q(approved_at__isnull=False, approved_by__isnull=False),
                name="notice_approval_has_who_and_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="announced")
                | Q(
                    announced_at__isnull=False,
                    batch__isnull=False,
                    addressed__isnull=False,
                    approved_by__isnull=False,
                ),
                name="notice_announced_has_batch_and_count",
            ),
        ]

    def __str__(self) -> str:
        return f"No. {self.revision_id}"

    def may_become(self, state: str) -> bool:
        """Whether the table of moves knows this one."""
        return state in self.MOVES[self.state]


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    append_only=True,
)
class NoticeText(models.Model):
    """The notice in one language; plain text, with placeholders from a fixed list.

    `version` grows with every change, so that two people never overwrite each other
    unseen. `stays` and other lists hold one point a line. The `_open` parts are for
    people whose request is not decided yet; they are asked nothing.
    """

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=10, choices=settings.LANGUAGES)
    version = models.PositiveSmallIntegerField(default=1)
    subject = models.CharField(_("subject"), max_length=200)
    headline = models.CharField(_("headline"), max_length=180)
    lead = models.TextField(_("what changes, in two sentences"), max_length=1000)
    was = models.CharField(_("was"), max_length=400)
    now = models.CharField(_("now"), max_length=400)
    now_note = models.CharField(_("after “now”"), max_length=400, blank=True)
    for_you = models.TextField(_("for you, approved"), max_length=600)
    for_you_open = models.TextField(_("for you, not decided yet"), max_length=600)
    you_can = models.TextField(_("you can, approved"), max_length=600)
    you_can_open = models.TextField(_("you can, not decided yet"), max_length=600)
    stays = models.TextField(_("what stays, one point a line"), max_length=1500)
    stays_open = models.TextField(_("what stays, not decided yet"), max_length=1500)
    out_of_date = models.TextField(
        _("what is out of date"), max_length=1500, blank=True
    )
    why = models.TextField(_("why, and what comes next"), max_length=3000)
    contact = models.TextField(_("contact"), max_length=500)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    changed_at = models.DateTimeField()

    objects: ClassVar[models.Manager["NoticeText"]] = models.Manager()

    class Meta:
        verbose_name = _("text of a notice")
        verbose_name_plural = _("texts of notices")
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "language"], name="notice_text_is_one_per_language"
            )
        ]

    def __str__(self) -> str:
        return self.subject
