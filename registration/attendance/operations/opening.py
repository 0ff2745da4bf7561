"""Categories are opened, and given more or fewer places."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from conference.core.refusals import Refusal
from conference.core.transactions import in_one_transaction
from registration.attendance.models import ParticipantCategory
from registration.attendance.operations import placing, telling


class PlacesAreTaken(Refusal):
    """More people have a place than there would be places."""

    sentence = _("%(taken)d places are taken already. Write at least that many.")


@in_one_transaction
def save_category(
    category: ParticipantCategory, *, now: datetime
) -> ParticipantCategory:
    """Save a category; places that become free go to those in line, with a letter.

    Refused: PlacesAreTaken. Locks the category, then registrations.
    """
    if category.pk is None:
        category.save()
        return category
    # Counted and numbered by others meanwhile: only the row under the lock knows.
    kept = (
        ParticipantCategory.objects.select_for_update(of=("self",), no_key=True)
        .only("places_taken", "last_waiting_number")
        .get(pk=category.pk)
    )
    category.places_taken = kept.places_taken
    category.last_waiting_number = kept.last_waiting_number
    if category.places_left is not None and category.places_left < 0:
        raise PlacesAreTaken(taken=category.places_taken)
    category.save(update_fields=_content())
    moved_up = telling.record(placing.give_free_places(category, now=now))
    telling.write_to(moved_up, now=now)
    return category


def _content() -> list[str]:
    fields = ParticipantCategory._meta.concrete_fields  # noqa: SLF001  public in Django
    return [field.name for field in fields if field.editable and not field.primary_key]
