"""Writing the notice: terms, a text in each language, preview and samples."""

from collections.abc import Callable
from typing import Any, cast

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin

from conference.core import clock
from conference.core.access import Who, Whose, access
from conference.core.refusals import Refusal
from registration.notices import queries
from registration.notices.forms import StandInForm, TermsForm, TextForm
from registration.notices.models import Notice, NoticeText
from registration.notices.operations import drafting, sampling
from registration.notices.operations.wording import PLACEHOLDERS
from registration.notices.views.desk.around import (
    WRITE,
    act_once,
    around,
    decision_or_404,
    notice_of,
    notice_or_404,
    organiser_of,
)

LANGUAGES = dict(settings.LANGUAGES)
WRITABLE = (Notice.State.DRAFT, Notice.State.READY, Notice.State.APPROVED)
# The letter carries its styles itself; nothing else may load or run.
LETTER_POLICY = {
    "default-src": [NONE],
    "style-src": [UNSAFE_INLINE],
    "img-src": [SELF, "data:"],
    "frame-ancestors": [SELF],
    "base-uri": [NONE],
    "form-action": [NONE],
    "sandbox": [True],
}


@access(
    Who.STAFF,
    whose=Whose.ANYBODYS,
    permission="notices.write_notice",
    methods=("GET", "POST"),
)
def notice(request: HttpRequest, revision_id: int) -> HttpResponse:
    """Show the terms and languages of a notice; a POST starts it or sets its terms."""
    revision = decision_or_404(revision_id)
    begun = notice_of(revision)
    if request.method == "GET":
        return _terms(request, revision_id, TermsForm(initial=_terms_of(begun)))
    form = TermsForm(request.POST)
    if not form.is_valid():
        return _terms(request, revision_id, form, status=422)

    def act() -> str:
        if begun is None:
            drafting.start(
                revision_id,
                **form.cleaned_data,
                by=organiser_of(request),
                now=clock.now(),
            )
            return reverse("notices_desk:text", args=[revision_id, "en"])
        drafting.edit_terms(
            begun.pk, **form.cleaned_data, by=organiser_of(request), now=clock.now()
        )
        messages.success(request, _("The deadline is saved."))
        return reverse("notices_desk:notice", args=[revision_id])

    return act_once(
        request,
        f"notice:{revision_id}",
        act,
        lambda refusal: _terms(request, revision_id, form, refusal=refusal, status=409),
    )


def _terms_of(begun: Notice | None) -> dict[str, Any]:
    if begun is None:
        return {}
    return {"answer_by": begun.answer_by, "next_update_on": begun.next_update_on}


