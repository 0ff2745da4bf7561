"""French."""

from registration.notices.words.phrases import (
    Headline,
    Kind,
    Phrases,
)

PHRASES = Phrases(
    comma=", ",
    gap=" ",
    colon=" : ",
    greetings={
        "": "Bonjour $name,",
        "ms": "Madame $name,",
        "mr": "Monsieur $name,",
        "dr": "Bonjour Dr $name,",
        "prof": "Bonjour Pr $name,",
        "he": "Excellence, bonjour $name,",
    },
    greeting_without_name="Madame, Monsieur,",
    deadline="$date, $time heure de Hanoï ($utc UTC)",
    formats={
        "in_person": "Sur place",
        "virtual": "En ligne",
        "hybrid": "Sur place et en ligne",
    },
    headlines={
        Kind.POSTPONED: Headline("Report", "$event est reporté : $date"),
        Kind.UNDATED: Headline("Report", "$event est reporté, nouvelle date à venir"),
        Kind.DATED: Headline("Date fixée", "$event aura lieu : $date"),
        Kind.MOVED: Headline("Changement de date", "$event aura lieu : $date"),
        Kind.ONLINE: Headline("Désormais en ligne", "$event aura lieu en ligne, $date"),
        Kind.FORMAT: Headline("Nouveau format", "$event : $format, $date"),
        Kind.PLACE: Headline("Nouveau lieu", "$event aura lieu ici : $place"),
        Kind.NAME: Headline("Nouveau nom", "$old devient $new"),
        Kind.OTHER: Headline("Informations", "Une nouvelle décision concerne $event"),
    },
    leads={
        Kind.POSTPONED: "Nous avons reporté l’événement. Il était prévu à cette date : $was.",
        Kind.UNDATED: (
            "Nous avons reporté l’événement. Il était prévu à cette date : $was."
            " La nouvelle date n’est pas encore fixée."
        ),
        Kind.DATED: "Les jours de l’événement sont fixés : $date.",
        Kind.MOVED: "La date de l’événement a changé. Date prévue auparavant : $was.",
        Kind.ONLINE: "Cette fois, nous nous retrouvons en ligne. Personne n’a à voyager.",
        Kind.FORMAT: "L’événement change de format. Vous trouverez le détail ci-dessous.",
        Kind.PLACE: "L’événement aura lieu ailleurs : $place.",
        Kind.NAME: "L’événement change de nom. Tout le reste demeure.",
        Kind.OTHER: "Une nouvelle décision a été prise. Vous la trouverez ci-dessous.",
    },
    no_new_form="Vous n’avez pas à vous inscrire de nouveau.",
    day_open="Le jour n’est pas encore fixé.",
    date_open="La date n’est pas encore fixée.",
    name_becomes="Le nom devient $name.",
    for_you="Votre inscription {number} reste valable. Vous gardez votre place.",
    for_you_open="Votre demande reste telle quelle. Nous la traitons comme prévu.",
    you_can=(
        "Répondre avant l’échéance, {deadline}, ou ne rien faire."
        " Sans réponse de votre part, vous gardez votre place."
    ),
    you_can_open=(
        "Ne rien faire. Sur votre page, vous pouvez consulter, modifier ou retirer"
        " votre demande."
    ),
    stays=(
        "Votre inscription, votre numéro {number} et votre catégorie : {category}.",
        "L’approbation de votre inscription.",
    ),
    stays_open=(
        "Votre demande et tout ce que vous nous avez indiqué.",
        "Votre rang, si vous êtes sur la liste d’attente.",
    ),
    calendar_taken_out=(
        "Ce message met à jour votre calendrier : les anciens jours en sont retirés."
    ),
    calendar_moved="Ce message met à jour votre calendrier.",
    out_of_date=(
        "Les lettres d’appui pour le visa, les réservations d’hôtel et les voyages prévus"
        " selon l’ancien plan : $was. N’utilisez plus une telle lettre."
    ),
    new_letter_when_fixed=(
        "Vous pourrez demander une nouvelle lettre quand le jour sera fixé."
    ),
    in_english="En anglais : « $words »",
    decided="Décision du $date.",
    decided_by="Décision du $date, prise par : $who.",
    next_update="Nous vous écrirons de nouveau avant le $date, avec ou sans nouvelles.",
    contact="Des questions ? Écrivez à $address.",
    choices={
        "keep": "Garder ma place",
        "remote": "Participer plutôt en ligne",
        "withdraw": "Me retirer",
    },
    reminder_subject="Vous pouvez répondre jusqu’au $deadline : $event",
    reminders={
        "mid_term": "La moitié du temps pour répondre est écoulée.",
        "last": "Il reste deux jours pour répondre.",
    },
    if_silent="Sans réponse de votre part, vous gardez votre place. Vous n’avez rien à faire.",
    confirmed_subject="Nous avons bien reçu votre réponse : $choice",
    confirmed={
        "keep": "Vous gardez votre place. Votre inscription $number reste valable.",
        "remote": "Vous participez en ligne. Votre inscription $number reste valable.",
        "withdraw": (
            "Votre inscription $number est retirée. Votre place revient à quelqu’un d’autre."
        ),
    },
    confirmed_waiting=(
        "Votre place a été donnée entre-temps à quelqu’un d’autre. Vous êtes sur la liste"
        " d’attente ; nous vous écrirons dès qu’une place se libère."
    ),
    change_until="Vous pouvez changer votre réponse jusqu’au $deadline.",
    change_answer="Changer ma réponse",
    not_forward="Merci de ne pas transférer ce message : les boutons répondent pour vous.",
    sample="Exemple",
    answered="Vous avez répondu : $choice.",
    withdraw_hint=(
        "Si vous vous retirez, votre place revient aussitôt à quelqu’un d’autre. "
        "Jusqu’à l’échéance, vous pouvez revenir s’il reste une place ; sinon, "
        "vous êtes sur la liste d’attente."
    ),
    restore_hint=(
        "Vous vous êtes retiré de la liste. Si vous revenez et qu’il ne reste "
        "aucune place, vous serez sur la liste d’attente."
    ),
    said_nothing="Vous n’avez rien dit, vous gardez donc votre place.",
    closed={
        "deadline": "Le délai de réponse est passé.",
        "taken_back": "Cet avis a été retiré. Il ne demande plus rien.",
        "overtaken": "Un avis plus récent concerne les dates. Merci de répondre à celui-là.",
        "ended": "Votre inscription a pris fin entre-temps. Une réponse ne changerait rien.",
        "not_asked": "Cet avis ne vous demande rien.",
    },
)
