"""People on stage: what we say of them, and their photo drawn anew."""

import hashlib
import io
from datetime import datetime
from typing import Final, TypedDict

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.transaction import atomic
from django.utils.translation import gettext_lazy as _
from i18nfield.strings import LazyI18nString
from PIL import Image, ImageOps, UnidentifiedImageError

from conference.core.refusals import Refusal
from conference.programme.models import Speaker
from conference.programme.models.speaker import SpeakerPhoto
from conference.programme.operations.turns import RuleBroken, checked
from conference.programme.queries import changes
from conference.programme.queries.search import fold

SIDE: Final = 400
LEAST_SIDE: Final = 100
HEAVIEST_MB: Final = 8
# Opening a picture of more would cost memory; cameras of 24 have a few more than that.
MOST_MEGAPIXELS: Final = 25
# What becomes smaller as it is; anything else is unpacked into colours first.
PLAIN: Final = frozenset({"L", "RGB", "RGBA"})
READ: Final = ("JPEG", "PNG", "WEBP")


class SpeakerFacts(TypedDict, total=False):
    """What is known of a person on stage; of a change, only what it says."""

    code: str
    account_id: int | None
    name: str
    position: LazyI18nString
    organisation: LazyI18nString
    country: str
    biography: LazyI18nString
    address: str
    language: str


class ProfileChangedMeanwhile(Refusal):
    """Somebody saved the person since this form was made."""

    sentence = _(
        "Somebody changed what we say of %(name)s while you were writing. Look at how "
        "it is now, then make your change again."
    )

    def __init__(self, speaker: Speaker) -> None:
        super().__init__(name=speaker.name)
        self.speaker = speaker


class SpeakerCodeTaken(Refusal):
    """Another person has the code."""

    sentence = _("Another person has the code %(code)s. Choose another one.")


class AccountTaken(Refusal):
    """Another person on stage belongs to the account."""

    sentence = _(
        "This account belongs to another person on stage already. Choose another one, "
        "or change that person."
    )


class NoPicture(Refusal):
    """The file is none that we read."""

    sentence = _("This file is no picture that we can read. Send a JPEG, PNG or WebP.")


class PictureTooHeavy(Refusal):
    """The file is larger than any photo needs to be."""

    sentence = _("This picture is too large. Send one of %(most)s MB at most.")


class TooManyPixels(Refusal):
    """Opening the picture would cost more memory than a photo is worth."""

    sentence = _(
        "This picture has more than %(most)s million pixels. Make it smaller, and send "
        "it again."
    )


class PictureTooSmall(Refusal):
    """Nobody would be seen on it."""

    sentence = _("This picture is too small. Send one of %(least)s pixels at least.")


@atomic
def save_speaker(
    speaker_id: int | None,
    *,
    edition_id: int,
    facts: SpeakerFacts,
    version: int | None,
    by: AbstractBaseUser | None,  # noqa: ARG001  the record takes it from the request
    now: datetime,  # noqa: ARG001
) -> Speaker:
    """Write down a person, new without an id; what is known already changes nothing.

    `version` is the one that the form was made from, or None for no such check.
    Refused: ProfileChangedMeanwhile, SpeakerCodeTaken, AccountTaken.
    """
    speaker = _locked(speaker_id, edition_id)
    if version is not None and version != speaker.version:
        raise ProfileChangedMeanwhile(speaker)
    if not _apply(speaker, facts):
        return speaker
    speaker.sort_key = fold(speaker.name)[:200]
    speaker.version += 1
    try:
        with checked([]):
            speaker.save()
    except RuleBroken as broken:
        raise _refusal(broken.rule, speaker) from broken
    return speaker


@atomic
def set_photo(speaker_id: int, upload: bytes, *, now: datetime) -> SpeakerPhoto:
    """Keep a photo: square, small, drawn anew, so that nothing hides in it.

    Refused: NoPicture, PictureTooHeavy, TooManyPixels, PictureTooSmall.
    """
    content = _drawn_anew(upload)
    photo, _made = SpeakerPhoto.objects.update_or_create(
        speaker_id=speaker_id,
        defaults={
            "content": content,
            "content_type": "image/webp",
            "digest": hashlib.sha256(content).hexdigest(),
            "changed_at": now,
        },
    )
    return photo


def remove_photo(speaker_id: int) -> None:
    """Forget a photo; where there is none, nothing happens."""
    SpeakerPhoto.objects.filter(speaker_id=speaker_id).delete()


def _locked(speaker_id: int | None, edition_id: int) -> Speaker:
    if speaker_id is None:
        return Speaker(edition_id=edition_id, version=0)
    speakers = Speaker.objects.select_for_update(of=("self",), no_key=True)
    return speakers.get(pk=speaker_id, edition_id=edition_id)


def _apply(speaker: Speaker, facts: SpeakerFacts) -> bool:
    """Put the facts into the person, and say whether one of them is new."""
    changed = speaker.pk is None
    for name, value in facts.items():
        changed = changed or changes.plain(getattr(speaker, name)) != changes.plain(
            value
        )
        setattr(speaker, name, value)
    return changed


def _refusal(rule: str, speaker: Speaker) -> Exception:
    if rule == "speaker_code_is_one_per_edition":
        return SpeakerCodeTaken(code=speaker.code)
    if rule == "speaker_account_is_one_per_edition":
        return AccountTaken()
    return RuleBroken(rule)


def _drawn_anew(upload: bytes) -> bytes:
    if len(upload) > HEAVIEST_MB * 1024 * 1024:
        raise PictureTooHeavy(most=HEAVIEST_MB)
    try:
        with Image.open(io.BytesIO(upload), formats=READ) as picture:
            _refuse_size(picture)
            # A JPEG is read at a fraction of its size, with enough left to choose from.
            picture.draft(None, (2 * SIDE, 2 * SIDE))
            ImageOps.exif_transpose(picture, in_place=True)
            square = _square(picture)
    except Refusal:
        raise
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError) as error:
        raise NoPicture from error
    except (SyntaxError, ValueError, EOFError) as error:
        # What Pillow says of files that begin as a picture and go on otherwise.
        raise NoPicture from error
    drawn = io.BytesIO()
    square.save(drawn, "WEBP", quality=82, method=4)
    return drawn.getvalue()


def _refuse_size(picture: Image.Image) -> None:
    """Look at the size that the file says, before anything is unpacked."""
    width, height = picture.size
    if width * height > MOST_MEGAPIXELS * 1_000_000:
        raise TooManyPixels(most=MOST_MEGAPIXELS)
    if min(width, height) < LEAST_SIDE:
        raise PictureTooSmall(least=LEAST_SIDE)


def _square(picture: Image.Image) -> Image.Image:
    """Cut out the middle, towards the top where faces are, on white."""
    side = min(SIDE, *picture.size)
    is_plain = picture.mode in PLAIN and "transparency" not in picture.info
    plain = picture if is_plain else picture.convert("RGBA")
    fitted = ImageOps.fit(plain, (side, side), centering=(0.5, 0.3)).convert("RGBA")
    ground = Image.new("RGB", fitted.size, "white")
    ground.paste(fitted, mask=fitted.getchannel("A"))
    return ground
