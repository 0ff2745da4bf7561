"""People on stage: what we say of them, and their photo drawn anew."""

import io
import resource

import pytest
from PIL import Image

from conference.programme.models import Speaker
from conference.programme.models.speaker import SpeakerPhoto
from conference.programme.operations import profiles
from tests.factories.editions import EditionFactory
from tests.factories.people import UserFactory
from tests.factories.programme import MAY, SpeakerFactory

pytestmark = pytest.mark.django_db


def save(speaker_id, edition, facts, version=None):
    return profiles.save_speaker(
        speaker_id,
        edition_id=edition.pk,
        facts=facts,
        version=version,
        by=None,
        now=MAY,
    )


def picture(size=(900, 600), kind="JPEG", mode="RGB", **more):
    drawn = io.BytesIO()
    Image.new(mode, size, "teal").save(drawn, kind, **more)
    return drawn.getvalue()


def kept():
    photo = SpeakerPhoto.objects.get()
    return Image.open(io.BytesIO(bytes(photo.content)))


def test_a_new_person_is_sorted_by_plain_letters():
    edition = EditionFactory()

    speaker = save(None, edition, {"code": "dang", "name": "Đặng Sample"})

    speaker.refresh_from_db()
    assert (speaker.name, speaker.sort_key, speaker.version) == (
        "Đặng Sample",
        "dang sample",
        1,
    )


def test_an_older_page_is_refused_and_what_is_known_changes_nothing():
    speaker = SpeakerFactory()

    save(speaker.pk, speaker.edition, {"name": speaker.name}, version=1)
    save(speaker.pk, speaker.edition, {"name": "Another Sample"}, version=1)
    with pytest.raises(profiles.ProfileChangedMeanwhile) as refused:
        save(speaker.pk, speaker.edition, {"name": "Third Sample"}, version=1)

    assert refused.value.speaker.name == "Another Sample"
    assert list(Speaker.objects.values_list("name", "version")) == [
        ("Another Sample", 2)
    ]


def test_code_and_account_are_one_persons():
    one = SpeakerFactory(account=UserFactory())

    with pytest.raises(profiles.SpeakerCodeTaken, match=one.code):
        save(None, one.edition, {"code": one.code, "name": "Sample"})
    with pytest.raises(profiles.AccountTaken):
        save(
            None,
            one.edition,
            {"code": "new", "name": "Sample", "account_id": one.account_id},
        )


def test_a_photo_is_drawn_anew_square_and_small_and_says_nothing_of_its_camera():
    speaker = SpeakerFactory()
    exif = Image.Exif()
    exif[0x010F] = "Camera of Samples"

    profiles.set_photo(speaker.pk, picture(exif=exif), now=MAY)

    photo = kept()
    assert (photo.format, photo.size, dict(photo.getexif())) == ("WEBP", (400, 400), {})
    assert "exif" not in photo.info


def test_a_photo_taken_sideways_stands_upright():
    speaker = SpeakerFactory()
    exif = Image.Exif()
    exif[0x0112] = 6
    drawn = io.BytesIO()
    half = Image.new("RGB", (400, 400), "white")
    half.paste("black", (0, 0, 200, 400))
    half.save(drawn, "JPEG", exif=exif)

    profiles.set_photo(speaker.pk, drawn.getvalue(), now=MAY)

    photo = kept().convert("L")
    assert photo.getpixel((200, 20)) < 60
    assert photo.getpixel((200, 380)) > 200


def test_a_new_photo_takes_the_place_of_the_old_and_a_removed_one_is_gone():
    speaker = SpeakerFactory()
    first = profiles.set_photo(speaker.pk, picture(), now=MAY)
    second = profiles.set_photo(speaker.pk, picture((150, 300), "PNG"), now=MAY)

    assert first.digest != second.digest
    assert kept().size == (150, 150)
    profiles.remove_photo(speaker.pk)
    profiles.remove_photo(speaker.pk)
    assert not SpeakerPhoto.objects.exists()


@pytest.mark.parametrize(
    ("upload", "refusal"),
    [
        (b"", profiles.NoPicture),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", profiles.NoPicture),
        (picture()[:500], profiles.NoPicture),
        (picture(kind="GIF", mode="P"), profiles.NoPicture),
        (picture((60, 600)), profiles.PictureTooSmall),
        (b"\xff\xd8" + b"0" * (9 * 1024 * 1024), profiles.PictureTooHeavy),
    ],
)
def test_what_is_no_photo_is_refused(upload, refusal):
    with pytest.raises(refusal):
        profiles.set_photo(SpeakerFactory().pk, upload, now=MAY)

    assert not SpeakerPhoto.objects.exists()


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_unpacked():
    with pytest.raises(profiles.TooManyPixels) as refused:
        profiles.set_photo(
            SpeakerFactory().pk, picture((5100, 5000), "PNG", "1"), now=MAY
        )

    assert str(refused.value) == (
        "This picture has more than 25 million pixels. Make it smaller, and send it "
        "again."
    )


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_the_largest_picture_takes_little_memory(kind):
    speaker = SpeakerFactory()
    upload = picture((6000, 4000), kind, "L")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    profiles.set_photo(speaker.pk, upload, now=MAY)

    needed_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert kept().size == (400, 400)
    assert needed_kb < 100_000


@pytest.mark.parametrize(
    ("mode", "more"),
    [("P", {"transparency": 0}), ("L", {"transparency": 0}), ("RGBA", {})],
)
def test_what_is_transparent_becomes_white(mode, more):
    drawn = io.BytesIO()
    Image.new(mode, (500, 500), 0).save(drawn, "PNG", **more)

    profiles.set_photo(SpeakerFactory().pk, drawn.getvalue(), now=MAY)

    assert kept().getpixel((200, 200)) == (255, 255, 255)
