"""The people of the demo whom you can be: organisers by role, and a few attendees."""

from dataclasses import dataclass
from typing import Final

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group

from conference.config.demo.seeding_people import Person
from registration.accounts.models import User

PASSWORD: Final = "hanoi-2020-demo"  # noqa: S105  the demo's, printed on its first page


@dataclass(frozen=True, slots=True)
class Organiser:
    """One organiser for each role; the table says what the role is for."""

    address: str
    given_name: str
    family_name: str
    language: str
    country: str
    role: str
    can: str


# All read English at first, so that whoever tries the demo can follow; each can choose
# another language at the foot of a page.
ORGANISERS: Final = (
    Organiser(
        "writer@example.org",
        "Minh Châu",
        "Trần",
        "en",
        "VN",
        "Notice writer",
        "proposes decisions about the dates, writes notices",
    ),
    Organiser(
        "approver@example.org",
        "Sofía",
        "Marín",
        "en",
        "CH",
        "Notice approver",
        "approves and announces them, watches the sending",
    ),
    Organiser(
        "desk@example.org",
        "Hữu Nghĩa",
        "Phạm",
        "en",
        "VN",
        "Registration desk",
        "approves and rejects registrations",
    ),
    Organiser(
        "programme@example.org",
        "Bảo Ngọc",
        "Lê",
        "en",
        "VN",
        "Programme team",
        "plans sessions on the board, imports and exports them",
    ),
    Organiser(
        "publisher@example.org",
        "Tevita",
        "Tupou",
        "en",
        "TO",
        "Programme publisher",
        "plans, publishes releases, announces what moved",
    ),
    Organiser(
        "auditor@example.org",
        "Aigul",
        "Akhmetova",
        "en",
        "KZ",
        "Auditor",
        "reads everything, changes nothing",
    ),
    Organiser(
        "admin@example.org",
        "Ruth",
        "Fankhauser",
        "en",
        "CH",
        "Administrator",
        "may do everything, moves the demo clock",
    ),
)


@dataclass(frozen=True, slots=True)
class Attendee:
    """An attendee of the demo; who is late finds the places taken."""

    person: Person
    time_zone: str
    note: str
    registers: bool = True
    is_late: bool = False


def _person(  # noqa: PLR0913, PLR0917  one line of a table
    address: str,
    given: str,
    family: str,
    country: str,
    language: str,
    category: str,
    organisation: str,
    position: str,
    wish: str,
    mode: str = "on_site",
) -> Person:
    return Person(
        address=f"{address}@example.org",
        given_name=given,
        family_name=family,
        title="",
        country=country,
        language=language,
        category=category,
        organisation=organisation,
        position=position,
        attendance_mode=mode,
        wish=wish,
        chance=0.5,
    )


