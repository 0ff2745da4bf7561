"""English."""

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
        "": "Dear $name,",
        "ms": "Dear Ms $name,",
        "mr": "Dear Mr $name,",
        "dr": "Dear Dr $name,",
        "prof": "Dear Prof. $name,",
        "he": "Your Excellency, dear $name,",
    },
    greeting_without_name="Dear participant,",
    deadline="$date, $time Ha Noi ($utc UTC)",
    formats={
        "in_person": "In person",
        "virtual": "Online",
        "hybrid": "In person and online",
    },
    headlines={
        Kind.POSTPONED: Headline("Postponed", "$event moves to $date"),
        Kind.UNDATED: Headline("Postponed", "$event waits for a new date"),
        Kind.DATED: Headline("Date fixed", "$event now has its date: $date"),
        Kind.MOVED: Headline("Moved", "$event moves to $date"),
        Kind.ONLINE: Headline("Now online", "$event takes place online, $date"),
        Kind.FORMAT: Headline("New format", "$event: $format, $date"),
        Kind.PLACE: Headline("New place", "$event takes place in $place"),
        Kind.NAME: Headline("New name", "$old becomes $new"),
        Kind.OTHER: Headline("News", "A new decision about $event"),
    },
    leads={
        Kind.POSTPONED: "We have postponed the event. It was planned for $was.",
        Kind.UNDATED: (
            "We have postponed the event. It was planned for $was;"
            " the new date is not fixed yet."
        ),
        Kind.DATED: "The days of the event are fixed: $date.",
        Kind.MOVED: "The date of the event has changed. It was planned for $was.",
        Kind.ONLINE: "We meet online this time. Nobody needs to travel.",
        Kind.FORMAT: "The event changes its format. You find it below.",
        Kind.PLACE: "The event takes place in another place: $place.",
        Kind.NAME: "The event has a new name. Everything else stays as it was.",
        Kind.OTHER: "There is a new decision about the event. You find it below.",
    },
    no_new_form="You do not have to register again.",
    day_open="The day is not fixed yet.",
    date_open="The date is not fixed yet.",
    name_becomes="The name becomes $name.",
    for_you="Your registration {number} stays valid. You keep your place.",
    for_you_open="Your request stays as it is. We handle it as before.",
    you_can="Answer until {deadline}, or do nothing. If you say nothing, you keep your place.",
    you_can_open=(
        "Do nothing. On your page you can look at your request, change it or withdraw it."
    ),
    stays=(
        "Your registration, your number {number} and your category: {category}.",
        "The approval of your registration.",
    ),
    stays_open=(
        "Your request and everything you told us.",
        "Your place in line, if you are on the waiting list.",
    ),
    calendar_taken_out=(
        "Your calendar entry is updated by this mail: the old days are taken out."
    ),
    calendar_moved="Your calendar entry is updated by this mail.",
    out_of_date=(
        "Visa support letters, hotel bookings and journeys for the old plan, $was."
        " Do not use such a letter any more."
    ),
    new_letter_when_fixed="You can ask for a new letter when the day is fixed.",
    in_english="In English: “$words”",
    decided="Decided on $date.",
    decided_by="Decided on $date by: $who.",
    next_update="We write again by $date, with more news or without.",
    contact="Questions? Write to $address.",
    choices={
        "keep": "Keep my place",
        "remote": "Attend online instead",
        "withdraw": "Withdraw",
    },
    reminder_subject="Your answer is open until $deadline: $event",
    reminders={
        "mid_term": "Half of the time for your answer is over.",
        "last": "Two days are left for your answer.",
    },
    if_silent="If you say nothing, you keep your place. Then you need to do nothing.",
    confirmed_subject="We have your answer: $choice",
    confirmed={
        "keep": "You keep your place. Your registration $number stays valid.",
        "remote": "You attend online. Your registration $number stays valid.",
        "withdraw": "Your registration $number is withdrawn. Your place goes to somebody else.",
    },
    confirmed_waiting=(
        "Your place was given to somebody else meanwhile. You are on the waiting list,"
        " and we write to you when a place becomes free."
    ),
    change_until="You can change your answer until $deadline.",
    change_answer="Change my answer",
    not_forward="Please do not forward this mail: the buttons answer for you.",
    sample="Sample",
    answered="You answered: $choice.",
    withdraw_hint=(
        "If you withdraw, your place goes to somebody else at once. Until the "
        "deadline you can come back if a place is free; otherwise you wait in "
        "line."
    ),
    restore_hint="You have withdrawn. If you come back and no place is free, you wait in line.",
    said_nothing="You said nothing, so you keep your place.",
    closed={
        "deadline": "The time to answer is over.",
        "taken_back": "This notice was taken back. It asks nothing any more.",
        "overtaken": "There is a later notice about the dates. Please answer that one.",
        "ended": "Your registration has ended meanwhile. An answer would change nothing.",
        "not_asked": "This notice asks you nothing.",
    },
)
