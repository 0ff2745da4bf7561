"""Arabic."""

from registration.notices.words.phrases import (
    Headline,
    Kind,
    Phrases,
)

PHRASES = Phrases(
    comma="، ",
    gap=" ",
    colon=": ",
    greetings={
        "": "تحية طيبة، $name،",
        "ms": "السيدة $name المحترمة،",
        "mr": "السيد $name المحترم،",
        "dr": "تحية طيبة، د. $name،",
        "prof": "تحية طيبة، أ.د. $name،",
        "he": "سعادة $name، تحية طيبة،",
    },
    greeting_without_name="تحية طيبة،",
    # The marks keep a Latin phrase in one piece among words from right to left.
    deadline="$date، الساعة $time بتوقيت هانوي (\u200e$utc UTC\u200e)",
    formats={
        "in_person": "حضوريًا",
        "virtual": "عبر الإنترنت",
        "hybrid": "حضوريًا وعبر الإنترنت",
    },
    headlines={
        Kind.POSTPONED: Headline("تأجيل", "تأجيل $event، الموعد الجديد: $date"),
        Kind.UNDATED: Headline("تأجيل", "تأجيل $event إلى موعد يُحدَّد لاحقًا"),
        Kind.DATED: Headline("تحديد الموعد", "موعد $event: $date"),
        Kind.MOVED: Headline("تغيير الموعد", "الموعد الجديد لحدث $event: $date"),
        Kind.ONLINE: Headline("أصبح عبر الإنترنت", "يُعقد $event عبر الإنترنت، $date"),
        Kind.FORMAT: Headline("شكل جديد", "$event: $format، $date"),
        Kind.PLACE: Headline("مكان جديد", "المكان الجديد لحدث $event: $place"),
        Kind.NAME: Headline("اسم جديد", "$old يصبح $new"),
        Kind.OTHER: Headline("مستجدات", "قرار جديد بشأن $event"),
    },
    leads={
        Kind.POSTPONED: "أجّلنا الحدث. كان موعده المقرر: $was.",
        Kind.UNDATED: "أجّلنا الحدث. كان موعده المقرر: $was. لم يُحدَّد الموعد الجديد بعد.",
        Kind.DATED: "حُدّدت أيام الحدث: $date.",
        Kind.MOVED: "تغيّر موعد الحدث. كان موعده المقرر: $was.",
        Kind.ONLINE: "نلتقي هذه المرة عبر الإنترنت، ولا حاجة إلى السفر.",
        Kind.FORMAT: "يتغيّر شكل الحدث. تجدون التفاصيل أدناه.",
        Kind.PLACE: "يُعقد الحدث في مكان آخر: $place.",
        Kind.NAME: "للحدث اسم جديد، ويبقى كل ما عدا ذلك كما كان.",
        Kind.OTHER: "صدر قرار جديد بشأن الحدث. تجدون التفاصيل أدناه.",
    },
    no_new_form="لا حاجة إلى التسجيل من جديد.",
    day_open="لم يُحدَّد اليوم بعد.",
    date_open="لم يُحدَّد الموعد بعد.",
    name_becomes="ويصبح اسم الحدث $name.",
    for_you="تسجيلكم {number} ما زال ساريًا، ومكانكم محفوظ.",
    for_you_open="يبقى طلبكم كما هو، ونعالجه كما كان مقررًا.",
    you_can=(
        "الرد حتى {deadline}، أو عدم فعل أي شيء. إذا لم تردوا، يبقى مكانكم محفوظًا."
    ),
    you_can_open=(
        "عدم فعل أي شيء. يمكنكم في صفحتكم الاطلاع على طلبكم أو تعديله أو سحبه."
    ),
    stays=(
        "تسجيلكم ورقمكم {number} وفئتكم: {category}.",
        "الموافقة على تسجيلكم.",
    ),
    stays_open=(
        "طلبكم وكل ما أخبرتمونا به.",
        "ترتيبكم، إذا كنتم في قائمة الانتظار.",
    ),
    calendar_taken_out="تُحدَّث مفكرتكم بهذه الرسالة: تُزال الأيام القديمة.",
    calendar_moved="تُحدَّث مفكرتكم بهذه الرسالة.",
    out_of_date=(
        "خطابات دعم التأشيرة وحجوزات الفنادق والرحلات وفق الخطة السابقة: $was."
        " يُرجى عدم استعمال خطاب كهذا بعد الآن."
    ),
    new_letter_when_fixed="يمكنكم طلب خطاب جديد عند تحديد اليوم.",
    in_english="بالإنكليزية: ”\u200e$words\u200e“",
    decided="اتُّخذ القرار في $date.",
    decided_by="اتُّخذ القرار في $date. الجهة: $who.",
    next_update="نكتب إليكم مجددًا قبل $date، سواء استجدّ شيء أم لا.",
    contact="للأسئلة: اكتبوا إلى $address.",
    choices={
        "keep": "الاحتفاظ بمكاني",
        "remote": "المشاركة عن بُعد",
        "withdraw": "سحب تسجيلي",
    },
    reminder_subject="يمكنكم الرد حتى $deadline: $event",
    reminders={
        "mid_term": "مضى نصف المهلة المتاحة للرد.",
        "last": "بقي يومان للرد.",
    },
    if_silent="إذا لم تردوا، يبقى مكانكم محفوظًا، وليس عليكم فعل أي شيء.",
    confirmed_subject="وصلنا ردكم: $choice",
    confirmed={
        "keep": "مكانكم محفوظ، وتسجيلكم $number ما زال ساريًا.",
        "remote": "تشاركون عن بُعد، وتسجيلكم $number ما زال ساريًا.",
        "withdraw": "سُحب تسجيلكم $number، وسيُمنح مكانكم لشخص آخر.",
    },
    confirmed_waiting=(
        "مُنح مكانكم في هذه الأثناء لشخص آخر. أنتم الآن في قائمة الانتظار،"
        " وسنكتب إليكم عندما يتوفر مكان."
    ),
    change_until="يمكنكم تغيير ردكم حتى $deadline.",
    change_answer="تغيير ردي",
    not_forward="يُرجى عدم إعادة توجيه هذه الرسالة، فالأزرار تجيب باسمكم.",
    sample="نموذج",
    answered="ردكم: $choice.",
    withdraw_hint=(
        "إذا سحبتم تسجيلكم، يُمنح مكانكم فورًا لشخص آخر. يمكنكم العودة قبل "
        "الموعد النهائي إن توفر مكان، وإلا تنتظرون في القائمة."
    ),
    restore_hint="لقد سحبتم تسجيلكم. إذا عدتم ولم يتوفر مكان، تنتظرون في القائمة.",
    said_nothing="لم تردوا، ولذلك مكانكم محفوظ.",
    closed={
        "deadline": "انتهت مهلة الرد.",
        "taken_back": "سُحب هذا الإشعار ولم يعد يطلب ردًا.",
        "overtaken": "صدر إشعار أحدث بشأن المواعيد. يُرجى الرد عليه.",
        "ended": "انتهى تسجيلكم في هذه الأثناء، ولن يغيّر الرد شيئًا.",
        "not_asked": "هذا الإشعار لا يطلب منكم شيئًا.",
    },
)
