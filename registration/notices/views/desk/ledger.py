"""The ledger, row by row and as a file, and the tally of the answers."""

import csv
from collections.abc import Iterator
from typing import Final

from django.http import HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from conference.core import clock
from conference.core.access import Who, Whose, access
from conference.core.charts import bars
from conference.mailroom.models import Letter
from registration.notices import queries
from registration.notices.charts import letters_of
from registration.notices.operations import exporting
from registration.notices.views.desk.around import (
    ANNOUNCE,
    around,
    notice_or_404,
    organiser_of,
)

PAGE: Final = 50
STATES: Final = [("waiting", _("On the way")), *Letter.State.choices]
WAYS: Final = {
    "category": _("By category"),
    "country": _("By country"),
    "language": _("By language"),
}


@access(Who.STAFF, whose=Whose.ANYBODYS, permission="notices.view_ledger")
def ledger(request: HttpRequest, revision_id: int) -> HttpResponse:
    begun = notice_or_404(revision_id)
    asked = _asked(request.GET)
    after = request.GET.get("after", "")
    found = queries.ledger(begun, **asked)
    if after.isdecimal():
        found = found.filter(pk__gt=int(after[:18]))
    rows = list(found[: PAGE + 1])
    shown = rows[:PAGE]
    progress = queries.progress(begun)
    context = {
        **around(begun.revision, ANNOUNCE),
        "notice": begun,
        "rows": shown,
        "following": urlencode({**asked, "after": str(shown[-1].pk)})
        if len(rows) > PAGE
        else "",
        "is_first": not after,
        "asked": asked,
        "query": urlencode(asked),
        "states": STATES,
        "progress": progress,
        "pieces": letters_of(progress),
        "exports": exporting.exports_of(begun)[:10],
    }
    return render(request, "notices/desk_ledger.html", context)


def _asked(query: QueryDict) -> dict[str, str]:
    state = query.get("state", "")
    known = {code for code, _label in STATES}
    text = query.get("text", "").replace("\x00", "").strip()[:100]
    return {"text": text, "state": state if state in known else ""}


class _Line:
    """What the csv writer writes into: it hands each line on at once."""

    def write(self, line: str) -> str:
        return line


@access(  # type: ignore[arg-type]  # a stream is an answer too
    Who.STAFF,
    whose=Whose.ANYBODYS,
    permission="notices.view_ledger",
    methods=("POST",),
    fresh=True,
)
def export_ledger(request: HttpRequest, revision_id: int) -> HttpResponseBase:
    """Stream the ledger as a file; recorded before the first row leaves."""
    begun = notice_or_404(revision_id)
    deliveries = queries.ledger(begun, **_asked(request.POST))
    exporting.record_export(begun.pk, by=organiser_of(request), now=clock.now())
    name = f"ledger-{begun.revision.number}.csv"
    return StreamingHttpResponse(
        _lines(exporting.rows(deliveries)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _lines(rows: Iterator[tuple[str, ...]]) -> Iterator[str]:
    # Table programs know by this mark that the text is UTF-8.
    yield "\ufeff"
    writer = csv.writer(_Line(), quoting=csv.QUOTE_ALL)
    for row in rows:
        yield writer.writerow(row)


@access(Who.STAFF, whose=Whose.ANYBODYS, permission="notices.view_notice")
def tally(request: HttpRequest, revision_id: int) -> HttpResponse:
    begun = notice_or_404(revision_id)
    way = request.GET.get("by", "category")
    way = way if way in WAYS else "category"
    rows = queries.tally(begun, by=way)
    context = {
        **around(begun.revision, ANNOUNCE),
        "notice": begun,
        "is_over": begun.answer_by <= clock.now(),
        "way": way,
        "ways": WAYS.items(),
        "rows": rows,
        "total": queries.tally_total(begun),
        "online": bars((row.label, row.remote, "") for row in rows if row.remote),
        "withdrawn": bars(
            (row.label, row.withdraw, "") for row in rows if row.withdraw
        ),
    }
    return render(request, "notices/desk_tally.html", context)
