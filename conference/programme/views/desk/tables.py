"""Sessions, people and rooms as tables: out, in, and the differences in between."""

import logging
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from conference.core import clock, repeat
from conference.core.access import Who, Whose, access
from conference.core.refusals import Refusal
from conference.programme.exchange import applying, comparing, writing
from conference.programme.exchange.columns import described
from conference.programme.exchange.differences import Comparison
from conference.programme.exchange.reading import HEAVIEST_MB, MOST_ROWS, FileTooHeavy
from conference.programme.models import Upload
from conference.programme.views.desk import around

logger = logging.getLogger(__name__)
# Of each kind of line; who has more of them looks into the file.
MOST_LINES: Final = 200


class UploadForm(forms.Form):
    """A file, and what it is about."""

    kind = forms.ChoiceField(label=_("What is in it"), choices=Upload.Kind.choices)
    file = forms.FileField(
        label=_("The file"),
        help_text=_("XLSX, CSV, or for sessions a schedule.xml."),
        allow_empty_file=True,
        error_messages={"required": _("Choose a file.")},
    )


@access(Who.STAFF, whose=Whose.ANYBODYS, permission=around.PLAN)
def tables(request: HttpRequest) -> HttpResponse:
    around.this_edition()
    return _tables(request, UploadForm())


@access(
    Who.STAFF,
    whose=Whose.ANYBODYS,
    permission=around.PLAN,
    methods=("POST",),
    fresh=True,
)
def export_table(request: HttpRequest, kind: str, form: str) -> HttpResponse:
    edition = around.this_edition()
    if kind not in Upload.Kind.values or form not in writing.FORMATS:
        raise Http404
    content = writing.write(kind, edition.pk, form)
    logger.info("table.exported", extra={"account_id": request.user.pk, "table": kind})
    name = f"{edition.slug}-{kind}.{form}"
    return HttpResponse(
        content,
        content_type=writing.FORMATS[form],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@access(Who.STAFF, whose=Whose.ANYBODYS, permission=around.PLAN, methods=("POST",))
def bring_table(request: HttpRequest) -> HttpResponse:
    edition = around.this_edition()
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _tables(request, form, status=422)
    file = form.cleaned_data["file"]
    if file.size > HEAVIEST_MB * 1024 * 1024:
        refusal = FileTooHeavy(most=HEAVIEST_MB)
        return _tables(request, form, refusal=refusal, status=409)
    # A file is read once, and what acts may be tried twice.
    content = file.read()

    def act() -> str:
        upload = applying.bring(
            edition.pk,
            form.cleaned_data["kind"],
            name=file.name or "",
            content=content,
            by=around.me(request),
            now=clock.now(),
        )
        return reverse("programme_desk:table", args=[upload.pk])

    try:
        return repeat.act_once(
            request, "programme_desk:bring-table", act, now=clock.now()
        )
    except Refusal as refused:
        return _tables(request, form, refusal=refused, status=409)


@access(Who.STAFF, whose=Whose.OWN, permission=around.PLAN)
def table(request: HttpRequest, upload_id: int) -> HttpResponse:
    return _differences(request, _mine(request, upload_id))


@access(Who.STAFF, whose=Whose.OWN, permission=around.PLAN, methods=("POST",))
def apply_table(request: HttpRequest, upload_id: int) -> HttpResponse:
    upload = _mine(request, upload_id)

    def act() -> str:
        found = applying.apply(
            upload,
            seen=request.POST.get("seen", ""),
            by=around.me(request),
            now=clock.now(),
        )
        count = len(found.new) + len(found.changed)
        messages.success(
            request,
            ngettext(
                "%(n)d line is in the plan now. Readers see it after a release.",
                "%(n)d lines are in the plan now. Readers see them after a release.",
                count,
            )
            % {"n": count},
        )
        return reverse("programme_desk:table", args=[upload.pk])

    try:
        return repeat.act_once(
            request, "programme_desk:apply-table", act, now=clock.now()
        )
    except Refusal as refusal:
        return _differences(request, upload, refusal=refusal, status=409)


def _mine(request: HttpRequest, upload_id: int) -> Upload:
    edition = around.this_edition()
    mine = Upload.objects.filter(edition=edition, account_id=request.user.pk)
    return get_object_or_404(mine, pk=upload_id)


def _tables(
    request: HttpRequest, form: UploadForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = {
        "form": form,
        "kinds": [(kind, described(kind)) for kind in Upload.Kind],
        "heaviest": HEAVIEST_MB,
        "most_rows": MOST_ROWS,
        **more,
    }
    return render(request, "programme/desk_import.html", context, status=status)


def _differences(
    request: HttpRequest, upload: Upload, *, status: int = 200, **more: Any
) -> HttpResponse:
    found = comparing.compare(upload)
    context = {
        "upload": upload,
        "found": found,
        "shown": _shown(found),
        "most": MOST_LINES,
        **more,
    }
    name = "programme/desk_import_differences.html"
    return render(request, name, context, status=status)


def _shown(found: Comparison) -> dict[str, list[Any]]:
    return {
        "bad": found.bad[:MOST_LINES],
        "changed": found.changed[:MOST_LINES],
        "new": found.new[:MOST_LINES],
    }