LONG_GIVEN: Final = "Leilani Maria da Conceição Keolanui"
LONG_FAMILY: Final = (
    "Kahanamoku-Wolfeschlegelsteinhausenbergerdorff de la Vega y Ångström"
)
# On stage and an attendee at once; the programme knows this account.
SPEAKER: Final = _person(
    "amara",
    "Amara",
    "Okafor",
    "NG",
    "en",
    "invited_speaker",
    "Institute of Networks (sample)",
    "Director of Research",
    "approved",
)
ATTENDEES: Final = (
    Attendee(
        _person(
            "linh",
            "Thuỳ Linh",
            "Nguyễn",
            "VN",
            "vi",
            "host_country",
            "Ministry of Information and Communications",
            "Adviser",
            "approved",
        ),
        "Asia/Ho_Chi_Minh",
        "approved, reads Vietnamese",
    ),
    Attendee(
        _person(
            "layla",
            "ليلى",
            "المنصوري",
            "AE",
            "ar",
            "member_state",
            "هيئة تنظيم الاتصالات",
            "مديرة",
            "approved",
        ),
        "Asia/Dubai",
        "approved, reads Arabic from right to left",
    ),
    Attendee(
        _person("kofi", "Kofi", "Mensah", "GH", "en", "sme", "", "", "none"),
        "Africa/Accra",
        "has an account and no registration yet",
        registers=False,
    ),
    Attendee(
        _person(
            "camille",
            "Camille",
            "Dubois",
            "CH",
            "fr",
            "public_visitor",
            "Independent",
            "Consultante",
            "approved",
        ),
        "Europe/Zurich",
        "on the waiting list, reads French",
        is_late=True,
    ),
    Attendee(
        _person(
            "wulan",
            "",
            "Wulandari",
            "ID",
            "en",
            "academia",
            "University of Samples",
            "Lecturer",
            "approved",
        ),
        "Asia/Jakarta",
        "approved, has a single name",
    ),
    Attendee(
        _person(
            "olga",
            "Ольга",
            "Попова",
            "KZ",
            "ru",
            "sector_member",
            "Sample Telecom",
            "Директор",
            "approved",
            "remote",
        ),
        "Asia/Almaty",
        "approved for online, reads Russian",
    ),
    Attendee(
        _person(
            "wangfang",
            "芳",
            "王",
            "CN",
            "zh-hans",
            "academia",
            "样例大学",
            "研究员",
            "submitted",
        ),
        "Asia/Shanghai",
        "waits for a decision, reads Chinese",
    ),
    Attendee(
        _person(
            "maria",
            "María José",
            "Fernández de la Vega",
            "MX",
            "es",
            "media",
            "The Daily Sample",
            "Periodista",
            "rejected",
        ),
        "America/Mexico_City",
        "was not approved, reads Spanish",
    ),
    Attendee(
        _person(
            "leilani",
            LONG_GIVEN,
            LONG_FAMILY,
            "US",
            "en",
            "associate",
            "Sample Foundation for Very Long Names in Every Field of Every Form",
            "Founder",
            "approved",
        ),
        "Pacific/Honolulu",
        "approved, has a very long name",
    ),
    Attendee(
        _person(
            "o", "", "O", "MM", "en", "sme", "Blue Kite (sample)", "Owner", "draft"
        ),
        "Asia/Yangon",
        "has a draft, and a name of one letter",
    ),
    Attendee(
        _person(
            "joao",
            "João Pedro",
            "Gonçalves",
            "BR",
            "es",
            "exhibitor",
            "Orbital Networks (sample)",
            "Engenheiro",
            "withdrawn",
        ),
        "America/Sao_Paulo",
        "has withdrawn",
    ),
    Attendee(
        SPEAKER,
        "Africa/Lagos",
        "approved, on stage in four sessions, asked to confirm a new time",
    ),
)


def make_organisers() -> dict[str, User]:
    """Return the organisers by address; made once, each in the group of the role."""
    password = make_password(PASSWORD)
    return {each.address: _organiser(each, password) for each in ORGANISERS}


def make_attendees() -> dict[str, User]:
    """Return the named attendees' accounts by address; made once."""
    password = make_password(PASSWORD)
    return {each.person.address: _attendee(each, password) for each in ATTENDEES}


def _organiser(each: Organiser, password: str) -> User:
    user, made = User.objects.get_or_create(
        email=each.address,
        defaults={
            "given_name": each.given_name,
            "family_name": each.family_name,
            "language": each.language,
            "country": each.country,
            "is_staff": True,
            "password": password,
        },
    )
    if made:
        user.groups.add(Group.objects.get(name=each.role))
        _verify(user)
    return user


def _attendee(each: Attendee, password: str) -> User:
    who = each.person
    user, made = User.objects.get_or_create(
        email=who.address,
        defaults={
            "given_name": who.given_name,
            "family_name": who.family_name,
            "language": who.language,
            "country": who.country,
            "time_zone": each.time_zone,
            "password": password,
        },
    )
    if made:
        _verify(user)
    return user


def _verify(user: User) -> None:
    EmailAddress.objects.create(
        user=user, email=user.email, verified=True, primary=True
    )
