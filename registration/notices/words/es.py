"""Spanish."""

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
        "": "Buenos días, $name:",
        "ms": "Estimada Sra. $name:",
        "mr": "Estimado Sr. $name:",
        "dr": "Buenos días, Dr. $name:",
        "prof": "Buenos días, Prof. $name:",
        "he": "Excelencia, buenos días, $name:",
    },
    greeting_without_name="Buenos días:",
    deadline="$date, $time hora de Hanói ($utc UTC)",
    formats={
        "in_person": "Presencial",
        "virtual": "En línea",
        "hybrid": "Presencial y en línea",
    },
    headlines={
        Kind.POSTPONED: Headline("Aplazado", "$event se aplaza: $date"),
        Kind.UNDATED: Headline(
            "Aplazado", "$event se aplaza sin nueva fecha por ahora"
        ),
        Kind.DATED: Headline("Fecha fijada", "$event se celebrará: $date"),
        Kind.MOVED: Headline("Cambio de fecha", "$event se celebrará: $date"),
        Kind.ONLINE: Headline("Ahora en línea", "$event se celebrará en línea, $date"),
        Kind.FORMAT: Headline("Nuevo formato", "$event: $format, $date"),
        Kind.PLACE: Headline("Nuevo lugar", "$event se celebrará en $place"),
        Kind.NAME: Headline("Nuevo nombre", "$old pasa a llamarse $new"),
        Kind.OTHER: Headline("Novedades", "Hay una nueva decisión sobre $event"),
    },
    leads={
        Kind.POSTPONED: "Hemos aplazado el evento. La fecha prevista era: $was.",
        Kind.UNDATED: (
            "Hemos aplazado el evento. La fecha prevista era: $was."
            " La nueva fecha aún no está fijada."
        ),
        Kind.DATED: "Los días del evento ya están fijados: $date.",
        Kind.MOVED: "La fecha del evento ha cambiado. La fecha prevista era: $was.",
        Kind.ONLINE: "Esta vez nos reunimos en línea. Nadie tiene que viajar.",
        Kind.FORMAT: "El evento cambia de formato. Encontrará los detalles más abajo.",
        Kind.PLACE: "El evento se celebrará en otro lugar: $place.",
        Kind.NAME: "El evento tiene un nuevo nombre. Todo lo demás sigue igual.",
        Kind.OTHER: "Hay una nueva decisión sobre el evento. La encontrará más abajo.",
    },
    no_new_form="No tiene que volver a inscribirse.",
    day_open="El día aún no está fijado.",
    date_open="La fecha aún no está fijada.",
    name_becomes="El nombre pasa a ser $name.",
    for_you="Su inscripción {number} sigue siendo válida. Usted conserva su plaza.",
    for_you_open="Su solicitud queda como está. La tramitamos como antes.",
    you_can=(
        "Responder hasta el {deadline}, o no hacer nada."
        " Si no responde, conserva su plaza."
    ),
    you_can_open=(
        "No hacer nada. En su página puede consultar, cambiar o retirar su solicitud."
    ),
    stays=(
        "Su inscripción, su número {number} y su categoría: {category}.",
        "La aprobación de su inscripción.",
    ),
    stays_open=(
        "Su solicitud y todo lo que nos ha indicado.",
        "Su puesto en la fila, si está en la lista de espera.",
    ),
    calendar_taken_out=(
        "Este mensaje actualiza su calendario: se retiran los días anteriores."
    ),
    calendar_moved="Este mensaje actualiza su calendario.",
    out_of_date=(
        "Las cartas de apoyo para el visado, las reservas de hotel y los viajes según el"
        " plan anterior: $was. No utilice más una carta así."
    ),
    new_letter_when_fixed="Podrá pedir una carta nueva cuando el día esté fijado.",
    in_english="En inglés: «$words»",
    decided="Decisión del $date.",
    decided_by="Decisión del $date, tomada por: $who.",
    next_update="Le escribiremos de nuevo antes del $date, con novedades o sin ellas.",
    contact="¿Preguntas? Escriba a $address.",
    choices={
        "keep": "Conservar mi plaza",
        "remote": "Participar en línea",
        "withdraw": "Retirarme",
    },
    reminder_subject="Puede responder hasta el $deadline: $event",
    reminders={
        "mid_term": "Ha pasado la mitad del plazo para responder.",
        "last": "Quedan dos días para responder.",
    },
    if_silent="Si no responde, conserva su plaza. En ese caso no tiene que hacer nada.",
    confirmed_subject="Hemos recibido su respuesta: $choice",
    confirmed={
        "keep": "Usted conserva su plaza. Su inscripción $number sigue siendo válida.",
        "remote": "Usted participa en línea. Su inscripción $number sigue siendo válida.",
        "withdraw": "Su inscripción $number queda retirada. Su plaza pasa a otra persona.",
    },
    confirmed_waiting=(
        "Entretanto, su plaza pasó a otra persona. Está en la lista de espera y le"
        " escribiremos cuando quede una plaza libre."
    ),
    change_until="Puede cambiar su respuesta hasta el $deadline.",
    change_answer="Cambiar mi respuesta",
    not_forward="No reenvíe este mensaje, por favor: los botones responden por usted.",
    sample="Muestra",
    answered="Usted respondió: $choice.",
    withdraw_hint=(
        "Si se retira, su plaza pasa enseguida a otra persona. Hasta la fecha "
        "límite puede volver si queda una plaza; si no, pasa a la lista de "
        "espera."
    ),
    restore_hint="Usted se ha retirado. Si vuelve y no queda plaza, pasa a la lista de espera.",
    said_nothing="Usted no dijo nada, así que conserva su plaza.",
    closed={
        "deadline": "El plazo para responder ha terminado.",
        "taken_back": "Este aviso fue retirado. Ya no pregunta nada.",
        "overtaken": "Hay un aviso posterior sobre las fechas. Responda a ese, por favor.",
        "ended": "Su inscripción terminó entretanto. Una respuesta no cambiaría nada.",
        "not_asked": "Este aviso no le pregunta nada.",
    },
)
