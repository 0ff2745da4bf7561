"""Invented people for the demo: the same person for the same number, every time.

Names are put together from common ones; organisations, positions and addresses are
made up, and no address leaves example.org.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

SEED: Final = "ITU Digital World"

# Country, language of the mails, names, weight: by region as at the WSIS Forum of 2020.
COUNTRIES: Final = """
VN vi viet 60|CN zh-hans chinese 30|IN en indian 22|JP en japanese 14|KR en korean 14
ID en malay 10|MY en malay 10|TH en thai 8|SG en chinese_latin 8|PH en iberian 8
BD en muslim 7|PK en muslim 7|LK en indian 5|NP en indian 4|KH en thai 6|LA en thai 6
MM en burmese 4|MN en mongol 3|BN en malay 2|TL en iberian 2|BT en indian 2
MV en muslim 2|AF en muslim 3|IR en muslim 6|AU en british 7|NZ en british 4
FJ en pacific 3|WS en pacific 2|TO en pacific 2|PG en pacific 3|VU fr french 2
SB en pacific 2|KI en pacific 1|AE ar arabic 7|SA ar arabic 7|EG ar arabic 8
JO ar arabic 4|OM ar arabic 3|KW ar arabic 3|QA ar arabic 3|BH ar arabic 2
IQ ar arabic 3|LB ar arabic 3|PS ar arabic 2|SD ar arabic 3|TN ar arabic 4
DZ ar arabic 4|MA fr maghreb 5|MR fr maghreb 2|LY ar arabic 2|YE ar arabic 1
SN fr african_fr 5|CI fr african_fr 5|CM fr african_fr 5|BF fr african_fr 3
ML fr african_fr 3|NE fr african_fr 2|TG fr african_fr 2|BJ fr african_fr 2
CD fr african_fr 4|CG fr african_fr 2|GA fr african_fr 2|TD fr african_fr 2
MG fr malagasy 2|BI fr african_fr 1|DJ fr maghreb 1|NG en african_en 8
GH en african_en 6|KE en african_en 7|TZ en african_en 4|UG en african_en 4
RW en african_en 4|ZA en african_en 6|ZM en african_en 3|ZW en african_en 3
MW en african_en 2|BW en african_en 2|NA en african_en 2|ET en ethiopian 4
SO en muslim 1|GM en african_en 1|SL en african_en 1|LR en african_en 1
LS en african_en 1|SZ en african_en 1|MU fr indian 2|AO es iberian 2|MZ en iberian 2
CV fr iberian 1|CH fr french 10|FR fr french 8|BE fr french 3|LU fr french 1
MC fr french 1|DE en german 6|AT en german 3|LI en german 1|NL en dutch 4
GB en british 8|IE en british 2|ES es iberian 6|PT en iberian 3|IT en italian 4
GR en greek 2|SE en nordic 3|NO en nordic 3|DK en nordic 2|FI en nordic 3
IS en nordic 1|MT en italian 1|CY en greek 1|RU ru russian 12|BY ru russian 4
KZ ru russian 4|KG ru russian 3|UZ ru russian 3|TJ ru russian 2|AM ru russian 2
AZ ru russian 3|MD en romanian 2|UA en russian_latin 3|GE en georgian 2|PL en slavic 3
CZ en slavic 2|HU en hungarian 3|RO en romanian 3|BG en slavic 2|RS en slavic 2
HR en slavic 2|SI en slavic 1|SK en slavic 1|EE en nordic 2|LT en slavic 1
LV en slavic 1|AL en italian 1|MK en slavic 1|BA en slavic 1|TR en turkish 4
US en british 10|CA fr french 4|MX es iberian 6|BR es iberian 8|AR es iberian 5
CO es iberian 4|CL es iberian 4|PE es iberian 3|EC es iberian 2|UY es iberian 2
PY es iberian 2|BO es iberian 2|CR es iberian 2|PA es iberian 2|DO es iberian 2
CU es iberian 2|GT es iberian 2|SV es iberian 1|HN es iberian 1|NI es iberian 1
JM en british 2|TT en british 2|BB en british 1|BS en british 1|GY en british 1
HT fr african_fr 1|VE es iberian 2
"""
# Given names, then family names.
NAMES: Final[dict[str, tuple[str, str]]] = {
    "viet": (
        "Thuỳ Linh,Văn An,Thị Bình,Minh Châu,Quốc Dũng,Hồng Hạnh,Huy,Ngọc Lan,Hữu Nghĩa"
        ",Phương Thảo,Anh Tuấn,Bảo Ngọc,Khánh Vy,Gia Bảo",
        "Nguyễn,Trần,Lê,Phạm,Hoàng,Huỳnh,Phan,Vũ,Võ,Dương,Bùi,Đỗ,Hồ,Ngô,Đặng,Lý",
    ),
    "chinese": (
        "芳,伟,秀英,娜,敏,静,丽,强,磊,军,洋,勇,艳,杰,建国,晓明",
        "王,李,张,刘,陈,杨,黄,赵,吴,周,徐,孙,马,朱,欧阳,司马",
    ),
    "chinese_latin": (
        "Wei Ling,Jun Jie,Hui Min,Kai Wen,Mei",
        "Tan,Lim,Lee,Ng,Wong,Goh",
    ),
    "arabic": (
        "ليلى,محمد,فاطمة,أحمد,نور,خالد,مريم,عمر,سارة,يوسف,هند,عبد الرحمن,زينب,حسن",
        "المنصوري,حداد,الخطيب,العلي,الحسيني,النجار,بن سالم,الشمري,القاسمي,آل سعيد",
    ),
    "russian": (
        "Алексей,Мария,Дмитрий,Ольга,Сергей,Анна,Иван,Екатерина,Николай,Гульнара,Айгуль",
        "Иванов,Кузнецова,Соколов,Попова,Лебедев,Новикова,Абдуллаев,Ахметова,Ким,Щербакова",
    ),
    "russian_latin": (
        "Oksana,Andriy,Iryna,Taras",
        "Shevchenko,Kovalenko,Bondar,Melnyk",
    ),
    "indian": (
        "Priya,Arjun,Lakshmi,Rahul,Ananya,Vikram,Sita,Dilshan,Nimal,Sushila",
        "Sharma,Patel,Iyer,Perera,Gurung,Reddy,Wickramasinghe,Thiruvenkatanathapuram,Das",
    ),
    "japanese": (
        "Yuki,Haruto,Sakura,Kenji,Aiko",
        "Sato,Suzuki,Takahashi,Tanaka,Watanabe",
    ),
    "korean": ("Min-jun,Seo-yeon,Ji-hoon,Ha-eun", "Kim,Lee,Park,Choi,Jung"),
    "malay": (
        "Siti,Ahmad,Nurul,Budi,Dewi,Wulan",
        "Abdullah,Ismail,Santoso,Wijaya,Rahman",
    ),
    "thai": (
        "Somchai,Malee,Sophea,Bounmy,Niran",
        "Srisai,Chaiyasit,Sok,Phommachanh,Wong",
    ),
    "burmese": (",,U,Daw", "Thant,Aung San Win,Khin Khin,Hla,O"),
    "mongol": ("Bat-Erdene,Oyuun,Temüjin", "Ganbold,Dorj,Enkhbayar"),
    "muslim": (
        "Fatima,Ali,Ayesha,Hassan,Zahra,Imran",
        "Khan,Ahmed,Hosseini,Rahimi,Begum",
    ),
    "british": (
        "James,Emma,Oliver,Grace,Thomas,Zoë,Daniel,Ruth",
        "Smith,Jones,Brown,Taylor,O’Connor,MacDonald,Featherstonehaugh-Cholmondeley",
    ),
    "pacific": (
        "Sione,Mele,Tevita,Ana,Leilani",
        "Tupou,Faleolo,Vaea,Kamakawiwoʻole,Rabuka",
    ),
    "maghreb": (
        "Amina,Youssef,Khadija,Rachid",
        "Benali,El Fassi,Ould Ahmed,Cheikh,Alaoui",
    ),
    "african_fr": (
        "Aminata,Mamadou,Fatou,Kouassi,Désiré,Awa,Moussa,Marie-Noëlle",
        "Diop,Traoré,Koné,Ouédraogo,Mbarga,N’Guessan,Tshibangu,Nzé",
    ),
    "african_en": (
        "Kofi,Ngozi,Wanjiku,Thabo,Chipo,Adaeze,Jabulani,Amara,Oluwaseun",
        "Mensah,Okafor,Kamau,Dlamini,Banda,Mukasa,Uwimana,Oyelaran-Oyeyinka,Moyo",
    ),
    "ethiopian": ("Abebe,Tigist,Haile,Selam", "Bekele,Tesfaye,Woldemariam"),
    "malagasy": ("Hery,Voahangy", "Rakotomalala,Andriantsimitoviaminandriandrazaka"),
    "french": (
        "Camille,Jean-Luc,Hélène,François,Zoé",
        "Dubois,Müller,Lefèvre,Favre,Côté",
    ),
    "german": (
        "Jürgen,Anneliese,Björn,Sabine",
        "Müller,Schröder,Weiß,Öztürk,zu Löwenstein",
    ),
    "dutch": ("Daan,Sanne,Willem", "de Vries,van den Berg,Jansen"),
    "iberian": (
        "María José,Juan Carlos,Lucía,João Pedro,Inês,Andrés,Maria da Conceição,Íñigo",
        "García,Rodríguez,Fernández de la Vega,Silva,Gonçalves,Núñez,Pérez Ó,Quispe",
    ),
    "italian": ("Giulia,Marco,Chiara,Arben", "Rossi,Esposito,D’Angelo,Hoxha"),
    "greek": ("Eleni,Georgios", "Papadopoulou,Nikolaidis"),
    "nordic": (
        "Åsa,Søren,Þórdís,Väinö,Ingrid,Kristjan",
        "Ångström,Ødegård,Virtanen,Tamm,Å",
    ),
    "romanian": ("Ștefan,Ioana,Andrei", "Popescu,Țurcanu,Ionescu"),
    "georgian": ("Nino,Giorgi", "Beridze,Kvaratskhelia"),
    "slavic": (
        "Łukasz,Žofie,Dragana,Petra,Krzysztof",
        "Wiśniewski,Novák,Đorđević,Horvat,Šimić",
    ),
    "hungarian": ("Ágnes,Gergő", "Nagy,Szőllősi"),
    "turkish": ("Ayşe,Mehmet,Işıl", "Yılmaz,Çelik,Öğüt"),
}
# Category, weight: as at the WSIS Forum of 2020, the host's people added.
CATEGORIES: Final = {
    "member_state": 30,
    "sector_member": 14,
    "associate": 2,
    "academia": 13,
    "sme": 10,
    "un_agency": 5,
    "regional_org": 3,
    "other_org": 5,
    "host_country": 4,
    "invited_speaker": 3,
    "exhibitor": 4,
    "media": 3,
    "public_visitor": 6,
    "itu_staff": 2,
}
ORGANISATIONS: Final = {
    "member_state": ("Ministry of Communications", "Telecommunications Authority"),
    "sector_member": (
        "Sample Telecom",
        "Orbital Networks (sample)",
        "Lotus Mobile (sample)",
    ),
    "academia": ("University of Samples", "Institute of Networks (sample)"),
    "sme": ("Blue Kite (sample)", "Farm Signal (sample)", "Clinic in a Box (sample)"),
    "media": ("The Daily Sample", "Sample Broadcasting"),
    "host_country": ("Ministry of Information and Communications",),
    "public_visitor": ("Independent",),
}
OTHERS: Final = ("Sample Organisation", "Council for Samples", "Sample Foundation")
POSITIONS: Final = (
    "Adviser",
    "Director",
    "Engineer",
    "Head of Unit",
    "Researcher",
    "Director-General for Digital Transformation, Innovation and Cooperation",
    "Founder",
    "Analyst",
)
TITLES: Final = ("", "ms", "mr", "ms", "mr", "dr", "prof")


@dataclass(frozen=True, slots=True)
class Person:
    """Who somebody is and what they ask for; `wish` is what should become of it."""

    address: str
    given_name: str
    family_name: str
    title: str
    country: str
    language: str
    category: str
    organisation: str
    position: str
    attendance_mode: str
    wish: str
    chance: float


@dataclass(frozen=True, slots=True)
class Country:
    code: str
    language: str
    names: str


def _countries() -> tuple[list[Country], list[int]]:
    found, weights = [], []
    for entry in COUNTRIES.replace("\n", "|").split("|"):
        if entry.strip():
            code, language, names, weight = entry.split()
            found.append(Country(code, language, names))
            weights.append(int(weight))
    return found, list(accumulate(weights))


PLACES, PLACE_WEIGHTS = _countries()
CODES, CODE_WEIGHTS = list(CATEGORIES), list(accumulate(CATEGORIES.values()))
# What becomes of a request, in hundredths; "waiting" is decided by the quotas.
WISHES: Final = {
    "approved": 68,
    "submitted": 16,
    "draft": 6,
    "rejected": 3,
    "withdrawn": 5,
    "cancelled": 2,
}
WISH_NAMES, WISH_WEIGHTS = list(WISHES), list(accumulate(WISHES.values()))


def people(first: int, last: int) -> Iterator[Person]:
    """Yield the people with these numbers, the first one counting from one."""
    for number in range(first, last + 1):
        yield _person(number)


def _person(number: int) -> Person:
    chance = random.Random(f"{SEED} {number}")  # noqa: S311  invented, not secret
    # The first ones visit every country once, so that a small demo has them all.
    spread = number <= len(PLACES)
    country = (
        PLACES[number - 1]
        if spread
        else chance.choices(PLACES, cum_weights=PLACE_WEIGHTS)[0]
    )
    category = chance.choices(CODES, cum_weights=CODE_WEIGHTS)[0]
    if category == "host_country" and country.code != "VN":
        category = "member_state"
    given, family = (names.split(",") for names in NAMES[country.names])
    return Person(
        address=f"person{number:05d}@example.org",
        given_name=chance.choice(given),
        family_name=chance.choice(family),
        title=chance.choice(TITLES),
        country=country.code,
        language=country.language,
        category=category,
        organisation=chance.choice(ORGANISATIONS.get(category, OTHERS)),
        position=chance.choice(POSITIONS),
        attendance_mode="remote" if chance.random() < 0.15 else "on_site",  # noqa: PLR2004  one in seven
        wish=chance.choices(WISH_NAMES, cum_weights=WISH_WEIGHTS)[0],
        chance=chance.random(),
    )