def _terms(
    request: HttpRequest,
    revision_id: int,
    form: TermsForm,
    *,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    revision = decision_or_404(revision_id)
    begun = notice_of(revision)
    context = {
        **around(revision, WRITE),
        "form": form,
        "gate": queries.language_gate(begun) if begun else [],
        "refusal": refusal,
    }
    return render(request, "notices/desk_notice.html", context, status=status)


@access(
    Who.STAFF,
    whose=Whose.ANYBODYS,
    permission="notices.write_notice",
    methods=("GET", "POST"),
)
def text(request: HttpRequest, revision_id: int, language: str) -> HttpResponse:
    """Show and take the notice in one language."""
    begun = _notice(revision_id, language)
    written = begun.texts.filter(language=language).first()
    if request.method == "GET":
        version = written.version if written else 0
        form = TextForm(instance=written, initial={"version": version})
        return _text(request, begun, language, form)
    form = TextForm(request.POST)
    if not form.is_valid():
        return _text(request, begun, language, form, status=422)

    def act() -> str:
        drafting.edit_text(
            begun.pk,
            language,
            version=form.cleaned_data["version"],
            words=form.words(),
            by=organiser_of(request),
            now=clock.now(),
        )
        messages.success(request, _("The text is saved."))
        return reverse("notices_desk:text", args=[revision_id, language])

    def refused(refusal: Refusal) -> HttpResponse:
        theirs = getattr(refusal, "text", None)
        shown = _with_version(form, theirs) if theirs else form
        return _text(
            request, begun, language, shown, theirs=theirs, refusal=refusal, status=409
        )

    return act_once(request, f"text:{begun.pk}:{language}", act, refused)


def _with_version(form: TextForm, theirs: NoticeText) -> TextForm:
    """Return the form as typed, made from the other's version: the next press wins."""
    data = cast("QueryDict", form.data).copy()
    data["version"] = str(theirs.version)
    return TextForm(data)


def _differences(form: TextForm, theirs: NoticeText | None) -> list[dict[str, str]]:
    if theirs is None:
        return []
    return [
        {"label": str(form[name].label), "theirs": value, "yours": typed}
        for name, typed in form.cleaned_data.items()
        if name != "version" and (value := getattr(theirs, name)) != typed
    ]


def _text(  # noqa: PLR0913  one page in four moods
    request: HttpRequest,
    begun: Notice,
    language: str,
    form: TextForm,
    *,
    theirs: NoticeText | None = None,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    gate = queries.language_gate(begun)
    written = [(row.language, row.label) for row in gate if row.text is not None]
    row = next((row for row in gate if row.language == language), None)
    if form.is_bound:
        form.is_valid()
    others = [choice for choice in written if choice[0] != language]
    context = {
        **around(begun.revision, WRITE),
        "form": form,
        "language": language,
        "language_name": LANGUAGES[language],
        "direction": "rtl" if language == "ar" else "ltr",
        "gate": gate,
        "row": row,
        "tabs": LANGUAGES.items(),
        "placeholders": [
            (f"{{{name}}}", label) for name, label in PLACEHOLDERS.items()
        ],
        "stand_in": StandInForm(
            languages=others, initial={"to": begun.fallbacks.get(language, "")}
        ),
        "personas": sampling.PERSONAS.items(),
        "differences": _differences(form, theirs),
        "theirs": theirs,
        "refusal": refusal,
    }
    return render(request, "notices/desk_text.html", context, status=status)


def _notice(revision_id: int, language: str) -> Notice:
    if language not in LANGUAGES:
        raise Http404
    return notice_or_404(revision_id)


@access(
    Who.STAFF,
    whose=Whose.ANYBODYS,
    permission="notices.write_notice",
    methods=("POST",),
)
def restore_default(
    request: HttpRequest, revision_id: int, language: str
) -> HttpResponse:
    begun = _notice(revision_id, language)

    def act() -> str:
        drafting.restore_default(
            begun.pk, language, by=organiser_of(request), now=clock.now()
        )
        messages.success(request, _("The text is as we would write it from the facts."))
        return reverse("notices_desk:text", args=[revision_id, language])

    return _press_on_text(request, begun, language, "restore-default", act)


@access(
    Who.STAFF,
    whose=Whose.ANYBODYS,
    permission="notices.write_notice",
    methods=("POST",),
)
def delete_text(request: HttpRequest, revision_id: int, language: str) -> HttpResponse:
    begun = _notice(revision_id, language)

    def act() -> str:
        drafting.delete_text(
            begun.pk, language, by=organiser_of(request), now=clock.now()
        )
        messages.success(
            request, _("The text is taken away. Name what its readers get.")
        )
        return reverse("notices_desk:text", args=[revision_id, language])

    return _press_on_text(request, begun, language, "delete-text", act)


@access(
    Who.STAFF,
    whose=Whose.ANYBODYS,
    permission="notices.write_notice",
    methods=("POST",),
)
def set_fallback(request: HttpRequest, revision_id: int, language: str) -> HttpResponse:
    begun = _notice(revision_id, language)
    to = request.POST.get("to", "")
    if to and to not in LANGUAGES:
        raise Http404

    def act() -> str:
        drafting.set_fallback(
            begun.pk, language, to=to, by=organiser_of(request), now=clock.now()
        )
        messages.success(request, _("Saved."))
        return reverse("notices_desk:text", args=[revision_id, language])

    return _press_on_text(request, begun, language, "set-fallback", act)


@access(
    Who.STAFF,
    whose=Whose.ANYBODYS,
    permission="notices.write_notice",
    methods=("POST",),
)
def send_sample(request: HttpRequest, revision_id: int, language: str) -> HttpResponse:
    begun = _notice(revision_id, language)
    variant = "open" if request.POST.get("variant") == "open" else "asked"

    def act() -> str:
        sampling.send_sample(
            begun.pk,
            language,
            variant=variant,
            by=organiser_of(request),
            now=clock.now(),
        )
        sent = _("A sample is on its way to %(address)s.")
        messages.success(request, sent % {"address": organiser_of(request).email})
        return reverse("notices_desk:text", args=[revision_id, language])

    return _press_on_text(request, begun, language, "send-sample", act)


def _press_on_text(
    request: HttpRequest,
    begun: Notice,
    language: str,
    action: str,
    act: Callable[[], str],
) -> HttpResponse:
    def refused(refusal: Refusal) -> HttpResponse:
        written = begun.texts.filter(language=language).first()
        version = written.version if written else 0
        form = TextForm(instance=written, initial={"version": version})
        return _text(request, begun, language, form, refusal=refusal, status=409)

    return act_once(request, f"{action}:{begun.pk}:{language}", act, refused)


@access(
    Who.STAFF,
    whose=Whose.ANYBODYS,
    permission="notices.write_notice",
    methods=("POST",),
)
def submit(request: HttpRequest, revision_id: int) -> HttpResponse:
    begun = notice_or_404(revision_id)

    def act() -> str:
        drafting.submit(begun.pk, by=organiser_of(request), now=clock.now())
        messages.success(request, _("A second person can approve it now."))
        return reverse("notices_desk:approval", args=[revision_id])

    def refused(refusal: Refusal) -> HttpResponse:
        form = TermsForm(initial=_terms_of(begun))
        return _terms(request, revision_id, form, refusal=refusal, status=409)

    return act_once(request, f"submit:{begun.pk}", act, refused)


@access(Who.STAFF, whose=Whose.ANYBODYS, permission="notices.view_notice")
def preview(request: HttpRequest, revision_id: int, language: str) -> HttpResponse:
    """Show the letter as somebody would get it, as mail and as plain text."""
    begun = _notice(revision_id, language)
    persona = _persona(request.GET.get("persona", "longest"))
    context = {
        **around(begun.revision, WRITE),
        "language": language,
        "tabs": LANGUAGES.items(),
        "persona": persona,
        "personas": sampling.PERSONAS.items(),
        "preview": _previewed(request, begun, language, persona),
    }
    return render(request, "notices/desk_preview.html", context)


@access(Who.STAFF, whose=Whose.ANYBODYS, permission="notices.view_notice")  # type: ignore[arg-type]  # the stubs of csp
@xframe_options_sameorigin
@csp(LETTER_POLICY)  # type: ignore[arg-type]  # the stubs of csp know no arguments
def letter(
    request: HttpRequest, revision_id: int, language: str, persona: str
) -> HttpResponse:
    """Answer the letter alone, for a sandboxed frame: no script, nothing loaded."""
    begun = _notice(revision_id, language)
    shown = _previewed(request, begun, language, _persona(persona))
    if shown is None:
        raise Http404
    return HttpResponse(shown.html)


def _persona(asked: str) -> str:
    if asked not in sampling.PERSONAS:
        raise Http404
    return asked


def _previewed(
    request: HttpRequest, begun: Notice, language: str, persona: str
) -> sampling.Preview | None:
    """Render the text its readers would get; None where there is none for them."""
    written = set(begun.texts.values_list("language", flat=True))
    if language not in written:
        language = begun.fallbacks.get(language, "")
    if language not in written:
        return None
    variant = "open" if persona == "open" else "asked"
    by = organiser_of(request)
    return sampling.preview(begun, language, persona, variant, by=by, now=clock.now())
