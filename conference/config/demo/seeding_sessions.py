"""The words of the demo's programme: rooms, strands, real sessions, invented ones.

Titles, times and offices of the real ones are as published; nobody's name is used. The
rest is invented and says so.
"""

from dataclasses import dataclass
from typing import Final

from i18nfield.strings import LazyI18nString

# Code|seats|places online|booths|English|Vietnamese|where, English|where, Vietnamese.
ROOMS: Final = """
plenary|1200|3000|6|Plenary Hall|Hội trường lớn|Level 1, north|Tầng 1, phía bắc
ministers|140|500|6|Ministers’ Room|Phòng Bộ trưởng|Level 3, east|Tầng 3, phía đông
hall-a|420|1000|2|Hall A|Hội trường A|Level 1, east|Tầng 1, phía đông
hall-b|300|1000|2|Hall B|Hội trường B|Level 1, west|Tầng 1, phía tây
forum-1|220|500|2|Forum 1|Diễn đàn 1|Level 2, room 201|Tầng 2, phòng 201
forum-2|180|500|1|Forum 2|Diễn đàn 2|Level 2, room 202|Tầng 2, phòng 202
forum-3|120|500|1|Forum 3|Diễn đàn 3|Level 2, room 203|Tầng 2, phòng 203
studio-1|60||0|SME Studio 1|Phòng doanh nghiệp 1|Level 2, room 210|Tầng 2, phòng 210
studio-2|60||0|SME Studio 2|Phòng doanh nghiệp 2|Level 2, room 211|Tầng 2, phòng 211
workshop|24||0|Workshop|Xưởng thực hành|Level 2, room 215|Tầng 2, phòng 215
lotus|150||0|Lotus Lounge|Sảnh Sen|Level 1, garden side|Tầng 1, phía vườn
online||1000|0|Online Stage|Sân khấu trực tuyến|Link in each session|Liên kết trong từng phiên
"""  # noqa: E501  a line for each
# Code|English|Vietnamese|French|Arabic|what it is about.
STRANDS: Final = """
opening|Opening and closing|Khai mạc và bế mạc|Ouverture et clôture|الافتتاح والختام|Where the event begins and ends, and all come together.
ministerial|Ministerial Roundtables|Hội nghị bàn tròn Bộ trưởng|Tables rondes ministérielles|اجتماعات المائدة المستديرة الوزارية|High-level debate among ministers, regulators and industry, co-chaired by ITU and the host.
regulatory|Regulatory Roundtable|Hội nghị bàn tròn cơ quan quản lý|Table ronde réglementaire|المائدة المستديرة التنظيمية|Regulators compare what worked.
forum|Forum|Diễn đàn|Forum|المنتدى|Moderated debates on what connects people, and what keeps them apart.
sme|SME Programme|Chương trình doanh nghiệp nhỏ và vừa|Programme PME|برنامج الشركات الصغيرة والمتوسطة|Masterclasses for small firms, and pitching to a jury.
awards|ITU Digital World Awards|Giải thưởng ITU Digital World|Prix ITU Digital World|جوائز عالم الاتحاد الرقمي|The best of the small firms.
networking|Networking|Kết nối|Rencontres|التواصل|Time to talk, right after a debate.
"""  # noqa: E501  a line for each strand
OPEN_TO_LEADERS: Final = (
    "member_state",
    "res99",
    "un_agency",
    "regional_org",
    "host_country",
    "invited_speaker",
    "itu_staff",
)


@dataclass(frozen=True, slots=True)
class Real:
    """A session that was really held; `at` is where the demo puts it."""

    code: str
    session_type: str
    strand: str
    title: tuple[str, ...]
    held: tuple[str, str]
    room: str
    at: str
    minutes: int
    cast: tuple[tuple[str, str], ...]
    abstract: tuple[str, str] = ("", "")


