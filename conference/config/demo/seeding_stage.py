"""Who is on stage in the demo: real offices without names, and invented people."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import Final

from django.utils.text import slugify
from django_countries import countries
from i18nfield.strings import LazyI18nString

from conference.config.demo.seeding_accounts import SPEAKER
from conference.config.demo.seeding_people import Person, people

# Code|office|organisation|country.
OFFICES: Final = """
prime-minister-of-viet-nam|Prime Minister of Viet Nam|Government of Viet Nam|VN
itu-secretary-general|ITU Secretary-General|ITU|CH
itu-deputy-secretary-general|ITU Deputy Secretary-General|ITU|CH
minister-of-information-and-communications|Minister of Information and Communications|Ministry of Information and Communications of Viet Nam|VN
deputy-minister-of-information-and-communications|Deputy Minister of Information and Communications|Ministry of Information and Communications of Viet Nam|VN
bdt-director|Director of the Telecommunication Development Bureau|ITU|CH
bdt-deputy-director|Deputy Director of the Telecommunication Development Bureau|ITU|CH
br-director|Director of the Radiocommunication Bureau|ITU|CH
deputy-prime-minister-of-moldova|Deputy Prime Minister of Moldova|Government of the Republic of Moldova|MD
minister-of-communications-of-bosnia-and-herzegovina|Minister of Communications of Bosnia and Herzegovina|Ministry of Communications and Transport|BA
minister-of-ict-of-iran|Minister of ICT of Iran|Ministry of Information and Communications Technology|IR
head-of-regulation-itu-d|Head of regulation, ITU-D|ITU|CH
commissioner-of-georgia|Commissioner of the regulator of Georgia|Communications Commission of Georgia|GE
head-of-the-regulator-of-cambodia|Head of the regulator of Cambodia|Telecommunication Regulator of Cambodia|KH
minister-of-technology-of-mauritius|Minister of Technology of Mauritius|Government of Mauritius|MU
"""  # noqa: E501  a line for each office
# Countries whose minister for digital affairs the demo imagines at the table.
LEADERS: Final = (
    "GH RW KE SN NG ZA EG MA TN AE JO OM IN BD LK NP TH LA MY ID PH MN KZ UZ FJ CR UY"
    " CO JM CH"
)
EXPERTS, FOUNDERS = 60, 45
# Numbers far from those of the attendees, so that nobody is both by accident.
FIRST_NUMBER: Final = 900_001
INVENTED: Final = LazyI18nString(
    {
        "en": "Invented for this demo.",
        "vi": "Nhân vật hư cấu cho bản dùng thử này.",
        "fr": "Personnage inventé pour cette démonstration.",
        "ar": "شخصية متخيلة لهذا العرض التجريبي.",
    }
)
BY_OFFICE: Final = LazyI18nString(
    {
        "en": "Shown by office, not by name; whoever holds it has no part in this "
        "demo.",
        "vi": "Hiển thị theo chức vụ, không theo tên; người giữ chức vụ không liên "
        "quan "
        "đến bản dùng thử này.",
    }
)
EXPERT_ROLES: Final = (
    ("Director of Research", "Giám đốc nghiên cứu", "Institute of Networks (sample)"),
    ("Chief Engineer", "Kỹ sư trưởng", "Orbital Networks (sample)"),
    ("Head of Policy", "Trưởng ban chính sách", "Council for Samples"),
    ("Editor", "Biên tập viên", "The Daily Sample"),
    ("Professor of Law", "Giáo sư luật", "University of Samples"),
    ("Programme Manager", "Quản lý chương trình", "Sample Foundation"),
)
FOUNDER_ROLES: Final = (
    ("Founder", "Nhà sáng lập", "Blue Kite (sample)"),
    ("Co-founder", "Đồng sáng lập", "Farm Signal (sample)"),
    ("Product Lead", "Trưởng nhóm sản phẩm", "Clinic in a Box (sample)"),
    ("Investor", "Nhà đầu tư", "Lotus Ventures (sample)"),
    ("Designer", "Nhà thiết kế", "Lotus Mobile (sample)"),
)
FAMILY_FIRST: Final = frozenset({"VN", "CN", "JP", "KR", "HU"})
# Letters that have no base letter to fall back to.
PLAIN: Final = str.maketrans(
    {"đ": "d", "ł": "l", "ø": "o", "ı": "i", "þ": "th", "ß": "ss", "æ": "ae"}
)


@dataclass(frozen=True, slots=True)
class OnStage:
    """One person on stage, and in which pool they are cast."""

    code: str
    pool: str
    name: str
    position: LazyI18nString
    organisation: LazyI18nString
    country: str
    biography: LazyI18nString
    language: str
    address: str


def everyone_on_stage() -> list[OnStage]:
    """Return the 150 people on stage: offices, ministers, experts, founders."""
    return [*_offices(), *_leaders(), *_invented()]


def folded(text: str) -> str:
    """Return a name as plain small letters where its script has them."""
    parts = unicodedata.normalize("NFKD", text.lower().translate(PLAIN))
    return "".join(sign for sign in parts if not unicodedata.combining(sign))


def _offices() -> Iterator[OnStage]:
    for line in OFFICES.strip().splitlines():
        code, office, organisation, country = line.split("|")
        yield OnStage(
            code=code,
            pool="office",
            name=office,
            position=LazyI18nString({"en": office}),
            organisation=LazyI18nString({"en": organisation}),
            country=country,
            biography=BY_OFFICE,
            language="en",
            address=f"{code}@example.org",
        )


def _leaders() -> Iterator[OnStage]:
    for country in LEADERS.split():
        where = countries.name(country)
        name = f"Minister of Digital Affairs, {where}"
        yield OnStage(
            code=slugify(folded(name))[:80],
            pool="leader",
            name=name,
            position=LazyI18nString(
                {
                    "en": "Minister of Digital Affairs (sample)",
                    "vi": "Bộ trưởng phụ trách số (ví dụ)",
                    "fr": "Ministre du numérique (exemple)",
                }
            ),
            organisation=LazyI18nString({"en": f"Government of {where}"}),
            country=country,
            biography=INVENTED,
            language="en",
            address=f"minister-{country.lower()}@example.org",
        )


def _invented() -> Iterator[OnStage]:
    taken: set[str] = set()
    invented = people(FIRST_NUMBER, FIRST_NUMBER + EXPERTS + FOUNDERS - 1)
    for place, person in enumerate(chain([SPEAKER], islice(invented, 1, None))):
        pool = "expert" if place < EXPERTS else "founder"
        roles = EXPERT_ROLES if pool == "expert" else FOUNDER_ROLES
        position, in_vietnamese, organisation = roles[place % len(roles)]
        name = _name(person)
        code = slugify(folded(name)) or f"speaker-{place + 1:03d}"
        code = code if code not in taken else f"{code}-{place + 1:03d}"
        taken.add(code)
        yield OnStage(
            code=code,
            pool=pool,
            name=name,
            position=LazyI18nString({"en": position, "vi": in_vietnamese}),
            organisation=LazyI18nString({"en": organisation}),
            country=person.country,
            biography=INVENTED,
            language=person.language,
            address=f"stage{place + 1:03d}@example.org" if place else SPEAKER.address,
        )


def _name(person: Person) -> str:
    if person.country in FAMILY_FIRST:
        gap = "" if person.language == "zh-hans" else " "
        return f"{person.family_name}{gap}{person.given_name}".strip()
    return f"{person.given_name} {person.family_name}".strip()
