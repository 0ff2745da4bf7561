"""What a person on stage sees of themselves."""

from base64 import b64encode
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef

from conference.programme.models import SessionRole, Speaker, SpeakerPhoto
from conference.programme.queries.words import slot_text


@dataclass(frozen=True, slots=True)
class Appearance:
    """One role of a person, in a session that readers see."""

    code: str
    title: str
    role_text: str
    when: str
    answer_text: str
    confirmation: str


def person_of(account_id: int) -> Speaker | None:
    """Return the person on stage who belongs to the account, in this edition."""
    has_photo = SpeakerPhoto.objects.filter(speaker=OuterRef("pk"))
    return (
        Speaker.objects.filter(account_id=account_id, edition__is_current=True)
        .annotate(has_photo=Exists(has_photo))
        .first()
    )


def photo_of(speaker_id: int) -> str:
    """Return the photo as an address that holds it, or nothing.

    The public address of a photo is open only once a release shows the person.
    """
    photo = SpeakerPhoto.objects.filter(speaker_id=speaker_id).first()
    if photo is None:
        return ""
    content = b64encode(bytes(photo.content)).decode()
    return f"data:{photo.content_type};base64,{content}"


def appearances_of(speaker_id: int) -> list[Appearance]:
    """Return the roles of a person in sessions that readers see, by time."""
    roles = (
        SessionRole.objects.filter(
            speaker_id=speaker_id, session__released__isnull=False
        )
        .exclude(confirmation__in=SessionRole.GONE)
        .select_related("session__released")
        .order_by(F("session__released__starts_at").asc(nulls_last=True), "pk")
    )
    return [
        Appearance(
            code=role.session.code,
            title=str(version.title),
            role_text=role.get_role_display(),
            when=slot_text(version),
            answer_text=role.get_confirmation_display(),
            confirmation=role.confirmation,
        )
        for role in roles
        if (version := role.session.released) is not None
    ]