COVID: Final = (
    "The role of digital technologies during and after the COVID-19 pandemic",
    "Vai trò của công nghệ số trong và sau đại dịch COVID-19",
    "Le rôle des technologies numériques pendant et après la pandémie de COVID-19",
    "دور التكنولوجيات الرقمية أثناء جائحة كوفيد-19 وبعدها",
)
COVID_ABSTRACT: Final = (
    "Which services held when everyone went home? What has to be built now, and who "
    "pays for it? Ministers and leaders of industry compare what they learned.",
    "Dịch vụ nào đã đứng vững khi mọi người ở nhà? Giờ đây cần xây dựng những gì và ai "
    "chi trả? Các Bộ trưởng và lãnh đạo doanh nghiệp chia sẻ bài học.",
)
REAL: Final = (
    Real(
        "C-00010101",
        "ceremony",
        "opening",
        (
            "Opening Ceremony",
            "Lễ khai mạc",
            "Cérémonie d’ouverture",
            "حفل الافتتاح",
        ),
        (
            "Really held on 12 October 2021, in the evening, Ha Noi and online",
            "Thực tế đã tổ chức tối 12 tháng 10 năm 2021, tại Hà Nội và trực tuyến",
        ),
        "plenary",
        "06 19:00",
        90,
        (
            ("opening_remarks", "prime-minister-of-viet-nam"),
            ("opening_remarks", "itu-secretary-general"),
            ("opening_remarks", "minister-of-information-and-communications"),
        ),
        (
            "Fifty years of ITU Telecom events, and the opening of the exhibition.",
            "Kỷ niệm 50 năm sự kiện ITU Telecom và khai trương triển lãm.",
        ),
    ),
    Real(
        "C-00010129",
        "ministerial_roundtable",
        "ministerial",
        (
            "Cutting the cost: can affordable access accelerate digital "
            "transformation?",
            "Giảm chi phí: truy cập giá hợp lý có thúc đẩy chuyển đổi số?",
            "Réduire les coûts: un accès abordable peut-il accélérer la transformation "
            "numérique?",
            "خفض التكلفة: هل يمكن للنفاذ الميسور أن يسرّع التحول الرقمي؟",
        ),
        (
            "Really held on Tue 12 October 2021, 15:00 to 16:30 Geneva, online",
            "Thực tế đã tổ chức ngày 12 tháng 10 năm 2021, 15:00 đến 16:30 giờ "
            "Giơ-ne-vơ"
            ", trực tuyến",
        ),
        "plenary",
        "08 20:00",
        90,
        (
            ("opening_remarks", "minister-of-information-and-communications"),
            ("opening_remarks", "itu-secretary-general"),
            ("keynote", "prime-minister-of-viet-nam"),
            ("moderator", "itu-deputy-secretary-general"),
        ),
        (
            "Half of the world is offline, most of it within reach of a signal. What "
            "does access cost, who could pay less, and what follows when they do?",
            "Một nửa thế giới chưa kết nối, phần lớn trong vùng phủ sóng. Truy cập tốn "
            "bao nhiêu, ai có thể trả ít hơn, và điều gì sẽ đến sau đó?",
        ),
    ),
    Real(
        "C-00010155",
        "ministerial_roundtable",
        "ministerial",
        (
            "Digitalizing daily life: government services and content driving digital "
            "transformation",
            "Số hoá đời sống hằng ngày: dịch vụ công và nội dung thúc đẩy chuyển đổi "
            "số",
            "Numériser le quotidien: services publics et contenus, moteurs de la "
            "transformation numérique",
            "رقمنة الحياة اليومية: الخدمات الحكومية والمحتوى محركان للتحول الرقمي",
        ),
        (
            "Really held on Thu 14 October 2021, 09:00 to 10:30 Geneva, online",
            "Thực tế đã tổ chức ngày 14 tháng 10 năm 2021, 09:00 đến 10:30 giờ "
            "Giơ-ne-vơ"
            ", trực tuyến",
        ),
        "ministers",
        "09 14:00",
        90,
        (
            ("opening_remarks", "itu-secretary-general"),
            ("opening_remarks", "bdt-deputy-director"),
            ("panellist", "deputy-prime-minister-of-moldova"),
            ("panellist", "minister-of-communications-of-bosnia-and-herzegovina"),
            ("panellist", "minister-of-ict-of-iran"),
        ),
        (
            "Which public services bring people online, in which languages, and what "
            "do they trust?",
            "Dịch vụ công nào đưa người dân lên mạng, bằng ngôn ngữ nào, và họ tin "
            "tưởng điều gì?",
        ),
    ),
    Real(
        "C-00010160",
        "regulatory_roundtable",
        "regulatory",
        (
            "Ensuring participatory regulation for an equitable and safe digital "
            "future",
            "Bảo đảm quản lý có sự tham gia vì một tương lai số công bằng và an toàn",
            "Une réglementation participative pour un avenir numérique équitable et "
            "sûr",
            "ضمان التنظيم التشاركي من أجل مستقبل رقمي منصف وآمن",
        ),
        (
            "Really held in October 2021, online",
            "Thực tế đã tổ chức tháng 10 năm 2021, trực tuyến",
        ),
        "ministers",
        "08 14:00",
        90,
        (
            ("moderator", "head-of-regulation-itu-d"),
            ("panellist", "commissioner-of-georgia"),
            ("panellist", "head-of-the-regulator-of-cambodia"),
        ),
        (
            "Who sits at the table when rules are made, and who should?",
            "Ai ngồi vào bàn khi quy định được đặt ra, và ai nên có mặt?",
        ),
    ),
    Real(
        "C-00010111",
        "ministerial_roundtable",
        "ministerial",
        COVID,
        (
            "Really held on Tue 20 October 2020, 13:00 to 14:45, online; first of "
            "three",
            "Thực tế đã tổ chức ngày 20 tháng 10 năm 2020, 13:00 đến 14:45, trực "
            "tuyến; "
            "phiên thứ nhất trong ba",
        ),
        "ministers",
        "07 13:00",
        105,
        (("moderator", "itu-deputy-secretary-general"),),
        COVID_ABSTRACT,
    ),
    Real(
        "C-00010112",
        "ministerial_roundtable",
        "ministerial",
        COVID,
        (
            "Really held on Wed 21 October 2020, online; second of three",
            "Thực tế đã tổ chức ngày 21 tháng 10 năm 2020, trực tuyến; phiên thứ hai "
            "trong ba",
        ),
        "ministers",
        "08 10:00",
        105,
        (("moderator", "bdt-director"),),
        COVID_ABSTRACT,
    ),
    Real(
        "C-00010113",
        "ministerial_roundtable",
        "ministerial",
        COVID,
        (
            "Really held on Thu 22 October 2020, online; third of three",
            "Thực tế đã tổ chức ngày 22 tháng 10 năm 2020, trực tuyến; phiên thứ ba "
            "trong ba",
        ),
        "ministers",
        "09 10:00",
        105,
        (
            ("moderator", "br-director"),
            ("panellist", "minister-of-technology-of-mauritius"),
        ),
        COVID_ABSTRACT,
    ),
    Real(
        "C-00010121",
        "forum_panel",
        "forum",
        (
            "Bridging the broadband gap: stimulating public and private sectors to "
            "connect the unconnected",
            "Thu hẹp khoảng cách băng rộng: khuyến khích khu vực công và tư kết nối "
            "những người chưa được kết nối",
            "Combler la fracture du haut débit: encourager les secteurs public et "
            "privé "
            "à connecter ceux qui ne le sont pas",
            "سد فجوة النطاق العريض: تحفيز القطاعين العام والخاص لتوصيل غير الموصولين",
        ),
        (
            "Really held as a webinar between 20 and 22 October 2020",
            "Thực tế đã tổ chức trực tuyến trong khoảng 20 đến 22 tháng 10 năm 2020",
        ),
        "hall-a",
        "07 09:00",
        90,
        (),
        (
            "Who builds where nobody earns? What can a state promise, and what must a "
            "company risk?",
            "Ai xây dựng ở nơi không có lợi nhuận? Nhà nước có thể hứa gì, doanh "
            "nghiệp "
            "phải mạo hiểm điều gì?",
        ),
    ),
    Real(
        "C-00010122",
        "forum_panel",
        "forum",
        (
            "Entering the 5G era: demand, deployment, and disquiet",
            "Bước vào kỷ nguyên 5G: nhu cầu, triển khai và những lo ngại",
            "Entrer dans l’ère de la 5G: demande, déploiement et inquiétudes",
            "دخول عصر الجيل الخامس: الطلب والنشر والقلق",
        ),
        (
            "Really held as a webinar between 20 and 22 October 2020",
            "Thực tế đã tổ chức trực tuyến trong khoảng 20 đến 22 tháng 10 năm 2020",
        ),
        "hall-a",
        "08 09:00",
        90,
        (),
        (
            "Who asked for 5G, who gets it first, and what do people worry about?",
            "Ai cần 5G, ai có trước, và người dân lo lắng điều gì?",
        ),
    ),
    Real(
        "C-00010123",
        "forum_panel",
        "forum",
        (
            "Cybersecurity and privacy solutions: safeguarding our digital world",
            "Giải pháp an ninh mạng và quyền riêng tư: bảo vệ thế giới số của chúng ta",
            "Solutions pour la cybersécurité et la vie privée: protéger notre monde "
            "numérique",
            "حلول الأمن السيبراني والخصوصية: حماية عالمنا الرقمي",
        ),
        (
            "Really held as a webinar between 20 and 22 October 2020",
            "Thực tế đã tổ chức trực tuyến trong khoảng 20 đến 22 tháng 10 năm 2020",
        ),
        "hall-a",
        "09 09:00",
        90,
        (),
        (
            "What helps a clinic, a school, a small firm tonight?",
            "Điều gì giúp được một phòng khám, một trường học, một doanh nghiệp nhỏ "
            "ngay tối nay?",
        ),
    ),
    Real(
        "C-00010190",
        "awards",
        "awards",
        (
            "ITU Virtual Digital World 2020 SME Awards",
            "Giải thưởng doanh nghiệp nhỏ và vừa ITU Virtual Digital World 2020",
            "Prix des PME d’ITU Virtual Digital World 2020",
            "جوائز الشركات الصغيرة والمتوسطة 2020",
        ),
        (
            "Really held on Mon 7 December 2020, online",
            "Thực tế đã tổ chức ngày 7 tháng 12 năm 2020, trực tuyến",
        ),
        "plenary",
        "09 16:30",
        90,
        (
            ("opening_remarks", "itu-secretary-general"),
            ("presenter", "deputy-minister-of-information-and-communications"),
        ),
        (
            "Four categories: connectivity; smart cities, smart living; e-health; "
            "digital finance.",
            "Bốn hạng mục: kết nối; thành phố thông minh, cuộc sống thông minh; y tế "
            "điện tử; tài chính số.",
        ),
    ),
)
SAMPLE: Final = LazyI18nString(
    {
        "en": "Sample",
        "vi": "Ví dụ",
        "fr": "Exemple",
        "es": "Ejemplo",
        "ru": "Пример",
        "zh-hans": "示例",
        "ar": "مثال",
    }
)
# Invented ones: English|Vietnamese; the latter for every second, as in real life.
FORUM: Final = """
The last village: what it takes to connect it|Ngôi làng cuối cùng: cần gì để kết nối
Spectrum for everyone: sharing, leasing, trading|Phổ tần cho mọi người: chia sẻ, thuê, trao đổi
Satellites, balloons and masts: which sky for whom?|Vệ tinh, khinh khí cầu và cột ăng-ten: bầu trời nào cho ai?
Community networks that last|Mạng cộng đồng bền lâu
Who pays for universal service?|Ai trả tiền cho dịch vụ phổ cập?
Cables under the sea: many landings, one storm|Cáp dưới biển: nhiều điểm cập bờ, một cơn bão
Women who build networks|Những người phụ nữ xây dựng mạng lưới
Schools online by Friday|Đưa trường học lên mạng trước thứ Sáu
Rural health on a thin line|Y tế nông thôn trên đường truyền mỏng
Digital identity without leaving anyone out|Định danh số không bỏ lại ai
Money on the phone: trust, fees, rescue|Tiền trên điện thoại: niềm tin, phí, cứu trợ
Cities that listen: sensors and citizens|Thành phố biết lắng nghe: cảm biến và người dân
Farming by data|Canh tác bằng dữ liệu
Early warning that reaches the boat|Cảnh báo sớm đến được con thuyền
Data across borders: rules that meet|Dữ liệu xuyên biên giới: những quy định gặp nhau
Artificial intelligence in small languages|Trí tuệ nhân tạo cho các ngôn ngữ ít người nói
Keeping children safe, letting them play|Giữ trẻ an toàn, để trẻ vui chơi
Standards: how a small country is heard|Tiêu chuẩn: làm sao để một nước nhỏ được lắng nghe
Energy: networks that use less|Năng lượng: mạng lưới dùng ít hơn
The repair shop: longer lives for devices|Tiệm sửa chữa: kéo dài tuổi thọ thiết bị
Emergency telecommunications after the flood|Viễn thông khẩn cấp sau lũ lụt
Open source in public service|Mã nguồn mở trong dịch vụ công
Cloud at home: where data sleeps|Đám mây trong nước: dữ liệu ngủ ở đâu
Skills for a million|Kỹ năng cho một triệu người
Older people online: ask them first|Người cao tuổi trên mạng: hãy hỏi họ trước
Accessible from the first line of code|Dễ tiếp cận từ dòng mã đầu tiên
Taxes on data: who ends up paying|Thuế dữ liệu: cuối cùng ai trả
Tower sharing: rivals on one mast|Dùng chung trạm: đối thủ trên cùng một cột
Roaming for migrants|Chuyển vùng cho người di cư
Internet exchange points: keep traffic local|Trạm trung chuyển Internet: giữ lưu lượng trong nước
False news, true costs|Tin giả, cái giá thật
Numbers and names: what is left to share out|Số và tên: còn gì để chia
Quantum: what to do before it comes|Lượng tử: làm gì trước khi nó đến
Working from anywhere: a law for it|Làm việc từ bất cứ đâu: luật cho điều đó
Learning from outages|Học từ những lần mất mạng
Broadband maps that tell the truth|Bản đồ băng rộng nói sự thật
Small islands, long distances|Đảo nhỏ, đường dài
Landlocked: the price of a neighbour|Không giáp biển: cái giá của láng giềng
Telemedicine: the doctor on the line|Khám bệnh từ xa: bác sĩ trên đường dây
Digital post offices|Bưu điện số
Elections and networks|Bầu cử và mạng lưới
Games: the industry nobody invited|Trò chơi: ngành công nghiệp không ai mời
Privacy for people who share a phone|Quyền riêng tư khi dùng chung điện thoại
Public procurement a small firm can win|Đấu thầu công mà doanh nghiệp nhỏ có thể thắng
From pilot to country|Từ thí điểm đến cả nước
What regulators would do again|Điều các cơ quan quản lý sẽ làm lại
Investment after the crisis|Đầu tư sau khủng hoảng
Voices from the youth council|Tiếng nói của hội đồng thanh niên
"""  # noqa: E501  a line for each session
MASTERCLASS: Final = """
Pitch in three minutes|Thuyết trình trong ba phút
Your first export contract|Hợp đồng xuất khẩu đầu tiên của bạn
Pricing for people who pay by the day|Định giá cho người trả tiền theo ngày
Security for a firm of five|An ninh cho doanh nghiệp năm người
A website that works on any phone|Trang web chạy trên mọi điện thoại
Hands on: build a weather station|Thực hành: dựng trạm thời tiết
Hands on: a network for one village|Thực hành: mạng cho một ngôi làng
Hands on: repair a phone|Thực hành: sửa điện thoại
Reading a term sheet|Đọc bản điều khoản đầu tư
Hiring your first engineer|Tuyển kỹ sư đầu tiên
Grants: where they are, how to write|Tài trợ: ở đâu, viết thế nào
Selling to governments|Bán hàng cho chính phủ
Open data as a business|Dữ liệu mở như một nghề
Maps you can edit|Bản đồ bạn có thể sửa
Speech tools for your language|Công cụ tiếng nói cho ngôn ngữ của bạn
Accounting without fear|Kế toán không sợ hãi
Design for low light and loud places|Thiết kế cho nơi tối và ồn
Patents, marks, and when not to|Bằng sáng chế, nhãn hiệu, và khi nào không cần
Testing with real people|Thử nghiệm với người thật
From prototype to a thousand|Từ mẫu thử đến một nghìn chiếc
Mobile money in your shop|Tiền di động trong cửa hàng của bạn
Telling your story to the press|Kể câu chuyện của bạn với báo chí
Working with universities|Hợp tác với trường đại học
Insurance for small firms|Bảo hiểm cho doanh nghiệp nhỏ
Translation: how to ship in seven languages|Dịch thuật: phát hành bằng bảy ngôn ngữ
Ask me anything: founders|Hỏi gì cũng được: người sáng lập
Hands on: build a weather station|Thực hành: dựng trạm thời tiết
Hands on: a network for one village|Thực hành: mạng cho một ngôi làng
Hands on: repair a phone|Thực hành: sửa điện thoại
Pitch in three minutes|Thuyết trình trong ba phút
Security for a firm of five|An ninh cho doanh nghiệp năm người
"""
PITCHING: Final = """
Pitching: connectivity|Thuyết trình gọi vốn: kết nối
Pitching: smart cities, smart living|Thuyết trình gọi vốn: thành phố thông minh
Pitching: e-health|Thuyết trình gọi vốn: y tế điện tử
Pitching: digital finance|Thuyết trình gọi vốn: tài chính số
Pitching: farming and food|Thuyết trình gọi vốn: nông nghiệp và thực phẩm
Pitching: learning|Thuyết trình gọi vốn: học tập
Pitching: finals|Thuyết trình gọi vốn: chung kết
"""
NETWORKING: Final = """
Welcome on the terrace|Chào mừng trên sân thượng
Informal networking: connectivity|Gặp gỡ thân mật: kết nối
Informal networking: regulators meet start-ups|Gặp gỡ thân mật: cơ quan quản lý gặp khởi nghiệp
Farewell tea|Tiệc trà chia tay
First time here? A walk through the programme|Lần đầu đến đây? Dạo qua chương trình
First time here? A walk through the programme|Lần đầu đến đây? Dạo qua chương trình
First time here? A walk through the programme|Lần đầu đến đây? Dạo qua chương trình
First time here? A walk through the programme|Lần đầu đến đây? Dạo qua chương trình
"""  # noqa: E501  a line for each
ROUNDTABLES: Final = """
Investing in people: skills for a digital decade|Đầu tư cho con người: kỹ năng cho thập kỷ số
Resilient networks: ready for the next crisis|Mạng lưới vững vàng: sẵn sàng cho khủng hoảng tiếp theo
"""  # noqa: E501  a line for each
CEREMONIES: Final = """
Closing Ceremony|Lễ bế mạc
"""
# Drafts nobody outside has seen: the first ones have a place, the last five have none.
DRAFTS: Final = """
Networks in the mountains|Mạng lưới trên núi
Broadcasting meets broadband|Phát thanh gặp băng rộng
The next billion addresses|Một tỉ địa chỉ tiếp theo
Hands on: radio for beginners|Thực hành: vô tuyến cho người mới
Who owns the lamp post?|Ai sở hữu cột đèn?
Rail, road, fibre: dig once|Đường sắt, đường bộ, cáp quang: đào một lần
Libraries as front doors|Thư viện là cửa trước
Weather and waves|Thời tiết và sóng vô tuyến
Space for late ideas|Chỗ cho ý tưởng đến muộn
Ask a regulator|Hỏi cơ quan quản lý
Music, rights and streams|Âm nhạc, bản quyền và luồng phát
Museum nights online|Đêm bảo tàng trực tuyến
"""
ABSTRACTS: Final = {
    "forum_panel": (
        (
            "A moderated debate in three rounds: what happened, what it cost, what we "
            "would do again. Questions from the floor take the last third.",
            "Phiên thảo luận có điều phối gồm ba vòng: điều gì đã xảy ra, cái giá phải "
            "trả, điều gì sẽ làm lại. Một phần ba cuối dành cho câu hỏi từ hội trường.",
        ),
        (
            "Four people who disagree, one moderator who keeps the time. What is "
            "settled, what is not, and what can be tried next month?",
            "Bốn người bất đồng, một người điều phối giữ giờ. Điều gì đã rõ, điều gì "
            "chưa, và có thể thử gì vào tháng tới?",
        ),
        (
            "Short cases from three regions, then an open debate: which part travels, "
            "and which belongs where it was made?",
            "Các trường hợp ngắn từ ba khu vực, rồi thảo luận mở: phần nào áp dụng "
            "được "
            "nơi khác, phần nào chỉ thuộc về nơi sinh ra nó?",
        ),
    ),
    "masterclass": (
        (
            "An hour with somebody who has done it. Bring a question from your own "
            "firm and a pen.",
            "Một giờ với người đã từng làm. Hãy mang theo một câu hỏi của doanh nghiệp "
            "bạn và một cây bút.",
        ),
        (
            "Learn by doing, in small groups. No knowledge needed beforehand.",
            "Học qua thực hành, theo nhóm nhỏ. Không cần kiến thức trước.",
        ),
    ),
    "pitching": (
        (
            "Six small firms, five minutes each, and a jury that asks. The best two go "
            "to the finals.",
            "Sáu doanh nghiệp nhỏ, mỗi bên năm phút, và ban giám khảo đặt câu hỏi. Hai "
            "đội xuất sắc nhất vào chung kết.",
        ),
    ),
    "networking": (
        (
            "Come as you are. Tables are marked by subject.",
            "Cứ đến tự nhiên. Các bàn được đánh dấu theo chủ đề.",
        ),
    ),
    "ministerial_roundtable": (
        (
            "Ministers and leaders of industry, co-chaired by ITU and the host.",
            "Các Bộ trưởng và lãnh đạo doanh nghiệp, do ITU và nước chủ nhà đồng chủ "
            "toạ.",
        ),
    ),
    "ceremony": (
        (
            "What we take home, and where we meet again.",
            "Những gì chúng ta mang về, và nơi gặp lại.",
        ),
    ),
}


def in_two(words: tuple[str, ...] | list[str]) -> LazyI18nString:
    """Return words in English, Vietnamese, and, where given, French and Arabic."""
    languages = ("en", "vi", "fr", "ar")
    told = dict(zip(languages, words, strict=False))
    return LazyI18nString({code: text for code, text in told.items() if text})


def lines(table: str) -> list[list[str]]:
    """Take a table apart: a line for each row, a bar between its cells."""
    return [line.split("|") for line in table.strip().splitlines()]
