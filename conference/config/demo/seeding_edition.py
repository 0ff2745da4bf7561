"""The edition of the demo: decision 0 as it really was, and who may come as what."""

import math
from datetime import UTC, date, datetime
from typing import Final

from i18nfield.strings import LazyI18nString

from conference.editions.models import Edition, ScheduleRevision
from registration.attendance.models import ParticipantCategory

SLUG: Final = "digital-world-2021"
LANGUAGES: Final = ("en", "vi", "fr", "es", "ru", "zh-hans", "ar")
ANNOUNCED_AT: Final = datetime(2019, 12, 19, 3, 0, tzinfo=UTC)
OPENS_AT: Final = datetime(2020, 1, 15, 1, 0, tzinfo=UTC)
# Which part of everybody asks in a category with few places, and how many get one.
QUOTAS: Final = {"public_visitor": 0.035, "sme": 0.06, "media": 0.02}
LEAST_PLACES: Final = 4

THEME: Final = (
    "Building the digital world. Together.",
    "Cùng nhau xây dựng thế giới số",
    "Construire ensemble le monde numérique",
    "Construir juntos el mundo digital",
    "Вместе строим цифровой мир",
    "共同建设数字世界",
    "نبني معًا العالم الرقمي",
)
VENUE: Final = (
    "National Convention Center",
    "Trung tâm Hội nghị Quốc gia",
    "Centre national des congrès",
    "Centro Nacional de Convenciones",
    "Национальный конференц-центр",
    "国家会议中心",
    "المركز الوطني للمؤتمرات",
)
CITY: Final = (
    "Ha Noi, Viet Nam",
    "Hà Nội, Việt Nam",
    "Hanoï, Viet Nam",
    "Hanói, Viet Nam",
    "Ханой, Вьетнам",
    "越南河内",
    "هانوي، فيتنام",
)
REASON: Final = (
    "First announcement, under the new name ITU Digital World.",
    "Công bố lần đầu, với tên mới ITU Digital World.",
    "Première annonce, sous le nouveau nom ITU Digital World.",
    "Primer anuncio, con el nuevo nombre ITU Digital World.",
    "Первое объявление под новым названием ITU Digital World.",
    "首次宣布，采用新名称 ITU Digital World。",
    "الإعلان الأول، بالاسم الجديد ITU Digital World.",
)
DECIDED_BY: Final = (
    "ITU and the Ministry of Information and Communications of Viet Nam",
    "ITU và Bộ Thông tin và Truyền thông Việt Nam",
    "l’UIT et le Ministère de l’information et des communications du Viet Nam",
    "la UIT y el Ministerio de Información y Comunicaciones de Viet Nam",
    "МСЭ и Министерство информации и коммуникаций Вьетнама",
    "国际电联和越南信息通信部",
    "الاتحاد الدولي للاتصالات ووزارة الإعلام والاتصالات في فيتنام",
)
# A line for each: code, who approves, then the name in the order of LANGUAGES.
CATEGORIES: Final = """
member_state|organiser|Member State|Quốc gia thành viên|État membre|Estado Miembro|Государство-член|成员国|دولة عضو
res99|organiser|State of Palestine (Resolution 99)|Nhà nước Palestine (Nghị quyết 99)|État de Palestine (Résolution 99)|Estado de Palestina (Resolución 99)|Государство Палестина (Резолюция 99)|巴勒斯坦国（第99号决议）|دولة فلسطين (القرار 99)
sector_member|organiser|Sector Member|Thành viên lĩnh vực|Membre de Secteur|Miembro de Sector|Член Сектора|部门成员|عضو قطاع
associate|organiser|Associate|Thành viên liên kết|Associé|Asociado|Ассоциированный член|部门准成员|منتسب
academia|organiser|Academia|Viện, trường|Établissement universitaire|Instituciones académicas|Академическая организация|学术成员|هيئة أكاديمية
sme|organiser|Small firm or start-up|Doanh nghiệp nhỏ hoặc khởi nghiệp|Petite entreprise ou jeune pousse|Pequeña empresa o empresa emergente|Малое предприятие или стартап|中小企业或初创企业|شركة صغيرة أو ناشئة
un_agency|organiser|United Nations agency|Cơ quan Liên Hợp Quốc|Institution des Nations Unies|Organismo de las Naciones Unidas|Учреждение Организации Объединенных Наций|联合国机构|وكالة تابعة للأمم المتحدة
regional_org|organiser|Regional telecommunication organisation|Tổ chức viễn thông khu vực|Organisation régionale de télécommunication|Organización regional de telecomunicaciones|Региональная организация электросвязи|区域性电信组织|منظمة اتصالات إقليمية
other_org|organiser|Other international organisation|Tổ chức quốc tế khác|Autre organisation internationale|Otra organización internacional|Другая международная организация|其他国际组织|منظمة دولية أخرى
host_country|organiser|Host country|Nước chủ nhà|Pays hôte|País anfitrión|Принимающая страна|东道国|البلد المضيف
invited_speaker|organiser|Invited speaker|Diễn giả khách mời|Orateur invité|Orador invitado|Приглашенный докладчик|特邀演讲人|متحدث مدعو
exhibitor|organiser|Exhibitor|Đơn vị triển lãm|Exposant|Expositor|Экспонент|参展商|عارض
contractor|organiser|Stand builder|Nhà thầu gian hàng|Constructeur de stands|Montador de estands|Строитель стендов|展台搭建商|مقاول أجنحة
media|organiser|Media|Báo chí|Médias|Medios de comunicación|Средства массовой информации|媒体|وسائل الإعلام
public_visitor|nobody|Public visitor|Khách tham quan|Visiteur|Visitante|Посетитель|公众访客|زائر
itu_staff|nobody|ITU staff|Nhân viên ITU|Personnel de l’UIT|Personal de la UIT|Персонал МСЭ|国际电联职员|موظفو الاتحاد
"""  # noqa: E501  a line for each category


