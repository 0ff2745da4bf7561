"""Vietnamese."""

from registration.notices.words.phrases import (
    Headline,
    Kind,
    Phrases,
)

PHRASES = Phrases(
    comma=", ",
    gap=" ",
    colon=": ",
    greetings={
        "": "Kính gửi $name,",
        "ms": "Kính gửi Bà $name,",
        "mr": "Kính gửi Ông $name,",
        "dr": "Kính gửi TS. $name,",
        "prof": "Kính gửi GS. $name,",
        "he": "Kính gửi Ngài $name,",
    },
    greeting_without_name="Kính gửi Quý đại biểu,",
    deadline="$time giờ Hà Nội ngày $date ($utc UTC)",
    formats={
        "in_person": "Trực tiếp",
        "virtual": "Trực tuyến",
        "hybrid": "Trực tiếp và trực tuyến",
    },
    headlines={
        Kind.POSTPONED: Headline("Hoãn", "$event chuyển sang $date"),
        Kind.UNDATED: Headline("Hoãn", "$event chờ ấn định ngày mới"),
        Kind.DATED: Headline("Đã có ngày", "$event: thời gian tổ chức là $date"),
        Kind.MOVED: Headline("Đổi ngày", "$event chuyển sang $date"),
        Kind.ONLINE: Headline(
            "Chuyển sang trực tuyến", "$event diễn ra trực tuyến, $date"
        ),
        Kind.FORMAT: Headline("Hình thức mới", "$event: $format, $date"),
        Kind.PLACE: Headline("Địa điểm mới", "$event diễn ra tại $place"),
        Kind.NAME: Headline("Tên mới", "$old đổi tên thành $new"),
        Kind.OTHER: Headline("Tin mới", "Quyết định mới về $event"),
    },
    leads={
        Kind.POSTPONED: "Chúng tôi hoãn sự kiện. Thời gian dự kiến trước đây là $was.",
        Kind.UNDATED: (
            "Chúng tôi hoãn sự kiện. Thời gian dự kiến trước đây là $was;"
            " ngày mới chưa được ấn định."
        ),
        Kind.DATED: "Ngày tổ chức sự kiện đã được ấn định: $date.",
        Kind.MOVED: "Thời gian của sự kiện đã thay đổi. Trước đây là $was.",
        Kind.ONLINE: "Lần này chúng ta gặp nhau trực tuyến. Không ai cần phải đi lại.",
        Kind.FORMAT: "Sự kiện thay đổi hình thức. Quý vị xem chi tiết bên dưới.",
        Kind.PLACE: "Sự kiện diễn ra ở địa điểm khác: $place.",
        Kind.NAME: "Sự kiện có tên mới. Mọi điều khác giữ nguyên.",
        Kind.OTHER: "Có quyết định mới về sự kiện. Quý vị xem chi tiết bên dưới.",
    },
    no_new_form="Quý vị không cần đăng ký lại.",
    day_open="Ngày cụ thể chưa được ấn định.",
    date_open="Thời gian chưa được ấn định.",
    name_becomes="Tên sự kiện đổi thành $name.",
    for_you="Đăng ký {number} của quý vị vẫn có hiệu lực. Quý vị giữ chỗ của mình.",
    for_you_open="Yêu cầu của quý vị giữ nguyên. Chúng tôi vẫn xử lý như trước.",
    you_can=(
        "Trả lời trước {deadline}, hoặc không cần làm gì."
        " Nếu quý vị không trả lời, chỗ của quý vị được giữ."
    ),
    you_can_open=(
        "Không cần làm gì. Trên trang của mình, quý vị có thể xem, sửa hoặc rút yêu cầu."
    ),
    stays=(
        "Đăng ký, số {number} và hạng mục của quý vị: {category}.",
        "Việc chấp thuận đăng ký của quý vị.",
    ),
    stays_open=(
        "Yêu cầu của quý vị và mọi thông tin quý vị đã gửi.",
        "Thứ tự của quý vị, nếu quý vị đang trong danh sách chờ.",
    ),
    calendar_taken_out="Thư này cập nhật lịch của quý vị: ngày cũ được gỡ bỏ.",
    calendar_moved="Thư này cập nhật lịch của quý vị.",
    out_of_date=(
        "Thư hỗ trợ thị thực, đặt phòng và chuyến đi theo kế hoạch cũ, $was."
        " Xin đừng dùng thư hỗ trợ cũ nữa."
    ),
    new_letter_when_fixed="Quý vị có thể xin thư mới khi đã có ngày cụ thể.",
    in_english="Bằng tiếng Anh: “$words”",
    decided="Quyết định ngày $date.",
    decided_by="Quyết định ngày $date, bởi: $who.",
    next_update="Chúng tôi sẽ viết lại trước ngày $date, dù có thêm tin hay chưa.",
    contact="Có câu hỏi? Xin viết cho $address.",
    choices={
        "keep": "Giữ chỗ của tôi",
        "remote": "Chuyển sang tham dự trực tuyến",
        "withdraw": "Rút đăng ký",
    },
    reminder_subject="Quý vị có thể trả lời đến $deadline: $event",
    reminders={
        "mid_term": "Đã qua một nửa thời hạn trả lời.",
        "last": "Còn hai ngày để trả lời.",
    },
    if_silent="Nếu quý vị không trả lời, chỗ của quý vị được giữ. Khi đó không cần làm gì.",
    confirmed_subject="Chúng tôi đã nhận câu trả lời của quý vị: $choice",
    confirmed={
        "keep": "Quý vị giữ chỗ của mình. Đăng ký $number vẫn có hiệu lực.",
        "remote": "Quý vị tham dự trực tuyến. Đăng ký $number vẫn có hiệu lực.",
        "withdraw": "Đăng ký $number của quý vị đã được rút. Chỗ này dành cho người khác.",
    },
    confirmed_waiting=(
        "Trong lúc đó, chỗ của quý vị đã dành cho người khác. Quý vị đang trong danh sách"
        " chờ; chúng tôi sẽ viết cho quý vị khi có chỗ trống."
    ),
    change_until="Quý vị có thể đổi câu trả lời đến $deadline.",
    change_answer="Đổi câu trả lời của tôi",
    not_forward="Xin đừng chuyển tiếp thư này: các nút bấm trả lời thay cho quý vị.",
    sample="Thư mẫu",
    answered="Quý vị đã trả lời: $choice.",
    withdraw_hint=(
        "Nếu quý vị rút, chỗ của quý vị được dành ngay cho người khác. Trước "
        "thời hạn, quý vị có thể quay lại nếu còn chỗ; nếu không, quý vị vào "
        "danh sách chờ."
    ),
    restore_hint=(
        "Quý vị đã rút đăng ký. Nếu quay lại mà không còn chỗ, quý vị vào danh "
        "sách chờ."
    ),
    said_nothing="Quý vị không trả lời, nên chỗ của quý vị được giữ.",
    closed={
        "deadline": "Đã hết thời hạn trả lời.",
        "taken_back": "Thông báo này đã được thu hồi và không hỏi gì nữa.",
        "overtaken": "Đã có thông báo mới hơn về thời gian. Xin trả lời thông báo đó.",
        "ended": "Đăng ký của quý vị đã kết thúc. Câu trả lời sẽ không thay đổi gì.",
        "not_asked": "Thông báo này không hỏi quý vị điều gì.",
    },
)