def in_all_languages(words: tuple[str, ...] | list[str]) -> LazyI18nString:
    """Return words that know all their languages, given in the order of LANGUAGES."""
    return LazyI18nString(dict(zip(LANGUAGES, words, strict=True)))


def make_edition() -> Edition:
    """Return the edition with decision 0 in force; made once."""
    edition, made = Edition.objects.get_or_create(
        slug=SLUG,
        defaults={
            "ical_uid": f"{SLUG}@digital-world.example.org",
            "itu_event_code": "C-00012944",
            "registration_prefix": "DW21",
            "is_current": True,
        },
    )
    if made:
        edition.in_force = _first_decision(edition)
        edition.save(update_fields=["in_force"])
    return edition


def make_categories(
    edition: Edition, registrations: int
) -> dict[str, ParticipantCategory]:
    """Return the categories by code; made once, with places for so many people."""
    for order, line in enumerate(CATEGORIES.strip().splitlines(), start=1):
        code, approval, *names = line.split("|")
        ParticipantCategory.objects.get_or_create(
            edition=edition,
            code=code,
            defaults={
                "name": in_all_languages(names),
                "approval": approval,
                "order": order * 10,
                "quota": _quota(code, registrations),
                "opens_at": OPENS_AT,
            },
        )
    return {category.code: category for category in edition.categories.all()}


def _quota(code: str, registrations: int) -> int | None:
    if code not in QUOTAS:
        return None
    return max(LEAST_PLACES, math.floor(registrations * QUOTAS[code]))


def _first_decision(edition: Edition) -> ScheduleRevision:
    return ScheduleRevision.objects.create(
        edition=edition,
        number=0,
        name="ITU Digital World 2020",
        theme=in_all_languages(THEME),
        delivery_format=ScheduleRevision.Format.IN_PERSON,
        venue=in_all_languages(VENUE),
        city=in_all_languages(CITY),
        date_precision=ScheduleRevision.Precision.DAY,
        starts_on=date(2020, 9, 6),
        ends_on=date(2020, 9, 9),
        reason=in_all_languages(REASON),
        decided_by=in_all_languages(DECIDED_BY),
        decided_on=date(2019, 12, 19),
        state=ScheduleRevision.State.ANNOUNCED,
        proposed_at=ANNOUNCED_AT,
        approved_at=ANNOUNCED_AT,
        announced_at=ANNOUNCED_AT,
    )
